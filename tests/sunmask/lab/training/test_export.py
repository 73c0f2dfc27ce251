"""A checkpoint may be the mean of a run's weights and of others."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from sunmask.lab.chorale.recipes import RECIPES
from sunmask.lab.training.export import export
from sunmask.lab.training.train import Run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    recipe = RECIPES["chorale-debug"]
    (folder / "recipe.json").write_text(json.dumps(recipe.to_json()))
    Run(recipe, folder, minutes=None).save()
    return folder


def test_a_checkpoint_is_the_mean_of_both_weights(run: Path, tmp_path: Path) -> None:
    own = export(run, tmp_path / "own", num_samples=0)
    weights = load_file(tmp_path / "own" / "model.safetensors")
    other = tmp_path / "other.safetensors"
    save_file({name: torch.zeros_like(weight) for name, weight in weights.items()}, other)
    card = export(run, tmp_path / "mean", num_samples=0, mean_with=other)
    mean = load_file(tmp_path / "mean" / "model.safetensors")
    for name, weight in weights.items():
        if weight.is_floating_point():
            assert torch.allclose(mean[name].float(), weight.float() / 2, atol=1e-3)
    assert own["mean_with"] is None
    assert len(card["mean_with"]) == 64


def test_weights_of_another_network_are_refused(run: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.safetensors"
    save_file({"weight": torch.zeros(3)}, other)
    with pytest.raises(ValueError, match="the run's own network"):
        export(run, tmp_path / "mean", num_samples=0, mean_with=other)
    (tmp_path / "torn.safetensors").write_bytes(b"no weights")
    with pytest.raises(ValueError, match="safetensors"):
        export(run, tmp_path / "mean", num_samples=0, mean_with=tmp_path / "torn.safetensors")
