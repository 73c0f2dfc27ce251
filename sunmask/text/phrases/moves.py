"""Moves: the blocks of a text that each step changes with a language model. A block is a run of free words, a
single word, or a passage that is reworded.

T words
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil
from typing import Literal

import numpy as np

from sunmask.method.candidate_steps import Generator
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
    def is_sought(self) -> bool:
        """Whether the likeliest phrases are searched for (`language_model.beams`), instead of sampled."""
        return False

    @property
    def seeks_fewer(self) -> bool:
        """Whether phrases with one word fewer than cells are searched for as well."""
        return False


class Exchange(Move):
    """Exchange one word for another that the network or the language model proposes."""


@dataclass(frozen=True)
class Writing(Move):
    """The language model writes the block. closes: whether the block ends the text and has to end a sentence;
    is_apart: whether this is the last writing of everything that is free, so that candidates are kept
    apart."""

    length: Length = "all"
    closes: bool = False
    is_apart: bool = False

    @property
    def seeks_fewer(self) -> bool:
        return self.length == "about"


@dataclass(frozen=True)
class Composition(Writing):
    """The first writing of a block. begins_run: whether no free cell comes directly before it; is_soon:
    whether only one of the two models searches for phrases, because the other one will in the last step."""

    begins_run: bool = True
    is_soon: bool = False

    @property
    def is_sought(self) -> bool:
        """Not if the words before the block were just written too, and so differ between candidates."""
        return (self.begins_run or self.is_apart) and self.is_led and self.length != "chosen"


@dataclass(frozen=True)
class Revision(Writing):
    """Another writing of a part of a block or passage. is_infilling: whether by the gap-filling model, which
    reads the text after the block. In long blocks each of the two models finds phrases that the other does
    not."""

    is_infilling: bool = False

    @property
    def is_sought(self) -> bool:
        return self.is_apart and self.is_led


@dataclass(frozen=True)
class Gaps(Writing):
    """The writing of several gaps together. blocks: the cells of each; is_soon: whether phrases that one
    search finds from left to right are enough, because the last step searches again."""

    blocks: tuple[tuple[int, ...], ...] = ()
    is_soon: bool = False


def is_fluent(step: int, settings: TextSettings) -> bool:
    """Whether a step uses the language model."""
    return settings.fluency > 0 and step > Schedule(settings).fall_steps


def moves(
    free_T: np.ndarray,
    rewritten_T: np.ndarray,
    step: int,
    settings: TextSettings,
    generator: Generator,
    passages: Sequence[Passage] = (),
    proposing: Proposing = CONFIGURATION.proposing,
) -> list[Move]:
    """The moves of a step, which depend on what is free but not on the words. free_T: cells that may change.
    rewritten_T: those of them that are masked, for which only the network proposes words. passages: those
    that are reworded as a whole."""
    of_passage = {cell: passage for passage in passages for cell in passage.cells}
    is_alone_T = free_T.copy()
    is_alone_T[list(of_passage)] = False
    blocks = _blocks(is_alone_T & ~rewritten_T, proposing.block)
    blocks += [(int(cell),) for cell in np.flatnonzero(is_alone_T & rewritten_T)]
    blocks += [run for passage in passages for run in _runs(free_T, passage.cells)]
    if not blocks:
        return []
    blocks.sort()
    fall = Schedule(settings).fall_steps
    groups = _together(free_T, blocks, rewritten_T, passages, settings)
    if groups and step <= fall + 2:
        is_soon = step == fall + 1 < settings.num_steps
        return _of_gaps(free_T, blocks, groups, settings, proposing, is_soon=is_soon)
    per_step = ceil(len(blocks) / max(1, (settings.num_steps - fall) // 2))
    first = (step - fall - 1) * per_step
    if groups:  # which were filled in two steps, so that a round of exchanges comes next
        first += len(blocks) - 2 * per_step
    found: list[Move] = []
    for number in range(first, first + per_step):
        sweep, at = divmod(number, len(blocks))
        cells = blocks[at]
        if (passage := of_passage.get(cells[0])) is not None:
            found.append(
                _of_passage(
                    cells, passage, sweep % proposing.rewording_once_in == 0, sweep, generator(step, "part")
                )
            )
            continue
        is_written, is_last = not rewritten_T[cells[0]], step == settings.num_steps
        is_first = sweep == 0 and is_written
        later = [each[0] for each in blocks[at + 1 :] if not rewritten_T[each[0]]]
        end = min(later[0] if is_first and later else len(free_T), cells[-1] + 1 + proposing.right)
        closes = settings.tidy_marks and len(cells) >= proposing.closing and cells[-1] == len(free_T) - 1
        is_apart = is_last and is_written and len(blocks) == 1 < len(cells)
        is_single_at_last = is_last and len(cells) == 1  # an exchange chooses among all proposals
        if is_apart or (sweep % 2 == 0 and is_written and not is_single_at_last):
            is_led = end > cells[-1] + 1  # the likeliest whole phrases were found in the first round
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
                once_in = proposing.infilling_once_in
                may_infill = settings.fluency == 1 and len(blocks[at]) > proposing.clause and is_led
                is_infilling = may_infill and sweep // 2 % once_in == once_in - 1
                move = Revision(cells, end, None, "all", closes, is_apart, is_infilling)
            is_run = begins_run and ends_run and move.is_sought
            is_about = is_run and may_be_fewer(len(cells), settings, proposing)
            found.append(replace(move, length="about") if is_about else move)
        elif not is_last or len(cells) == 1 or settings.exchange_at_last:
            one = int(generator(step, "cell").integers(len(cells) - closes))
            found.append(Exchange((cells[one],), min(end, cells[one] + 1 + proposing.right)))
    return found


def _together(
    free_T: np.ndarray,
    blocks: Sequence[tuple[int, ...]],
    rewritten_T: np.ndarray,
    passages: Sequence[Passage],
    settings: TextSettings,
    filling: Filling = CONFIGURATION.filling,
) -> list[list[tuple[int, ...]]]:
    """The gaps that are filled together, in groups; none where a text has fewer than two gaps with something
    after them, or has runs that are longer than a block, words that are revised, or a length to be chosen."""
    led = [cells for cells in blocks if cells[-1] + 1 < len(free_T)]
    is_simple = not (passages or (free_T & rewritten_T).any() or settings.choose_length)
    is_simple &= not any(free_T[cells[-1] + 1] for cells in led)
    if not (settings.gaps_together and settings.fluency == 1 and is_simple and len(led) > 1):
        return []
    groups = [[led[0]]]
    for before, cells in pairwise(led):
        if cells[0] - before[-1] > filling.far or len(groups[-1]) == filling.most:
            groups.append([])
        groups[-1].append(cells)
    return groups


def _of_gaps(
    free_T: np.ndarray,
    blocks: Sequence[tuple[int, ...]],
    groups: Sequence[Sequence[tuple[int, ...]]],
    settings: TextSettings,
    proposing: Proposing,
    *,
    is_soon: bool,
) -> list[Move]:
    """The moves of a step that fills all gaps. What ends the text is drawn, and at last drawn again."""
    found: list[Move] = []
    for group in groups:
        cells = tuple(cell for block in group for cell in block)
        end = min(len(free_T), cells[-1] + 1 + proposing.right)
        found.append(Gaps(cells, end, blocks=tuple(group), is_soon=is_soon))
    if blocks[-1][-1] + 1 == len(free_T):
        cells, is_new = blocks[-1], is_soon or settings.num_steps == Schedule(settings).fall_steps + 1
        closes = settings.tidy_marks and len(cells) >= proposing.closing
        found.append((Composition if is_new else Revision)(cells, len(free_T), closes=closes))
    return found


def may_be_fewer(
    num_cells: int, settings: TextSettings, proposing: Proposing = CONFIGURATION.proposing
) -> bool:
    """Whether one of so many neighbouring free cells may stay empty, because phrases of an exact length often
    end in the middle of a thought."""
    return settings.about_length and not settings.choose_length and num_cells >= proposing.one_fewer


def _of_passage(
    cells: tuple[int, ...], passage: Passage, is_written: bool, sweep: int, rng: np.random.Generator
) -> Move:
    if not is_written:
        return Exchange(cells, passage.end, passage)
    return Revision(_part(cells, rng) if sweep else cells, passage.end, passage)


def tries_of(move: Writing, proposing: Proposing) -> int:
    """How many phrases are sampled for a block: fewer if nothing follows that they have to fit, since then
    any phrase that breaks no rule will do."""
    if move.passage is not None:
        return proposing.tries_rewording
    if not move.is_led:
        return proposing.tries_closing if move.closes else proposing.tries_unseen
    is_first = isinstance(move, Composition)
    return proposing.tries_composing if is_first and len(move.cells) >= proposing.clause else proposing.tries


def _part(cells: tuple[int, ...], rng: np.random.Generator) -> tuple[int, ...]:
    """The last cells of a block, at least a third of them, since these have to lead to the words after it."""
    return cells[int(rng.integers(len(cells) - ceil(len(cells) / 3) + 1)) :]


def _blocks(free_T: np.ndarray, most: int) -> list[tuple[int, ...]]:
    """Runs of free cells, divided evenly where they are too long."""
    runs = _runs(free_T, range(len(free_T)))
    return [tuple(part.tolist()) for run in runs for part in np.array_split(run, ceil(len(run) / most))]


def _runs(free_T: np.ndarray, among: Sequence[int]) -> list[tuple[int, ...]]:
    """Runs of neighbouring free cells among the given ones."""
    cells = np.array([cell for cell in among if free_T[cell]], dtype=int)
    runs = np.split(cells, np.flatnonzero(np.diff(cells) > 1) + 1)
    return [tuple(run.tolist()) for run in runs if len(run)]
