"""Guided rejection: proposals that make a fault are refused (the paper's rejection step, section 2.3).

V voices, T sixteenths
"""

import numpy as np

from sunmask.codecs.chorale import decode
from sunmask.grading.parallels import PAIRS, parallel_places
from sunmask.noise import note_numbers


def refuse_parallels(before_VT: np.ndarray, proposed_VT: np.ndarray) -> np.ndarray:
    """The proposed ids (V, T) with changes taken back where they make parallel fifths or octaves.

    Taken back are the changes of the notes on either side of a new parallel, in the two voices that make it;
    that may bring other parallels to light, so it is looked at again until none is new.
    """
    old = parallel_places(decode(before_VT))
    result = proposed_VT.copy()
    for _ in range(8):
        new = parallel_places(decode(result)) & ~old
        if not new.any():
            break
        numbers_VT = note_numbers(result)
        for pair, column in zip(*np.nonzero(new), strict=True):
            for voice in PAIRS[pair]:
                here = numbers_VT[voice, [column - 1, column]]
                cells = np.isin(numbers_VT[voice], here)
                result[voice, cells] = before_VT[voice, cells]
    return result
