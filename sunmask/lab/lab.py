"""The laboratory of a kind of canvas: recipes, corpora, figures and its evaluation."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from sunmask.kinds import kind, kinds
from sunmask.lab.training.objective import Examples, ObjectiveSettings, unrolled_loss
from sunmask.lab.training.recipes import Recipe

Loss = Callable[[nn.Module, Any, ObjectiveSettings, torch.Generator], tuple[Tensor, list[float]]]
"""From a network and a batch of its kind: the mean loss over the unrolled steps, and each step's NLL."""


class Corpus(Protocol):
    """Batches to learn from, and figures of what was held out."""

    def batch(self, number: int, part: int = 0, parts: int = 1) -> Examples:
        """Batch `number`, or its share `part` of `parts`; the same each time."""

    def validate(self, predict: Callable[..., Tensor]) -> dict[str, Any]:
        """Figures of pieces held out for that, by name."""


class Lab:
    """The laboratory of one kind, named by its `Kind.lab_at`. A kind that is trained here has recipes and a
    corpus; everything else has a default."""

    recipes: Mapping[str, Recipe] = {}
    parts: tuple[str, ...] = ("samples",)
    """The parts of its evaluation, by name."""
    parts_on_request: tuple[str, ...] = ()
    """Those that are only done where somebody asks for them."""

    def corpus(self, recipe: Recipe, folder: Path, *, progress: bool) -> Corpus:
        """The corpus that a recipe learns from. folder: of the run. Raises ValueError where it is missing."""
        raise ValueError(f"expected a kind with a corpus to learn from, got {recipe.kind}, which has none")

    def changes(self, recipe: Recipe, folder: Path) -> dict[str, Any]:
        """Fields of the network's config that the recipe, or what its run keeps in its folder, decides."""
        return {}

    def loss(self, model: nn.Module) -> Loss:
        """The objective of a network; the paper's where the kind has no other."""
        return unrolled_loss

    def data_sentence(self, recipe: Recipe) -> str:
        """A sentence for the card about the data that the model learned from. Raises ValueError where no
        model of the recipe may ship."""
        return ""

    def measure(self, model: nn.Module, recipe: Recipe, num_samples: int, seed: int) -> dict[str, Any]:
        """The figures of a model's card, by name."""
        return {}

    def add_options(self, group: argparse._ArgumentGroup) -> None:
        """Add options of `sunmask evaluate` that only this kind has. Their names must be its own."""

    def evaluate(self, arguments: argparse.Namespace) -> None:
        """Evaluate as `sunmask evaluate` asks: write evaluation.json and evaluation.md into the folder of
        --out, and print the tables. By default samples are graded. Raises ValueError or OSError where that
        cannot be."""
        from sunmask.lab.evaluation.graded_samples import evaluate

        evaluate(arguments)


def lab_of(name: str) -> Lab:
    """The laboratory of a kind, or what all have in common. Raises ValueError for an unknown kind."""
    where = kind(name).lab_at
    return resolve_name(where) if where else Lab()


def recipes() -> dict[str, Recipe]:
    """The recipes of every kind by name."""
    return {name: recipe for each in kinds() for name, recipe in lab_of(each).recipes.items()}


def recipe_named(name: str) -> Recipe:
    """Raises ValueError for an unknown name."""
    known = recipes()
    if name not in known:
        raise ValueError(f"expected a recipe of {', '.join(known)}, got {name!r}")
    return known[name]
