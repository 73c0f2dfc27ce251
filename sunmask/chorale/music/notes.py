"""The notes of a grid of ids: which cells belong to one.

V voices, T sixteenths
"""

import numpy as np

from sunmask.chorale.music.symbols import NUM_PITCHES, REST_ID


def note_numbers(ids_VT: np.ndarray) -> np.ndarray:
    """The number of the note (or rest) that each cell belongs to, counted per voice from 0, (V, T)."""
    is_first = ids_VT < NUM_PITCHES
    is_rest = ids_VT == REST_ID
    is_first[:, 1:] |= is_rest[:, 1:] & ~is_rest[:, :-1]
    is_first[:, 1:] |= ~is_rest[:, 1:] & ((ids_VT[:, 1:] - ids_VT[:, :-1]) % NUM_PITCHES != 0)
    is_first[:, 1:] |= ~is_rest[:, 1:] & is_rest[:, :-1]
    is_first[:, 0] = False
    return np.cumsum(is_first, axis=1)


def whole_notes(ids_VT: np.ndarray, cells_VT: np.ndarray) -> np.ndarray:
    """All cells of the notes (or rests) that have one of these cells, booleans (V, T)."""
    number_VT = note_numbers(ids_VT) + ids_VT.shape[1] * np.arange(len(ids_VT))[:, None]
    has_one = np.zeros(ids_VT.size, dtype=bool)
    has_one[number_VT[cells_VT]] = True
    return has_one[number_VT]
