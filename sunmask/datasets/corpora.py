"""What each kind's recipes learn from: a corpus by kind, and the only place that knows which."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from torch import Tensor

from sunmask.datasets.chorales import load_chorales, split_chorales
from sunmask.datasets.english import TextWindows, lines_of, shippable, tokenised
from sunmask.datasets.windows import Windows
from sunmask.grading.cloze import cloze_figures
from sunmask.grading.likelihood import infill_figures
from sunmask.models import FAMILIES
from sunmask.models.text_windows import vocabulary_named
from sunmask.objective import Examples
from sunmask.recipes import Recipe

VALIDATION_WINDOWS, VALIDATION_SENTENCES = 32, 600


class Corpus(Protocol):
    """Batches to learn from, and figures of what was held out."""

    def batch(self, number: int, part: int = 0, parts: int = 1) -> Examples:
        """A batch, or one of the parts that are drawn apart; the same for a number and part."""

    def validate(self, predict: Callable[..., Tensor]) -> dict[str, Any]:
        """Figures of pieces held out for that, by name."""


class ChoraleCorpus(Windows):
    """The chorales of music21's corpus."""

    def __init__(self, recipe: Recipe, progress: bool):
        splits = split_chorales(load_chorales(progress=progress))
        super().__init__(splits["train"], recipe.seed, recipe.batch_size, recipe.noise)
        self.valid = splits["valid"]

    def validate(self, predict: Callable[..., Tensor]) -> dict[str, Any]:
        return infill_figures(predict, self.valid, limit=VALIDATION_WINDOWS)


class EnglishCorpus(TextWindows):
    """The sentences of a folder that may be learned from by everybody."""

    def __init__(self, recipe: Recipe, progress: bool):
        """Raises ValueError where the recipe does not say which folder."""
        if not recipe.data:
            raise ValueError("expected a folder of sentences: say which with --data FOLDER")
        folder = Path(recipe.data)
        vocabulary = vocabulary_named(FAMILIES[recipe.family][2][recipe.size].vocabulary)
        learned = tokenised(lines_of(folder, "train", shippable(folder)), vocabulary)
        super().__init__(learned, vocabulary, recipe.seed, recipe.batch_size, recipe.noise)
        self.valid = tokenised(lines_of(folder, "valid"), vocabulary)

    def validate(self, predict: Callable[..., Tensor]) -> dict[str, Any]:
        return cloze_figures(predict, self.valid, self.vocabulary, limit=VALIDATION_SENTENCES)


CORPORA: dict[str, Callable[[Recipe, bool], Corpus]] = {"chorale": ChoraleCorpus, "text": EnglishCorpus}


def corpus_of(recipe: Recipe, *, progress: bool = False) -> Corpus:
    """The corpus of a recipe's kind. Raises ValueError where it is not to be had."""
    return CORPORA[recipe.kind](recipe, progress)
