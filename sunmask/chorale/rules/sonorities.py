"""Sonorities: what all voices sound between two changes of pitch, with the notes before and after; and which
pitch classes make a chord.

V voices, T sixteenths, R sonorities; sets of pitch classes are the bits of a number below 4096 (C)
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sunmask.chorale.music.harmony import ROOT, THIRD, TONES

LARGEST_STEP = 2
"""Semitones: what is wider is a leap."""
TRIADS = ((0, 4, 7), (0, 3, 7))
"""Major and minor, in semitones above the root."""
SEVENTHS = ((0, 4, 7, 10), (0, 4, 7, 11), (0, 3, 7, 10), (0, 3, 6, 10))
"""Chords with a seventh that has to fall; the first is the dominant seventh."""
RAISED = (1, 6, 8)
"""Notes of major that are raised to be leading notes, in semitones above its tonic."""
NO_ROOT = 12
"""Where a set is no such chord."""


def sets_of_classes(*steps: int) -> np.ndarray:
    """The set of the pitch classes so many semitones above each of the twelve roots, (12, 1)."""
    return np.array([[sum(1 << (root + step) % 12 for step in steps)] for root in range(12)])


def _chords_among_sets(*needed: int) -> np.ndarray:
    """Whether all pitch classes of each set belong to one chord, booleans (4096,). needed: the places of its
    tones that must be among them."""
    sets_C = np.arange(1 << 12)
    found_C = np.zeros(len(sets_C), dtype=bool)
    for tones in TONES:
        least = sets_of_classes(*(tones[place] for place in needed))[:, 0]
        for chord, some in zip(sets_of_classes(*tones)[:, 0], least, strict=True):
            found_C |= (sets_C & ~chord == 0) & (sets_C & some == some)
    return found_C


def _roots(chords: tuple[tuple[int, ...], ...], *, without_fifth: bool) -> np.ndarray:
    """The root of each set that is one of some chords, (4096,); without_fifth: or lacks its fifth alone."""
    root_C = np.full(1 << 12, NO_ROOT)
    for tones in chords:
        partial = tuple(tone for tone in tones if tone != 7)
        for some in {tones, partial} if without_fifth else {tones}:
            root_C[sets_of_classes(*some)[:, 0]] = np.arange(12)
    return root_C


DOMINANT_ROOT_C = _roots(((0, 4, 7), (0, 4, 7, 10)), without_fifth=True)
"""The root of sets that are a major triad or a dominant seventh, with or without its fifth."""
ROOTLESS_DOMINANT_ROOT_C = _roots(((4, 7, 10),), without_fifth=False)
"""The root of the dominant seventh that each diminished triad belongs to."""
IS_CHORD_C, IS_IN_CHORD_C = _chords_among_sets(THIRD), _chords_among_sets()
HAS_THIRD_C = _chords_among_sets(ROOT, THIRD)
"""Whether each set belongs to a chord and has the root and the third of it."""
IS_CONSONANT_C = IS_CHORD_C | (_roots(((0, 7),), without_fifth=True) < NO_ROOT)
"""Of each set whether it is a chord with its third, a fifth, or one pitch class."""
TRIAD_ROOT_C = _roots(TRIADS, without_fifth=True)
"""Of sets that are a major or minor triad, with or without its fifth."""
FULL_TRIAD_ROOT_C = _roots(TRIADS, without_fifth=False)
SEVENTH_ROOT_C = _roots(SEVENTHS, without_fifth=True)
"""The root of each set that is one of `SEVENTHS`, with or without its fifth."""
SEVENTH_C = np.stack(
    [
        np.where(root_C < NO_ROOT, (root_C + tones[-1]) % 12, NO_ROOT)
        for tones in SEVENTHS
        for root_C in [_roots((tones,), without_fifth=True)]
    ]
)
"""The pitch class of the seventh in sets that are such a chord, (4, 4096)."""


@dataclass(frozen=True)
class Sonorities:
    """All of a grid. pitch_VT: 0 for rests. first_R, length_R: sixteenths. chord_VR: pitches. classes_R: sets
    of pitch classes. is_full_R: all voices sound. start_VR, end_VR: of each voice's pitch, whose repetitions
    count as one, its first column and the one after its last. before_VR, after_VR: the pitches on either
    side of that; 0 at a rest and at the edge of the grid."""

    pitch_VT: np.ndarray
    first_R: np.ndarray
    length_R: np.ndarray
    chord_VR: np.ndarray
    classes_R: np.ndarray
    is_full_R: np.ndarray
    start_VR: np.ndarray
    end_VR: np.ndarray
    before_VR: np.ndarray
    after_VR: np.ndarray

    @classmethod
    def of(cls, symbols_VT: np.ndarray) -> "Sonorities":
        pitch_VT = np.abs(np.asarray(symbols_VT)).astype(np.int32)
        num_columns = pitch_VT.shape[1]
        changes_VT = np.ones(pitch_VT.shape, dtype=bool)
        changes_VT[:, 1:] = pitch_VT[:, 1:] != pitch_VT[:, :-1]
        first_R = np.flatnonzero(changes_VT.any(axis=0))
        columns_T = np.arange(num_columns)
        start_VT = np.maximum.accumulate(np.where(changes_VT, columns_T, 0), axis=1)
        next_VT = np.full(pitch_VT.shape, num_columns)
        next_VT[:, :-1] = np.where(changes_VT, columns_T, num_columns)[:, 1:]
        end_VT = np.minimum.accumulate(next_VT[:, ::-1], axis=1)[:, ::-1]
        start_VR, end_VR = start_VT[:, first_R], end_VT[:, first_R]
        framed_VT = np.pad(pitch_VT, ((0, 0), (1, 1)))
        chord_VR = pitch_VT[:, first_R]
        return cls(
            pitch_VT,
            first_R,
            np.diff(first_R, append=num_columns),
            chord_VR,
            classes_of(chord_VR),
            (chord_VR > 0).all(axis=0),
            start_VR,
            end_VR,
            np.take_along_axis(framed_VT, start_VR, axis=1),
            np.take_along_axis(framed_VT, end_VR + 1, axis=1),
        )

    @property
    def goes_VR(self) -> np.ndarray:
        """Whether a voice leaves its pitch where the sonority ends."""
        return self.end_VR == self.first_R + self.length_R

    @cached_property
    def next_VR(self) -> np.ndarray:
        """The set of pitch classes with which each voice's next pitch begins; 0 at the edge of the grid."""
        return np.append(classes_of(self.pitch_VT), 0)[self.end_VR]

    def begin_in(self, columns: np.ndarray) -> np.ndarray:
        """Which sonorities begin in some columns, (R,)."""
        is_column_T = np.zeros(self.pitch_VT.shape[1], dtype=bool)
        is_column_T[columns] = True
        return is_column_T[self.first_R]

    def after_notes(self, is_VR: np.ndarray) -> np.ndarray:
        """True in the first column after some voices' pitches, told by their sonorities (V, R): booleans
        (V, T). None of these pitches may reach the edge of the grid."""
        found_VT = np.zeros(self.pitch_VT.shape, dtype=bool)
        voice, number = np.nonzero(is_VR)
        found_VT[voice, self.end_VR[voice, number]] = True
        return found_VT

    def in_columns(self, is_R: np.ndarray) -> np.ndarray:
        """True in the first columns of some sonorities, (T,); of each voice, (V, T), for (V, R)."""
        found = np.zeros((*is_R.shape[:-1], self.pitch_VT.shape[1]), dtype=bool)
        found[..., self.first_R] = is_R
        return found


def classes_of(pitch_VR: np.ndarray) -> np.ndarray:
    """The set of pitch classes of each column of pitches, (R,)."""
    return np.bitwise_or.reduce(np.where(pitch_VR > 0, 1 << pitch_VR % 12, 0), axis=0)
