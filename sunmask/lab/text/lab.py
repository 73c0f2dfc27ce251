"""How networks of texts are trained, described and measured: the text's `Lab`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from torch import Tensor

from sunmask.lab.kinds import Corpus, Lab
from sunmask.lab.text import card
from sunmask.lab.text.cloze import cloze_figures
from sunmask.lab.text.corpora import passages
from sunmask.lab.text.corpora.english import TextWindows, lines_of, shippable, tokenised
from sunmask.lab.text.corpora.news import VOCABULARY, NewsCorpus, data_folder, prepare
from sunmask.lab.text.recipes import RECIPES
from sunmask.lab.training.recipes import Recipe
from sunmask.text.networks import FAMILIES
from sunmask.text.windows import vocabulary_named

VALIDATION_SENTENCES, VALIDATION_PASSAGES = 600, 250


class EnglishCorpus(TextWindows):
    """The sentences of a folder that may be learned from by everybody."""

    def __init__(self, recipe: Recipe):
        """Raises ValueError where the recipe does not say which folder."""
        folder = data_folder(recipe)
        of_size = FAMILIES[recipe.family].sizes[recipe.size].vocabulary
        vocabulary = vocabulary_named(recipe.vocabulary or of_size)
        learned = tokenised(lines_of(folder, "train", shippable(folder)), vocabulary)
        super().__init__(learned, vocabulary, recipe.seed, recipe.batch_size, recipe.noise)
        self.valid = tokenised(lines_of(folder, "valid"), vocabulary)

    def validate(self, predict: Callable[..., Tensor]) -> dict[str, Any]:
        return cloze_figures(predict, self.valid, self.vocabulary, limit=VALIDATION_SENTENCES)


class PassageCorpus(TextWindows):
    """The passages of a folder that may be learned from by everybody, with credits."""

    def __init__(self, recipe: Recipe):
        """Raises ValueError where the recipe does not say which folder."""
        folder, vocabulary = data_folder(recipe), vocabulary_named(recipe.vocabulary or "english")
        learned = passages.cut(folder, "train", vocabulary, is_free=True)
        super().__init__(
            learned, vocabulary, recipe.seed, recipe.batch_size, recipe.noise, paragraph_share=0.0
        )
        self.valid = passages.cut(folder, "valid", vocabulary, is_free=False)

    def validate(self, predict: Callable[..., Tensor]) -> dict[str, Any]:
        return cloze_figures(predict, self.valid, self.vocabulary, limit=VALIDATION_PASSAGES)


class TextLab(Lab):
    recipes = RECIPES
    data_sentence = staticmethod(card.data_sentence)
    measure = staticmethod(card.measure)

    def corpus(self, recipe: Recipe, folder: Path, *, progress: bool) -> Corpus:
        if recipe.corpus == "news":
            return NewsCorpus(recipe, vocabulary_named(str(folder / VOCABULARY)))
        if recipe.corpus == "passages":
            return PassageCorpus(recipe)
        return EnglishCorpus(recipe)

    def changes(self, recipe: Recipe, folder: Path) -> dict[str, Any]:
        of_corpus = prepare(recipe, folder) if recipe.corpus == "news" else {}
        return of_corpus | ({"vocabulary": recipe.vocabulary} if recipe.vocabulary else {})


LAB = TextLab()
