"""The layout of a candidate: the tokens of each word, and the network's windows.

The number of pieces of a renoisable word is drawn, and is mostly one; other words keep theirs. NOTHING has
none. The length of the windows depends only on the canvas, so candidates are independent of each other.

T words, N tokens of a candidate, K windows of W tokens
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import ceil
from typing import Any

import numpy as np
import torch

from sunmask.method.candidate_steps import CandidateStep, StepContext
from sunmask.method.schedules import Schedule
from sunmask.method.settings import SamplerSettings
from sunmask.method.windows import ForwardInputs
from sunmask.text.configuration import CONFIGURATION
from sunmask.text.networks.windows import EDGE, OUTSIDE
from sunmask.text.sampling.frozen import ROOM, FrozenText, Names, Pieces
from sunmask.text.words.vocabulary import FIRST, LAST, PAD, places_of
from sunmask.text.words.words import FREE


class TextLayout:
    """The `Layout` of one candidate of a text."""

    num_symbols: int | None = None
    schedule: type[Schedule] = Schedule

    def __init__(self, text: FrozenText, pieces: Sequence[Pieces], begin: "Begin"):
        """pieces: of each word at the beginning. begin: makes the candidate's steps."""
        self.text, self.plan, self._begin = text, text.plan, begin
        self.unit_T, self.by_column = np.arange(len(pieces)), False
        self._names_noise = True
        self._names: Names = {}
        """Names of this candidate only, besides those of the text."""
        self._start = in_a_row(pieces)
        self._lay(pieces)

    def _lay(self, pieces: Sequence[Pieces]) -> None:
        counts = [len(of_cell) for of_cell in pieces]
        self._cells = np.repeat(np.arange(len(pieces)), counts)
        self._places = np.array([place for count in counts for place in places_of(count)])
        self._firsts = np.concatenate(([0], np.cumsum(counts)))
        self._seen = (np.empty((1, 0), dtype=np.int64), np.empty((1, 0), dtype=object))
        """The ids for which symbols were computed last, and these symbols."""
        self.text.make_room(len(self._cells))

    def start(self) -> np.ndarray:
        return self._start.copy()

    def set_symbols(self, symbols_VT: np.ndarray) -> np.ndarray:
        known_VN, grid = self._seen
        before = grid[0].tolist() if known_VN.size else [None] * len(self.text.words)
        ids, firsts = known_VN[0].tolist(), self._firsts.tolist()
        pieces = [
            tuple(ids[slice(*tokens)]) if symbol == there else self._pieces(cell, symbol)
            for cell, (symbol, there, tokens) in enumerate(
                zip(symbols_VT[0].tolist(), before, pairwise(firsts), strict=True)
            )
        ]
        self._lay(pieces)
        row = in_a_row(pieces)
        self._seen = (row.copy(), symbols_VT.copy())
        return row

    def _pieces(self, cell: int, symbol: str) -> Pieces:
        """The pieces for a symbol in a cell."""
        names = [pair for of in self._all_names for pair in of.get(cell, {}).items()]
        if (found := next((pieces for pieces, name in names if name == symbol), None)) is not None:
            return found
        pieces = self.text.vocabulary.encode(symbol)
        if self.text.decoded(pieces) != symbol:
            self._names.setdefault(cell, {})[pieces] = symbol
        return pieces

    @property
    def _all_names(self) -> tuple[Names, Names]:
        return self._names, self.text.names

    def symbol(self, cell: int, pieces: Pieces) -> str:
        """The symbol of pieces in a cell."""
        for names in self._all_names:
            if (name := names.get(cell, {}).get(pieces)) is not None:
                return name
        return self.text.forced_names.get(pieces) or self.text.decoded(pieces)

    def tokens(self, cell: int) -> slice:
        """The columns of a cell's tokens."""
        return slice(*self._firsts[cell : cell + 2].tolist())

    def symbols(self, ids_VN: np.ndarray) -> np.ndarray:
        known_VN, grid = self._seen
        if known_VN.shape == ids_VN.shape:
            changed = np.unique(self._cells[(known_VN != ids_VN)[0]])
            grid = grid.copy()
        else:
            changed = np.arange(len(self.text.words))
            grid = np.empty((1, len(self.text.words)), dtype=object)
        for cell in changed.tolist():
            grid[0, cell] = self.symbol(cell, tuple(ids_VN[0, self.tokens(cell)].tolist()))
        self._seen = (ids_VN.copy(), grid)
        return grid.copy()

    def to_tokens(self, cells_VT: np.ndarray) -> np.ndarray:
        return cells_VT[:, self._cells]

    def chance(self, chance_VN: np.ndarray) -> np.ndarray:
        chance_VT = np.ones(self.plan.shape, dtype=chance_VN.dtype)
        np.multiply.at(chance_VT[0], self._cells, chance_VN[0])
        return chance_VT

    def noise(self, rng: np.random.Generator) -> np.ndarray:
        drawn_VN = self.text.vocabulary.noise(rng, self._places[None])
        if self._names_noise:  # the candidate begins with the first noise, which is shown as open places
            self._names_noise = False
            self._name_open(drawn_VN)
        return drawn_VN

    def _name_open(self, ids_VN: np.ndarray) -> None:
        """Let these ids be shown as an open place in every renoisable cell."""
        for cell in np.flatnonzero(self.plan.renoise[0]).tolist():
            if pieces := tuple(ids_VN[0, self.tokens(cell)].tolist()):
                self._names.setdefault(cell, {})[pieces] = FREE

    def has_room(self, cells: Sequence[int], counts: Sequence[int]) -> bool:
        """Whether words of so many pieces fit in these cells."""
        present = sum(self.tokens(cell).stop - self.tokens(cell).start for cell in cells)
        return len(self._cells) - present + sum(counts) <= self.text.room

    def window_numbers(self) -> np.ndarray:
        return self.text.owners_of(np.arange(len(self._cells)))

    def window_columns(self) -> np.ndarray:
        owners = self.window_numbers()
        return np.arange(len(owners)) - np.asarray(self.text.starts)[owners] + 1

    def windows(
        self, fed_VN: np.ndarray, trust_VN: np.ndarray, numbers: np.ndarray | None = None
    ) -> ForwardInputs:
        """tokens and trust (K, 1, W), columns: places (K, W)."""
        starts = np.asarray(self.text.starts)[slice(None) if numbers is None else numbers]
        shape = (len(starts), self.text.width)
        tokens = np.full(shape, PAD, dtype=np.int64)
        trusted = np.zeros(shape, dtype=bool)
        places = np.full(shape, OUTSIDE, dtype=np.int64)
        for row, start in enumerate(starts.tolist()):
            part = slice(start, start + min(shape[1] - 2, ROOM))
            ids = fed_VN[0, part]
            end = 1 + len(ids)
            tokens[row, 0], tokens[row, 1:end], tokens[row, end] = FIRST, ids, LAST
            trusted[row, 1:end] = trust_VN[0, part]
            trusted[row, [0, end]] = True
            places[row, 1:end] = self._places[part]
            places[row, [0, end]] = EDGE
        ids_KW, trust_KW, places_KW = (torch.from_numpy(each) for each in (tokens, trusted, places))
        return ForwardInputs(ids_KW[:, None], trust_KW[:, None], (places_KW,))

    def conditioned(self, content: Any, settings: SamplerSettings) -> "TextLayout":
        return self

    def step(self, now: StepContext) -> CandidateStep:
        return self._begin(self, now)


Begin = Callable[[TextLayout, StepContext], CandidateStep]
"""Makes a step of a candidate."""


def text_layouts(
    text: FrozenText,
    generators: Sequence[np.random.Generator],
    begin: Begin,
    *,
    is_new: bool,
    rewrites_passages: bool = False,
) -> list[TextLayout]:
    """A layout for each candidate, from its random generator. begin: makes the candidates' steps. is_new:
    whether the numbers of pieces of renoisable words are drawn, as those of open places always are.
    rewrites_passages: whether passages are reworded as a whole, so that their open places begin empty."""
    is_empty_T = np.zeros(len(text.words), dtype=bool)
    if rewrites_passages:
        is_empty_T[[cell for passage in text.passages for cell in passage.cells]] = True
        is_empty_T &= text.is_free_T
    is_drawn_T = (text.plan.renoise[0] if is_new else text.is_free_T) & ~is_empty_T
    num_drawn = int(is_drawn_T.sum())
    num_kept = sum(len(text.pieces[cell]) for cell in np.flatnonzero(~is_drawn_T))
    sizes = [len(pieces) for pieces in text.loose]
    drawing = text.models.configuration.drawing
    room_drawn = num_kept + num_drawn + int(drawing.spare * num_drawn) + 1
    room_drawn += sum(sizes) + sum(len(pieces) for pieces in text.placed.values())
    text.make_room(room_drawn + min(drawing.most_spare, ceil(drawing.spare_written * num_drawn)))
    layouts = []
    for rng in generators:
        counts = np.array([len(pieces) for pieces in text.pieces])
        counts[is_empty_T] = 0
        counts[is_drawn_T] = drawn_counts(
            rng, num_drawn, room_drawn - num_kept, sizes, drawing.pieces_of_words
        )
        pieces = [
            of_cell if len(of_cell) == count else (PAD,) * count
            for of_cell, count in zip(text.pieces, counts, strict=True)
        ]
        for cell, of_cell in text.placed.items():
            pieces[cell] = of_cell
        layouts.append(TextLayout(text, pieces, begin))
    return layouts


def in_a_row(pieces: Sequence[Pieces]) -> np.ndarray:
    """The ids of all words, (1, N)."""
    return np.array([[number for of_cell in pieces for number in of_cell]], dtype=np.int64)


def drawn_counts(
    rng: np.random.Generator,
    count: int,
    room: int,
    must_fit: Sequence[int] = (),
    chances: Sequence[float] = CONFIGURATION.drawing.pieces_of_words,
) -> np.ndarray:
    """The numbers of pieces of `count` new words, at most `room` in all. must_fit: some words have these
    numbers. chances: the probabilities of one, two and three pieces."""
    drawn = np.searchsorted(np.cumsum(chances), rng.random(count)) + 1
    drawn = np.minimum(drawn, len(chances))
    order = rng.permutation(count)
    for cell, size in zip(order, must_fit, strict=False):
        drawn[cell] = size
    kept = set(order[: len(must_fit)].tolist())
    spare = room - int(drawn.sum())
    for cell in range(count - 1, -1, -1):
        if spare >= 0:
            break
        if cell not in kept:
            spare += int(drawn[cell]) - 1
            drawn[cell] = 1
    return drawn
