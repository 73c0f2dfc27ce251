"""Turn a training run into a checkpoint whose card tells what was measured."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from sunmask.kinds import kind
from sunmask.models import checkpoints
from sunmask.training.corpora import network_of
from sunmask.training.recipes import Recipe


def export(
    run: Path,
    out: Path,
    *,
    num_samples: int = 16,
    seed: int = 0,
    title: str | None = None,
    is_default: bool = False,
) -> dict[str, Any]:
    """Write the averaged weights of a run with their figures, and return the card.

    num_samples: how much is sampled to measure; 0 leaves all figures out. title: without one the recipe's
    name. is_default: the one that is taken where nobody chose. Raises ValueError where the folder holds no
    run, or one with a vocabulary of its own, which no codec reads.
    """
    if not (run / "state.pt").is_file():
        raise ValueError(f"expected the folder of a training run, got {run}")
    recipe = Recipe.from_json(json.loads((run / "recipe.json").read_text()))
    if recipe.vocabulary:
        raise ValueError(f"expected a run with the shipped vocabulary, got one with {recipe.vocabulary}")
    state = torch.load(run / "state.pt", map_location="cpu", weights_only=True)
    model = network_of(recipe, run)
    model.load_state_dict(state["averaged"])
    model.eval()
    about = kind(recipe.kind).learning
    told = replace(recipe, data=Path(recipe.data).name, start=Path(recipe.start).name)
    return checkpoints.save(
        model,
        out,
        family=recipe.family,
        kind=recipe.kind,
        title=title or recipe.name,
        is_default=is_default,
        step=state["step"],
        minutes=round(state["seconds"] / 60, 1),
        data=about.data_sentence(recipe),
        license="Apache-2.0",
        recipe=told.to_json(),
        figures=about.measure(model, recipe, num_samples, seed) if num_samples else {},
    )
