"""What a language model reads before a text: the request to fill a gap, or to say a sentence again.

A gap is described by what comes after it, how many cells are missing and what comes before. The tokens
between these parts have no text; SmolLM2's own training had other uses for them.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sunmask.text.configuration import CONFIGURATION
from sunmask.text.language_model.byte_pieces import BytePieces
from sunmask.text.language_model.model import BEGIN
from sunmask.text.phrases.context import Context
from sunmask.text.phrases.moves import Composition, Move

AFTER, COUNT, BEFORE = 5, 7, 6
"""The tokens before what comes after a gap, before the number of cells, and before what comes before it."""
END = 2
"""The token with which what is written in a gap ends."""
TASK = (
    "You're an AI assistant for text re-writing. Rewrite the input text to make it more concise while "
    "preserving its core meaning."
)
"""One of the tasks that SmolLM2-Instruct learned (SmolTalk, smol-rewrite), and the one that it does best."""


class Prompt(NamedTuple):
    """Ids before a text, and how softly each is attended to."""

    ids: list[int]
    softness: list[float]


def in_full(ids: Sequence[int]) -> Prompt:
    """A prompt of which all counts."""
    return Prompt([*ids], [0.0] * len(ids))


def rewording_prompt(pieces: BytePieces, sentence: str) -> list[int]:
    """The ids after which the language model writes a sentence in other words."""
    turns, encode = pieces.conversation, pieces.encode
    said = [*turns.turn(encode, "system", TASK), *turns.turn(encode, "user", sentence)]
    return [*said, *turns.reply(encode, "assistant")]


def infilling_ids(pieces: BytePieces, after: Sequence[int], num_cells: int | None) -> list[int]:
    """The ids that stand before the text before a gap. after: the ids of what comes after it; num_cells:
    words and marks that are missing, None where any number may."""
    count = [] if num_cells is None else pieces.encode(str(num_cells))
    return [BEGIN, AFTER, *after, COUNT, *count, BEFORE]


def infilling_prompt(
    context: Context,
    move: Move,
    pieces: BytePieces,
    num_cells: int | None = None,
    most_after: int = CONFIGURATION.proposing.after,
) -> Prompt | None:
    """The same of a block; None where nothing comes after it. While blocks are composed for the first time,
    what comes after ends before the next free cell, which holds noise. num_cells: where not all of its cells
    are filled; most_after: cells after the block that count."""
    first = context.next_after(move.cells[-1])
    if first is None:
        return None
    free_T = context.free[first : first + most_after]
    until = first + (int(free_T.argmax()) if isinstance(move, Composition) and free_T.any() else most_after)
    symbols = context.symbols[first:until]
    if not symbols:
        return None
    text, ends = context.set(first, symbols)
    space = context.space_before(first)
    ids, at = pieces.cut(space + text)
    cells = first + np.searchsorted(ends, np.array(at) - len(space)).clip(0, len(symbols) - 1)
    prompt = in_full(infilling_ids(pieces, ids, num_cells or len(move.cells)))
    prompt.softness[2 : 2 + len(ids)] = np.log(context.attention[cells]).tolist()
    return prompt
