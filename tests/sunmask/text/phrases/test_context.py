"""Words around a block, cut into pieces: what comes before is cut once, and never in another way."""

import numpy as np
import pytest

from sunmask.text.language_model.byte_pieces import BytePieces, letters_of_bytes
from sunmask.text.phrases.context import Context
from sunmask.text.words.marks import directed
from sunmask.text.words.words import NOTHING, text_to_words, words_to_text

MERGES = ["r e", "' re", "Ġ t", "h e", "Ġt he", "Ċ Ċ", '. "', "l l", "' ll", "Ġ ( ", "- -"]


@pytest.fixture(scope="module")
def pieces() -> BytePieces:
    merges = [merge.strip() for merge in MERGES]
    letters = [*letters_of_bytes().values()]
    return BytePieces([*letters, *(merge.replace(" ", "") for merge in merges)], merges)


TEXT = 'They\'re "old": the sea.\n\nWe\'ll see (2 or 3) the rest -- "there!" he said.'
VALUES = ["the", "'", "re", "2", '"', ".", "we're", NOTHING, "é"]


def some_changed(symbols: list[str], rng: np.random.Generator) -> list[str]:
    return [VALUES[rng.integers(len(VALUES))] if rng.random() < 0.4 else each for each in symbols]


def test_a_block_is_cut_as_the_whole_text_is(pieces: BytePieces) -> None:
    rng = np.random.default_rng(0)
    words, spaces = text_to_words(TEXT)
    everything = np.ones(len(words), dtype=bool)
    old = directed(words, spaces)
    for _ in range(300):
        symbols = some_changed(old, rng)
        context = Context(words, spaces, symbols, everything, everything)
        first = int(rng.integers(len(words) - 2))
        begin = int(rng.integers(first, len(words) - 1))
        end = int(rng.integers(begin + 1, len(words) + 1))
        block = context.block(first, begin, pieces)
        for _ in range(2):
            tail = some_changed(symbols[begin:end], rng)
            ids, cells = block.cut(tail)
            text, ends = context.set(first, [*symbols[first:begin], *tail])
            assert ids == pieces.encode(text)
            assert len(cells) == len(ids)
            for at, cell in zip(pieces.cut(text)[1], cells, strict=True):
                assert first <= cell < end
                assert ends[cell - first] >= at or text[:at].endswith((" ", "\n"))


def test_an_untouched_text_is_set_as_it_was() -> None:
    words, spaces = text_to_words(TEXT)
    everything = np.ones(len(words), dtype=bool)
    context = Context(words, spaces, directed(words, spaces), everything, everything)
    assert context.set(0, context.symbols)[0] == words_to_text(words, spaces)
