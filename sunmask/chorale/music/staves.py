"""Staves that accompany the voices, as an organ's: kept as they are, never composed.

A staff has notes, which may sound together; times are sixteenths of the piece.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sunmask.chorale.music.voices import CLEFS, HIGHEST_WRITTEN, LOWEST_WRITTEN, MOST_NAME, as_whole

MOST_STAVES, MOST_NOTES = 8, 6000

StaffNote = tuple[int, int, int]
"""First sixteenth, sixteenths long, MIDI pitch."""


@dataclass(frozen=True)
class Staff:
    """One staff. Two of one instrument bear its name both."""

    name: str
    clef: str
    notes: tuple[StaffNote, ...]


def layers_of(staff: Staff) -> list[list[tuple[int, int, tuple[int, ...]]]]:
    """The chords of a staff as (first sixteenth, sixteenths long, pitches), in as few lines as let none
    overlap another one of its line."""
    chords: dict[tuple[int, int], list[int]] = {}
    for start, length, pitch in staff.notes:
        chords.setdefault((start, length), []).append(pitch)
    layers: list[list[tuple[int, int, tuple[int, ...]]]] = []
    for (start, length), pitches in sorted(chords.items(), key=lambda each: (each[0][0], -max(each[1]))):
        free = (layer for layer in layers if layer[-1][0] + layer[-1][1] <= start)
        layer = next(free, None)
        if layer is None:
            layer = []
            layers.append(layer)
        layer.append((start, length, tuple(sorted(set(pitches)))))
    return layers


def staff_to_json(staff: Staff) -> dict[str, Any]:
    """By name."""
    return {"name": staff.name, "clef": staff.clef, "notes": [list(note) for note in staff.notes]}


def staff_from_json(said: Any) -> Staff:
    """A staff by name, which `check_staves` has still to look at. Raises TypeError, KeyError, ValueError."""
    notes = tuple((start, length, pitch) for start, length, pitch in said["notes"])
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
            if any(type(value) is not int for value in note):
                raise ValueError(f"expected notes of whole numbers in the {staff.name}, got {note!r:.60}")
            start, length, pitch = note
            if start < 0 or length < 1 or not LOWEST_WRITTEN <= pitch <= HIGHEST_WRITTEN:
                raise ValueError(f"expected start, length and pitch in the {staff.name}, got {note!r:.60}")


def clean_staves(value: Any) -> tuple[Staff, ...]:
    """The staves that a document says, of any type; none where they are not valid."""
    try:
        staves = tuple(staff_from_json(_whole_numbers(each)) for each in value)
        check_staves(staves)
    except (TypeError, KeyError, ValueError):
        return ()
    return staves


def _whole_numbers(said: Any) -> Any:
    if not isinstance(said, Mapping):
        raise TypeError("expected a staff by name")
    notes = [[as_whole(value) for value in note] for note in said["notes"]]
    return {**said, "notes": notes}
