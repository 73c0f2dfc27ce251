"""The network that reads from left to right gives the chances of a grid, each given what comes before."""

import numpy as np
import pytest
import torch

from sunmask.chorale.conditioning.conditions import metre_columns, set_key, transpose_conditions
from sunmask.chorale.music.symbols import LOWEST_PITCH, NUM_PITCHES, REST_ID, ChoraleMeta, encode
from sunmask.chorale.networks.left_to_right import (
    GOES_ON,
    LONGEST,
    NONE,
    NUM_ANSWERS,
    ORDER,
    Answer,
    LeftToRight,
    answers_of,
    nats_of,
    past_of,
)
from sunmask.chorale.networks.left_to_right_decoding import Decoding, DecodingWeights
from sunmask.chorale.sampling.windows import WINDOW
from sunmask.models.families import build
from tests.sunmask.chorale.pieces import made_up_piece

pytestmark = pytest.mark.numeric

LENGTH = 40


@pytest.fixture(scope="module")
def network() -> LeftToRight:
    """One in which nothing is zero."""
    torch.manual_seed(0)
    model = build("left-to-right", "debug").eval()
    assert isinstance(model, LeftToRight)
    for value in model.parameters():
        if not value.any():
            torch.nn.init.normal_(value, std=0.2)
    return model


@pytest.fixture(scope="module")
def ids() -> torch.Tensor:
    return torch.from_numpy(encode(made_up_piece(1, LENGTH).symbols_VT))[None]


@pytest.fixture(scope="module")
def conditions() -> torch.Tensor:
    table = metre_columns(ChoraleMeta(pickup=4), LENGTH)
    set_key(table, 1, "major")
    return torch.from_numpy(table)[None]


@torch.inference_mode()
def test_a_cell_depends_on_columns_before_and_on_voices_before_it(
    network: LeftToRight, ids: torch.Tensor, conditions: torch.Tensor
) -> None:
    before = network(ids, conditions)
    torch.testing.assert_close(before.exp().sum(-1), torch.ones(1, 4, LENGTH))
    for place, voice in enumerate(ORDER):
        other = ids.clone()
        other[:, voice, 20] = (other[:, voice, 20] + 3) % NUM_PITCHES
        changed = (network(other, conditions) - before).abs().nan_to_num().sum(-1)[0] > 1e-6
        assert not changed[:, :20].any()
        assert changed[:, 20].nonzero()[:, 0].tolist() == sorted(ORDER[place + 1 :])
        assert changed[:, 21].all()


@torch.inference_mode()
def test_columns_that_are_read_one_by_one_are_read_as_all_at_once(
    network: LeftToRight, ids: torch.Tensor, conditions: torch.Tensor
) -> None:
    past = past_of(ids).at(slice(0, LENGTH))
    whole, _, _ = network.read(past, conditions)
    kept, columns = None, []
    for t in range(LENGTH):
        column, _, kept = network.read(past.at(slice(t, t + 1)), conditions[:, t : t + 1], kept)
        columns.append(column)
    torch.testing.assert_close(torch.cat(columns, dim=1), whole, atol=1e-5, rtol=1e-4)


@torch.inference_mode()
def test_decoding_says_of_each_column_what_the_network_says_of_the_whole(network: LeftToRight) -> None:
    length = WINDOW + 20  # more than attention reaches back
    ids_VT = encode(made_up_piece(1, length).symbols_VT)
    table = metre_columns(ChoraleMeta(pickup=4), length)
    set_key(table, 1, "major")
    conditions_TF = torch.from_numpy(table)
    whole_VTA = network(torch.from_numpy(ids_VT)[None], conditions_TF[None])[0]
    decoding, found_VTA = Decoding(DecodingWeights(network), conditions_TF), torch.empty_like(whole_VTA)
    for t in range(length):
        decoding.read()
        in_turn = ids_VT[list(ORDER), t].tolist()
        for turn, voice in enumerate(ORDER):
            logits_A = torch.from_numpy(decoding.logits(turn, in_turn[:turn]))
            found_VTA[voice, t] = logits_A.log_softmax(-1)
        decoding.append(ids_VT[:, t].tolist())
    torch.testing.assert_close(found_VTA, whole_VTA, atol=1e-4, rtol=1e-4)


def test_the_past_of_a_column_is_what_a_walk_along_its_voice_finds() -> None:
    rng = np.random.default_rng(0)
    row, sounding = [], REST_ID
    for _ in range(60):
        kind = rng.choice(3, p=[0.3, 0.6, 0.1])
        if kind == 0:
            sounding = int(rng.integers(NUM_PITCHES))
        row.append(REST_ID if kind == 2 or sounding == REST_ID else sounding + (kind and NUM_PITCHES))
        sounding = REST_ID if row[-1] == REST_ID else sounding
    past = past_of(torch.tensor(row)[None, None])
    begun: list[int] = []
    for t in range(len(row) + 1):
        held = row[t - 1] if t else REST_ID
        assert past.held[0, 0, t] == (NONE if held == REST_ID else held % NUM_PITCHES)
        assert past.last[0, 0, t] == (row[begun[-1]] if begun else NONE)
        assert past.before[0, 0, t] == (row[begun[-2]] if len(begun) > 1 else NONE)
        assert past.since[0, 0, t] == (min(LONGEST, t - begun[-1]) if begun else 0)
        assert past.length[0, 0, t] == (min(LONGEST, begun[-1] - begun[-2]) if len(begun) > 1 else 0)
        if t < len(row) and row[t] < NUM_PITCHES:
            begun.append(t)


@torch.inference_mode()
def test_nothing_but_the_height_of_pitches_differs_between_keys(
    network: LeftToRight, ids: torch.Tensor, conditions: torch.Tensor
) -> None:
    deaf = LeftToRight(network.config).eval()
    deaf.load_state_dict(network.state_dict())
    for name in ("height.weight", "told.fifths.weight"):
        deaf.get_parameter(name).zero_()
    for answer in deaf.answer:
        assert isinstance(answer, Answer)
        start = answer.sizes[0] + answer.sizes[1]
        answer.says.weight[start : start + NUM_PITCHES] = 0
        answer.says.bias[start : start + NUM_PITCHES] = 0
    higher = torch.from_numpy(transpose_conditions(conditions[0].numpy(), 3))[None]
    here = deaf(ids, conditions)[..., : NUM_PITCHES - 3] - deaf(ids, conditions)[..., GOES_ON, None]
    there = deaf(ids + 3, higher)[..., 3:NUM_PITCHES] - deaf(ids + 3, higher)[..., GOES_ON, None]
    is_held = answers_of(ids)[0, :, 1:] == GOES_ON
    torch.testing.assert_close(here[0, :, 1:][is_held], there[0, :, 1:][is_held], atol=1e-4, rtol=1e-4)


@torch.inference_mode()
def test_a_note_cannot_go_on_where_none_sounds(network: LeftToRight, conditions: torch.Tensor) -> None:
    rests = torch.full((1, 4, LENGTH), REST_ID)
    log = network(rests, conditions)
    assert log.shape == (1, 4, LENGTH, NUM_ANSWERS)
    assert torch.isinf(log[..., GOES_ON]).all()
    assert torch.isfinite(nats_of(log, rests)).all()
    assert LOWEST_PITCH + NUM_PITCHES - 1 == 81
