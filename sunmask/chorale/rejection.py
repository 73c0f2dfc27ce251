"""Guided rejection: proposals that make a fault, or the whole worse, are refused (the paper's rejection step,
section 2.3).

V voices, T sixteenths
"""

from dataclasses import replace

import numpy as np

from sunmask.chorale.grade.bach import overall
from sunmask.chorale.grade.parallels import PAIRS, parallel_places
from sunmask.chorale.noise import note_numbers
from sunmask.chorale.symbols import METRES, Chorale, ChoraleMeta, decode, normalise

PART = 128
"""Sixteenths that are graded as one: a longer piece is judged part by part, for the whole would take long and
hide what one change does."""
LARGEST_GAP = 4
"""Changes of a voice with no more sixteenths between them stand or fall together."""


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


def refuse_worse(
    before_VT: np.ndarray, after_VT: np.ndarray, may_VT: np.ndarray, position_T: np.ndarray, meta: ChoraleMeta
) -> np.ndarray:
    """The ids after some steps, (V, T), with those changed stretches of a voice taken back without which
    their part of the piece grades better.

    may_VT: cells that may be taken back; a stretch with others in it stays. position_T: sixteenths since the
    bar line. Each stretch is tried against what the ones before it have left.
    """
    result = after_VT.copy()
    num_parts = max(1, round(after_VT.shape[1] / PART))
    for columns_T in np.array_split(np.arange(after_VT.shape[1]), num_parts):
        columns = slice(columns_T[0], columns_T[-1] + 1)
        of_part = replace(meta, pickup=int(-position_T[columns.start] % METRES[meta.metre]))
        part, old, may = result[:, columns], before_VT[:, columns], may_VT[:, columns]
        best = None
        for voice, stretch in changed_stretches(old, part):
            if not may[voice, stretch].all():
                continue
            if best is None:
                best = _graded(part, of_part)
            tried = part.copy()
            tried[voice, stretch] = old[voice, stretch]
            grade = _graded(tried, of_part)
            if grade < best:
                part[:], best = tried, grade
    return result


def changed_stretches(before_VT: np.ndarray, after_VT: np.ndarray) -> list[tuple[int, slice]]:
    """The voice and columns of all stretches that differ, the earliest first."""
    found = []
    for voice, changed_T in enumerate(before_VT != after_VT):
        columns = np.flatnonzero(changed_T)
        if len(columns):
            runs = np.split(columns, np.flatnonzero(np.diff(columns) > LARGEST_GAP + 1) + 1)
            found += [(voice, slice(int(run[0]), int(run[-1]) + 1)) for run in runs]
    return sorted(found, key=lambda each: (each[1].start, each[0]))


def _graded(ids_VT: np.ndarray, meta: ChoraleMeta) -> float:
    return overall(Chorale(normalise(decode(ids_VT)), meta))
