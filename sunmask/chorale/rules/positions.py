"""Where voices lie: in their ranges, in their order, and near each other.

V voices, T sixteenths
"""

from collections.abc import Iterator, Sequence

import numpy as np

from sunmask.chorale.music.voices import VOICE_RANGES
from sunmask.chorale.rules.motion import Fault

UPPER, MIDDLE, LOWER = (0, 1), (1, 2), (2, 3)
"""Soprano and alto; alto and tenor; tenor and bass."""
LOWEST_OF_ALTOS = VOICE_RANGES[UPPER[1]][0]
SUNG_RANGES = ((60, 81), (55, 74), (48, 67), (40, 60))
"""Lowest and highest MIDI pitch of each voice that a choir sings with ease: within `VOICE_RANGES`, and as
textbooks have them but for the soprano, which is often given."""
WIDEST = 12
"""Semitones between two upper voices next to each other."""
LONGEST_GAP = 1
"""Sixteenths for which they may be farther apart."""


def crossing_places(symbols_VT: np.ndarray) -> np.ndarray:
    """Where the soprano is below the alto, booleans (T,); not below all notes that altos sing, as in a tune
    that men sing."""
    soprano_T, alto_T = np.abs(np.asarray(symbols_VT)[list(UPPER)]).astype(np.int32)
    return (soprano_T >= LOWEST_OF_ALTOS) & (soprano_T < alto_T)


def order_faults(pitch_VT: np.ndarray) -> Iterator[Fault]:
    """Tenors above the alto and basses above the tenor, each column of them; and where soprano and alto, or
    alto and tenor, have been too far apart for too long, the column after that."""
    for pair in (MIDDLE, LOWER):
        upper_T, lower_T = pitch_VT[list(pair)]
        for column in np.flatnonzero((upper_T > 0) & (upper_T < lower_T)):
            yield pair, int(column)
    if pitch_VT.shape[1] <= LONGEST_GAP:
        return
    for pair in (UPPER, MIDDLE):
        upper_T, lower_T = pitch_VT[list(pair)]
        is_wide_T = (lower_T > 0) & (upper_T - lower_T > WIDEST)
        wide_T = np.append(0, is_wide_T.cumsum())
        is_long_T = wide_T[LONGEST_GAP + 1 :] - wide_T[: -LONGEST_GAP - 1] > LONGEST_GAP
        is_first_T = is_long_T & ~np.append(False, is_long_T[:-1])
        for column in np.flatnonzero(is_first_T):
            yield pair, int(column) + LONGEST_GAP


def out_of_range_places(
    symbols_VT: np.ndarray, ranges: Sequence[tuple[int, int]] = SUNG_RANGES
) -> np.ndarray:
    """Cells whose pitch is outside the range of their voice, booleans (V, T)."""
    pitch_VT = np.abs(np.asarray(symbols_VT)).astype(np.int32)
    lowest_V1, highest_V1 = np.array(ranges).T[:, :, None]
    return (pitch_VT > 0) & ((pitch_VT < lowest_V1) | (pitch_VT > highest_V1))
