"""Key analysis and key-aware spelling.

The key is the best of 24 Pearson correlations of the duration-weighted pitch classes with the
Aarden-Essen profiles. Pitches are spelled on the line of fifths (F C G D A E B = -1..5, a sharp
adds 7), within the twelve places that the key uses, never from MIDI defaults.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sunmask.chorale.music.symbols import MODES

MAJOR_PROFILE = np.array(
    [
        17.7661, 0.145624, 14.9265, 0.160186, 19.8049, 11.3587,
        0.291248, 22.062, 0.145624, 8.15494, 0.232998, 4.95122,
    ]
)  # fmt: skip
MINOR_PROFILE = np.array(
    [
        18.2648, 0.737619, 14.0499, 16.8599, 0.702494, 14.4362,
        0.702494, 18.6161, 4.56621, 1.93186, 7.37619, 1.75623,
    ]
)  # fmt: skip
MAJOR_TONIC_FIFTHS = (0, 7, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5)
"""Line-of-fifths place of a major tonic by pitch class: C C# D E- E F F# G A- A B- B."""
MINOR_TONIC_FIFTHS = (0, 7, 2, -3, 4, -1, 6, 1, 8, 3, -2, 5)
"""The same for minor: C c# d e- e f f# g g# a b- b."""


class Key(NamedTuple):
    """A key: `tonic_fifths` is the tonic's place on the line of fifths (C = 0), `mode` major or minor."""

    tonic_fifths: int
    mode: str

    @staticmethod
    def of_signature(fifths: int, mode: str) -> "Key":
        """The key of a mode that has this many sharps (positive) or flats (negative). One of the older modes
        is the major or minor key on its tonic."""
        above, plain = MODES[mode]
        return Key(fifths + above, plain)

    @property
    def fifths(self) -> int:
        """Sharps (positive) or flats (negative) of the key signature; more than 7 is possible in minor."""
        return self.tonic_fifths - (3 if self.mode == "minor" else 0)


def _pitch_class_weights(symbols_VT: np.ndarray) -> np.ndarray:
    pitches = np.abs(np.asarray(symbols_VT, dtype=np.int64)).ravel()
    return np.bincount(pitches[pitches > 0] % 12, minlength=12).astype(float)


def _on_each_tonic(profile: np.ndarray) -> np.ndarray:
    """The profile on each of the twelve tonics, (12, 12), centred and of length 1."""
    centred = profile - profile.mean()
    return np.stack([np.roll(centred, tonic) for tonic in range(12)]) / np.linalg.norm(centred)


MAJOR_KEYS, MINOR_KEYS = _on_each_tonic(MAJOR_PROFILE), _on_each_tonic(MINOR_PROFILE)


def _correlations(weights: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Pearson correlation with each of the twelve keys; zeros for flat weights."""
    if weights.std() == 0:
        return np.zeros(12)
    centred = weights - weights.mean()
    return np.asarray(keys @ centred / np.linalg.norm(centred))


def analyse_key(symbols_VT: np.ndarray, mode: str | None = None) -> Key:
    """The key of a grid of symbols (V, T), of all or of one mode; C where there is no note."""
    return best_key(_pitch_class_weights(symbols_VT), mode)


def best_key(weights: np.ndarray, mode: str | None = None) -> Key:
    """The key of pitch classes weighted by how long they sound, (12,), of all or of one mode; C where none
    does, major if that is open."""
    major, minor = _correlations(weights, MAJOR_KEYS), _correlations(weights, MINOR_KEYS)
    if mode == "minor" or (mode is None and minor.max() > major.max()):
        return Key(MINOR_TONIC_FIFTHS[int(minor.argmax())], "minor")
    return Key(MAJOR_TONIC_FIFTHS[int(major.argmax())], "major")


def pitch_class_correlations(symbols_VT: np.ndarray) -> dict[str, np.ndarray]:
    """By mode: how the notes of a grid correlate with the profile on each tonic, (12,)."""
    weights = _pitch_class_weights(symbols_VT)
    return {"major": _correlations(weights, MAJOR_KEYS), "minor": _correlations(weights, MINOR_KEYS)}


LETTERS_BY_FIFTHS = "FCGDAEB"
NATURAL_PITCH_CLASS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
SIGNS_OF_SPELLINGS = {"bb": -2, "b": -1, "": 0, "#": 1, "##": 2}
WINDOW_START = {"major": -2, "minor": -5}
"""Lowest of the twelve places that a key uses, relative to its tonic: b7 to #2, and b2 to #4."""


class SpelledPitch(NamedTuple):
    """A pitch as written: letter A to G, alteration in semitones, octave (middle C is C4)."""

    letter: str
    alter: int
    octave: int

    @property
    def name(self) -> str:
        """The name in music21's way: F#4, B-3."""
        return f"{self.letter}{'#' * self.alter}{'-' * -self.alter}{self.octave}"


def spell(pitch: int, key: Key, next_pitch: int | None = None) -> SpelledPitch:
    """Write a MIDI pitch in a key. `next_pitch` is the next other pitch of its voice, if any.

    In major the pitch between 2 and 3 is a raised 2 when it rises by a semitone, else a lowered 3;
    every other pitch class has one spelling in a key.
    """
    start = key.tonic_fifths + WINDOW_START[key.mode]
    fifths = start + (pitch * 7 - start) % 12
    # the places of minor end before it
    if fifths - key.tonic_fifths == 9 and (next_pitch or 0) - pitch != 1:
        fifths -= 12
    return at_fifths(pitch, fifths)


def at_fifths(pitch: int, fifths: int) -> SpelledPitch:
    """A MIDI pitch as written by a place of its pitch class on the line of fifths (C = 0)."""
    letter = LETTERS_BY_FIFTHS[(fifths + 1) % 7]
    alter = (fifths + 1) // 7
    octave = (pitch - alter - NATURAL_PITCH_CLASS[letter]) // 12 - 1
    return SpelledPitch(letter, alter, octave)


def place_of(spelling: str) -> int | None:
    """The place on the line of fifths of a letter with up to two signs, "F#" or "Ebb"; None for others."""
    letter, signs = spelling[:1], spelling[1:]
    if not letter or letter not in LETTERS_BY_FIFTHS or signs not in SIGNS_OF_SPELLINGS:
        return None
    return LETTERS_BY_FIFTHS.index(letter) - 1 + 7 * SIGNS_OF_SPELLINGS[signs]


def spelling_of(name: SpelledPitch) -> str:
    """The letter with its signs, which `place_of` reads."""
    return name.letter + "#" * name.alter + "b" * -name.alter


@lru_cache(maxsize=256)
def spell_line(pitches: tuple[int, ...], key: Key) -> tuple[SpelledPitch | None, ...]:
    """Write the pitches of one voice in their order; 0 is a rest and gives None."""
    spelled: list[SpelledPitch | None] = []
    for i, pitch in enumerate(pitches):
        next_pitch = next((p for p in pitches[i + 1 : i + 3] if p not in (0, pitch)), None)
        spelled.append(spell(pitch, key, next_pitch) if pitch else None)
    return tuple(spelled)


def notation_key(symbols_VT: np.ndarray, fifths: int) -> Key:
    """The analysed key, moved to its enharmonic twin where that lies nearer the signature shown."""
    key = analyse_key(symbols_VT)
    twins = [Key(key.tonic_fifths + shift, key.mode) for shift in (0, -12, 12)]
    return min(twins, key=lambda twin: abs(twin.fifths - fifths))


def key_name(fifths: int, mode: str) -> str:
    """The name of the key with this signature, as people say it: "E flat major"."""
    tonic = Key.of_signature(fifths, mode).tonic_fifths
    alter = (tonic + 1) // 7
    accidental = {1: " sharp", -1: " flat"}.get(alter, "")
    return f"{LETTERS_BY_FIFTHS[(tonic + 1) % 7]}{accidental} {mode}"
