"""Checkpoints: what is saved comes back, and what does not fit is refused."""

import json
from pathlib import Path

import pytest
import torch

from sunmask.models import checkpoints
from sunmask.models.families import build
from sunmask.models.inference import InferenceModel
from tests.sunmask.chorale.pieces import some_inputs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    checkpoints.save(
        build("unet", "debug"), tmp_path, family="unet", kind="chorale", title="Small", figures={"a": 1}
    )
    return tmp_path


@pytest.mark.parametrize("family", ["unet", "transformer", "conv"])
def test_a_saved_model_answers_as_before_to_half_precision(tmp_path: Path, family: str) -> None:
    model = build(family, "debug")
    torch.nn.init.normal_(model.get_parameter("head.weight"))
    checkpoints.save(model, tmp_path, family=family, kind="chorale", title="Small")
    again = checkpoints.load(tmp_path).model
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


def test_unknown_families_and_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="expected a family"):
        build("forest", "debug")
    with pytest.raises(ValueError, match="expected a size"):
        build("unet", "enormous")


def test_a_loaded_network_knows_its_card_and_is_saved_with_a_model_card(folder: Path, tmp_path: Path) -> None:
    model = checkpoints.load(folder).for_inference("cpu", "fp32")
    assert (model.kind, model.card["title"]) == ("chorale", "Small")
    assert model.config == model.card["config"]
    assert "'Small', kind chorale, fp32 on cpu" in repr(model)
    again = checkpoints.load(model.save_pretrained(tmp_path / "again"))
    assert again.card == model.card
    head, words = (tmp_path / "again" / "README.md").read_text().removeprefix("---\n").split("\n---\n")
    assert "library_name: sunmask" in head.splitlines()
    assert "# Small" in words
    assert '"a": 1' in words


def test_a_network_without_a_checkpoint_is_not_saved(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="from a checkpoint"):
        InferenceModel(build("unet", "debug"), "cpu", "fp32").save_pretrained(tmp_path)


def test_a_file_of_weights_alone_is_of_the_network_that_it_fits(tmp_path: Path) -> None:
    shipped = checkpoints.load("chorale-conditioned")
    file = tmp_path / "mine.safetensors"
    file.write_bytes((shipped.folder / "model.safetensors").read_bytes())
    found = checkpoints.load(file)
    assert (found.kind, found.card["title"], found.card["sha256"]) == (
        "chorale",
        "mine",
        shipped.card["sha256"],
    )
    assert found.card["config"] == shipped.card["config"]
    for name, value in shipped.model.state_dict().items():
        assert torch.equal(found.model.state_dict()[name], value)


def test_weights_alone_that_fit_no_network_are_refused_with_a_sentence(folder: Path) -> None:
    with pytest.raises(ValueError, match="they fit none"):
        checkpoints.load(folder / "model.safetensors")
    (folder / "model.safetensors").write_bytes(b"torn")
    with pytest.raises(ValueError, match="expected a file of weights"):
        checkpoints.load(folder / "model.safetensors")
