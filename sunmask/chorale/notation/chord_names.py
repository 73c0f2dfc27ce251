"""Names of chords: Roman numerals in a key ("V65"), and what lead sheets write ("G7/B").

Figures tell the bass; where there is none, the bass is free. The twin in the browser, which reads names
too, is `frontend/src/domain/chorale/harmony/chordNames.ts`; tests/cases/chords.json holds both to the same.
"""

from sunmask.chorale.music.chords import Chord
from sunmask.chorale.notation.spelling import LETTERS_BY_FIFTHS, Key

SUFFIXES = {
    "maj": "",
    "min": "m",
    "dim": "dim",
    "aug": "aug",
    "dom7": "7",
    "maj7": "maj7",
    "min7": "m7",
    "hdim7": "m7b5",
    "dim7": "dim7",
    "sus2": "sus2",
    "sus4": "sus4",
    "add9": "add9",
    "dom9": "9",
    "dom11": "11",
    "dom13": "13",
    "it6": "It6",
    "fr43": "Fr43",
}
"""What a lead sheet writes after the root."""
SIGNS = {"dim": "o", "dim7": "o", "hdim7": "ø", "aug": "+"}
FIGURES = {3: ("53", "6", "64"), 4: ("753", "65", "43", "42")}
"""By the number of tones: the figure for each of them in the bass."""
_CHROMATIC = {
    "major": ["I", "bII", "II", "bIII", "III", "IV", "#IV", "V", "bVI", "VI", "bVII", "VII"],
    "minor": ["I", "bII", "II", "III", "#III", "IV", "#IV", "V", "VI", "#VI", "VII", "#VII"],
}
_DIMINISHED = {
    "major": ["i", "vii/ii", "ii", "vii/iii", "vii/IV", "iv", "vii/V", "v", "vii/vi", "vi", "bvii", "vii"],
    "minor": ["i", "bii", "ii", "iii", "vii/iv", "iv", "vii/V", "vii/VI", "bvi", "vi", "bvii", "vii"],
}
NUMERALS: dict[str, dict[str, list[str]]] = {
    "major": {
        "maj": ["I", "bII", "V/V", "bIII", "V/vi", "IV", "#IV", "V", "bVI", "V/ii", "bVII", "V/iii"],
        "dom7": ["V/IV", "bII", "V/V", "bIII", "V/vi", "-", "#IV", "V", "bVI", "V/ii", "bVII", "V/iii"],
        "maj7": _CHROMATIC["major"],
        "aug": _CHROMATIC["major"],
    },
    "minor": {
        "maj": ["I", "bII", "V/V", "III", "#III", "IV", "#IV", "V", "VI", "#VI", "VII", "#VII"],
        "dom7": ["V/iv", "bII", "V/V", "V/VI", "#III", "IV", "#IV", "V", "-", "#VI", "VII", "#VII"],
        "maj7": _CHROMATIC["minor"],
        "aug": _CHROMATIC["minor"],
    },
}
"""By mode, quality and semitones above the tonic; - where no numeral would be read as this chord. In minor VI
and VII stand on the lowered degrees, vi and vii on the raised ones."""
_MINOR = {
    "major": ["i", "bii", "ii", "biii", "iii", "iv", "#iv", "v", "bvi", "vi", "bvii", "vii"],
    "minor": ["i", "bii", "ii", "iii", "#iii", "iv", "#iv", "v", "bvi", "vi", "bvii", "vii"],
}
for _mode, _numerals in NUMERALS.items():
    _numerals |= dict.fromkeys(("dim", "hdim7", "dim7"), _DIMINISHED[_mode])
    _numerals |= dict.fromkeys(("min", "min7"), _MINOR[_mode])
GERMAN = "Ger65"
"""A dominant seventh on the lowered sixth degree, in the bass, that is written towards V."""
PLAIN_SEVENTHS = {"major": ("I", "IV"), "minor": ("III", "VI")}
"""Numerals on which a 7 is a major seventh; elsewhere it is a minor one, and a major one is M7."""
FIFTHS_OF_ROOTS = (0, -5, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5)
FIFTHS_OF_DIMINISHED_ROOTS = (0, 7, 2, 9, 4, -1, 6, 1, 8, 3, -2, 5)
"""On the line of fifths, from the tonic: roots by semitones above it."""
FIFTHS_OF_TONES = {0: 0, 2: 2, 3: -3, 4: 4, 5: -1, 6: -6, 7: 1, 8: 8, 9: -9, 10: -2, 11: 5}
"""On the line of fifths, from the root: tones by semitones above it."""
OTHER_FIFTHS = {"dom13": {9: 3}, "it6": {10: 10}, "fr43": {6: 6, 10: 10}}
"""Where a quality has other ones."""
SIXTHS = ("it6", "fr43")
"""Augmented sixths, on the lowered sixth degree."""


def tonic_of(key: Key) -> int:
    """The pitch class of a key's tonic."""
    return key.tonic_fifths * 7 % 12


def numeral_name(chord: Chord, key: Key) -> str:
    """The Roman numeral in a key; a lead sheet's name where no numeral would be read as this chord."""
    above = (chord.root - tonic_of(key)) % 12
    if chord.is_set:
        is_sixth = chord.quality in SIXTHS and above == 8 and chord.bass == chord.root
        return SUFFIXES[chord.quality] if is_sixth else sheet_name(chord, key)
    numeral = NUMERALS[key.mode][chord.quality][above]
    if chord.quality == "dom7" and above == 8 and chord.bass == chord.root:
        return GERMAN
    if numeral == "-" or (chord.bass is not None and chord.bass not in chord.tones):
        return sheet_name(chord, key)
    degree, slash, of = numeral.partition("/")
    figure = "7" if len(chord.tones) == 4 else ""
    if chord.bass is not None:
        figure = FIGURES[len(chord.tones)][chord.tones.index(chord.bass)]
    is_plain = chord.quality != "maj7" or degree in PLAIN_SEVENTHS[key.mode]
    return f"{degree}{SIGNS.get(chord.quality, '')}{'' if is_plain else 'M'}{figure}{slash}{of}"


def sheet_name(chord: Chord, key: Key) -> str:
    """What a lead sheet writes: root, quality, and after a slash the bass where it is said."""
    bass = "" if chord.bass is None else f"/{spelled(bass_fifths(chord, key))}"
    return f"{spelled(root_fifths(chord, key))}{SUFFIXES[chord.quality]}{bass}"


def root_fifths(chord: Chord, key: Key) -> int:
    """The root's place on the line of fifths (C = 0), as its name is written in a key."""
    return _near(root_place(chord, key))


def root_place(chord: Chord, key: Key) -> int:
    """The same as notes are written, which may have double accidentals."""
    is_diminished = chord.quality in ("dim", "hdim7", "dim7")
    places = FIFTHS_OF_DIMINISHED_ROOTS if is_diminished else FIFTHS_OF_ROOTS
    return key.tonic_fifths + places[(chord.root - tonic_of(key)) % 12]


def bass_fifths(chord: Chord, key: Key) -> int:
    """The place of the bass on the line of fifths, as a tone of the chord where it is one."""
    assert chord.bass is not None
    if chord.bass in chord.tones:
        return _near(root_fifths(chord, key) + tone_fifths(chord.quality, (chord.bass - chord.root) % 12))
    return _near(key.tonic_fifths + FIFTHS_OF_ROOTS[(chord.bass - tonic_of(key)) % 12])


def tone_fifths(quality: str, semitones: int) -> int:
    """On the line of fifths, from the root: a tone by semitones above it."""
    return OTHER_FIFTHS.get(quality, {}).get(semitones, FIFTHS_OF_TONES[semitones])


def spelled(fifths: int) -> str:
    """A place on the line of fifths as a letter with its sign: "Bb"."""
    alter = (fifths + 1) // 7
    return LETTERS_BY_FIFTHS[(fifths + 1) % 7] + ("#" * alter if alter > 0 else "b" * -alter)


def _near(fifths: int) -> int:
    """The same pitch class without a double sharp or flat."""
    return fifths - 12 if fifths > 12 else fifths + 12 if fifths < -8 else fifths
