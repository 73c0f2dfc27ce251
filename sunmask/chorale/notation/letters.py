"""The letters of notes: those that a person or a file wrote, then those of the chord, then those of the line.

A pitch class has several names, and which one is right depends on the chord: in C major the A flat of F
minor is no G sharp. Notes of the key's scale need no chord. A chromatic one is written as a tone of the chord
that was requested for its beat, else of the one that the notes make there, of the one before, or of the one
behind. What is in no chord follows its line (`spelling.spell`).

V voices, T sixteenths, N beats
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import islice

import numpy as np

from sunmask.chorale.music.bars import beat_columns
from sunmask.chorale.music.chords import ASKED_QUALITIES, Chord, by_beat
from sunmask.chorale.music.harmony import OTHER, RULE, best_chords, weights
from sunmask.chorale.music.keys import key_at, key_stretches
from sunmask.chorale.music.signs import OwnNote
from sunmask.chorale.music.symbols import Chorale, notes
from sunmask.chorale.music.tuplets import Piece
from sunmask.chorale.notation.chord_names import FIFTHS_OF_TONES, OTHER_FIFTHS, root_place
from sunmask.chorale.notation.spelling import (
    Key,
    SpelledPitch,
    at_fifths,
    notation_key,
    place_of,
    spell,
    spell_line,
)

Letters = Mapping[int, int]
"""Places on the line of fifths (C = 0) by pitch class."""
SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10)}
"""Semitones above the tonic."""
AUGMENTED_SIXTHS = ({8, 0, 6}, {8, 0, 3, 6}, {8, 0, 2, 6})
"""Italian, German and French, in semitones above the tonic: both ends lead to the dominant."""
DIMINISHED_ROOTS = {"major": (11, 6, 1), "minor": (11, 6, 4)}
"""Roots of diminished sevenths: leading notes of the tonic, the dominant, and ii in major, iv in minor."""
AUGMENTED_ROOTS = {"major": (0, 7, 5, 2), "minor": (3, 8, 5, 10)}
"""Roots of augmented triads, one of each four."""
LEADING_NOTES = {"major": (11, 8, 6, 3, 1, 4), "minor": (11, 6, 4, 7, 9)}
"""Roots of diminished sevenths that may lead to the next chord."""
FEW = 5
"""Fewer pitch classes than these suggest no key."""
LEAST_OF_A_CHORD = 3
"""Pitch classes that make a chord."""
SOUNDS = 0.05
"""The share of a beat from which a pitch class counts as sounding."""


def letters_of(chorale: Chorale) -> list[tuple[SpelledPitch | None, ...]]:
    """The names of the notes of each voice, in the order of `notes`; None for a rest.

    Written letters stand; all others are chosen in the key that the notes suggest, or in the canvas's where
    they are too few for that; where its key changes, in each part by itself.
    """
    chosen = chosen_letters(chorale, spelling_keys(chorale), with_requests=True)
    return [
        tuple(
            name and (_written(chorale.spellings.get((voice, start)), pitch) or name)
            for (start, _, pitch), name in zip(voice_notes, chosen[voice], strict=True)
        )
        for voice, voice_notes in enumerate(notes(chorale.symbols_VT))
    ]


def letters_of_pieces(
    chorale: Chorale, pieces_V: Sequence[Sequence[Piece]]
) -> list[list[SpelledPitch | None]]:
    """The names of what is written of each voice, as `pieces_of` has it: of a note of a tuplet its own
    letter, where it has one, of all others those of the grid."""
    key_of: KeyAt | None = None
    found = []
    for line, letters, pieces in zip(notes(chorale.symbols_VT), letters_of(chorale), pieces_V, strict=True):
        starts = [start for start, _, _ in line]
        names: list[SpelledPitch | None] = []
        for piece in pieces:
            here = bisect_right(starts, piece.start if piece.column is None else piece.column) - 1
            name = letters[here] if line[here][2] == piece.pitch else None
            if piece.tuplet is not None and piece.pitch:
                own = piece.tuplet.sign.notes[piece.number][2] or None
                name = _written(own, piece.pitch) or name
            if name is None and piece.pitch:
                key_of = key_of or spelling_keys(chorale)
                name = spell(piece.pitch, key_of(int(piece.start)))
            names.append(name)
        found.append(names)
    return found


def grace_letter(note: OwnNote, key: Key) -> SpelledPitch:
    """The name of a grace note."""
    _, pitch, letter = note
    return letter_of(pitch, letter, key)


def letter_of(pitch: int, stated: str, key: Key) -> SpelledPitch:
    """The name of a note by itself. stated: the letter that somebody gave it, "" for none."""
    return _written(stated or None, pitch) or spell(pitch, key)


def _written(spelling: str | None, pitch: int) -> SpelledPitch | None:
    """A stated spelling of a pitch; None where that is another pitch's by now."""
    place = None if spelling is None else place_of(spelling)
    return at_fifths(pitch, place) if place is not None and (place * 7 - pitch) % 12 == 0 else None


KeyAt = Callable[[int], Key]
"""Gives the key in which letters are chosen, by the sixteenth where a note begins."""


def spelling_keys(chorale: Chorale) -> KeyAt:
    """The keys in which letters are chosen."""
    stretches = key_stretches(chorale.meta, chorale.num_sixteenths)
    starts = [stretch.start for stretch in stretches]
    keys = [
        _spelling_key(chorale.symbols_VT[:, start:end], fifths, mode)
        for start, end, fifths, mode in stretches
    ]
    return lambda column: keys[bisect_right(starts, column) - 1]


def _spelling_key(symbols_VT: np.ndarray, fifths: int, mode: str) -> Key:
    if len(np.unique(np.abs(symbols_VT[symbols_VT != 0]) % 12)) < FEW:
        return Key.of_signature(fifths, mode)
    return notation_key(symbols_VT, fifths)


def chosen_letters(
    chorale: Chorale, key_of: KeyAt, *, with_requests: bool
) -> list[tuple[SpelledPitch | None, ...]]:
    """As `letters_of`, in these keys and without what is stated. with_requests: whether the chords that were
    requested come before those that sound."""
    column_N = beat_columns(chorale.meta, chorale.num_sixteenths)
    letters_at = _letters_of_beats(chorale, column_N, key_of, with_requests=with_requests)
    found = []
    for voice_notes in notes(chorale.symbols_VT):
        pitches = tuple(pitch for _, _, pitch in voice_notes)
        lines: dict[Key, tuple[SpelledPitch | None, ...]] = {}
        names: list[SpelledPitch | None] = []
        for number, (start, _, pitch) in enumerate(voice_notes):
            key = key_of(start)
            if key not in lines:
                lines[key] = spell_line(pitches, key)
            name = plain = lines[key][number]
            if plain is not None and pitch % 12 not in _scale(key):
                n = int(np.searchsorted(column_N, start, side="right")) - 1
                near = (letters_at(beat) for beat in (n, n - 1, n + 1) if 0 <= beat < len(column_N))
                place = next((letters[pitch % 12] for letters in near if pitch % 12 in letters), None)
                name = plain if place is None else at_fifths(pitch, place)
            names.append(name)
        found.append(tuple(names))
    return found


@cache
def _scale(key: Key) -> frozenset[int]:
    """The pitch classes of a key's plain scale."""
    return frozenset((key.tonic_fifths * 7 + step) % 12 for step in SCALES[key.mode])


def _letters_of_beats(
    chorale: Chorale, column_N: np.ndarray, key_of: KeyAt, *, with_requests: bool
) -> Callable[[int], Letters]:
    """Gives the letters of the chord of a beat, by its number; none where no chord is found."""
    weight_NC, bass_N = weights(chorale.symbols_VT, column_N, RULE.later)
    read = best_chords(column_N, weight_NC, bass_N, RULE)
    chords_N = [
        None if root < 0 or quality == OTHER else Chord(root, ASKED_QUALITIES[quality])
        for root, quality in zip(read.root_N.tolist(), read.quality_N.tolist(), strict=True)
    ]
    requested = by_beat(chorale.chords, column_N, chorale.num_sixteenths) if with_requests else {}

    @cache
    def letters_at(n: int) -> Letters:
        chord, column = chords_N[n], int(column_N[n])
        key = key_of(column)
        tonic = key.tonic_fifths * 7 % 12
        later = islice(chords_N, n + 1, None)
        following = next((other for other in later if other and other != chord), None)
        if column in requested:
            stated = Key.of_signature(*key_at(chorale.meta, column))
            return letters_of_chord(requested[column][1], stated, following)
        sounding = {int(c - tonic) % 12 for c in np.flatnonzero(weight_NC[n] > SOUNDS)}
        if sounding in AUGMENTED_SIXTHS:
            places = {8: -4, 0: 0, 6: 6, 3: -3, 2: 2}
            return {(tonic + step) % 12: key.tonic_fifths + places[step] for step in sounding}
        if chord is None or len(sounding) < LEAST_OF_A_CHORD:
            return {}
        return letters_of_chord(chord, key, following)

    return letters_at


def letters_of_chord(chord: Chord, key: Key, following: Chord | None = None) -> Letters:
    """The places of a chord's tones. following: the next other chord, which tells what a diminished seventh
    leads to, and a dominant seventh from an augmented sixth."""
    tonic = key.tonic_fifths * 7 % 12
    root, next_root = chord.root, None if following is None else following.root
    above = (root - tonic) % 12
    fifths_of_tones = FIFTHS_OF_TONES
    if chord.quality == "dim7":
        root = _diminished_root(chord.tones, key, next_root)
    elif chord.quality == "aug":
        root = next(
            r for r in ((tonic + step) % 12 for step in AUGMENTED_ROOTS[key.mode]) if r in chord.tones
        )
    elif chord.quality == "dom7":
        leads_down = next_root is not None and (root - next_root) % 12 == 1
        if leads_down or (above == 8 and next_root != (tonic + 1) % 12):
            fifths_of_tones = FIFTHS_OF_TONES | {10: 10}
    elif chord.is_set:
        fifths_of_tones = FIFTHS_OF_TONES | OTHER_FIFTHS.get(chord.quality, {})
    place = root_place(Chord(root, chord.quality), key)
    return {tone: place + fifths_of_tones[(tone - root) % 12] for tone in chord.tones}


def _diminished_root(tones: tuple[int, ...], key: Key, next_root: int | None) -> int:
    """The leading note among the tones: of the next chord where that is one of the key's, else as usual."""
    tonic = key.tonic_fifths * 7 % 12
    for step in LEADING_NOTES[key.mode]:
        root = (tonic + step) % 12
        if root in tones and next_root is not None and (next_root - root) % 12 == 1:
            return root
    return next(r for r in ((tonic + step) % 12 for step in DIMINISHED_ROOTS[key.mode]) if r in tones)
