"""Parallel fifths and octaves, counted on grids.

Two voices form a parallel where both move from one note to another in the same column, and the interval
before and after, modulo 12 semitones, is 7 (fifths) or 0 (octaves and unisons). Contrary motion counts too,
as in the Bach-or-Mock grading function (Fang et al. 2020). Unlike there, spelling is ignored: a diminished
sixth counts as a fifth.

V voices, T sixteenths, F voice pairs
"""

from itertools import combinations

import numpy as np

from sunmask.chorale.music.voices import VOICES

FIFTH, OCTAVE = 7, 0


def voice_pairs(num_voices: int) -> tuple[tuple[int, int], ...]:
    """All pairs of so many voices."""
    return tuple(combinations(range(num_voices), 2))


PAIRS = voice_pairs(len(VOICES))


def parallel_places(symbols_VT: np.ndarray) -> np.ndarray:
    """Where each of `voice_pairs` makes a parallel: booleans (F, T), true at the second of the intervals."""
    pitch_VT = np.abs(np.asarray(symbols_VT)).astype(np.int32)
    moves_VT = np.zeros(pitch_VT.shape, dtype=bool)
    before, after = pitch_VT[:, :-1], pitch_VT[:, 1:]
    moves_VT[:, 1:] = (before != after) & (before > 0) & (after > 0)
    top, bottom = np.array(voice_pairs(len(pitch_VT))).T
    interval_FT = np.abs(pitch_VT[top] - pitch_VT[bottom]) % 12
    parallel_FT = moves_VT[top] & moves_VT[bottom]
    parallel_FT[:, 1:] &= interval_FT[:, 1:] == interval_FT[:, :-1]
    return parallel_FT & ((interval_FT == FIFTH) | (interval_FT == OCTAVE))


def count_notes(symbols_VT: np.ndarray) -> int:
    """Notes of all voices: onsets, and continuations of another pitch than the column before."""
    symbols_VT = np.asarray(symbols_VT).astype(np.int32)
    goes_on = np.zeros(symbols_VT.shape, dtype=bool)
    goes_on[:, 1:] = (symbols_VT[:, 1:] < 0) & (-symbols_VT[:, 1:] == np.abs(symbols_VT[:, :-1]))
    return int(((symbols_VT != 0) & ~goes_on).sum())


def parallels_per_note(grids: list[np.ndarray]) -> float:
    """All parallels of the grids over all their notes; Bach's chorales have about 0.0016."""
    notes = sum(count_notes(grid) for grid in grids)
    return sum(int(parallel_places(grid).sum()) for grid in grids) / max(1, notes)
