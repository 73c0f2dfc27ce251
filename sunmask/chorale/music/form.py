"""Signs of form: repeats, endings, jumps, double bars; where they are, and in which order a piece is played.

A sign that begins something hangs on the first sixteenth of it, one that ends something on its last. All
voices have them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from sunmask.chorale.music.bars import metre_at, with_changes
from sunmask.chorale.music.keys import key_at, with_key_changes
from sunmask.chorale.music.signs import Sign
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.music.tempos import tempo_columns

JUMPS = {
    "da-capo": "D.C.",
    "da-capo-al-fine": "D.C. al Fine",
    "da-capo-al-coda": "D.C. al Coda",
    "dal-segno": "D.S.",
    "dal-segno-al-fine": "D.S. al Fine",
    "dal-segno-al-coda": "D.S. al Coda",
}
"""What ends a part and goes back, and as it is printed."""
BEGINNING = ("start-repeat", "segno", "coda")
ENDING = ("end-repeat", "end-ending", "fine", "to-coda", "double-bar", *JUMPS)
NUMBERED = re.compile(r"ending-[1-9](-[1-9])*|end-repeat-[3-9]")
"""An ending for these times through, which begins there; or a repeat that is played so often."""
MOST_SIGNS = 6
"""At one sixteenth."""
MOST_SPANS = 256
"""Spans of a piece as it is played."""
Form = Mapping[int, Sequence[str]]
"""The signs by sixteenth."""


class Span(NamedTuple):
    """Sixteenths that are played in a row: from `start` up to, and without, `end`."""

    start: int
    end: int


def is_form(name: Any) -> bool:
    """Whether this names a sign of form."""
    return isinstance(name, str) and (
        name in BEGINNING or name in ENDING or NUMBERED.fullmatch(name) is not None
    )


def is_beginning(name: str) -> bool:
    """Whether a sign hangs on the first sixteenth of what it is about, and not on the last."""
    return name in BEGINNING or name.startswith("ending-")


def clean_form(value: Any) -> tuple[str, ...]:
    """The signs among what a document has at a sixteenth, of any type."""
    found = [name for name in value if is_form(name)] if isinstance(value, list) else []
    return tuple(dict.fromkeys(found))[:MOST_SIGNS]


def check_form(form: Form, num_sixteenths: int) -> None:
    """Raise ValueError for an unknown sign, and for one outside the grid."""
    for t, names in form.items():
        if type(t) is not int or not 0 <= t < num_sixteenths:
            raise ValueError(f"expected signs of form within the grid, got some at sixteenth {t!r:.60}")
        if not names or len(names) > MOST_SIGNS or not all(is_form(name) for name in names):
            raise ValueError(
                f"expected 1 to {MOST_SIGNS} signs of form as start-repeat or ending-1, got {names!r:.60}"
            )


def section_ends(form: Form) -> list[int]:
    """The last sixteenths of sections: a phrase ends there."""
    return sorted(t for t, names in form.items() if not all(is_beginning(name) for name in names))


def played(form: Form, num_sixteenths: int) -> list[Span]:
    """The piece in the order in which it is played. After a jump back no repeat is played, and the last of
    several endings."""
    return _Player(form, num_sixteenths).spans()


class _Ending(NamedTuple):
    """times: through, in which it is played. is_last: of those that follow each other."""

    start: int
    end: int
    times: tuple[int, ...]
    is_last: bool


class _Player:
    """Reads through a form once. times: through the present repeat."""

    def __init__(self, form: Form, num_sixteenths: int) -> None:
        self._form, self._end = form, num_sixteenths
        self._endings = _endings(form, num_sixteenths)
        self._repeat_start, self._times = 0, 1
        self._jump = ""

    def spans(self) -> list[Span]:
        found: list[Span] = []
        at: int | None = 0
        while at is not None and at < self._end and len(found) < MOST_SPANS:
            start = self._entered(at)
            end, at = self._read(start)
            if end > start:
                if found and found[-1].end == start:
                    found[-1] = Span(found[-1].start, end)
                else:
                    found.append(Span(start, end))
        return found

    def _entered(self, at: int) -> int:
        """Where it goes on, past endings for other times."""
        while (ending := self._endings.get(at)) is not None and not self._is_now(ending):
            at = ending.end
        return at

    def _is_now(self, ending: _Ending) -> bool:
        return ending.is_last if self._jump else self._times in ending.times

    def _read(self, start: int) -> tuple[int, int | None]:
        """Read on to where something leads elsewhere: the end of what was played, and what comes next."""
        for t in range(start, self._end):
            if t > start and t in self._endings:
                return t, t
            if "start-repeat" in self._form.get(t, ()) and t != self._repeat_start:
                self._repeat_start, self._times = t, 1
            names = self._form.get(t, ())
            if any(not is_beginning(name) for name in names):
                led, goes_to = self._led(t, names)
                if led:
                    return t + 1, goes_to
        return self._end, None

    def _led(self, t: int, names: Sequence[str]) -> tuple[bool, int | None]:
        """Whether the signs at the end of a sixteenth lead elsewhere, and to where."""
        if self._jump.endswith("al-fine") and "fine" in names:
            return True, None
        if self._jump.endswith("al-coda") and "to-coda" in names:
            return True, self._first("coda")
        repeat = next((name for name in names if name.startswith("end-repeat")), "")
        if repeat and not self._jump and self._times < self._most_times(t, repeat):
            self._times += 1
            return True, self._repeat_start
        if repeat or "end-ending" in names:
            following = self._endings.get(t + 1)
            if following is None or self._jump:
                self._repeat_start, self._times = t + 1, 1
        jump = next((name for name in names if name in JUMPS), "")
        if jump and not self._jump:
            self._jump = jump
            return True, self._first("segno") if jump.startswith("dal-segno") else 0
        return False, None

    def _most_times(self, t: int, repeat: str) -> int:
        inside = next((each for each in self._endings.values() if each.start <= t < each.end), None)
        if inside is None:
            return int(repeat[-1]) if repeat[-1].isdigit() else 2
        most = max(inside.times)
        while not inside.is_last:
            inside = self._endings[inside.end]
            most = max(most, *inside.times)
        return most

    def _first(self, name: str) -> int:
        """Where a sign stands; the beginning where it stands nowhere."""
        return min((t for t, names in self._form.items() if name in names), default=0)


def _endings(form: Form, num_sixteenths: int) -> dict[int, _Ending]:
    """The endings by their first sixteenth."""
    starts = {
        t: tuple(int(number) for number in name.split("-")[1:])
        for t, names in sorted(form.items())
        for name in names
        if name.startswith("ending-")
    }
    found: dict[int, _Ending] = {}
    for start, times in starts.items():
        stops = [t + 1 for t, names in form.items() if t >= start and "end-ending" in names]
        others = [other for other in starts if other > start]
        end = min([*stops, *others, num_sixteenths])
        found[start] = _Ending(start, end, times, end not in starts)
    return found


def played_columns(chorale: Chorale) -> np.ndarray:
    """The sixteenths in the order in which they are played, of a piece with or without signs of form."""
    spans = played(chorale.form, chorale.num_sixteenths)
    return np.concatenate([np.arange(span.start, span.end) for span in spans])


def unfolded(chorale: Chorale) -> Chorale:
    """The notes of a chorale as they are played, with their tempos and without signs of form; itself where it
    has none."""
    if not chorale.form:
        return chorale
    spans = played(chorale.form, chorale.num_sixteenths)
    column_T = played_columns(chorale)
    symbols_VT = chorale.symbols_VT[:, column_T]
    starts = np.cumsum([0, *(span.end - span.start for span in spans[:-1])])
    symbols_VT[:, starts] = np.abs(symbols_VT[:, starts])
    meta = chorale.meta
    metres = [metre_at(meta, int(column)) for column in column_T]
    changes = [(t, metre) for t, metre in enumerate(metres) if t and metre != metres[t - 1]]
    keys = [key_at(meta, int(column)) for column in column_T]
    key_changes = [(t, *key) for t, key in enumerate(keys) if t and key != keys[t - 1]]
    meta = with_changes(replace(meta, metre_changes=(), key_changes=()), changes, len(column_T))
    meta = with_key_changes(meta, key_changes, len(column_T))
    tempos = tempo_columns(chorale)[column_T].tolist()
    marks: dict[tuple[int, int], tuple[Sign, ...]] = {
        (0, t): (Sign("metronome", "quarter", value=tempo),)
        for t, (before, tempo) in enumerate(pairwise([chorale.meta.tempo, *tempos]))
        if tempo != before
    }
    staves = tuple(
        replace(
            staff,
            notes=tuple(
                note._replace(
                    start=int(at) + note.start - span.start, length=min(note.length, span.end - note.start)
                )
                for at, span in zip(starts, spans, strict=True)
                for note in staff.notes
                if span.start <= note.start < span.end
            ),
            signs=tuple(
                sign._replace(start=int(at) + sign.start - span.start)
                for at, span in zip(starts, spans, strict=True)
                for sign in staff.signs
                if sign.sign.notes and span.start <= sign.start < span.end
            ),
            fermatas=(),
            words=(),
        )
        for staff in meta.staves
    )
    lyrics = {
        (voice, int(at) + t - span.start): syllables
        for at, span in zip(starts, spans, strict=True)
        for (voice, t), syllables in chorale.lyrics.items()
        if span.start <= t < span.end
    }
    for at, span in zip(starts, spans, strict=True):
        for (voice, t), here in chorale.signs.items():
            if span.start <= t < span.end and (own := tuple(sign for sign in here if sign.notes)):
                cell = (voice, int(at) + t - span.start)
                marks[cell] = (*marks.get(cell, ()), *own)
    return Chorale(symbols_VT, replace(meta, staves=staves), lyrics=lyrics, signs=marks)
