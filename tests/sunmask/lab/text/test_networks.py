"""Networks of texts that only researchers train: the paper's, and one with a language model as its body."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from sunmask.lab.text.networks.adapted import AdaptedConfig, AdaptedDecoder
from sunmask.models import checkpoints
from sunmask.models.families import build, families
from sunmask.text.language_model.chosen_weights import SMOLLM2
from sunmask.text.networks.windows import EDGE
from sunmask.text.words.vocabulary import ALONE, FIRST, LAST, english
from sunmask.text.words.words import text_to_words
from tests.sunmask.text.test_networks import awake, some_window

pytestmark = pytest.mark.numeric


def test_the_causal_network_sees_what_stands_before_a_place_and_nothing_else() -> None:
    model, (tokens, trust, places) = awake("text-transformer", causal=True), some_window()
    with torch.inference_mode():
        before = model(tokens, trust, places)[0, 0]
        for at in range(1, 12):
            other = tokens.clone()
            other[0, 0, at] += 1
            changed = (model(other, trust, places)[0, 0] - before).abs().amax(-1) > 1e-5
            assert not changed[: at + 1].any()
            assert changed[at + 1 :].all()
        assert torch.equal(model(tokens, ~trust, places)[0, 0], before)


def test_the_causal_network_has_the_size_of_the_other() -> None:
    _, _, sizes = families()["text-transformer"]
    assert sizes["mini-causal"] == replace(sizes["mini"], causal=True)


def test_a_body_that_stays_as_it_is_is_no_part_of_a_checkpoint(tmp_path: Path) -> None:
    model, window = awake("adapted"), some_window()
    checkpoints.save(model, tmp_path, family="adapted", kind="text", title="tiny", step=0)
    found = checkpoints.load(tmp_path).model
    with torch.inference_mode():
        assert torch.allclose(found(*window), model(*window), atol=0.02)
    learned = {name.split(".")[-1] for name, _ in model.named_parameters()}
    assert {"into", "out"} < learned
    matrices = [name for name in model.state_dict() if name.endswith(("qkv.weight", "gate_up.weight"))]
    assert not matrices


def test_where_last_blocks_are_learned_those_before_them_look_back_only() -> None:
    model = AdaptedDecoder(AdaptedConfig(body="tiny", rank=0, whole=1)).eval()
    tokens, trust, places = some_window()
    seen: list[Tensor] = []
    model.blocks[0].register_forward_hook(lambda module, given, made: seen.append(made[0]))
    other = tokens.clone()
    other[0, 0, 8] += 1
    with torch.inference_mode():
        change = (model(tokens, trust, places) - model(other, trust, places))[0, 0, 5].abs().max()
    assert torch.equal(seen[0][0, :8], seen[1][0, :8])
    assert change > 1e-6
    names = {name for name, _ in model.named_parameters()}
    assert any(name.startswith("blocks.1.qkv") for name in names)
    assert not any(name.startswith("blocks.0.") for name in names)


@pytest.mark.parametrize(("rank", "whole"), [(0, 0), (2, 1)])
def test_what_is_learned_of_a_body_must_be_said_in_one_way(rank: int, whole: int) -> None:
    with pytest.raises(ValueError, match="expected a rank, or whole blocks"):
        AdaptedConfig(rank=rank, whole=whole)


@pytest.mark.weights
@pytest.mark.thorough
def test_before_it_has_learned_anything_smollm2_already_guesses_a_word_from_what_is_before_it() -> None:
    if not SMOLLM2.is_there:
        pytest.skip("the weights were not fetched")
    torch.manual_seed(0)
    model = build("adapted", "last-blocks").eval()
    row = "The capital of France is Paris and the capital of Germany is Berlin"
    ids = [english().encode(word)[0] for word in text_to_words(row)[0]]
    tokens = torch.tensor([[[FIRST, *ids, LAST]]])
    places = torch.tensor([[EDGE, *[ALONE] * len(ids), EDGE]])
    trust = torch.ones_like(tokens, dtype=torch.bool)
    with torch.inference_mode():
        guessed = model(tokens, trust, places)[0, 0].argmax(-1)
    assert english().pieces[int(guessed[len(ids)])] == "▁Berlin"
