"""Chords as the Bach-or-Mock grade hears them: slices between attacks, named by their spelling.

A note that is held over a bar line belongs wholly to the bar in which it starts, so there it adds slices
beyond the line, and the next bar's chords lack it: so were Bach's chorales counted, and so is all else.
The names are those of music21's `chordSymbolFigureFromChord`, "unidentifiable" where it has none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from sunmask.chorale.grade.intervals import LETTERS, midi
from sunmask.chorale.grade.lines import LineNote, Lines, Sixteenths
from sunmask.chorale.notation.spelling import NATURAL_PITCH_CLASS

UNIDENTIFIABLE = "unidentifiable"
NATURAL = {2: 2, 3: 4, 4: 5, 5: 7, 6: 9, 7: 11, 9: 2, 11: 5, 13: 9}
"""Semitones mod 12 of a chord's degree above its root where it is major or perfect."""
TYPES = {
    "major": "3 5",
    "minor": "-3 5",
    "augmented": "3 #5",
    "diminished": "-3 -5",
    "dominant-seventh": "3 5 -7",
    "major-seventh": "3 5 7",
    "minor-major-seventh": "-3 5 7",
    "minor-seventh": "-3 5 -7",
    "augmented-major-seventh": "3 #5 7",
    "augmented-seventh": "3 #5 -7",
    "half-diminished-seventh": "-3 -5 -7",
    "diminished-seventh": "-3 -5 --7",
    "seventh-flat-five": "3 -5 -7",
    "major-sixth": "3 5 6",
    "minor-sixth": "-3 5 6",
    "major-ninth": "3 5 7 9",
    "dominant-ninth": "3 5 -7 9",
    "minor-major-ninth": "-3 5 7 9",
    "minor-ninth": "-3 5 -7 9",
    "augmented-major-ninth": "3 #5 7 9",
    "augmented-dominant-ninth": "3 #5 -7 9",
    "half-diminished-ninth": "-3 -5 -7 9",
    "half-diminished-minor-ninth": "-3 -5 -7 -9",
    "diminished-ninth": "-3 -5 --7 9",
    "diminished-minor-ninth": "-3 -5 --7 -9",
    "dominant-11th": "3 5 -7 9 11",
    "major-11th": "3 5 7 9 11",
    "minor-major-11th": "-3 5 7 9 11",
    "minor-11th": "-3 5 -7 9 11",
    "augmented-major-11th": "3 #5 7 9 11",
    "augmented-11th": "3 #5 -7 9 11",
    "half-diminished-11th": "-3 -5 -7 9 11",
    "diminished-11th": "-3 -5 --7 9 11",
    "major-13th": "3 5 7 9 11 13",
    "dominant-13th": "3 5 -7 9 11 13",
    "minor-major-13th": "-3 5 7 9 11 13",
    "minor-13th": "-3 5 -7 9 11 13",
    "augmented-major-13th": "3 #5 7 9 11 13",
    "augmented-dominant-13th": "3 #5 -7 9 11 13",
    "half-diminished-13th": "-3 -5 -7 9 11 13",
    "suspended-second": "2 5",
    "suspended-fourth": "4 5",
    "suspended-fourth-seventh": "4 5 -7",
    "Neapolitan": "-2 3 -5",
    "Italian": "#4 -6",
    "French": "2 #4 -6",
    "German": "-3 #4 -6",
    "power": "5",
    "Tristan": "#4 #6 #9",
}
"""Degrees above the root of every type, in order of preference."""
STACK = (3, 5, 7, 2, 4, 6)
"""The degrees of a stack of thirds: ninth, eleventh and thirteenth as second, fourth and sixth."""
OMISSIBLE = {2: (), 3: (), 4: (5,), 5: (3, 5), 6: (5, 4, 2)}
"""By the number of a type's degrees, those that may be missing where they are major or perfect."""
ROOT_WEIGHTS = tuple(zip((2, 4, 6, 1, 3, 5), (1 / 6, 1 / 7, 1 / 8, 1 / 9, 1 / 10, 1 / 11), strict=True))
"""How much a third, fifth, seventh, ninth, eleventh, thirteenth (in steps) above it speaks for a root."""


def _degree(text: str) -> tuple[int, int]:
    number = int(text.lstrip("#-"))
    return number, NATURAL[number] + text.count("#") - text.count("-")


DEGREES = {name: tuple(_degree(text) for text in degrees.split()) for name, degrees in TYPES.items()}

SpelledName = tuple[str, int]
"""A pitch without its octave: letter and alteration in semitones."""


@dataclass(frozen=True)
class Slice:
    """The notes that sound from `start` until the next attack or release, by voice, and their chord's
    type."""

    start: Sixteenths
    notes: tuple[tuple[int, LineNote], ...]
    chord_type: str


def slices(lines: Lines) -> Iterator[Slice]:
    """The chords of a piece, bar by bar; nothing where all voices rest."""
    by_bar: list[list[tuple[int, LineNote]]] = [[] for _ in lines.bars]
    for voice, line in enumerate(lines.voices):
        for note in line:
            by_bar[lines.bar_index(note.start)].append((voice, note))
    for here in by_bar:
        yield from _slices_of_bar(tuple(here))


@lru_cache(maxsize=1024)  # a piece is graded again and again while it is composed, a few notes changed
def _slices_of_bar(here: tuple[tuple[int, LineNote], ...]) -> tuple[Slice, ...]:
    found = []
    times = sorted({time for _, note in here for time in (note.start, note.end)})
    for time in times[:-1]:
        sounding = tuple(
            (voice, note)
            for voice, note in here
            if note.pitch is not None and (note.start <= time < note.end or note.start == time)
        )
        if sounding:
            found.append(Slice(time, sounding, _slice_type(sounding)))
    return tuple(found)


def _slice_type(sounding: tuple[tuple[int, LineNote], ...]) -> str:
    pitches = dict.fromkeys(note.pitch for _, note in sounding if note.pitch is not None)
    return chord_type(tuple((pitch.letter, pitch.alter) for pitch in sorted(pitches, key=midi)))


@lru_cache(maxsize=65536)
def chord_type(names: tuple[SpelledName, ...]) -> str:
    """The type of the chord of these pitches, from the lowest up, doubled ones in octaves included."""
    if len(names) == 1:
        return "pedal"
    root = _root(names)
    above = _semitones_above(root, names)
    found = _stacked(above, len(set(names))) or _most_degrees(above) or UNIDENTIFIABLE
    if found == "suspended-second" and names[0][0] != root[0]:
        # over another bass it is heard as the suspension above that bass
        return "suspended-fourth"
    return found


def _root(names: tuple[SpelledName, ...]) -> SpelledName:
    """The pitch above which all are stacked thirds, otherwise the one with most of a stack above it."""
    by_step: dict[int, SpelledName] = {}
    for name in names:
        by_step.setdefault(LETTERS.index(name[0]), name)
    steps = sorted(by_step)
    for first in range(len(steps)):
        turned = steps[first:] + steps[:first]
        if all((b - a) % 7 == 2 for a, b in pairwise(turned)):
            return by_step[turned[0]]
    scores = {
        step: sum(weight for above, weight in ROOT_WEIGHTS if (step + above) % 7 in by_step)
        for step in by_step
    }
    return by_step[max(scores, key=lambda step: scores[step])]


def _semitones_above(root: SpelledName, names: tuple[SpelledName, ...]) -> dict[int, int]:
    """Degree 1 to 7 above the root to semitones mod 12, of the lowest pitch on that degree."""
    above: dict[int, int] = {}
    root_class = NATURAL_PITCH_CLASS[root[0]] + root[1]
    for letter, alter in names:
        degree = (LETTERS.index(letter) - LETTERS.index(root[0])) % 7 + 1
        above.setdefault(degree, (NATURAL_PITCH_CLASS[letter] + alter - root_class) % 12)
    return above


def _stacked(above: dict[int, int], num_names: int) -> str:
    """The last type that is, but for what it may omit, the chord's own stack of thirds."""
    has_triad = 3 in above and 5 in above
    sizes = {
        2: has_triad and num_names == 3,
        3: has_triad and 7 in above and num_names == 4,
        4: above.get(2) and not above.get(4) and not above.get(6),
        5: above.get(4) and not above.get(6),
        6: above.get(6),
    }
    found = ""
    for name, degrees in DEGREES.items():
        size = len(degrees)
        if sizes.get(size) and all(
            above.get(step) == semitones
            or (step not in above and step in OMISSIBLE[size] and semitones == NATURAL[step])
            for step, (_, semitones) in zip(STACK, degrees, strict=False)
        ):
            found = name
    return found


def _most_degrees(above: dict[int, int]) -> str:
    """The first of the types with most degrees that are all in the chord, whatever else is."""
    found, most = "", 0
    for name, degrees in DEGREES.items():
        if len(degrees) > most and all(
            above.get(degree - 7 if degree > 7 else degree) == semis for degree, semis in degrees
        ):
            found, most = name, len(degrees)
    return found
