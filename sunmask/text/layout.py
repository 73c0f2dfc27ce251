"""Where the pieces of a text's words lie, for each candidate, and the windows that are cut from them.

A word that is composed anew gets as many pieces as a draw from (seed, candidate, "layout") says, mostly one;
all others keep theirs. The length of the windows follows from the canvas alone, so no candidate depends on
another.

T words, N tokens of a candidate, K windows of W tokens, P pieces
"""

from collections.abc import Callable, Mapping, Sequence
from math import ceil

import numpy as np
import torch

from sunmask.method.cells import Plan
from sunmask.method.layouts import ForwardInputs, Generator, SeenLogits
from sunmask.method.schedules import doubt, doubted_share
from sunmask.method.settings import SamplerSettings
from sunmask.text.draws import WordDraws, WordRules
from sunmask.text.fluency import Fluency, is_fluent
from sunmask.text.fluent_steps import FluentStep
from sunmask.text.guards import Own
from sunmask.text.marks import directed
from sunmask.text.noise import noise
from sunmask.text.vocabulary import CLOSE, FIRST, LAST, OPEN, PAD, STRAIGHT, Vocabulary, places_of
from sunmask.text.windows import EDGE, LENGTHS, OUTSIDE
from sunmask.text.words import FREE, without_separators

CHANCES = (0.985, 0.012, 0.003)
"""Of a new word to have one, two or three pieces. In English prose six in a hundred have more than one, but
many of those that a small model puts together are no words."""
SPARE = 0.1
"""Pieces beyond one for each new word, as a share, for which windows have room."""
SPARE_WRITTEN, MOST_SPARE = 0.2, 12
"""More of them, as a share and at most, for what a language model writes without minding pieces."""
ROOM = max(LENGTHS) - 2
"""Tokens of a window between its edges."""

Pieces = tuple[int, ...]


class TextLayout:
    """The `Layout` of one text."""

    num_symbols: int | None = None

    def __init__(
        self,
        words: Sequence[str],
        spaces: Sequence[str],
        plan: Plan,
        vocabulary: Vocabulary,
        *,
        num_candidates: int,
        generator: Callable[[int, str], np.random.Generator],
        is_new: bool,
        forced: Sequence[tuple[str, int | None]] = (),
        fluency: Fluency,
    ):
        """generator: of a candidate and a purpose. is_new: renoisable words are laid out by a draw,
        otherwise as
        they are. forced: words for which there must be room, each with its cell or None for anywhere.
        fluency: the language model that may have its say. Raises ValueError where there is no room."""
        self.words, self.spaces, self.fluency = list(words), list(spaces), fluency
        self.own = Own.of(words)
        self._moves: dict[int, FluentStep] = {}
        is_free = np.array([[word == FREE for word in words]])
        self.plan = Plan(plan.trust & ~is_free, plan.hold & ~is_free, plan.renoise | is_free)
        self.vocabulary = vocabulary
        self.is_straight = STRAIGHT in words or not ({OPEN, CLOSE} & set(words))
        self.is_curly = any("’" in word for word in words)
        symbols = directed(words, spaces)
        self.frozen: list[Pieces] = [vocabulary.encode(symbol) for symbol in symbols]
        self._names: list[dict[int, dict[Pieces, str]]] = [
            {
                cell: {pieces: word}
                for cell, (pieces, word) in enumerate(zip(self.frozen, words, strict=True))
                if self._decoded(pieces) != word
            },
            *({} for _ in range(num_candidates)),
        ]
        """By cell, for all candidates and then for each: what people see for pieces that the vocabulary would
        spell otherwise."""
        of_forced = {vocabulary.encode(word): word for word, _ in forced}
        self._forced_names = {
            found: word for found, word in of_forced.items() if self._decoded(found) != word
        }
        is_drawn = self.plan.renoise[0] if is_new else is_free[0]
        num_kept = sum(len(self.frozen[cell]) for cell in np.flatnonzero(~is_drawn))
        num_drawn = int(is_drawn.sum())
        placed = {cell: vocabulary.encode(word) for word, cell in forced if cell is not None}
        loose = [word for word, cell in forced if cell is None and word not in words]
        self._check_room(words, placed, len(loose))
        sizes = [len(vocabulary.encode(word)) for word in loose]
        room_drawn = num_kept + num_drawn + int(SPARE * num_drawn) + 1
        room_drawn += sum(sizes) + sum(len(pieces) for pieces in placed.values())
        self.room = room_drawn + min(MOST_SPARE, ceil(SPARE_WRITTEN * num_drawn))
        self._cells: list[np.ndarray] = []
        self._places: list[np.ndarray] = []
        self._firsts: list[np.ndarray] = []
        self._seen: list[tuple[np.ndarray, np.ndarray]] = []
        self._start: list[np.ndarray] = []
        self._free: dict[int, np.ndarray] = {}
        for b in range(num_candidates):
            counts = np.array([len(pieces) for pieces in self.frozen])
            counts[is_drawn] = drawn_counts(generator(b, "layout"), num_drawn, room_drawn - num_kept, sizes)
            pieces = [
                of_cell if len(of_cell) == count else (PAD,) * count
                for of_cell, count in zip(self.frozen, counts, strict=True)
            ]
            for cell, of_cell in placed.items():
                pieces[cell] = of_cell
            self._lay(b, pieces)
            self._start.append(in_a_row(pieces))

    def _check_room(self, words: Sequence[str], placed: Mapping[int, Pieces], num_loose: int) -> None:
        for cell, pieces in placed.items():
            if cell >= len(words):
                raise ValueError(
                    f"expected words that must appear in places 1 to {len(words)}, got place {cell + 1}"
                )
            if self.plan.hold[0, cell] and self.frozen[cell] != pieces:
                raise ValueError(
                    f"word {cell + 1} is kept ({words[cell]!r:.60}), so no other word can appear there"
                )
        num_free = int((~self.plan.hold).sum()) - len(placed)
        if num_loose > num_free:
            raise ValueError(f"expected open places for {num_loose} words that must appear, got {num_free}")

    def _lay(self, b: int, pieces: Sequence[Pieces]) -> None:
        counts = [len(of_cell) for of_cell in pieces]
        cells = np.repeat(np.arange(len(pieces)), counts)
        places = np.array([place for count in counts for place in places_of(count)])
        firsts = np.concatenate(([0], np.cumsum(counts)))
        nothing = (np.empty((1, 0), dtype=np.int64), np.empty((1, 0), dtype=object))
        if b == len(self._cells):
            self._cells.append(cells)
            self._places.append(places)
            self._firsts.append(firsts)
            self._seen.append(nothing)
        else:
            self._cells[b], self._places[b], self._firsts[b], self._seen[b] = cells, places, firsts, nothing
        self.room = max(self.room, len(cells))

    def start(self, b: int) -> np.ndarray:
        return self._start[b].copy()

    def put(self, b: int, symbols_VT: np.ndarray) -> np.ndarray:
        pieces = []
        for cell, symbol in enumerate(symbols_VT[0].tolist()):
            names = [pair for of in self._names_of(b) for pair in of.get(cell, {}).items()]
            found = next((of_name for of_name, name in names if name == symbol), None)
            if found is None:
                found = self.vocabulary.encode(symbol)
                if self._decoded(found) != symbol:
                    self._names[1 + b].setdefault(cell, {})[found] = symbol
            pieces.append(found)
        self._lay(b, pieces)
        return in_a_row(pieces)

    def _names_of(self, b: int) -> tuple[dict[int, dict[Pieces, str]], ...]:
        return self._names[1 + b], self._names[0]

    def _decoded(self, pieces: Pieces) -> str:
        symbol = self.vocabulary.decode(pieces, is_straight=self.is_straight)
        return symbol.replace("'", "’") if self.is_curly and len(symbol) > 1 else symbol

    def symbol(self, b: int, cell: int, pieces: Pieces) -> str:
        """What pieces mean in a cell."""
        for names in self._names_of(b):
            if (name := names.get(cell, {}).get(pieces)) is not None:
                return name
        return self._forced_names.get(pieces) or self._decoded(pieces)

    def tokens(self, b: int, cell: int) -> slice:
        """Columns of a cell's tokens."""
        return slice(*self._firsts[b][cell : cell + 2].tolist())

    def symbols(self, b: int, ids_VN: np.ndarray) -> np.ndarray:
        known_VN, grid = self._seen[b]
        if known_VN.shape == ids_VN.shape:
            changed = np.unique(self._cells[b][(known_VN != ids_VN)[0]])
            grid = grid.copy()
        else:
            changed = np.arange(len(self.frozen))
            grid = np.empty((1, len(self.frozen)), dtype=object)
        for cell in changed.tolist():
            grid[0, cell] = self.symbol(b, cell, tuple(ids_VN[0, self.tokens(b, cell)].tolist()))
        self._seen[b] = (ids_VN.copy(), grid)
        return grid.copy()

    def spread(self, b: int, cells_VT: np.ndarray) -> np.ndarray:
        return cells_VT[:, self._cells[b]]

    def shown(self, b: int, ids_VN: np.ndarray, weighs_VT: np.ndarray, must_VT: np.ndarray) -> np.ndarray:
        if b not in self._moves:
            return ids_VN
        return self._moves[b].shown(ids_VN, weighs_VT[0], must_VT[0])

    def takes_long(self, b: int) -> bool:
        return b in self._moves

    def spelled(self, word: str) -> tuple[Pieces, str] | None:
        """The pieces of a word, and its symbol; None for one that the vocabulary would spell otherwise."""
        pieces = self.vocabulary.encode(word)
        symbol = self._decoded(pieces)
        return (pieces, symbol) if without_separators(symbol) == word else None

    def has_room(self, b: int, cells: Sequence[int], counts: Sequence[int]) -> bool:
        """Whether words of so many pieces fit in these cells."""
        present = sum(self.tokens(b, cell).stop - self.tokens(b, cell).start for cell in cells)
        return len(self._cells[b]) - present + sum(counts) <= self.room

    def chance(self, b: int, chance_VN: np.ndarray) -> np.ndarray:
        return np.multiply.reduceat(chance_VN, self._firsts[b][:-1], axis=1)

    def noise(self, b: int, rng: np.random.Generator) -> np.ndarray:
        return noise(rng, self._places[b][None], self.vocabulary)

    def doubted(
        self,
        b: int,
        generator: Generator,
        step: int,
        settings: SamplerSettings,
        ids_VN: np.ndarray,
        free_VT: np.ndarray,
        changes_VT: np.ndarray,
        round_VT: np.ndarray,
    ) -> np.ndarray:
        self._free[b] = free_VT[0]
        self._moves.pop(b, None)
        if is_fluent(step, settings):
            begun = FluentStep.begun(self, b, ids_VN, free_VT[0], step, settings, generator)
            if begun is not None:
                self._moves[b] = begun
                return begun.cells[None]
        number_VT = np.arange(free_VT.size).reshape(free_VT.shape)
        balance = changes_VT if settings.active_balance else None
        doubted = doubt(generator(step, "doubt"), doubted_share(step, settings), number_VT, balance)
        rules = WordRules.of(settings)
        if rules.banned:
            doubted |= np.array([[rules.is_banned(word) for word in self.symbols(b, ids_VN)[0]]])
        return doubted

    def settled(
        self, b: int, ids_VN: np.ndarray, settings: SamplerSettings, free_VT: np.ndarray
    ) -> np.ndarray:
        """Forced words, where they stand."""
        result = np.zeros_like(free_VT)
        rules = WordRules.of(settings)
        if rules.forced:
            for cell in rules.standing(self.symbols(b, ids_VN)[0], free_VT[0]):
                result[0, cell] = True
        return result

    @property
    def starts(self) -> list[int]:
        """First tokens of the windows: one for a short text, otherwise every half window."""
        last = max(0, self.room - ROOM)
        return [*range(0, last, ROOM // 2), last]

    @property
    def width(self) -> int:
        """Tokens of a window, edges included."""
        return next(length for length in LENGTHS if length >= min(self.room, ROOM) + 2)

    def needed(self, b: int, open_VT: np.ndarray, settings: SamplerSettings) -> np.ndarray:
        """A forced word may be put into any free cell. What the language model writes needs no logits."""
        if WordRules.of(settings).forced:
            return open_VT | self._free[b]
        if b in self._moves and settings.redraw_share == 1:
            return open_VT & ~(self._moves[b].written & ~self._moves[b].must)
        return open_VT

    def owners(self, b: int) -> np.ndarray:
        return self.owners_of(np.arange(len(self._cells[b])))

    def owners_of(self, columns: np.ndarray) -> np.ndarray:
        """The number of the window in which each token is most central, of two alike the first."""
        centres = np.asarray(self.starts) + (ROOM - 1) / 2
        return np.searchsorted((centres[1:] + centres[:-1]) / 2, columns)

    def columns(self, b: int) -> np.ndarray:
        owners = self.owners(b)
        return np.arange(len(owners)) - np.asarray(self.starts)[owners] + 1

    def windows(
        self,
        fed: Sequence[np.ndarray],
        trust: Sequence[np.ndarray],
        wanted: Sequence[np.ndarray] | None = None,
    ) -> ForwardInputs:
        """tokens and trust (K, 1, W), columns: places (K, W), K windows of all candidates."""
        wanted = wanted or [np.arange(len(self.starts))] * len(fed)
        starts = np.asarray(self.starts)
        shape = (sum(len(numbers) for numbers in wanted), self.width)
        tokens = np.full(shape, PAD, dtype=np.int64)
        trusted = np.zeros(shape, dtype=bool)
        places = np.full(shape, OUTSIDE, dtype=np.int64)
        rows = iter(range(len(tokens)))
        for b, numbers in enumerate(wanted):
            for start in starts[numbers].tolist():
                row, part = next(rows), slice(start, start + min(self.width - 2, ROOM))
                ids = fed[b][0, part]
                end = 1 + len(ids)
                tokens[row, 0], tokens[row, 1:end], tokens[row, end] = FIRST, ids, LAST
                trusted[row, 1:end] = trust[b][0, part]
                trusted[row, [0, end]] = True
                places[row, 1:end] = self._places[b][part]
                places[row, [0, end]] = EDGE
        ids_KW, trust_KW, places_KW = (torch.from_numpy(each) for each in (tokens, trusted, places))
        return ForwardInputs(ids_KW[:, None], trust_KW[:, None], (places_KW,))

    def draw(
        self,
        b: int,
        logits: SeenLogits,
        uniform_VN: np.ndarray,
        open_VT: np.ndarray,
        ids_VN: np.ndarray,
        start_VT: np.ndarray,
        step: int,
        settings: SamplerSettings,
    ) -> np.ndarray:
        open_T = open_VT[0]
        if b in self._moves:
            open_T = open_T & (~self._moves[b].cells | self._moves[b].must)
        drawn = WordDraws(self, b, logits, uniform_VN[0], ids_VN[0], settings)
        drawn_VN = drawn.after(open_T, self._free[b], step)[None]
        return self._moves[b].after(drawn_VN, logits, settings) if b in self._moves else drawn_VN

    def refuse_worse(
        self, b: int, ids_VN: np.ndarray, round_VT: np.ndarray, may_VT: np.ndarray, settings: SamplerSettings
    ) -> np.ndarray:
        return ids_VN  # texts have no rounds of rework


def in_a_row(pieces: Sequence[Pieces]) -> np.ndarray:
    """Ids (1, N)."""
    return np.array([[number for of_cell in pieces for number in of_cell]], dtype=np.int64)


def drawn_counts(rng: np.random.Generator, count: int, room: int, must_fit: Sequence[int] = ()) -> np.ndarray:
    """Pieces of so many new words, at most `room` in all; some have as many as `must_fit` says."""
    drawn = np.searchsorted(np.cumsum(CHANCES), rng.random(count)) + 1
    drawn = np.minimum(drawn, len(CHANCES))
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
