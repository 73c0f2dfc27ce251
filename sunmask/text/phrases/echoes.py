"""Which phrases of a text are judged as a whole, and what they say again that stands beside them.

M values of a block
"""

from collections.abc import Sequence
from math import ceil

import numpy as np

from sunmask.text.phrases.around import Around
from sunmask.text.phrases.moves import MOST_CELLS, Move
from sunmask.text.phrases.rewriting import are_alike, telling
from sunmask.text.words.words import without_separators

MOST_WIDENED = 14
"""Cells of a phrase that is more than what changes: all that is free around it, where that is no more."""
NEAR = 40
"""Cells on either side of a phrase whose words are not to be said again."""


def phrases_of(around: Around, move: Move) -> list[range]:
    """The cells of the phrases of which a move is a part, or which are its parts; none for a single word."""
    first, last = move.cells[0], move.cells[-1] + 1
    if last - first > MOST_WIDENED:
        parts = np.array_split(np.arange(first, last), ceil((last - first) / MOST_CELLS))
        return [range(int(part[0]), int(part[-1]) + 1) for part in parts]
    left, right, room = 0, 0, MOST_WIDENED - (last - first)
    while left < min(room, first) and around.free[first - left - 1]:
        left += 1
    while right < min(room, move.end - last) and around.free[last + right]:
        right += 1
    left = min(left, max(room - right, room // 2))
    right = min(right, room - left)
    phrase = range(first - left, last + right)
    return [phrase] if len(phrase) > 1 else []


def echoes(around: Around, move: Move, phrase: range, values: Sequence[Sequence[str]]) -> np.ndarray:
    """With each value in the block: how many telling words of the phrase stand near it already, if only with
    another ending, (M,). The likeliest phrases are often those that say what is beside them."""
    beside = [*range(max(0, phrase.start - NEAR), phrase.start), *range(phrase.stop, phrase.stop + NEAR)]
    symbols = [without_separators(symbol) for symbol in around.symbols]
    is_there = [cell for cell in beside if cell < len(symbols) and (cell < move.end or not around.free[cell])]
    near = set(telling([symbols[cell] for cell in is_there]))
    is_echo: dict[str, bool] = {}
    counts = []
    for value in values:
        shown = dict(zip(move.cells, map(without_separators, value), strict=True))
        words = telling([shown.get(cell, symbols[cell]) for cell in phrase])
        for word in words:
            if word not in is_echo:
                is_echo[word] = any(are_alike(word, other) for other in near)
        counts.append(sum(is_echo[word] for word in words))
    return np.array(counts, dtype=float)
