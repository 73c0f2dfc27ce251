"""Staves that accompany the voices, as an organ's: kept as they are, never composed.

A staff has notes, which may sound together. Times are sixteenths of the piece, and fractions of these within
tuplets and for shorter notes.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from sunmask.chorale.music.signs import is_letter
from sunmask.chorale.music.voices import CLEFS, HIGHEST_WRITTEN, LOWEST_WRITTEN, MOST_NAME, as_whole

MOST_STAVES, MOST_NOTES = 8, 6000
FINEST = 128
"""The greatest denominator of a time."""
DECIMALS = 6
"""Of a time in JSON, which are enough to tell fractions up to the finest apart."""

Moment = int | Fraction


class StaffNote(NamedTuple):
    """Where it begins, sixteenths long, MIDI pitch, and its letter with signs, "" where nobody wrote it."""

    start: Moment
    length: Moment
    pitch: int
    letter: str = ""


@dataclass(frozen=True)
class Staff:
    """One staff. Two of one instrument bear its name both."""

    name: str
    clef: str
    notes: tuple[StaffNote, ...]


StaffPitch = tuple[int, str]
"""MIDI pitch and letter."""
StaffChord = tuple[Moment, Moment, tuple[StaffPitch, ...]]
"""Where it begins, sixteenths long, what it sounds from the lowest."""


def layers_of(staff: Staff) -> list[list[StaffChord]]:
    """The chords of a staff, in as few lines as let none overlap another one of its line. Two lines that meet
    on one note have it both."""
    chords: dict[tuple[Moment, Moment, int], list[StaffPitch]] = {}
    times: Counter[StaffNote] = Counter()
    for note in staff.notes:
        start, length, pitch, letter = note
        chords.setdefault((start, length, times[note]), []).append((pitch, letter))
        times[note] += 1
    layers: list[list[StaffChord]] = []
    for (start, length, _), pitches in sorted(
        chords.items(), key=lambda each: (each[0][0], -max(each[1])[0])
    ):
        free = (layer for layer in layers if layer[-1][0] + layer[-1][1] <= start)
        layer = next(free, None)
        if layer is None:
            layer = []
            layers.append(layer)
        layer.append((start, length, tuple(sorted(pitches))))
    return layers


def staff_to_json(staff: Staff) -> dict[str, Any]:
    """By name."""
    notes = [
        [_number(start), _number(length), pitch, *([letter] if letter else [])]
        for start, length, pitch, letter in staff.notes
    ]
    return {"name": staff.name, "clef": staff.clef, "notes": notes}


def _number(moment: Moment) -> int | float:
    return int(moment) if moment == int(moment) else round(float(moment), DECIMALS)


def moment_of(value: Any) -> Any:
    """The exact time that a number in JSON stands for; all else as it is."""
    if not isinstance(value, float) or not math.isfinite(value):
        return value
    exact = Fraction(value).limit_denominator(FINEST)
    return int(exact) if exact.denominator == 1 else exact


def staff_from_json(said: Any) -> Staff:
    """A staff by name, which `check_staves` has still to look at. Raises TypeError, KeyError, ValueError."""
    notes = tuple(
        StaffNote(moment_of(start), moment_of(length), *others) for start, length, *others in said["notes"]
    )
    return Staff(said["name"], said["clef"], notes)


def check_staves(staves: Sequence[Staff]) -> None:
    """Raise ValueError for staves that a chorale cannot have."""
    if len(staves) > MOST_STAVES or sum(len(staff.notes) for staff in staves) > MOST_NOTES:
        raise ValueError(f"expected at most {MOST_STAVES} accompanying staves of {MOST_NOTES} notes in all")
    for staff in staves:
        is_named = isinstance(staff.name, str) and 1 <= len(staff.name) <= MOST_NAME
        if not is_named or not staff.name.isprintable() or staff.clef not in CLEFS:
            raise ValueError(f"expected an accompanying staff with name and clef, got {staff.name!r:.60}")
        for note in staff.notes:
            if any(type(value) not in (int, Fraction) for value in note[:2]) or type(note[2]) is not int:
                raise ValueError(f"expected notes of numbers in the {staff.name}, got {note!r:.60}")
            start, length, pitch, letter = note
            if not is_letter(letter):
                raise ValueError(f"expected letters such as F# in the {staff.name}, got {letter!r:.60}")
            if start < 0 or length <= 0 or not LOWEST_WRITTEN <= pitch <= HIGHEST_WRITTEN:
                raise ValueError(f"expected start, length and pitch in the {staff.name}, got {note!r:.60}")


def clean_staves(value: Any) -> tuple[Staff, ...]:
    """The staves that a document says, of any type; none where they are not valid."""
    try:
        staves = tuple(staff_from_json(_whole_pitches(each)) for each in value)
        check_staves(staves)
    except (TypeError, KeyError, ValueError):
        return ()
    return staves


def _whole_pitches(said: Any) -> Any:
    if not isinstance(said, Mapping):
        raise TypeError("expected a staff by name")
    notes = [[as_whole(value) for value in note] for note in said["notes"]]
    return {**said, "notes": notes}
