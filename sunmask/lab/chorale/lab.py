"""How networks of chorales are trained, described and measured: the chorale's `Lab`."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from sunmask.chorale.networks.conditioned import Conditioned
from sunmask.chorale.networks.left_to_right import LeftToRight
from sunmask.lab.chorale import card
from sunmask.lab.chorale.corpora.bach import Piece, load_chorales, split_chorales
from sunmask.lab.chorale.corpora.columns import Columns
from sunmask.lab.chorale.corpora.hymns import kept_away, load_hymns
from sunmask.lab.chorale.corpora.own import is_own, own_splits
from sunmask.lab.chorale.corpora.windows import Windows
from sunmask.lab.chorale.evaluation.sets import PARTS
from sunmask.lab.chorale.joint_objective import joint_loss
from sunmask.lab.chorale.likelihood import infill_figures
from sunmask.lab.chorale.recipes import RECIPES
from sunmask.lab.chorale.second_opinion.objective import left_to_right_loss
from sunmask.lab.lab import Lab, Loss
from sunmask.lab.training.recipes import Recipe

VALIDATION_WINDOWS = 32


class ChoraleCorpus(Windows):
    """The chorales that a recipe learns from, noised; validated by how well some windows are infilled."""

    def __init__(self, recipe: Recipe, progress: bool):
        """Raises ValueError where the folder holds too little."""
        learned, self.valid = pieces_of(recipe, progress)
        super().__init__(learned, recipe.seed, recipe.batch_size, recipe.noise)
        weigh_hymns(self, recipe)

    def validate(self, predict: Callable[..., Tensor]) -> dict[str, Any]:
        return infill_figures(predict, self.valid, limit=VALIDATION_WINDOWS)


class ColumnsCorpus(Columns):
    """The same chorales as they are."""

    def __init__(self, recipe: Recipe, progress: bool):
        """Raises ValueError where the folder holds too little."""
        learned, valid = pieces_of(recipe, progress)
        super().__init__(learned, valid, recipe.seed, recipe.batch_size)
        weigh_hymns(self, recipe)


def pieces_of(recipe: Recipe, progress: bool) -> tuple[list[Piece], list[Piece]]:
    """Pieces to learn from and to validate with: the chorales of music21's corpus, and the hymns of the
    recipe's folder, if it has some; or the scores of its folder alone. Raises ValueError."""
    if is_own(recipe):
        splits = own_splits(Path(recipe.data), recipe.seed, progress)
        return splits["train"], splits["valid"]
    splits = split_chorales(load_chorales(progress=progress))
    hymns = load_hymns(Path(recipe.data)) if recipe.data else []
    hymns = kept_away(hymns, splits["valid"] + splits["test"])
    return splits["train"] + hymns, splits["valid"]


def weigh_hymns(windows: Windows, recipe: Recipe) -> None:
    """Draw hymns in the recipe's share, where its folder has any beside Bach's chorales."""
    if not is_own(recipe) and any(piece.style == "hymn" for piece in windows.pieces):
        windows.weigh_styles({"hymn": recipe.hymns, "bach": 1 - recipe.hymns})


class ChoraleLab(Lab):
    parts = PARTS
    recipes = RECIPES
    data_sentence = staticmethod(card.data_sentence)
    measure = staticmethod(card.measure)

    def corpus(self, recipe: Recipe, folder: Path, *, progress: bool) -> ChoraleCorpus | ColumnsCorpus:
        if recipe.family == "left-to-right":
            return ColumnsCorpus(recipe, progress)
        return ChoraleCorpus(recipe, progress)

    def loss(self, model: nn.Module) -> Loss:
        if isinstance(model, LeftToRight):
            return left_to_right_loss
        return joint_loss if isinstance(model, Conditioned) else super().loss(model)

    def add_options(self, group: argparse._ArgumentGroup) -> None:
        group.add_argument("--jsb", type=Path, metavar="FILE", help="JSB-16th archive to infill (npz)")

    def evaluate(self, arguments: argparse.Namespace) -> None:
        from sunmask.lab.chorale.evaluation.evaluate import run

        run(arguments)


LAB = ChoraleLab()
