"""Training windows: repeatable, transposed inside the ranges, corrupted only where they say so."""

import numpy as np
import pytest
import torch

from sunmask.chorale.conditioning.features import feature
from sunmask.chorale.music.symbols import NUM_PITCHES, REST_ID, decode
from sunmask.chorale.music.voices import VOICE_RANGES
from sunmask.chorale.sampling.windows import bar_positions
from sunmask.lab.chorale.corpora.windows import Batch, Windows, transpose, transpositions
from sunmask.lab.training.noise import NoiseSettings
from tests.sunmask.chorale.pieces import made_up_piece

PIECES = [made_up_piece(seed, length) for seed, length in ((1, 96), (2, 128), (3, 300))]


def batch(number: int = 0, **noise: float) -> Batch:
    return Windows(PIECES, seed=5, batch_size=64, settings=NoiseSettings(**noise)).batch(number)


def test_a_batch_depends_on_seed_and_number_alone() -> None:
    for name, value in vars(batch(3)).items():
        assert torch.equal(value, vars(batch(3))[name])
    assert not torch.equal(batch(3).clean_BVT, batch(4).clean_BVT)


def test_only_doubted_cells_are_corrupted_where_nothing_else_is_asked() -> None:
    plain = batch(corrupt=0.0)
    assert torch.equal(plain.scored_BVT, ~plain.trust_BVT & plain.inside_BVT)
    kept = plain.trust_BVT & plain.inside_BVT
    assert torch.equal(plain.noisy_BVT[kept], plain.clean_BVT[kept])


def test_trusted_cells_that_are_wrong_are_scored() -> None:
    spoiled = batch(corrupt=1.0)
    wrong = spoiled.trust_BVT & (spoiled.noisy_BVT != spoiled.clean_BVT)
    assert 0 < wrong.sum() < 0.05 * wrong.numel()
    assert torch.equal(spoiled.scored_BVT & spoiled.trust_BVT, wrong)


def test_padding_lies_outside_and_is_never_scored() -> None:
    each = batch()
    outside = feature(each.conditions_BTF, "place") == 3
    assert outside.any()
    assert torch.equal(outside, ~each.inside_BVT[:, 0])
    assert not (each.scored_BVT & ~each.inside_BVT).any()
    assert not (each.trust_BVT & ~each.inside_BVT).any()


def test_pieces_begin_and_end_where_their_places_say() -> None:
    each = batch()
    first = feature(each.conditions_BTF, "place") == 1
    assert (first.sum(1) <= 1).all()
    assert (first[:, 1:] == 0).all()
    opening = each.clean_BVT.transpose(1, 2)[first]
    assert (opening < NUM_PITCHES).all()


def test_transpositions_stay_inside_the_ranges_and_keep_rests() -> None:
    for piece in PIECES:
        shifts = transpositions(piece.symbols_VT)
        assert 0 in shifts
        for shift in shifts:
            for row, (low, high) in zip(np.abs(piece.symbols_VT), VOICE_RANGES, strict=True):
                assert low <= row.min() + shift
                assert row.max() + shift <= high
    assert transpose(np.array([0, 46, REST_ID]), 2).tolist() == [2, 48, REST_ID]
    assert decode(transpose(np.array([24]), 1)).tolist() == [61]


def test_a_pickup_is_counted_from_the_end_of_its_bar() -> None:
    each = batch()
    beats, places = feature(each.conditions_BTF, "beat"), feature(each.conditions_BTF, "place")
    assert 3 in beats[places[:, 0] == 1][:, 0].tolist()


@pytest.mark.parametrize("bar", [12, 16])
def test_positions_run_through_the_bar(bar: int) -> None:
    piece = made_up_piece(1, 64, bar=bar, pickup=4)
    windows = Windows([piece], seed=0, batch_size=4, settings=NoiseSettings())
    positions, _ = bar_positions(windows.batch(0).conditions_BTF)
    assert positions.max() == bar - 1
