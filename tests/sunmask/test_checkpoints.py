"""Checkpoints: what is saved comes back, and what does not fit is refused."""

import json
from pathlib import Path

import pytest
import torch

from sunmask import checkpoints
from sunmask.models import FAMILIES, build
from sunmask.models.inference import InferenceModel


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    checkpoints.save(
        build("unet", "debug"), tmp_path, family="unet", kind="chorale", title="Small", figures={"a": 1}
    )
    return tmp_path


def some_inputs(count: int) -> tuple[torch.Tensor, ...]:
    generator = torch.Generator().manual_seed(0)
    tokens = torch.randint(0, 93, (count, 4, 128), generator=generator)
    trust = torch.rand(count, 4, 128, generator=generator) < 0.5
    columns = torch.arange(128).expand(count, 128)
    return tokens, trust, columns % 16, torch.ones_like(columns), torch.zeros_like(columns)


def test_a_saved_model_answers_as_before_to_half_precision(folder: Path) -> None:
    model = build("unet", "debug")
    torch.nn.init.normal_(model.get_parameter("head.weight"))
    checkpoints.save(model, folder, family="unet", kind="chorale", title="Small")
    again = checkpoints.load(folder).model
    with torch.inference_mode():
        assert torch.allclose(model.eval()(*some_inputs(2)), again(*some_inputs(2)), atol=0.02)


def test_the_card_tells_what_was_given_and_what_is_needed(folder: Path) -> None:
    card = checkpoints.load(folder).card
    assert card["title"] == "Small"
    assert card["figures"] == {"a": 1}
    assert len(card["sha256"]) == len(card["fingerprint"]) == 64


@pytest.mark.parametrize(
    ("word", "sentence"), [("fingerprint", "other symbols"), ("sha256", "not those of its card")]
)
def test_a_card_that_does_not_fit_is_refused(folder: Path, word: str, sentence: str) -> None:
    card = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps({**card, word: "0" * 64}))
    with pytest.raises(ValueError, match=sentence):
        checkpoints.load(folder)


def test_a_folder_without_a_checkpoint_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected a checkpoint's folder"):
        checkpoints.load(tmp_path / "none")


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_has_a_small_size_that_gives_logits_of_every_symbol(family: str) -> None:
    model = build(family, "debug").eval()
    assert model(*some_inputs(1)).shape == (1, 4, 128, 93)


def test_unknown_families_and_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="expected a family"):
        build("forest", "debug")
    with pytest.raises(ValueError, match="expected a size"):
        build("unet", "enormous")


def test_a_window_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="128"):
        build("unet", "debug")(*(each[..., :64] for each in some_inputs(1)))


def test_logits_do_not_depend_on_the_other_windows_of_a_batch() -> None:
    torch.manual_seed(0)
    model = build("unet", "small")
    torch.nn.init.normal_(model.get_parameter("head.weight"))
    fast = InferenceModel(model, "cpu")
    inputs = some_inputs(6)
    whole = fast(*inputs)
    order = torch.tensor([4, 0, 5, 3, 1, 2])
    assert torch.equal(whole[order], fast(*(each[order] for each in inputs)))
    assert torch.equal(whole[5:], fast(*(each[5:] for each in inputs)))


def test_padding_does_not_change_what_a_piece_gets() -> None:
    torch.manual_seed(0)
    model = build("unet", "debug").eval()
    torch.nn.init.normal_(model.get_parameter("head.weight"))
    tokens, trust, position, bar, place = some_inputs(1)
    place = place.clone()
    place[:, 64:] = 3
    other = tokens.clone()
    other[:, :, 64:] = 7
    with torch.inference_mode():
        before = model(tokens, trust, position, bar, place)[:, :, :64]
        after = model(other, trust, position, bar, place)[:, :, :64]
    assert torch.equal(before, after)
