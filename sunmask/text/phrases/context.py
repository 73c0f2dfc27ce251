"""A candidate's words around a block, encoded for the language model.

The text before a block is assembled and encoded once for all values of the block. T words
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sunmask.text.configuration import CONFIGURATION, Scoring
from sunmask.text.language_model.byte_pieces import BytePieces
from sunmask.text.words.marks import directed, is_apart, mended
from sunmask.text.words.words import NOTHING, SEPARATOR, without_separators, words_to_text

Cut = tuple[list[int], list[int]]
"""Ids, and the cell of each."""


@dataclass(frozen=True)
class Context:
    """A candidate's words, and everything to assemble them into a text. words, spaces: frozen; symbols: the
    present ones, with directed quotation marks; trusted: whether each cell counts in full; free: whether it
    may change. scoring: weights of doubted and held words."""

    words: Sequence[str]
    spaces: Sequence[str]
    symbols: Sequence[str]
    trusted: np.ndarray
    free: np.ndarray
    scoring: Scoring = CONFIGURATION.scoring
    _blocks: dict[tuple[int, int], Block] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        words: Sequence[str],
        spaces: Sequence[str],
        symbols: Sequence[str],
        trusted: np.ndarray,
        free: np.ndarray,
        scoring: Scoring = CONFIGURATION.scoring,
    ) -> Context:
        """symbols: as a layout has them; quotation marks that did not change keep their direction."""
        old = directed(words, spaces)
        shown = [
            old[at] if without_separators(symbol) == words[at] and SEPARATOR not in symbol else symbol
            for at, symbol in enumerate(symbols)
        ]
        return cls(words, spaces, shown, trusted, free, scoring)

    @cached_property
    def counts(self) -> np.ndarray:
        """The weight of each cell's log-likelihood, (T,). Held words weigh more in a text with a
        long run of free cells, because there are many likely phrases that do not lead to them."""
        runs = np.split(self.free, np.flatnonzero(np.diff(self.free)) + 1)
        is_long = any(run[0] and len(run) >= self.scoring.long for run in runs)
        return self.attention * np.where(is_long & ~self.free, self.scoring.held_after_long, 1.0)

    @cached_property
    def attention(self) -> np.ndarray:
        """The factor of attention to each cell, (T,); its log is the attention bias."""
        return np.where(self.trusted, 1.0, self.scoring.doubted)

    def block(self, first: int, begin: int, pieces: BytePieces) -> Block:
        """The block that begins at cell `begin`, where the text is read from cell `first`."""
        if (first, begin) not in self._blocks:
            self._blocks[first, begin] = Block(self, first, begin, pieces)
        return self._blocks[first, begin]

    def next_after(self, cell: int, end: int | None = None) -> int | None:
        """The next cell before `end` that is not empty."""
        until = len(self.symbols) if end is None else end
        return next((at for at in range(cell + 1, until) if self.symbols[at] != NOTHING), None)

    def space_before(self, cell: int) -> str:
        """The white space before a cell, if a word comes before it."""
        space = self.spaces[cell]
        return space if "\n" in space else " " * is_apart("word", self.symbols[cell])

    def set(self, first: int, symbols: Sequence[str]) -> tuple[str, np.ndarray]:
        """The text of symbols in the cells from `first` on, and the number of characters up to the end of
        each cell."""
        words = self.words[first : first + len(symbols)]
        shown = [without_separators(symbol) for symbol in symbols]
        kept = [new == old for new, old in zip(shown, words, strict=True)]
        spaces = mended(words, [*self.spaces[first : first + len(words)], ""], kept, symbols)
        spaces[0] = ""
        text = words_to_text(shown, spaces)
        sizes = [len(space) + len(word) for space, word in zip(spaces, shown, strict=False)]
        return text, np.cumsum(sizes)


class Block:
    """A block from cell `begin` on, in a text that is read from cell `first`."""

    def __init__(self, context: Context, first: int, begin: int, pieces: BytePieces) -> None:
        self._context, self._first, self._begin, self._pieces = context, first, begin, pieces

    @cached_property
    def before(self) -> Cut:
        """The text before the block, encoded as if a word follows."""
        context, first, begin = self._context, self._first, self._begin
        if begin == first:
            return [], []
        text, ends = context.set(first, context.symbols[first:begin])
        is_line = "\n" in context.spaces[begin]
        if is_line:
            text += context.spaces[begin]
        ids, at = self._pieces.cut(text + "a" * is_line)  # white space is encoded as before a word
        count = sum(end <= len(text) for end in at)
        cells = np.minimum(first + np.searchsorted(ends, at[:count]), begin - 1)
        return ids[:count], cells.tolist()

    def cut(self, symbols: Sequence[str]) -> Cut:
        """The whole text with symbols in the cells from `begin` on."""
        context, known = self._context, self._known
        text, ends = context.set(known.last, [*context.symbols[known.last : self._begin], *symbols])
        text, ends = known.text + text, np.concatenate((known.ends, len(known.text) + ends))
        ids, at = self._pieces.cut(text[known.until :])
        cells = self._cells(text, ends, known.until, [known.until + end for end in at])
        return [*known.ids, *ids], [*known.cells, *cells]

    @cached_property
    def _known(self) -> _Known:
        context, first = self._context, self._first
        there = (at for at in range(self._begin - 1, first, -1) if context.symbols[at] != NOTHING)
        if (last := next(there, None)) is None:
            return _Known(first, "", np.zeros(0, dtype=int), 0, [], [])
        text, ends = context.set(first, context.symbols[first : last + 1])
        ids, at = self._pieces.cut(text)
        until = self._pieces.settled(text)
        at = [end for end in at if end <= until]
        until = at[-1] if at else 0
        cells = self._cells(text, ends, 0, at)
        without_last = text.removesuffix(without_separators(context.symbols[last]))
        return _Known(last, without_last, ends[:-1], until, ids[: len(at)], cells)

    def _cells(self, text: str, ends: np.ndarray, begin: int, at: Sequence[int]) -> list[int]:
        """The cell of each of some consecutive pieces. begin: the character at which the first begins; at:
        those at which they end. White space belongs to the cell before it."""
        of_space = [text[one:other].isspace() for one, other in pairwise([begin, *at])]
        cells = self._first + np.searchsorted(ends, at)
        return np.maximum(self._first, cells - np.array(of_space, dtype=int)).tolist()


class _Known(NamedTuple):
    """The part that is the same for all values of a block. last: the last cell before the block that is not
    empty; text, ends: the text before that cell, and where its cells end; until: the character up to which
    the encoding is the same; ids, cells: the pieces up to there."""

    last: int
    text: str
    ends: np.ndarray
    until: int
    ids: list[int]
    cells: list[int]
