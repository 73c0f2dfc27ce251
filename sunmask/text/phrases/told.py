"""How a gap is told to a language model: what comes after it, how many cells are missing, what comes before.

The tokens between these parts have no text; SmolLM2's own training had other uses for them.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sunmask.text.language_model.byte_pieces import BytePieces
from sunmask.text.language_model.model import BEGIN
from sunmask.text.phrases.around import Around
from sunmask.text.phrases.moves import Composition, Move

AFTER, COUNT, BEFORE = 5, 7, 6
"""The tokens before what comes after a gap, before the number of cells, and before what comes before it."""
END = 2
"""The token with which what is written ends."""
MOST_AFTER = 40
"""Cells after a gap that are told of."""


class Head(NamedTuple):
    """Ids before a text, and how softly each is heard."""

    ids: list[int]
    softness: list[float]


def heard_in_full(ids: Sequence[int]) -> Head:
    return Head([*ids], [0.0] * len(ids))


def told(pieces: BytePieces, after: Sequence[int], num_cells: int | None) -> list[int]:
    """The ids that stand before the text before a gap. after: the ids of what comes after it; num_cells:
    words and marks that are missing, None where any number may."""
    count = [] if num_cells is None else pieces.encode(str(num_cells))
    return [BEGIN, AFTER, *after, COUNT, *count, BEFORE]


def told_of(around: Around, move: Move, pieces: BytePieces, num_cells: int | None = None) -> Head | None:
    """The same of a block; None where nothing comes after it. While blocks are composed for the first time,
    what comes after ends before the next free cell, which holds noise. num_cells: where not all of its cells
    are filled."""
    first = around.next_after(move.cells[-1])
    if first is None:
        return None
    free_T = around.free[first : first + MOST_AFTER]
    until = first + (int(free_T.argmax()) if isinstance(move, Composition) and free_T.any() else MOST_AFTER)
    symbols = around.symbols[first:until]
    if not symbols:
        return None
    text, ends = around.set(first, symbols)
    space = around.space_before(first)
    ids, at = pieces.cut(space + text)
    cells = first + np.searchsorted(ends, np.array(at) - len(space)).clip(0, len(symbols) - 1)
    head = heard_in_full(told(pieces, ids, num_cells or len(move.cells)))
    head.softness[2 : 2 + len(ids)] = np.log(around.heard[cells]).tolist()
    return head
