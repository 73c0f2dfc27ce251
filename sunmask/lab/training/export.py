"""Turn a training run into a checkpoint whose card tells what was measured."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from sunmask.lab.lab import lab_of
from sunmask.lab.training.corpora import network_of
from sunmask.lab.training.recipes import Recipe
from sunmask.models import checkpoints
from sunmask.models.weights import Stored, from_bytes, from_file, to_bytes


def export(
    run: Path,
    out: Path,
    *,
    num_samples: int = 16,
    seed: int = 0,
    title: str | None = None,
    is_default: bool = False,
    mean_with: Path | None = None,
    stored: Stored = "fp16",
) -> dict[str, Any]:
    """Write the averaged weights of a run with their figures, and return the card.

    num_samples: how much is sampled to measure; 0 leaves all figures out. title: without one the recipe's
    name. is_default: the one that is taken where nobody chose. mean_with: weights (safetensors) of the same
    network, such as those that the run began from; the checkpoint is the mean of both, which often does
    better than either (Wortsman et al. 2022). stored: the precision of the file; what is measured is what
    comes out of it again. Raises ValueError where the folder holds no run, or one with a
    vocabulary of its own, which no codec reads, or where the other weights are of another network.
    """
    if not (run / "state.pt").is_file():
        raise ValueError(f"expected the folder of a training run, got {run}")
    recipe = Recipe.from_json(json.loads((run / "recipe.json").read_text()))
    if recipe.vocabulary:
        raise ValueError(f"expected a run with the shipped vocabulary, got one with {recipe.vocabulary}")
    state = torch.load(run / "state.pt", map_location="cpu", weights_only=True)
    model = network_of(recipe, run)
    model.load_state_dict(state["averaged"])
    if mean_with is not None:
        model.load_state_dict(_mean(model.state_dict(), from_file(mean_with)))
    model.load_state_dict(from_bytes(to_bytes(model.state_dict(), stored)))
    model.eval()
    about = lab_of(recipe.kind)
    told = replace(recipe, data=Path(recipe.data).name, start=Path(recipe.start).name)
    return checkpoints.save(
        model,
        out,
        family=recipe.family,
        kind=recipe.kind,
        title=title or recipe.name,
        stored=stored,
        is_default=is_default,
        step=state["step"],
        minutes=round(state["seconds"] / 60, 1),
        data=about.data_sentence(recipe),
        license="Apache-2.0",
        recipe=told.to_json(),
        mean_with=hashlib.sha256(mean_with.read_bytes()).hexdigest() if mean_with else None,
        figures=about.measure(model, recipe, num_samples, seed) if num_samples else {},
    )


def _mean(own: dict[str, Tensor], other: dict[str, Tensor]) -> dict[str, Tensor]:
    """The mean of two networks' weights by name. Raises ValueError where they are not of one network."""
    if {name: weight.shape for name, weight in own.items()} != {
        name: weight.shape for name, weight in other.items()
    }:
        raise ValueError("expected weights of the run's own network to take the mean with, got another's")
    return {
        name: (weight + other[name].to(weight.dtype)) / 2 if weight.is_floating_point() else weight
        for name, weight in own.items()
    }
