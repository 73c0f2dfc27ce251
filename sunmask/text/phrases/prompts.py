"""Prompts: the request to fill a gap, or to reword a sentence.

A gap is described by the text after it, the number of missing cells and the text before it. These parts are
separated by tokens without text, for which SmolLM2's own training had other uses.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sunmask.text.configuration import CONFIGURATION
from sunmask.text.language_model.byte_pieces import BytePieces
from sunmask.text.language_model.model import BEGIN
from sunmask.text.phrases.context import Context
from sunmask.text.phrases.moves import Move, Writing

AFTER, COUNT, BEFORE = 5, 7, 6
"""The tokens before the text after a gap, before the number of cells, and before the text before the gap."""
END = 2
"""The token that ends the text written in a gap."""
TASK = (
    "You're an AI assistant for text re-writing. Rewrite the input text to make it more concise while "
    "preserving its core meaning."
)
"""One of the tasks on which SmolLM2-Instruct was trained (SmolTalk, smol-rewrite), and the one it does
best."""


class Prompt(NamedTuple):
    """Ids before a text, and the attention bias of each."""

    ids: list[int]
    softness: list[float]


def in_full(ids: Sequence[int]) -> Prompt:
    """A prompt without attention biases."""
    return Prompt([*ids], [0.0] * len(ids))


def rewording_prompt(pieces: BytePieces, sentence: str) -> list[int]:
    """The prompt after which the language model writes a sentence in other words."""
    turns, encode = pieces.conversation, pieces.encode
    said = [*turns.turn(encode, "system", TASK), *turns.turn(encode, "user", sentence)]
    return [*said, *turns.reply(encode, "assistant")]


def infilling_ids(pieces: BytePieces, after: Sequence[int], num_cells: int | None) -> list[int]:
    """The ids of a prompt to fill a gap; the text before the gap follows. after: ids of the text after the
    gap; num_cells: of missing words and marks, None for any number."""
    count = [] if num_cells is None else pieces.encode(str(num_cells))
    return [BEGIN, AFTER, *after, COUNT, *count, BEFORE]


def infilling_prompt(
    context: Context,
    move: Move,
    pieces: BytePieces,
    num_cells: int | None = None,
    most_after: int = CONFIGURATION.proposing.after,
) -> Prompt | None:
    """The prompt to fill a block; None if nothing comes after it. In a first writing the text after the block
    ends before the next free cell, since that holds noise. num_cells: where not all of its cells are filled;
    most_after: how many cells after the block are read."""
    first = context.next_after(move.cells[-1])
    if first is None:
        return None
    free_T = context.free[first : first + most_after]
    is_first = isinstance(move, Writing) and move.is_first
    until = first + (int(free_T.argmax()) if is_first and free_T.any() else most_after)
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
