"""How networks of chorales are built, trained and described: the chorale's `Learning`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from torch import Tensor

from sunmask.chorale import card
from sunmask.chorale.data.bach import load_chorales, split_chorales
from sunmask.chorale.data.hymns import kept_away, load_hymns
from sunmask.chorale.data.windows import Windows
from sunmask.chorale.likelihood import infill_figures
from sunmask.chorale.networks import conditioned, conv, transformer, unet
from sunmask.chorale.recipes import RECIPES
from sunmask.models.families import Family
from sunmask.training.recipes import Recipe

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


class ChoraleLearning:
    families = {
        "unet": Family(unet.UNet, unet.UNetConfig, unet.SIZES),
        "conditioned": Family(conditioned.Conditioned, conditioned.ConditionedConfig, conditioned.SIZES),
        "transformer": Family(transformer.Transformer, transformer.TransformerConfig, transformer.SIZES),
        "conv": Family(conv.ConvNet, conv.ConvConfig, conv.SIZES),
    }
    recipes = RECIPES
    data_sentence = staticmethod(card.data_sentence)
    measure = staticmethod(card.measure)

    def corpus(self, recipe: Recipe, folder: Path, *, progress: bool) -> ChoraleCorpus:
        return ChoraleCorpus(recipe, progress)

    def changes(self, recipe: Recipe, folder: Path) -> dict[str, Any]:
        return {}


LEARNING = ChoraleLearning()
