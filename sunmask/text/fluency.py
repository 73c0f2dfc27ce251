"""A language model in the sampler of texts: the paper's rejection step with an energy (section 2.3).

After the fall of the doubted share, each step takes a block of free words, proposes others for it, weighs
them by the likelihood of the whole text and chooses one (`sunmask.method.resampling`), so the chain tends to
p(free words | everything held), to the power of 1 / temperature: both sides of a block count. What is
proposed for a block is what the language model writes after the words before it, in tries of which one is
what stands there (`sunmask.text.continuations`). Every other round takes one word at a time: the network
names the likeliest, and its own opinion of them counts as well. It never knows the word that it would
replace: it is shown noise in its place, or, where a masked word is rewritten, the word that was frozen.

Doubt counts here too: a held word that is not trusted weighs less in the energy, and the others hear it
softly. The first round over all blocks only composes: words after the next one that was not composed yet are
no words to fit. A long text is read from LEFT cells before the block to RIGHT after it; a note of the author
stands before it, for the language model alone.

M values of a block, N tokens of a candidate
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import NamedTuple

import numpy as np

from sunmask.method.layouts import Generator
from sunmask.method.schedules import fall_steps
from sunmask.method.settings import SamplerSettings
from sunmask.text.continuations import MOST_PIECES_A_WORD, Continuations, Slots
from sunmask.text.guards import must_end
from sunmask.text.language_model import BEGIN, LanguageModel
from sunmask.text.marks import is_apart, mended
from sunmask.text.words import is_mark, is_one_word, without_separators, words_to_text

MOST_CELLS = 12
"""Of a block: a clause or a short sentence is written as a whole."""
TRIES, MOST_TRIES, TRIES_A_CELL = 16, 32, 4
"""Proposals for a block in one step, the more the longer it is."""
TRIES_UNSEEN = 3
"""The same where nothing after the block is there to fit: all are as good, unless a rule refuses them."""
NAMED, OWN_SHARE = 24, 0.75
"""Words that the network names for one cell, and what its own opinion of them counts beside the energy: of
two judges who know different things both are right more often than either (`evaluate --parts guesses`)."""
LEFT, RIGHT = 120, 14
LONG, HELD_AFTER_LONG = 6, 2.0
"""Free words in a row from which on held words count double: what is written must lead to them, and likely
phrases that do not are many."""
DOUBTED = 0.1
"""What a doubted, held word counts: its likelihood by this factor, attention to it by this factor."""

Pieces = tuple[int, ...]


@dataclass(frozen=True)
class Move:
    """What a step does to one candidate: cells of the block, in order; whether the language model proposes,
    or the network; whether the block is composed for the first time; one past the last cell to fit."""

    cells: tuple[int, ...]
    is_written: bool
    is_first: bool
    end: int


class Written(NamedTuple):
    """Words, or symbols, one to a cell; see `continuations.Try`."""

    words: tuple[str, ...]
    drawn: float
    own: float


def is_fluent(step: int, settings: SamplerSettings) -> bool:
    """Whether the language model has its say in a step."""
    return settings.fluency > 0 and step > fall_steps(settings)


def moves(
    free_T: np.ndarray, rewritten_T: np.ndarray, step: int, settings: SamplerSettings, generator: Generator
) -> list[Move]:
    """What a step does, from what is free alone, whatever the words are. free_T: cells that may change.
    rewritten_T: those of them that are rewritten from what they are, for which only the network proposes."""
    blocks = _blocks(free_T & ~rewritten_T) + [(int(cell),) for cell in np.flatnonzero(free_T & rewritten_T)]
    if not blocks:
        return []
    blocks.sort()
    fall = fall_steps(settings)
    per_step = ceil(len(blocks) / max(1, (settings.num_steps - fall) // 2))
    first = (step - fall - 1) * per_step
    found = []
    for number in range(first, first + per_step):
        sweep, at = divmod(number, len(blocks))
        cells = blocks[at]
        is_first = sweep == 0 and not rewritten_T[cells[0]]
        later = [each[0] for each in blocks[at + 1 :] if not rewritten_T[each[0]]]
        end = min(later[0] if is_first and later else len(free_T), cells[-1] + 1 + RIGHT)
        if sweep % 2 == 0 and not rewritten_T[cells[0]]:
            if sweep > 2:
                cells = _part(cells, generator(step, "part"))
            found.append(Move(cells, True, is_first, end))
        else:
            one = int(generator(step, "cell").integers(len(cells)))
            found.append(Move((cells[one],), False, False, end))
    return found


def tries_of(move: Move) -> int:
    """How many the language model writes for a block."""
    if move.end == move.cells[-1] + 1:
        return TRIES_UNSEEN
    return min(MOST_TRIES, max(TRIES, TRIES_A_CELL * len(move.cells)))


def _part(cells: tuple[int, ...], rng: np.random.Generator) -> tuple[int, ...]:
    """The last cells of a block, a third of them at least: these have to lead to what stands after it."""
    return cells[int(rng.integers(len(cells) - ceil(len(cells) / 3) + 1)) :]


def _blocks(free_T: np.ndarray) -> list[tuple[int, ...]]:
    """Runs of free cells, cut evenly where they are too long."""
    cells = np.flatnonzero(free_T)
    if not len(cells):
        return []
    runs = np.split(cells, np.flatnonzero(np.diff(cells) > 1) + 1)
    parts = [part for run in runs for part in np.array_split(run, ceil(len(run) / MOST_CELLS))]
    return [tuple(part.tolist()) for part in parts]


@dataclass(frozen=True)
class Around:
    """A candidate's words, with what is needed to set them as a text. words, spaces: as frozen; symbols: as
    they are, with the direction of quotation marks; trusted: of each cell, whether it counts in full; free:
    whether it may change."""

    words: Sequence[str]
    spaces: Sequence[str]
    symbols: Sequence[str]
    trusted: np.ndarray
    free: np.ndarray

    @cached_property
    def counts(self) -> np.ndarray:
        """What the likelihood of each cell counts."""
        runs = np.split(self.free, np.flatnonzero(np.diff(self.free)) + 1)
        is_long = any(run[0] and len(run) >= LONG for run in runs)
        return self.heard * np.where(is_long & ~self.free, HELD_AFTER_LONG, 1.0)

    @cached_property
    def heard(self) -> np.ndarray:
        """How much of each cell the others hear."""
        return np.where(self.trusted, 1.0, DOUBTED)


class Fluency:
    """A language model, loaded when it is needed, and what it is asked. note: what it reads before a text."""

    def __init__(self, load: Callable[[], LanguageModel], note: str = ""):
        self._load, self._note = load, note

    @cached_property
    def model(self) -> LanguageModel:
        return self._load()

    @cached_property
    def _head(self) -> list[int]:
        """The ids before every text."""
        return [BEGIN, *(self.model.pieces.encode(f"{self._note}\n\n") if self._note else ())]

    @cached_property
    def continuations(self) -> Continuations:
        return Continuations(self.model)

    def written(
        self, around: Around, move: Move, uniform_2ML: np.ndarray, settings: SamplerSettings
    ) -> list[Written]:
        """What the language model would write in a block: what stands there comes first, unless it is
        composed for the first time. uniform_2ML: numbers 0..1, L of them `num_pieces`."""
        begin, soft = self._begin(around, move)
        found, present = [], None
        if not move.is_first:
            words = tuple(around.symbols[cell] for cell in move.cells)
            ids, cells = self._cut(around, move, words)
            if [*self._head, *ids][: len(begin)] != begin:
                return [Written(words, -np.inf, -np.inf)]
            present = [number for number, cell in zip(ids, cells, strict=True) if cell in move.cells]
        tries = self.continuations.tries(
            begin, soft, self._slots(around, move, settings), uniform_2ML, settings.temperature, present
        )
        for number, (pieces, drawn, own) in enumerate(tries):
            if number == 0 and present is not None:
                found.append(Written(words, drawn, own))
            elif (these := self._as_words(pieces, len(move.cells))) is not None:
                whole = [*self._head, *self._cut(around, move, these)[0]]
                if whole[: len(begin) + len(pieces)] == [*begin, *pieces]:  # as it would be read again
                    found.append(Written(these, drawn, own))
        return found

    def num_pieces(self, move: Move) -> int:
        """At most, of what is written in a block, and its end."""
        return MOST_PIECES_A_WORD * len(move.cells) + 1

    def energy(
        self, around: Around, move: Move, values: Sequence[Sequence[str]], settings: SamplerSettings
    ) -> np.ndarray:
        """The log-likelihood, in nats over the temperature, of the text with each value in the block, up to
        what does not depend on it, (M,)."""
        rows = [self._cut(around, move, value) for value in values]
        begin, soft = self._begin(around, move)
        shared = len(begin)
        for ids, _ in rows:
            whole = [*self._head, *ids]
            shared = next(
                (at for at in range(min(shared, len(whole) - 1)) if whole[at] != begin[at]),
                min(shared, len(whole) - 1),
            )
        begin, soft = begin[:shared], soft[:shared]
        known = shared - len(self._head)
        rests = [ids[known:] for ids, _ in rows]
        cells = [np.array(of_row[known:]) for _, of_row in rows]
        softness = [np.log(around.heard[of_row]).tolist() for of_row in cells]
        found = self.model.score(begin, rests, soft, softness)
        sums = [
            float((log_T.numpy() * around.counts[of_row]).sum())
            for log_T, of_row in zip(found, cells, strict=True)
        ]
        return np.array(sums) / settings.temperature

    def _slots(self, around: Around, move: Move, settings: SamplerSettings) -> Slots:
        first, last = move.cells[0], move.cells[-1]
        mark_first = first > 0 and not is_mark(around.symbols[first - 1])
        before = around.symbols[first - 1] if first else None
        after = around.symbols[last + 1] if last + 1 < len(around.symbols) else None
        return Slots(
            count=len(move.cells),
            is_apart=before is not None and is_apart(before, "word") and "\n" not in around.spaces[first],
            mark_first=mark_first,
            mark_last=after is None or not is_mark(after),
            ends=settings.tidy_marks and must_end(around.symbols, last) and (mark_first or last > first),
        )

    def _begin(self, around: Around, move: Move) -> tuple[list[int], list[float]]:
        """The ids before a block, BEGIN first, and how softly each is heard."""
        first, block = max(0, move.cells[0] - LEFT), move.cells[0]
        head, loud = self._head, [0.0] * len(self._head)
        if block == 0:
            return [*head], loud
        text, ends = _set(around, first, block, around.symbols)
        is_line = "\n" in around.spaces[block]
        if is_line:
            text += around.spaces[block]
        ids, at = self.model.pieces.cut(text + "a" * is_line)  # white space is cut as before a word
        count = sum(end <= len(text) for end in at)
        cells = np.minimum(first + np.searchsorted(ends, at[:count]), block - 1)
        return [*head, *ids[:count]], [*loud, *np.log(around.heard[cells]).tolist()]

    def _cut(self, around: Around, move: Move, value: Sequence[str]) -> tuple[list[int], list[int]]:
        """The ids of the text with a value in its block, from LEFT before it to the move's end, and the cell
        of each."""
        first = max(0, move.cells[0] - LEFT)
        symbols = list(around.symbols)
        for cell, symbol in zip(move.cells, value, strict=True):
            symbols[cell] = symbol
        text, ends = _set(around, first, move.end, symbols)
        ids, at = self.model.pieces.cut(text)
        cells = first + np.searchsorted(ends, at)
        begins = [0, *at[:-1]]
        of_space = [text[begin:end].isspace() for begin, end in zip(begins, at, strict=True)]
        return ids, np.maximum(first, cells - of_space).tolist()

    def _as_words(self, pieces: Sequence[int], count: int) -> tuple[str, ...] | None:
        """The words of pieces, one to a cell; None where they would be cut up in another way."""
        words: list[str] = []
        for number in pieces:
            text = self.model.pieces.decode([number])
            if text[:1] == " " or not words or (is_mark(text) and len(text) == 1):
                words.append(text.removeprefix(" "))
            else:
                words[-1] += text
        if len(words) != count or not all(map(is_one_word, words)):
            return None
        return tuple(words)


def _set(around: Around, first: int, end: int, symbols: Sequence[str]) -> tuple[str, np.ndarray]:
    """The text of cells from `first` to before `end`, and after how many characters each cell ends."""
    now, words = list(symbols)[first:end], around.words[first:end]
    shown = [without_separators(symbol) for symbol in now]
    kept = [new == old for new, old in zip(shown, words, strict=True)]
    spaces = mended(words, [*around.spaces[first : first + len(words)], ""], kept, now)
    spaces[0] = ""
    text = words_to_text(shown, spaces)
    sizes = [len(space) + len(word) for space, word in zip(spaces, shown, strict=False)]
    return text, np.cumsum(sizes)
