"""Features of the Bach-or-Mock grade of a piece: nine histograms, of categories by name."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from sunmask.chorale.grade.chords import Slice, slices
from sunmask.chorale.grade.intervals import fifths_place, interval_name
from sunmask.chorale.grade.lines import LineNote, Lines, Sixteenths, key_of_lines
from sunmask.chorale.grade.repeats import repeated_lengths
from sunmask.chorale.grade.voice_leading import Parallel, parallels
from sunmask.chorale.music.voices import VOICES, nearest_standard
from sunmask.chorale.notation.spelling import Key, SpelledPitch

INTERVALS = tuple(f"{voice}_interval" for voice in VOICES)
FEATURES = ("note", "rhythm", "parallel_error", "harmonic_quality", *INTERVALS, "repeated_sequence")
BY_MODE = ("note", "harmonic_quality", *INTERVALS)
"""The features in which major and minor pieces are compared with their own kind."""
REST, FIFTH, OCTAVE = "Rest", "Prl-5th", "Prl-8ve"
SCALES = {"major": "4152637", "minor": "6374152"}
"""The degrees of the major and natural minor scale by fifths, from the lowest."""
LOWEST_DEGREE = {"major": -1, "minor": -4}
"""Fifths from the tonic to that lowest degree."""


def degree(pitch: SpelledPitch, key: Key) -> str:
    """Scale degree 1 to 7 with what alters it: "4", "4#", "7b"."""
    alter, index = divmod(fifths_place(pitch) - key.tonic_fifths - LOWEST_DEGREE[key.mode], 7)
    return SCALES[key.mode][index] + ("#" * alter if alter > 0 else "b" * -alter)


def quarters(length: Sixteenths) -> str:
    """A length as the name of its category: "1.0", "0.25"."""
    return str(float(length / 4))


@dataclass(frozen=True)
class Counts:
    """The histogram of each feature, and what they were counted from where a place is worth telling."""

    key: Key
    num_notes: int
    by_feature: dict[str, Counter]
    parallels: list[Parallel]
    slices: list[Slice]
    steps: tuple[list[tuple[LineNote, LineNote, str]], ...]
    """Per voice: two notes next to each other and the name of the interval."""
    absent: frozenset[str] = frozenset()
    """Features of voices that the piece does not have: nothing is to be counted there."""


def count(lines: Lines) -> Counts:
    """Count all nine features of a piece."""
    key = key_of_lines(lines)
    in_order = sorted((note for line in lines.voices for note in line), key=lambda note: note.start)
    found_parallels, found_slices = list(parallels(lines)), list(slices(lines))
    steps = tuple(_steps(line) for line in lines.voices)
    notes: Counter[str] = Counter()
    for note in in_order:
        if sixteenths := int(note.length):
            notes[degree(note.pitch, key) if note.pitch else REST] += sixteenths
    by_feature: dict[str, Counter] = {
        "note": notes,
        "rhythm": Counter(quarters(note.length) for note in in_order),
        "parallel_error": Counter(FIFTH if found.is_fifth else OCTAVE for found in found_parallels),
        "harmonic_quality": Counter(found.chord_type for found in found_slices),
        "repeated_sequence": repeated_lengths(lines),
    }
    for name in INTERVALS:
        by_feature[name] = Counter()
    for like, voice_steps in zip(nearest_standard(lines.singers), steps, strict=True):
        by_feature[INTERVALS[like]].update(interval for _, _, interval in voice_steps)
    num_notes = sum(note.pitch is not None for note in in_order)
    has = {INTERVALS[like] for like in nearest_standard(lines.singers)}
    absent = frozenset(INTERVALS) - has
    return Counts(key, num_notes, by_feature, found_parallels, found_slices, steps, absent)


def _steps(line: list[LineNote]) -> list[tuple[LineNote, LineNote, str]]:
    """The melodic intervals of a voice; none across a rest."""
    return [
        (first, second, interval_name(first.pitch, second.pitch))
        for first, second in pairwise(line)
        if first.pitch and second.pitch
    ]
