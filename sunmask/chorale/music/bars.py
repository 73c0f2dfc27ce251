"""Bars, beats and metres of a chorale: the one place that says where each begins and which metre holds.

A chorale begins in one metre, after its pickup, and may change to another at any bar line. So every bar is a
whole bar of its metre, but for the pickup and for a last bar that the piece ends in.

T sixteenths, N beats
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from sunmask.chorale.music.symbols import BEATS, MAX_SIXTEENTHS, METRES, ChoraleMeta


class Bar(NamedTuple):
    """A bar: number (a pickup is 0), first sixteenth, sixteenths long, and the metre that holds in it."""

    number: int
    start: int
    length: int
    metre: str

    @property
    def nominal(self) -> int:
        """Sixteenths of a whole bar of the metre."""
        return METRES[self.metre]

    @property
    def is_whole(self) -> bool:
        return self.length == self.nominal

    @property
    def skipped(self) -> int:
        """Sixteenths of the whole bar that are not there before its first one: those before a pickup."""
        return self.nominal - self.length if self.number == 0 else 0


class Stretch(NamedTuple):
    """The columns from `start` to `end` in one metre, with a bar line at `line`."""

    start: int
    end: int
    line: int
    metre: str


def stretches(meta: ChoraleMeta, num_sixteenths: int) -> list[Stretch]:
    """The piece by metres."""
    starts = [(0, meta.pickup, meta.metre), *((at, at, metre) for at, metre in meta.metre_changes)]
    ends = [*(start for start, _, _ in starts[1:]), num_sixteenths]
    return [
        Stretch(start, min(end, num_sixteenths), line, metre)
        for (start, line, metre), end in zip(starts, ends, strict=True)
        if start < num_sixteenths
    ]


def bars(meta: ChoraleMeta, num_sixteenths: int) -> list[Bar]:
    """All bars in order."""
    found = [Bar(0, 0, min(meta.pickup, num_sixteenths), meta.metre)] if meta.pickup else []
    number = 0
    for stretch in stretches(meta, num_sixteenths):
        length = METRES[stretch.metre]
        for start in range(stretch.line, stretch.end, length):
            number += 1
            found.append(Bar(number, start, min(length, stretch.end - start), stretch.metre))
    return found


def bar_index(bar_list: Sequence[Bar], column: int) -> int:
    """The index of the bar that a column lies in."""
    return max(0, bisect_right(bar_list, column, key=lambda bar: bar.start) - 1)


def metre_at(meta: ChoraleMeta, column: int) -> str:
    """The metre that holds in a column; behind the end that of the last bar."""
    return next((metre for at, metre in reversed(meta.metre_changes) if at <= column), meta.metre)


def metric_positions(meta: ChoraleMeta, num_sixteenths: int) -> np.ndarray:
    """Sixteenth within the bar of each column, (T,) int64; the pickup counts from the bar's end."""
    position_T = np.zeros(num_sixteenths, dtype=np.int64)
    for start, end, line, metre in stretches(meta, num_sixteenths):
        position_T[start:end] = (np.arange(start, end) - line) % METRES[metre]
    return position_T


def metre_lengths(meta: ChoraleMeta, num_sixteenths: int) -> np.ndarray:
    """Beats in the bar and sixteenths of a beat of each column, (2, T) int64."""
    length_2T = np.zeros((2, num_sixteenths), dtype=np.int64)
    for start, end, _, metre in stretches(meta, num_sixteenths):
        length_2T[:, start:end] = np.array(BEATS[metre])[:, None]
    return length_2T


def written_beat(metre: str) -> int:
    """Sixteenths in which notes are beamed and tied and chords change: a quarter, or a dotted one in metres
    of eighths."""
    return 6 if metre.endswith("/8") else 4


def on_beat(meta: ChoraleMeta, num_sixteenths: int) -> np.ndarray:
    """Whether a written beat begins in each column, (T,)."""
    position_T, is_on_beat_T = metric_positions(meta, num_sixteenths), np.zeros(num_sixteenths, dtype=bool)
    for start, end, _, metre in stretches(meta, num_sixteenths):
        is_on_beat_T[start:end] = position_T[start:end] % written_beat(metre) == 0
    return is_on_beat_T


def beat_columns(meta: ChoraleMeta, num_sixteenths: int) -> np.ndarray:
    """First columns of the written beats; the first may be cut by the pickup. (N,)"""
    is_first_T = on_beat(meta, num_sixteenths)
    is_first_T[:1] = True
    return np.flatnonzero(is_first_T)


def with_changes(meta: ChoraleMeta, wanted: Iterable[tuple[int, str]], num_sixteenths: int) -> ChoraleMeta:
    """A piece that changes its metre: each change holds from the first bar line at or behind its column.

    Of several at one bar line the last holds. One at the piece's first bar line is the metre that the piece
    begins in. Those that change nothing, or lie behind the end, are left out.
    """
    begun = [(meta.pickup, meta.metre)]
    for column, metre in sorted(wanted, key=lambda change: change[0]):
        if len(begun) > 1 and column <= begun[-1][0]:
            begun.pop()
        line, before = begun[-1]
        at = column + (line - column) % METRES[before]
        if at == line:  # the first bar line
            begun[0] = (at % METRES[metre], metre)
        elif metre != before and at < num_sixteenths:
            begun.append((at, metre))
    (pickup, metre), *changes = begun
    return replace(meta, metre=metre, pickup=pickup, metre_changes=tuple(changes))


def part_meta(meta: ChoraleMeta, first: int) -> ChoraleMeta:
    """The metadata for the part of a piece from a column on: its metres, and the rest of a bar as a
    pickup."""
    metre = metre_at(meta, first)
    pickup = int(-metric_positions(meta, first + 1)[first] % METRES[metre])
    begun = replace(meta, metre=metre, pickup=pickup, metre_changes=())
    later = [(at - first, name) for at, name in meta.metre_changes if at > first]
    keys = [change for change in meta.key_changes if change[0] <= first]
    if keys:
        begun = replace(begun, fifths=keys[-1][1], mode=keys[-1][2])
    behind = tuple((at - first, fifths, mode) for at, fifths, mode in meta.key_changes if at > first)
    return with_changes(replace(begun, key_changes=behind), later, MAX_SIXTEENTHS)
