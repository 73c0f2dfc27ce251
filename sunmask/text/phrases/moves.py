"""Which blocks of a text each step takes where a language model has its say (`fluency`): runs of free
words, single words, and passages that are rewritten.

T words
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

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


@dataclass(frozen=True)
class Move:
    """What a step does to one candidate: cells of the block, in order; whether the language model proposes,
    or the network; whether the block is composed for the first time; one past the last cell to fit; the
    passage that it rewrites, if any; whether the block ends the text with the end of a sentence; whether it
    may have fewer words than cells; whether who writes is told what comes after; whether all that is free is
    written for the last time, so that candidates are kept apart here; whether nothing that is free stands
    right before it; whether phrases with one word fewer than cells are looked for as well; whether one
    of two models alone looks for them, since the other one does in the last step."""

    cells: tuple[int, ...]
    is_written: bool
    is_first: bool
    end: int
    passage: Passage | None = None
    closes: bool = False
    is_open: bool = False
    is_told: bool = False
    is_apart: bool = False
    begins_run: bool = True
    may_be_fewer: bool = False
    is_soon: bool = False

    @property
    def is_led(self) -> bool:
        """Whether what stands after the block is there to be led to."""
        return self.end > self.cells[-1] + 1

    @property
    def is_sought(self) -> bool:
        """Whether the likeliest phrases are looked for (`language_model.beams`), instead of some being tried:
        not where what stands before the block was just written, too, and is another in each candidate."""
        is_whole = (self.is_first and self.begins_run) or self.is_apart
        return is_whole and self.is_led and not self.is_open and self.passage is None


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
    found = []
    for number in range(first, first + per_step):
        sweep, at = divmod(number, len(blocks))
        cells = blocks[at]
        if (passage := of_passage.get(cells[0])) is not None:
            found.append(_of_passage(cells, passage, sweep, generator(step, "part")))
            continue
        is_first = sweep == 0 and not rewritten_T[cells[0]]
        later = [each[0] for each in blocks[at + 1 :] if not rewritten_T[each[0]]]
        end = min(later[0] if is_first and later else len(free_T), cells[-1] + 1 + RIGHT)
        closes = settings.tidy_marks and len(cells) >= CLOSES and cells[-1] == len(free_T) - 1
        is_last, is_written = step == settings.num_steps, not rewritten_T[cells[0]]
        is_apart = is_last and is_written and len(blocks) == 1 < len(cells)
        is_single_at_last = is_last and len(cells) == 1  # which word, is decided among all
        if is_apart or (sweep % 2 == 0 and is_written and not is_single_at_last):
            is_led = end > cells[-1] + 1  # what is likeliest as a whole was found at first
            if (sweep > 2 or (sweep and is_led)) and not is_apart:
                cells = _part(cells, generator(step, "part"))
            ends_run = cells[-1] + 1 == len(free_T) or not free_T[cells[-1] + 1]
            is_open = settings.choose_length and is_first and ends_run
            may_be_told = settings.fluency == 1 and len(blocks[at]) > CLAUSE
            is_told = may_be_told and is_led and sweep // 2 % TOLD_ONCE_IN == TOLD_ONCE_IN - 1
            begins = cells[0] == 0 or not free_T[cells[0] - 1]
            move = Move(cells, True, is_first, end, None, closes, is_open, is_told, is_apart, begins)
            is_run = ends_run and move.begins_run and move.is_sought
            fewer = is_run and may_be_fewer(len(cells), settings)
            is_soon = settings.soon and is_first and len(blocks) == 1 < len(cells) and not is_last
            found.append(replace(move, may_be_fewer=fewer, is_soon=is_soon))
        elif not is_last or len(cells) == 1 or settings.exchange_at_last:
            one = int(generator(step, "cell").integers(len(cells) - closes))
            found.append(Move((cells[one],), False, False, min(end, cells[one] + 1 + RIGHT)))
    return found


def may_be_fewer(num_cells: int, settings: TextSettings) -> bool:
    """Whether one of so many cells may stay empty, where they are all that is free in one place."""
    return settings.about_length and not settings.choose_length and num_cells >= ONE_FEWER


def _of_passage(cells: tuple[int, ...], passage: Passage, sweep: int, rng: np.random.Generator) -> Move:
    if sweep % WRITTEN_ONCE_IN:
        return Move(cells, False, False, passage.end, passage)
    return Move(_part(cells, rng) if sweep else cells, True, False, passage.end, passage)


def tries_of(move: Move) -> int:
    """How many the language model writes for a block."""
    if move.passage is not None:
        return TRIES_REWRITTEN
    if not move.is_led:
        return TRIES_CLOSING if move.closes else TRIES_UNSEEN
    return TRIES_COMPOSING if move.is_first and len(move.cells) >= CLAUSE else TRIES


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
