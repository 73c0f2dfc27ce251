"""Figures under a bass, as 6, 6/5, 4/2, #, 7/# or 4-3, as chords over its note.

Each number is an interval above it by the key signature; a sign before a number alters that, alone it alters
the third, and + raises. The twin in the browser is `frontend/src/domain/chorale/harmony/figures.ts`;
tests/cases/figures.json holds both to the same.
"""

import re
from collections.abc import Iterable, Mapping

from sunmask.chorale.music.chords import ASKED_QUALITIES, Chord
from sunmask.chorale.music.harmony import OTHER, QUALITIES

LETTERS = "CDEFGAB"
NATURALS = (0, 2, 4, 5, 7, 9, 11)
SHARPS = "FCGDAEB"
FIGURE = re.compile(r"([#bn]?)(\d)(\+?)|([#bn])")
SHORT = (
    ((9, 7), (3, 5, 7, 9), 1),
    ((9,), (3, 5, 9), 1),
    ((7,), (3, 5, 7), 1),
    ((6, 5), (3, 5, 6), 6),
    ((4, 3), (3, 4, 6), 4),
    ((5, 2), (2, 5), 1),
    ((2,), (2, 4, 6), 2),
    ((6, 4), (4, 6), 4),
    ((6,), (3, 6), 6),
    ((4,), (4, 5), 1),
    ((), (3, 5), 1),
)
"""Numbers that must be written, the intervals that they stand for, and which of these is the root; 1 is the
bass."""
THIRD, OCTAVE = 3, 8


def chords_from_figures(text: str, letter: str, alter: int, fifths: int) -> list[Chord] | None:
    """One chord, or those of a suspension and what follows; None for what are no figures, or none of a chord.

    letter, alter: of the bass note. fifths: of the key signature.
    """
    parts = re.sub(r"[\s/]", "", text).replace("♭", "b").replace("♯", "#").replace("♮", "n").split("-")
    read = [figures_in(part) for part in parts]
    chords = [chord_over(figures, letter, alter, fifths) if figures else None for figures in read]
    return [chord for chord in chords if chord] if all(chords) else None


def figures_in(text: str) -> dict[int, str] | None:
    """The sign of each interval that is written, "" for none; None where something else is."""
    found: dict[int, str] = {}
    at = 0
    while at < len(text):
        match = FIGURE.match(text, at)
        if match is None:
            return None
        before, number, plus, alone = match.groups()
        found[int(number) if number else THIRD] = alone or before or plus
        at = match.end()
    return found or None


def chord_over(written: Mapping[int, str], letter: str, alter: int, fifths: int) -> Chord | None:
    """The chord of figures, by interval, over a bass note; no figures are a triad."""
    numbers = written.keys() - {OCTAVE}
    found = next((row for row in SHORT if set(row[0]) <= numbers <= set(row[1])), None)
    if found is None:
        return None
    _, intervals, root = found
    bottom = LETTERS.index(letter)
    own = (NATURALS[bottom] + alter) % 12

    def pitch_class(interval: int) -> int:
        if interval == 1:
            return own
        place = (bottom + interval - 1) % len(LETTERS)
        signature = _signature_alter(LETTERS[place], fifths)
        return (NATURALS[place] + _altered(signature, written.get(interval, ""))) % 12

    tones = {own, *map(pitch_class, intervals)}
    return _named(tones, pitch_class(root), QUALITIES[:OTHER], own) or _named(
        tones, own, ASKED_QUALITIES, own
    )


def _named(tones: set[int], root: int, qualities: Iterable[str], bass: int) -> Chord | None:
    """The chord on a root that has these tones and no others."""
    chords = (Chord(root, quality, bass) for quality in qualities)
    return next((chord for chord in chords if set(chord.tones) == tones), None)


def _altered(signature: int, sign: str) -> int:
    """What a sign makes of an alteration by the key signature."""
    if sign == "n":
        return 0
    return signature + {"": 0, "b": -1}.get(sign, 1)


def _signature_alter(letter: str, fifths: int) -> int:
    place = SHARPS.index(letter)
    return 1 if place < fifths else -1 if place >= len(SHARPS) + fifths else 0
