"""Which blocks of a text each step takes where a language model has its say (`fluency`): runs of free
words, single words, and passages that are rewritten.

T words
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Literal

import numpy as np

from sunmask.method.candidate_steps import Generator
from sunmask.method.schedules import Schedule
from sunmask.text.phrases.passages import Passage
from sunmask.text.settings import TextSettings

MOST_CELLS = 12
"""Of a block: a clause or a short sentence is written as a whole."""
TRIES, TRIES_COMPOSING = 12, 20
"""Proposals for a block in one step: more where a clause is composed for the first time."""
TRIES_UNSEEN, TRIES_CLOSING = 6, 16
"""The same where nothing after the block is there to fit: all are as good that no rule refuses, or that end a
sentence."""
TOLD_ONCE_IN = 2
"""Of the rounds in which a block is written: in the last of so many by a model that is told what comes after,
in the others by one that is not. Either finds phrases that the other does not, where they are long."""
CLAUSE = 5
"""Cells of a block from which on it is a clause, of which there are too many to be named."""
TRIES_REWRITTEN = 48
WRITTEN_ONCE_IN = 3
"""Rounds of a passage; in the others one of its words is exchanged."""
CLOSES = 6
"""Cells of a block at the end of a text from which on it ends a sentence: fewer may be a name or a number."""
ONE_FEWER = 5
"""Cells of a phrase from which on one of them may stay empty: phrases of just so many words often end in the
middle of a thought."""
RIGHT = 8
"""Cells after a block for which its words are to fit."""


Length = Literal["all", "about", "chosen"]
"""How many cells of a block are filled: all of them, all or one fewer, or as many as the writer likes."""


@dataclass(frozen=True)
class Move:
    """What a step does to one candidate: the cells of the block, in order, one past the last cell to fit, and
    the passage of which the block is a part, if any."""

    cells: tuple[int, ...]
    end: int
    passage: Passage | None = None

    @property
    def is_led(self) -> bool:
        """Whether what stands after the block is there to be led to."""
        return self.end > self.cells[-1] + 1

    @property
    def is_sought(self) -> bool:
        """Whether the likeliest phrases are looked for (`language_model.beams`), or some tried."""
        return False

    @property
    def may_be_fewer(self) -> bool:
        """Whether phrases with one word fewer than cells are looked for as well."""
        return False


class Exchange(Move):
    """One word is exchanged for another that the network names."""


@dataclass(frozen=True)
class Writing(Move):
    """The language model writes. closes: whether the block ends the text with the end of a sentence;
    is_apart: whether all that is free is written for the last time, so that candidates are kept apart."""

    length: Length = "all"
    closes: bool = False
    is_apart: bool = False

    @property
    def may_be_fewer(self) -> bool:
        return self.length == "about"


@dataclass(frozen=True)
class Composition(Writing):
    """It writes a block for the first time. begins_run: whether nothing that is free stands right before it;
    is_soon: whether one of two models alone looks for phrases, since the other does in the last step."""

    begins_run: bool = True
    is_soon: bool = False

    @property
    def is_sought(self) -> bool:
        """Not where what stands before the block was just written, too, and is another in each candidate."""
        return (self.begins_run or self.is_apart) and self.is_led and self.length != "chosen"


@dataclass(frozen=True)
class Revision(Writing):
    """It writes a part of a block, or of a passage, again. is_told: whether it is told what comes after."""

    is_told: bool = False

    @property
    def is_sought(self) -> bool:
        return self.is_apart and self.is_led


def is_fluent(step: int, settings: TextSettings) -> bool:
    """Whether the language model has its say in a step."""
    return settings.fluency > 0 and step > Schedule(settings).fall_steps


def moves(
    free_T: np.ndarray,
    rewritten_T: np.ndarray,
    step: int,
    settings: TextSettings,
    generator: Generator,
    passages: Sequence[Passage] = (),
) -> list[Move]:
    """What a step does, from what is free alone, whatever the words are. free_T: cells that may change.
    rewritten_T: those of them that are rewritten from what they are, for which only the network proposes.
    passages: those that are rewritten as a whole."""
    of_passage = {cell: passage for passage in passages for cell in passage.cells}
    is_alone_T = free_T.copy()
    is_alone_T[list(of_passage)] = False
    blocks = _blocks(is_alone_T & ~rewritten_T)
    blocks += [(int(cell),) for cell in np.flatnonzero(is_alone_T & rewritten_T)]
    blocks += [run for passage in passages for run in _runs(free_T, passage.cells)]
    if not blocks:
        return []
    blocks.sort()
    fall = Schedule(settings).fall_steps
    per_step = ceil(len(blocks) / max(1, (settings.num_steps - fall) // 2))
    first = (step - fall - 1) * per_step
    found: list[Move] = []
    for number in range(first, first + per_step):
        sweep, at = divmod(number, len(blocks))
        cells = blocks[at]
        if (passage := of_passage.get(cells[0])) is not None:
            found.append(_of_passage(cells, passage, sweep, generator(step, "part")))
            continue
        is_written, is_last = not rewritten_T[cells[0]], step == settings.num_steps
        is_first = sweep == 0 and is_written
        later = [each[0] for each in blocks[at + 1 :] if not rewritten_T[each[0]]]
        end = min(later[0] if is_first and later else len(free_T), cells[-1] + 1 + RIGHT)
        closes = settings.tidy_marks and len(cells) >= CLOSES and cells[-1] == len(free_T) - 1
        is_apart = is_last and is_written and len(blocks) == 1 < len(cells)
        is_single_at_last = is_last and len(cells) == 1  # which word, is decided among all
        if is_apart or (sweep % 2 == 0 and is_written and not is_single_at_last):
            is_led = end > cells[-1] + 1  # what is likeliest as a whole was found at first
            if (sweep > 2 or (sweep and is_led)) and not is_apart:
                cells = _part(cells, generator(step, "part"))
            ends_run = cells[-1] + 1 == len(free_T) or not free_T[cells[-1] + 1]
            begins_run = cells[0] == 0 or not free_T[cells[0] - 1]
            move: Writing
            if is_first:
                length: Length = "chosen" if settings.choose_length and ends_run else "all"
                is_soon = settings.soon and len(blocks) == 1 < len(cells) and not is_last
                move = Composition(cells, end, None, length, closes, is_apart, begins_run, is_soon)
            else:
                may_be_told = settings.fluency == 1 and len(blocks[at]) > CLAUSE and is_led
                is_told = may_be_told and sweep // 2 % TOLD_ONCE_IN == TOLD_ONCE_IN - 1
                move = Revision(cells, end, None, "all", closes, is_apart, is_told)
            is_run = begins_run and ends_run and move.is_sought
            is_about = is_run and may_be_fewer(len(cells), settings)
            found.append(replace(move, length="about") if is_about else move)
        elif not is_last or len(cells) == 1 or settings.exchange_at_last:
            one = int(generator(step, "cell").integers(len(cells) - closes))
            found.append(Exchange((cells[one],), min(end, cells[one] + 1 + RIGHT)))
    return found


def may_be_fewer(num_cells: int, settings: TextSettings) -> bool:
    """Whether one of so many cells may stay empty, where they are all that is free in one place."""
    return settings.about_length and not settings.choose_length and num_cells >= ONE_FEWER


def _of_passage(cells: tuple[int, ...], passage: Passage, sweep: int, rng: np.random.Generator) -> Move:
    if sweep % WRITTEN_ONCE_IN:
        return Exchange(cells, passage.end, passage)
    return Revision(_part(cells, rng) if sweep else cells, passage.end, passage)


def tries_of(move: Writing) -> int:
    """How many the language model writes for a block."""
    if move.passage is not None:
        return TRIES_REWRITTEN
    if not move.is_led:
        return TRIES_CLOSING if move.closes else TRIES_UNSEEN
    is_first = isinstance(move, Composition)
    return TRIES_COMPOSING if is_first and len(move.cells) >= CLAUSE else TRIES


def _part(cells: tuple[int, ...], rng: np.random.Generator) -> tuple[int, ...]:
    """The last cells of a block, a third of them at least: these have to lead to what stands after it."""
    return cells[int(rng.integers(len(cells) - ceil(len(cells) / 3) + 1)) :]


def _blocks(free_T: np.ndarray) -> list[tuple[int, ...]]:
    """Runs of free cells, cut evenly where they are too long."""
    runs = _runs(free_T, range(len(free_T)))
    return [tuple(part.tolist()) for run in runs for part in np.array_split(run, ceil(len(run) / MOST_CELLS))]


def _runs(free_T: np.ndarray, among: Sequence[int]) -> list[tuple[int, ...]]:
    """Neighbouring free cells among some."""
    cells = np.array([cell for cell in among if free_T[cell]], dtype=int)
    runs = np.split(cells, np.flatnonzero(np.diff(cells) > 1) + 1)
    return [tuple(run.tolist()) for run in runs if len(run)]
