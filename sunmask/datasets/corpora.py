"""What recipes learn from: a corpus by kind or name, and the only place that knows which."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from torch import Tensor, nn

from sunmask.datasets.chorales import load_chorales, split_chorales
from sunmask.datasets.english import TextWindows, lines_of, shippable, tokenised
from sunmask.datasets.news import VOCABULARY, NewsCorpus, data_folder, prepare
from sunmask.datasets.windows import Windows
from sunmask.grading.cloze import cloze_figures
from sunmask.grading.likelihood import infill_figures
from sunmask.models import FAMILIES, build
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

    def __init__(self, recipe: Recipe):
        """Raises ValueError where the recipe does not say which folder."""
        folder = data_folder(recipe)
        of_size = FAMILIES[recipe.family][2][recipe.size].vocabulary
        vocabulary = vocabulary_named(recipe.vocabulary or of_size)
        learned = tokenised(lines_of(folder, "train", shippable(folder)), vocabulary)
        super().__init__(learned, vocabulary, recipe.seed, recipe.batch_size, recipe.noise)
        self.valid = tokenised(lines_of(folder, "valid"), vocabulary)

    def validate(self, predict: Callable[..., Tensor]) -> dict[str, Any]:
        return cloze_figures(predict, self.valid, self.vocabulary, limit=VALIDATION_SENTENCES)


CORPORA: dict[str, Callable[[Recipe, Path, bool], Corpus]] = {
    "chorale": lambda recipe, folder, progress: ChoraleCorpus(recipe, progress),
    "text": lambda recipe, folder, progress: EnglishCorpus(recipe),
    "news": lambda recipe, folder, progress: NewsCorpus(recipe, vocabulary_named(str(folder / VOCABULARY))),
}
PREPARATIONS: dict[str, Callable[[Recipe, Path], dict[str, Any]]] = {"news": prepare}


def corpus_of(recipe: Recipe, folder: Path, *, progress: bool = False) -> Corpus:
    """The corpus of a recipe. folder: of the run. Raises ValueError where it is not to be had."""
    return CORPORA[recipe.corpus or recipe.kind](recipe, folder, progress)


def network_of(recipe: Recipe, folder: Path) -> nn.Module:
    """A recipe's network with fresh weights. folder: of the run, where what belongs to its corpus is kept."""
    of_corpus = PREPARATIONS.get(recipe.corpus)
    changes = of_corpus(recipe, folder) if of_corpus else {}
    if recipe.vocabulary:
        changes["vocabulary"] = recipe.vocabulary
    return build(recipe.family, recipe.size, **changes)
