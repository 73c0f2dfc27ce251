"""The corpus and the network of a recipe, as its kind defines them."""

from pathlib import Path

from torch import nn

from sunmask.lab.lab import Corpus, lab_of
from sunmask.lab.training.recipes import Recipe
from sunmask.models.families import build


def corpus_of(recipe: Recipe, folder: Path, *, progress: bool = False) -> Corpus:
    """The corpus of a recipe. folder: of the run. Raises ValueError where it is not to be had."""
    return lab_of(recipe.kind).corpus(recipe, folder, progress=progress)


def network_of(recipe: Recipe, folder: Path) -> nn.Module:
    """A recipe's network with fresh weights. folder: of the run, where what belongs to its corpus is kept."""
    return build(recipe.family, recipe.size, **lab_of(recipe.kind).changes(recipe, folder))
