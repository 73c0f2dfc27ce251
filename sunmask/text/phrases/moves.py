"""Moves: the blocks of a text that each step changes with a language model. A block is a run of free words, a
single word, or a passage that is reworded.

T words
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

import numpy as np

from sunmask.method.schedules import Schedule
from sunmask.text.configuration import CONFIGURATION, Filling, Proposing
from sunmask.text.phrases.passages import Passage
from sunmask.text.settings import TextSettings

Length = Literal["all", "about", "chosen"]
"""How many cells of a block are filled: all, all or one fewer, or as many as the language model chooses."""


@dataclass(frozen=True)
class Move:
    """A change of one block of a candidate. cells: of the block, in order; end: the cell after the last one
    that has to fit; passage: the passage of which the block is a part, if any."""

    cells: tuple[int, ...]
    end: int
    passage: Passage | None = None

    @property
    def is_led(self) -> bool:
        """Whether there are words after the block that it has to lead to."""
        return self.end > self.cells[-1] + 1

    @property
    def seeks_fewer(self) -> bool:
        """Whether phrases with one word fewer than cells are searched for as well."""
        return False


class Exchange(Move):
    """Exchange one word for another that the network or the language model proposes."""


@dataclass(frozen=True)
class Writing(Move):
    """The language model writes the block. is_first: whether nothing was written there before; closes:
    whether the block ends the text and has to end a sentence."""

    length: Length = "all"
    is_first: bool = False
    closes: bool = False

    @property
    def seeks_fewer(self) -> bool:
        return self.length == "about"


@dataclass(frozen=True)
class Gaps(Writing):
    """The likeliest phrases for one gap, or for several together, are searched for. blocks: the cells of each
    gap; is_first: whether phrases that one search finds from left to right are enough, because the last step
    searches again."""

    blocks: tuple[tuple[int, ...], ...] = ()


def is_fluent(step: int, settings: TextSettings) -> bool:
    """Whether a step uses the language model."""
    return settings.fluency > 0 and step > Schedule(settings).fall_steps


def moves(
    free_T: np.ndarray,
    rewritten_T: np.ndarray,
    step: int,
    settings: TextSettings,
    passages: Sequence[Passage] = (),
    proposing: Proposing = CONFIGURATION.proposing,
) -> list[Move]:
    """The moves of a step, which depend on what is free but not on the words. free_T: cells that may change.
    rewritten_T: those of them that are masked, for which only the network proposes words. passages: those
    that are reworded as a whole."""
    of_passage = {cell: passage for passage in passages for cell in passage.cells}
    is_alone_T = free_T.copy()
    is_alone_T[list(of_passage)] = False
    is_open_T = is_alone_T & ~rewritten_T
    blocks = _blocks(is_open_T, proposing.block)
    blocks += [(int(cell),) for cell in np.flatnonzero(is_alone_T & rewritten_T)]
    blocks += [run for passage in passages for run in _runs(free_T, passage.cells)]
    blocks.sort()
    number, is_last = step - Schedule(settings).fall_steps, step == settings.num_steps
    gaps = [] if settings.choose_length else _gaps(is_open_T, proposing)
    if is_last and [len(cells) for cells in gaps] == [1]:
        gaps = []  # the word is chosen among all proposals
    found: list[Move] = []
    for group in _groups(gaps) if number <= 2 else ():
        cells = tuple(cell for gap in group for cell in gap)
        end = min(len(free_T), cells[-1] + 1 + proposing.right)
        found.append(Gaps(cells, end, is_first=number == 1 and not is_last, blocks=tuple(group)))
    if gaps and number > 2:  # one of them is written again
        cells = gaps[number % len(gaps)]
        found.append(Writing(cells, min(len(free_T), cells[-1] + 1 + proposing.right)))
    others = [cells for cells in blocks if cells not in gaps]
    per_step = ceil(len(others) / max(1, (settings.num_steps - Schedule(settings).fall_steps) // 2))
    for turn in range((number - 1) * per_step, number * per_step):
        sweep, at = divmod(turn, len(others))
        cells = others[at]
        end = min(len(free_T), cells[-1] + 1 + proposing.right)
        if (passage := of_passage.get(cells[0])) is not None:
            is_whole = sweep % proposing.rewording_once_in == 0
            found.append((Writing if is_whole else Exchange)(cells, passage.end, passage))
        elif rewritten_T[cells[0]] or (is_last and len(cells) == 1):
            found.append(Exchange(cells, end))
        elif not (sweep and is_last and len(others) > 1):
            later = [each[0] for each in blocks if each[0] > cells[-1] and is_open_T[each[0]]]
            end = end if sweep else min([end, *later])
            ends_run = cells[-1] + 1 == len(free_T) or not free_T[cells[-1] + 1]
            length: Length = "chosen" if not sweep and settings.choose_length and ends_run else "all"
            closes = settings.tidy_marks and len(cells) >= proposing.closing and cells[-1] == len(free_T) - 1
            found.append(Writing(cells, end, None, length, not sweep, closes))
    return found


def _gaps(is_open_T: np.ndarray, proposing: Proposing) -> list[tuple[int, ...]]:
    """Runs of open cells that are no longer than a block and that words come after."""
    runs = _runs(is_open_T, range(len(is_open_T)))
    return [run for run in runs if len(run) <= proposing.block and run[-1] + 1 < len(is_open_T)]


def _groups(
    gaps: Sequence[tuple[int, ...]], filling: Filling = CONFIGURATION.filling
) -> list[list[tuple[int, ...]]]:
    """Gaps that are filled together."""
    groups: list[list[tuple[int, ...]]] = []
    for cells in gaps:
        is_far = not groups or cells[0] - groups[-1][-1][-1] > filling.far
        if is_far or len(groups[-1]) == filling.most:
            groups.append([])
        groups[-1].append(cells)
    return groups


def may_be_fewer(
    num_cells: int, settings: TextSettings, proposing: Proposing = CONFIGURATION.proposing
) -> bool:
    """Whether one of so many neighbouring free cells may stay empty, because phrases of an exact length often
    end in the middle of a thought."""
    return settings.about_length and not settings.choose_length and num_cells >= proposing.one_fewer


def tries_of(move: Writing, proposing: Proposing) -> int:
    """How many phrases are sampled for a block: fewer if nothing follows that they have to fit, since then
    any phrase that breaks no rule will do."""
    if move.passage is not None:
        return proposing.tries_rewording
    if not move.is_led:
        return proposing.tries_closing if move.closes else proposing.tries_unseen
    is_clause = move.is_first and len(move.cells) >= proposing.clause
    return proposing.tries_composing if is_clause else proposing.tries


def _blocks(free_T: np.ndarray, most: int) -> list[tuple[int, ...]]:
    """Runs of free cells, divided evenly where they are too long."""
    runs = _runs(free_T, range(len(free_T)))
    return [tuple(part.tolist()) for run in runs for part in np.array_split(run, ceil(len(run) / most))]


def _runs(free_T: np.ndarray, among: Sequence[int]) -> list[tuple[int, ...]]:
    """Runs of neighbouring free cells among the given ones."""
    cells = np.array([cell for cell in among if free_T[cell]], dtype=int)
    runs = np.split(cells, np.flatnonzero(np.diff(cells) > 1) + 1)
    return [tuple(run.tolist()) for run in runs if len(run)]
