"""How networks of texts are trained, described and measured: the text's `Lab`."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from torch import Tensor

from sunmask.lab.lab import Corpus, Lab
from sunmask.lab.text import card
from sunmask.lab.text.cloze import cloze_figures
from sunmask.lab.text.corpora.chosen import passages_of, sentences_of
from sunmask.lab.text.corpora.english import TextWindows
from sunmask.lab.text.corpora.news import VOCABULARY, NewsCorpus, data_folder, prepare
from sunmask.lab.text.corpora.own import is_own, own_splits
from sunmask.lab.text.evaluation.parts import PARTS, REWRITING
from sunmask.lab.text.recipes import RECIPES
from sunmask.lab.training.recipes import Recipe
from sunmask.models.families import families
from sunmask.text.networks.windows import vocabulary_named

VALIDATION_SENTENCES, VALIDATION_PASSAGES = 600, 250


class EnglishCorpus(TextWindows):
    """The sentences of a folder: those that may be learned from by everybody, or one's own."""

    def __init__(self, recipe: Recipe):
        """Raises ValueError where the recipe does not say which folder."""
        data_folder(recipe)
        of_size = families()[recipe.family].sizes[recipe.size].vocabulary
        vocabulary = vocabulary_named(recipe.vocabulary or of_size)
        learned = sentences_of(recipe, "train", vocabulary, is_free=True)
        super().__init__(learned, vocabulary, recipe.seed, recipe.batch_size, recipe.noise)
        self.valid = sentences_of(recipe, "valid", vocabulary)

    def validate(self, predict: Callable[..., Tensor]) -> dict[str, Any]:
        return cloze_figures(predict, self.valid, self.vocabulary, limit=VALIDATION_SENTENCES)


class PassageCorpus(TextWindows):
    """The passages of a folder: those that may be learned from by everybody, with credits, or one's own."""

    def __init__(self, recipe: Recipe):
        """Raises ValueError where the recipe does not say which folder."""
        data_folder(recipe)
        vocabulary = vocabulary_named(recipe.vocabulary or "english")
        learned = passages_of(recipe, "train", vocabulary, is_free=True)
        super().__init__(
            learned, vocabulary, recipe.seed, recipe.batch_size, recipe.noise, paragraph_share=0.0
        )
        self.valid = passages_of(recipe, "valid", vocabulary)

    def validate(self, predict: Callable[..., Tensor]) -> dict[str, Any]:
        return cloze_figures(predict, self.valid, self.vocabulary, limit=VALIDATION_PASSAGES)


class TextLab(Lab):
    parts = PARTS
    parts_on_request = (REWRITING,)
    recipes = RECIPES
    data_sentence = staticmethod(card.data_sentence)
    measure = staticmethod(card.measure)

    def corpus(self, recipe: Recipe, folder: Path, *, progress: bool) -> Corpus:
        if recipe.corpus == "news":
            return NewsCorpus(recipe, vocabulary_named(str(folder / VOCABULARY)))
        if is_own(recipe):
            own_splits(Path(recipe.data), recipe.seed, progress)
        if recipe.corpus == "passages":
            return PassageCorpus(recipe)
        return EnglishCorpus(recipe)

    def changes(self, recipe: Recipe, folder: Path) -> dict[str, Any]:
        of_corpus = prepare(recipe, folder) if recipe.corpus == "news" else {}
        return of_corpus | ({"vocabulary": recipe.vocabulary} if recipe.vocabulary else {})

    def add_options(self, group: argparse._ArgumentGroup) -> None:
        group.add_argument("--data", type=Path, metavar="FOLDER", help="sentences to ask about")
        group.add_argument("--news", type=Path, metavar="FILE", help="lines of words to guess one of each")
        group.add_argument(
            "--passages", type=Path, metavar="FILE", help="texts with (what is to be rewritten) in brackets"
        )
        group.add_argument("--spelling", type=Path, metavar="FILE", help="words of today, to judge slips")
        group.add_argument(
            "--likeness", type=Path, metavar="FOLDER", help="all-MiniLM-L6-v2, which judges rewritings"
        )

    def evaluate(self, arguments: argparse.Namespace) -> None:
        from sunmask.lab.text.evaluation.evaluate import run

        run(arguments)


LAB = TextLab()
