"""What of a text is read for a block, before it and up to the last word that is to fit, in the pieces of the
language model.

V tokens there are
"""

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from sunmask.text.language_model.model import BEGIN, LanguageModel
from sunmask.text.phrases.around import Around, Block, Cut
from sunmask.text.phrases.moves import Move
from sunmask.text.phrases.rewriting import STOP, ask
from sunmask.text.phrases.told import Head, heard_in_full
from sunmask.text.words.words import without_separators

LEFT, LEFT_TOLD, ALIGNED = 120, 48, 32
"""Cells that are read before a block, fewer by who is told what comes after: it learned with as many. From a
multiple of ALIGNED on: neighbouring blocks then begin alike, and what they have in common is read once."""


class Reading:
    """A language model, loaded when it is needed. note: what it reads before a text."""

    def __init__(self, load: Callable[[], LanguageModel], note: str = ""):
        self._load, self.note = load, note
        self._asked: dict[str, list[int]] = {}
        """Of each sentence that is rewritten."""

    @cached_property
    def model(self) -> LanguageModel:
        return self._load()

    def _model_of(self, move: Move) -> LanguageModel:
        """Who reads and writes for a move: what is to be said again is asked for."""
        return self.model if move.passage is None else self.model.instructed

    @cached_property
    def _head(self) -> list[int]:
        """The ids before every text."""
        return [BEGIN, *(self.model.pieces.encode(f"{self.note}\n\n") if self.note else ())]

    def _head_of(self, move: Move) -> list[int]:
        """The ids before what is read for a move."""
        if move.passage is None:
            return self._head
        sentence = move.passage.sentence
        if sentence not in self._asked:
            self._asked[sentence] = ask(self.model, sentence)
        return self._asked[sentence]

    def _first(self, move: Move, *, is_told: bool = False) -> int:
        """The first cell that is read for a move. is_told: by who is told what comes after."""
        if move.passage is not None:
            return move.passage.first
        left = LEFT_TOLD if is_told else LEFT
        return max(0, move.cells[0] - left) // ALIGNED * ALIGNED

    def _begin(
        self, around: Around, move: Move, head: Head | None = None, *, is_told: bool = False
    ) -> tuple[list[int], list[float]]:
        """The ids before a block, BEGIN first, and how softly each is heard. head: those before the text."""
        head = heard_in_full(self._head_of(move)) if head is None else head
        ids, cells = self._block(around, move, is_told=is_told).before
        return [*head.ids, *ids], [*head.softness, *np.log(around.heard[cells]).tolist()]

    def _block(self, around: Around, move: Move, *, is_told: bool = False) -> Block:
        return around.block(self._first(move, is_told=is_told), move.cells[0], self.model.pieces)

    def _cut(self, around: Around, move: Move, value: Sequence[str], *, is_told: bool = False) -> Cut:
        """The ids of the text with a value in its block, from LEFT before it to the move's end, and the cell
        of each."""
        block = self._block(around, move, is_told=is_told)
        ids, cells = block.cut([*value, *around.symbols[move.cells[-1] + 1 : move.end]])
        return (ids, cells) if move.passage is None else ([*ids, STOP], [*cells, move.end - 1])


def shown(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(without_separators, words))
