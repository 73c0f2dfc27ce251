"""Turn a training run into a checkpoint whose card tells what was measured."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import torch

from sunmask import checkpoints, export_chorales, export_texts
from sunmask.datasets.corpora import network_of
from sunmask.recipes import Recipe


class Report(NamedTuple):
    """How a kind's card is filled: what was learned from, and figures of a model (recipe, samples, seed)."""

    data_sentence: Callable[[Recipe], str]
    measure: Callable[[torch.nn.Module, Recipe, int, int], dict[str, Any]]


REPORTS = {
    "chorale": Report(export_chorales.data_sentence, export_chorales.measure),
    "text": Report(export_texts.data_sentence, export_texts.measure),
}


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
    report = REPORTS[recipe.kind]
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
        data=report.data_sentence(recipe),
        license="Apache-2.0",
        recipe=told.to_json(),
        figures=report.measure(model, recipe, num_samples, seed) if num_samples else {},
    )
