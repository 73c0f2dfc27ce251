"""Perfect intervals that two voices reach together: hidden ones, ones on successive beats, and fifths out of
diminished ones.

V voices, T sixteenths, F pairs of voices, B beats
"""

from collections.abc import Iterator

import numpy as np

from sunmask.chorale.grade.parallels import FIFTH, OCTAVE, voice_pairs
from sunmask.chorale.rules.sonorities import LARGEST_STEP

OUTER = (0, 3)
"""Soprano and bass."""
TRITONE = 6
Fault = tuple[tuple[int, ...], int]
"""The voices of a fault, and its column."""


def hidden_places(symbols_VT: np.ndarray) -> np.ndarray:
    """Where the outer voices move the same way into a fifth or octave, the soprano by a leap, out of another
    interval: booleans (T,), true at the second of the intervals."""
    pitch_2T = np.abs(np.asarray(symbols_VT))[list(OUTER)].astype(np.int32)
    move_2T = np.diff(pitch_2T, axis=1)
    both_sound_T = (pitch_2T[:, 1:] > 0).all(axis=0) & (pitch_2T[:, :-1] > 0).all(axis=0)
    interval_T = (pitch_2T[0] - pitch_2T[1]) % 12
    found_T = np.zeros(pitch_2T.shape[1], dtype=bool)
    found_T[1:] = (
        both_sound_T
        & (move_2T[0] * move_2T[1] > 0)
        & (np.abs(move_2T[0]) > LARGEST_STEP)
        & (interval_T[1:] != interval_T[:-1])
        & ((interval_T[1:] == FIFTH) | (interval_T[1:] == OCTAVE))
    )
    return found_T


def unequal_fifths(pitch_VT: np.ndarray) -> Iterator[Fault]:
    """Fifths over the bass that come out of a diminished one while both voices move the same way."""
    above_VT = (pitch_VT[:-1] - pitch_VT[-1]) % 12
    move_VT = np.diff(pitch_VT, axis=1)
    sounds_VT = (pitch_VT[:, 1:] > 0) & (pitch_VT[:, :-1] > 0)
    is_found_VT = (above_VT[:, :-1] == TRITONE) & (above_VT[:, 1:] == FIFTH)
    is_found_VT &= (move_VT[:-1] * move_VT[-1] > 0) & sounds_VT[:-1] & sounds_VT[-1]
    for voice, column in zip(*np.nonzero(is_found_VT), strict=True):
        yield (int(voice), len(pitch_VT) - 1), int(column) + 1


def ornamented_intervals(pitch_VT: np.ndarray) -> Iterator[Fault]:
    """Perfect intervals that two voices make again after a single sixteenth; fifths only where both voices
    moved the same way."""
    if pitch_VT.shape[1] <= 2:
        return
    top, bottom = np.array(voice_pairs(len(pitch_VT))).T
    interval_FT = (pitch_VT[top] - pitch_VT[bottom]) % 12
    sounds_VT = pitch_VT > 0
    sounds_VT = sounds_VT[:, 2:] & sounds_VT[:, 1:-1] & sounds_VT[:, :-2]
    move_VT = pitch_VT[:, 2:] - pitch_VT[:, :-2]
    way_FT = move_VT[top] * move_VT[bottom] * (sounds_VT[top] & sounds_VT[bottom])
    second_FT = interval_FT[:, 2:]
    is_found_FT = ((second_FT == OCTAVE) & (way_FT != 0)) | ((second_FT == FIFTH) & (way_FT > 0))
    is_found_FT &= (second_FT == interval_FT[:, :-2]) & (second_FT != interval_FT[:, 1:-1])
    for pair, column in zip(*np.nonzero(is_found_FT), strict=True):
        yield (int(top[pair]), int(bottom[pair])), int(column) + 2


def on_successive_beats(pitch_VT: np.ndarray, beat_B: np.ndarray, is_next_B: np.ndarray) -> Iterator[Fault]:
    """Perfect intervals on two successive beats between which both voices moved the same way; those of
    soprano and bass however they moved. beat: columns. is_next: whether each beat is the one right after the
    one before it in these columns."""
    if len(beat_B) < 2:
        return
    top, bottom = np.array(voice_pairs(len(pitch_VT))).T
    at_VB = pitch_VT[:, beat_B]
    interval_FB = (at_VB[top] - at_VB[bottom]) % 12
    move_VB = np.diff(at_VB, axis=1)
    sounds_VB = (at_VB[:, 1:] > 0) & (at_VB[:, :-1] > 0) & is_next_B[1:]
    way_FB = move_VB[top] * move_VB[bottom] * (sounds_VB[top] & sounds_VB[bottom])
    is_outer_F1 = ((top == OUTER[0]) & (bottom == OUTER[1]))[:, None]
    is_found_FB = ((interval_FB == FIFTH) | (interval_FB == OCTAVE))[:, 1:]
    is_found_FB &= (way_FB > 0) | (is_outer_F1 & (way_FB < 0))
    is_found_FB &= interval_FB[:, 1:] == interval_FB[:, :-1]
    for pair, beat in zip(*np.nonzero(is_found_FB), strict=True):
        yield (int(top[pair]), int(bottom[pair])), int(beat_B[beat + 1])
