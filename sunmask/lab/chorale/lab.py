"""How networks of chorales are trained, described and measured: the chorale's `Lab`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from sunmask.chorale.networks.conditioned import Conditioned
from sunmask.lab.chorale import card
from sunmask.lab.chorale.corpora.bach import load_chorales, split_chorales
from sunmask.lab.chorale.corpora.hymns import kept_away, load_hymns
from sunmask.lab.chorale.corpora.windows import Windows
from sunmask.lab.chorale.joint_objective import joint_loss
from sunmask.lab.chorale.likelihood import infill_figures
from sunmask.lab.chorale.recipes import RECIPES
from sunmask.lab.kinds import Lab, Loss
from sunmask.lab.training.recipes import Recipe

VALIDATION_WINDOWS = 32


class ChoraleCorpus(Windows):
    """The chorales of music21's corpus, and the hymns of the recipe's folder, if it has one."""

    def __init__(self, recipe: Recipe, progress: bool):
        """Raises ValueError where the folder holds no hymns."""
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
    recipes = RECIPES
    data_sentence = staticmethod(card.data_sentence)
    measure = staticmethod(card.measure)

    def corpus(self, recipe: Recipe, folder: Path, *, progress: bool) -> ChoraleCorpus:
        return ChoraleCorpus(recipe, progress)

    def loss(self, model: nn.Module) -> Loss:
        return joint_loss if isinstance(model, Conditioned) else super().loss(model)


LAB = ChoraleLab()
