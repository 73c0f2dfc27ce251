"""How networks of chorales are built, trained and described: the chorale's `Learning`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from torch import Tensor

from sunmask.chorale import card
from sunmask.chorale.data.bach import load_chorales, split_chorales
from sunmask.chorale.data.windows import Windows
from sunmask.chorale.likelihood import infill_figures
from sunmask.chorale.networks import conv, transformer, unet
from sunmask.chorale.recipes import RECIPES
from sunmask.models.families import Family
from sunmask.training.recipes import Recipe

VALIDATION_WINDOWS = 32


class ChoraleCorpus(Windows):
    """The chorales of music21's corpus."""

    def __init__(self, recipe: Recipe, progress: bool):
        splits = split_chorales(load_chorales(progress=progress))
        super().__init__(splits["train"], recipe.seed, recipe.batch_size, recipe.noise)
        self.valid = splits["valid"]

    def validate(self, predict: Callable[..., Tensor]) -> dict[str, Any]:
        return infill_figures(predict, self.valid, limit=VALIDATION_WINDOWS)


class ChoraleLearning:
    families = {
        "unet": Family(unet.UNet, unet.UNetConfig, unet.SIZES),
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
