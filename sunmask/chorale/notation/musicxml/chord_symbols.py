"""Chords that are asked for as the chord symbols of MusicXML, out and in.

A symbol in a file holds until the next one, as in a lead sheet; a chord on a canvas holds for its beat. So
alike neighbours are written once, and a "no chord" that is not printed ends them.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from music21 import harmony, stream

from sunmask.chorale.music.bars import Bar, bar_index, beat_columns
from sunmask.chorale.music.chords import Chord, by_beat
from sunmask.chorale.music.keys import key_at
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.notation.chord_names import bass_fifths, root_fifths, spelled
from sunmask.chorale.notation.importing.parsed_score import Symbol
from sunmask.chorale.notation.spelling import Key

KINDS = {
    "maj": "major",
    "min": "minor",
    "dim": "diminished",
    "aug": "augmented",
    "dom7": "dominant-seventh",
    "maj7": "major-seventh",
    "min7": "minor-seventh",
    "hdim7": "half-diminished-seventh",
    "dim7": "diminished-seventh",
    "sus2": "suspended-second",
    "sus4": "suspended-fourth",
    "dom9": "dominant-ninth",
    "dom11": "dominant-11th",
    "dom13": "dominant-13th",
}
"""MusicXML's words, as music21 has them, for the qualities that can be asked for."""
PLAINER = {
    "augmented-seventh": "aug",
    "augmented-dominant-seventh": "aug",
    "major-ninth": "maj7",
    "major-11th": "maj7",
    "major-13th": "maj7",
    "minor-ninth": "min7",
    "minor-11th": "min7",
    "minor-13th": "min7",
}
"""Kinds that are read as the plainer chord that they are built on."""
CHANGED = {
    "add9": ("major", ("add", 9, 0)),
    "it6": ("dominant-seventh", ("subtract", 5, 0)),
    "fr43": ("dominant-seventh", ("alter", 5, -1)),
}
"""Qualities that are another kind with one change: how, of which degree, by how many semitones."""
ON_THEIR_ROOT = ("it6", "fr43")
SIXTHS = {"major-sixth": "min7", "minor-sixth": "hdim7"}
"""Kinds that are a seventh chord a third lower: C6 has the notes of Am7."""
QUALITIES = {kind: quality for quality, kind in KINDS.items()}


def add_symbols(measures: list[stream.Measure], bar_list: Sequence[Bar], chorale: Chorale) -> None:
    """Write the chords of a chorale into the measures of its first part."""
    meta = chorale.meta
    asked = by_beat(chorale.chords, beat_columns(meta, chorale.num_sixteenths), chorale.num_sixteenths)
    places: dict[int, Chord | None] = {}
    last: Chord | None = None
    last_end = 0
    for start, (end, chord) in asked.items():
        if last is not None and start > last_end:
            places[last_end] = None
        if chord != last or start > last_end:
            places[start] = chord
        last, last_end = chord, end
    if last is not None and last_end < chorale.num_sixteenths:
        places[last_end] = None
    for column, written in places.items():
        index = bar_index(bar_list, column)
        measures[index].insert(
            (column - bar_list[index].start) / 4, _symbol(written, Key.of_signature(*key_at(meta, column)))
        )


def _symbol(chord: Chord | None, key: Key) -> harmony.ChordSymbol:
    if chord is None:
        silent = harmony.NoChord()
        silent.style.hideObjectOnPrint = True
        return silent
    bass = None if chord.bass is None else _music21(bass_fifths(chord, key))
    kind, change = CHANGED.get(chord.quality, (KINDS.get(chord.quality), None))
    symbol = harmony.ChordSymbol(root=_music21(root_fifths(chord, key)), bass=bass, kind=kind)
    if change is not None:
        how, degree, by = change
        symbol.addChordStepModification(harmony.ChordStepModification(how, degree, by or None))
    return symbol


def _music21(fifths: int) -> str:
    return spelled(fifths).replace("b", "-")


def symbols_in(parts: list[Any]) -> list[Symbol]:
    """The chord symbols of a score's parts, in order."""
    found = {}
    for part in reversed(parts):
        for measure in part.getElementsByClass(stream.Measure):
            for symbol in measure.recurse().getElementsByClass(harmony.ChordSymbol):
                start = Fraction(measure.offset) + Fraction(symbol.getOffsetInHierarchy(measure))
                found[start] = _read(symbol, start)
    return [found[start] for start in sorted(found)]


def _read(symbol: Any, start: Fraction) -> Symbol:
    kind = symbol.chordKind
    text = symbol.figure.replace("-", "b")
    if isinstance(symbol, harmony.NoChord) or kind == "none":
        return Symbol(start, text, None, is_exact=True)
    changed = [(change.modType, change.degree) for change in symbol.chordStepModifications]
    quality = QUALITIES.get(kind) or PLAINER.get(kind)
    is_exact = kind in QUALITIES and not changed
    if kind == "minor-seventh" and changed == [("alter", 5)]:
        quality, is_exact = "hdim7", True
    for name, (of_kind, (how, degree, _)) in CHANGED.items():
        if kind == of_kind and changed == [(how, degree)]:
            quality, is_exact = name, True
    root, bass = symbol.root(), symbol.bass()
    if kind in SIXTHS and not changed and root is not None:
        below = (bass or root).pitchClass
        return Symbol(start, text, Chord((root.pitchClass + 9) % 12, SIXTHS[kind], below), is_exact=True)
    if quality is None or root is None:
        return Symbol(start, text, None, is_exact=False)
    is_said = bass is not None and (bass.pitchClass != root.pitchClass or quality in ON_THEIR_ROOT)
    return Symbol(
        start, text, Chord(root.pitchClass, quality, bass.pitchClass if is_said else None), is_exact
    )
