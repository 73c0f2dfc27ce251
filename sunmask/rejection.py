"""Guided rejection: proposals that make a fault are refused (the paper's rejection step, section 2.3).

V voices, T sixteenths
"""

import numpy as np

from sunmask.codecs.chorale import decode
from sunmask.grading.parallels import PAIRS, parallel_places
from sunmask.noise import note_numbers


def refuse_parallels(before_VT: np.ndarray, proposed_VT: np.ndarray) -> np.ndarray:
    """The proposed ids (V, T) with changes taken back where they make parallel fifths or octaves.

    Taken back are the changes of the notes on either side of a parallel, in the two voices that make it;
    that may bring other parallels to light, so it is looked at again until nothing more can be taken back.
    """
    result = proposed_VT.copy()
    while True:
        changed = result != before_VT
        numbers_VT = note_numbers(result)
        refused = np.zeros_like(changed)
        for pair, column in zip(*np.nonzero(parallel_places(decode(result))), strict=True):
            for voice in PAIRS[pair]:
                refused[voice] |= np.isin(numbers_VT[voice], numbers_VT[voice, [column - 1, column]])
        refused &= changed
        if not refused.any():
            return result
        result = np.where(refused, before_VT, result)


def parallel_cells(ids_VT: np.ndarray) -> np.ndarray:
    """The cells, booleans (V, T), on both sides of each parallel in the two voices that make it."""
    cells = np.zeros(ids_VT.shape, dtype=bool)
    for pair, column in zip(*np.nonzero(parallel_places(decode(ids_VT))), strict=True):
        for voice in PAIRS[pair]:
            cells[voice, [column - 1, column]] = True
    return cells
