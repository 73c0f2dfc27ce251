"""How networks of chorales are trained, described and measured: the chorale's `Lab`."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from sunmask.chorale.networks.conditioned import Conditioned
from sunmask.lab.chorale import card
from sunmask.lab.chorale.corpora.bach import Piece, load_chorales, split_chorales
from sunmask.lab.chorale.corpora.hymns import kept_away, load_hymns
from sunmask.lab.chorale.corpora.own import is_own, own_splits
from sunmask.lab.chorale.corpora.windows import Windows
from sunmask.lab.chorale.evaluation.sets import PARTS
from sunmask.lab.chorale.joint_objective import joint_loss
from sunmask.lab.chorale.likelihood import infill_figures
from sunmask.lab.chorale.recipes import RECIPES
from sunmask.lab.lab import Lab, Loss
from sunmask.lab.training.recipes import Recipe

VALIDATION_WINDOWS = 32


class ChoraleCorpus(Windows):
    """The chorales of music21's corpus, and the hymns of the recipe's folder, if it has some; or the scores
    of its folder alone."""

    def __init__(self, recipe: Recipe, progress: bool):
        """Raises ValueError where the folder holds too little."""
        hymns: list[Piece] = []
        if is_own(recipe):
            splits = own_splits(Path(recipe.data), recipe.seed, progress)
        else:
            splits = split_chorales(load_chorales(progress=progress))
            hymns = load_hymns(Path(recipe.data)) if recipe.data else []
            hymns = kept_away(hymns, splits["valid"] + splits["test"])
        super().__init__(splits["train"] + hymns, recipe.seed, recipe.batch_size, recipe.noise)
        if hymns:
            self.weigh_styles({"hymn": recipe.hymns, "bach": 1 - recipe.hymns})
        self.valid = splits["valid"]

    def validate(self, predict: Callable[..., Tensor]) -> dict[str, Any]:
        return infill_figures(predict, self.valid, limit=VALIDATION_WINDOWS)


class ChoraleLab(Lab):
    parts = PARTS
    recipes = RECIPES
    data_sentence = staticmethod(card.data_sentence)
    measure = staticmethod(card.measure)

    def corpus(self, recipe: Recipe, folder: Path, *, progress: bool) -> ChoraleCorpus:
        return ChoraleCorpus(recipe, progress)

    def loss(self, model: nn.Module) -> Loss:
        return joint_loss if isinstance(model, Conditioned) else super().loss(model)

    def add_options(self, group: argparse._ArgumentGroup) -> None:
        group.add_argument("--jsb", type=Path, metavar="FILE", help="JSB-16th archive to infill (npz)")

    def evaluate(self, arguments: argparse.Namespace) -> None:
        from sunmask.lab.chorale.evaluation.evaluate import run

        run(arguments)


LAB = ChoraleLab()
