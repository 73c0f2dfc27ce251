"""The corpus that a recipe of texts learns from and is measured with: sources, or a folder of one's own."""

from pathlib import Path

import numpy as np

from sunmask.lab.text.corpora import own
from sunmask.lab.text.corpora.english import Sentences, laid_out, lines_of, shippable, tokenised
from sunmask.lab.text.corpora.passages import cut, texts_of
from sunmask.lab.training.recipes import Recipe
from sunmask.text.words.vocabulary import Vocabulary


def sentences_of(recipe: Recipe, split: str, vocabulary: Vocabulary, *, is_free: bool = False) -> Sentences:
    """The sentences of a split. is_free: of a corpus those sources only that may be learned from."""
    if own.is_own(recipe):
        return own.sentences(own.own_passages(recipe, split), vocabulary)
    folder = Path(recipe.data)
    return tokenised(lines_of(folder, split, shippable(folder) if is_free else None), vocabulary)


def passages_of(recipe: Recipe, split: str, vocabulary: Vocabulary, *, is_free: bool = False) -> Sentences:
    """The passages of a split, as texts of a few sentences; is_free: as above."""
    if not own.is_own(recipe):
        return cut(Path(recipe.data), split, vocabulary, is_free=is_free)
    rng = np.random.default_rng(0)
    return laid_out(
        (name, text)
        for name, paragraph in own.own_passages(recipe, split)
        for text in texts_of(paragraph, vocabulary, rng)
    )
