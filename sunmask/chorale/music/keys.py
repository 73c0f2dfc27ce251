"""The keys of a chorale: the one that it begins in, and those to which it changes at bar lines.

T sixteenths
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from sunmask.chorale.music.bars import bars
from sunmask.chorale.music.symbols import MODES, ChoraleMeta, KeyChange


def plain_key(fifths: int, mode: str) -> tuple[int, str]:
    """The major or minor key on the tonic of a key of any mode: D minor, with a flat, for D dorian."""
    above, plain = MODES[mode]
    return fifths + above - MODES[plain][0], plain


class KeyStretch(NamedTuple):
    """The columns from `start` to `end` under one key signature. fifths, mode: as in `ChoraleMeta`."""

    start: int
    end: int
    fifths: int
    mode: str


def key_stretches(meta: ChoraleMeta, num_sixteenths: int) -> list[KeyStretch]:
    """The piece by keys."""
    changes = [change for change in meta.key_changes if change[0] < num_sixteenths]
    starts = [(0, meta.fifths, meta.mode), *changes]
    ends = [*(at for at, _, _ in changes), num_sixteenths]
    return [
        KeyStretch(start, end, fifths, mode) for (start, fifths, mode), end in zip(starts, ends, strict=True)
    ]


def key_at(meta: ChoraleMeta, column: int) -> tuple[int, str]:
    """Fifths and mode of the key that holds in a column."""
    return next(
        ((fifths, mode) for at, fifths, mode in reversed(meta.key_changes) if at <= column),
        (meta.fifths, meta.mode),
    )


def in_key_at(meta: ChoraleMeta, column: int) -> ChoraleMeta:
    """The metadata of a piece that is in the key of a column from beginning to end."""
    if not meta.key_changes:
        return meta
    fifths, mode = key_at(meta, column)
    return replace(meta, fifths=fifths, mode=mode, key_changes=())


def with_key_changes(meta: ChoraleMeta, wanted: Iterable[KeyChange], num_sixteenths: int) -> ChoraleMeta:
    """A piece that changes its key: each change holds from the first bar line at or behind its column.

    Of several at one bar line the last holds, and one at the beginning is the key that the piece begins in.
    Those that change nothing, or lie behind the end, are left out.
    """
    wanted = sorted(wanted, key=lambda change: change[0])
    if not wanted:
        return replace(meta, key_changes=())
    by_line: dict[int, tuple[int, str]] = {}
    lines = [bar.start for bar in bars(meta, num_sixteenths)]
    for column, fifths, mode in wanted:
        line = next((line for line in lines if line >= column), None)
        if line is not None:
            by_line[line] = (fifths, mode)
    fifths, mode = before = by_line.pop(0, (meta.fifths, meta.mode))
    changes = []
    for line, key in sorted(by_line.items()):
        if key != before:
            changes.append((line, *key))
        before = key
    return replace(meta, fifths=fifths, mode=mode, key_changes=tuple(changes))
