"""Staves that accompany the voices, as an organ's: kept as they are, never composed.

A staff has notes, which may sound together, and the signs, fermatas and words of its file. Times are
sixteenths of the piece, and fractions of these within tuplets and for shorter notes.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, NamedTuple

from sunmask.chorale.music.signs import MOST_NUMBER, Sign, Signs, is_letter, sign_from_json, sign_to_json
from sunmask.chorale.music.syllables import Lyric, check_syllables, syllable_to_json
from sunmask.chorale.music.voices import CLEFS, HIGHEST_WRITTEN, LOWEST_WRITTEN, MOST_NAME, as_whole

MOST_STAVES, MOST_NOTES, MOST_MARKS = 8, 6000, 6000
"""Of a piece in all; marks are signs, fermatas and moments with words."""
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


class StaffSign(NamedTuple):
    """Where it stands, the MIDI pitch of the note that it belongs to and that begins there, 0 where that is
    none, and what it is."""

    start: Moment
    pitch: int
    sign: Sign


@dataclass(frozen=True)
class Staff:
    """One staff. Two of one instrument bear its name both.

    fermatas: where the note begins that has one, and its MIDI pitch, 0 of a rest. words: where the note
    begins that they are sung to, and its syllables.
    """

    name: str
    clef: str
    notes: tuple[StaffNote, ...]
    signs: tuple[StaffSign, ...] = ()
    fermatas: tuple[tuple[Moment, int], ...] = ()
    words: tuple[tuple[Moment, tuple[Lyric, ...]], ...] = ()


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


def end_of(staff: Staff, start: Moment, pitch: int) -> Moment:
    """Where a note ends; its beginning if there is no such note, as of a rest."""
    return next((at + length for at, length, of, _ in staff.notes if (at, of) == (start, pitch)), start)


def signs_by_staff(staves: Sequence[Staff], first: int) -> Signs:
    """The signs of staves as those of voices are kept, by row and sixteenth, the rows numbered from `first`.
    Dynamics and hairpins count for all staves of one instrument, which bear one name."""
    found: dict[tuple[int, int], tuple[Sign, ...]] = {}
    for number, staff in enumerate(staves):
        for place, other in enumerate(staves):
            if other.name != staff.name:
                continue
            for start, _, sign in other.signs:
                is_heard = sign.kind in ("dynamics", "wedge") or (number == place and not sign.notes)
                if is_heard:
                    apart = replace(sign, number=sign.number + place * MOST_NUMBER)
                    cell = (first + number, int(start))
                    found[cell] = (*found.get(cell, ()), apart)
    return found


def staff_to_json(staff: Staff) -> dict[str, Any]:
    """By name; signs, fermatas and words where there are any."""
    notes = [
        [_number(start), _number(length), pitch, *([letter] if letter else [])]
        for start, length, pitch, letter in staff.notes
    ]
    said: dict[str, Any] = {"name": staff.name, "clef": staff.clef, "notes": notes}
    if staff.signs:
        said["signs"] = [[_number(start), pitch, sign_to_json(sign)] for start, pitch, sign in staff.signs]
    if staff.fermatas:
        said["fermatas"] = [[_number(start), pitch] for start, pitch in staff.fermatas]
    if staff.words:
        said["words"] = [
            [_number(start), [syllable_to_json(syllable) for syllable in syllables]]
            for start, syllables in staff.words
        ]
    return said


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
    signs = tuple(
        StaffSign(moment_of(start), pitch, sign_from_json(sign))
        for start, pitch, sign in said.get("signs", ())
    )
    fermatas = tuple((moment_of(start), pitch) for start, pitch in said.get("fermatas", ()))
    words = tuple(
        (moment_of(start), tuple(Lyric(**syllable) for syllable in syllables))
        for start, syllables in said.get("words", ())
    )
    return Staff(said["name"], said["clef"], notes, signs, fermatas, words)


def check_staves(staves: Sequence[Staff]) -> None:
    """Raise ValueError for staves that a chorale cannot have."""
    if len(staves) > MOST_STAVES or sum(len(staff.notes) for staff in staves) > MOST_NOTES:
        raise ValueError(f"expected at most {MOST_STAVES} accompanying staves of {MOST_NOTES} notes in all")
    if sum(num_marks(staff) for staff in staves) > MOST_MARKS:
        raise ValueError(f"expected at most {MOST_MARKS} signs and words of accompanying staves in all")
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
        moments = [(start, pitch) for start, pitch, _ in staff.signs] + [*staff.fermatas]
        for start, pitch in [*moments, *((start, 0) for start, _ in staff.words)]:
            is_number = type(start) in (int, Fraction) and type(pitch) is int
            if not is_number or start < 0 or not (pitch == 0 or LOWEST_WRITTEN <= pitch <= HIGHEST_WRITTEN):
                raise ValueError(f"expected start and pitch of signs in the {staff.name}, got {start!r:.60}")
        for _, syllables in staff.words:
            check_syllables(syllables)


def num_marks(staff: Staff) -> int:
    """Signs, fermatas, and moments with words."""
    return len(staff.signs) + len(staff.fermatas) + len(staff.words)


def clean_staves(value: Any) -> tuple[Staff, ...]:
    """The staves that a document says, of any type; none where they are not valid."""
    try:
        staves = tuple(staff_from_json(_whole_pitches(each)) for each in value)
        check_staves(staves)
    except (TypeError, KeyError, ValueError, AttributeError):
        return ()
    return staves


def _whole_pitches(said: Any) -> Any:
    if not isinstance(said, Mapping):
        raise TypeError("expected a staff by name")
    numbers = {
        name: [[as_whole(value) for value in each] for each in said[name]]
        for name in ("notes", "signs", "fermatas")
        if name in said
    }
    if "words" in said:
        numbers["words"] = [
            [start, [{name: as_whole(value) for name, value in dict(each).items()} for each in syllables]]
            for start, syllables in said["words"]
        ]
    return {**said, **numbers}
