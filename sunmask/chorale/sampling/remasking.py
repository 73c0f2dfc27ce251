"""Which cells of a chorale a step doubts together: cells, notes, beats, pairs of voices, lines of one voice.

V voices, T sixteenths
"""

import numpy as np

from sunmask.chorale.music.notes import note_numbers
from sunmask.chorale.music.symbols import encode
from sunmask.chorale.rules.rejection import Refused, faulty_cells
from sunmask.chorale.sampling.schedule import ChoraleSchedule
from sunmask.method.candidate_steps import StepContext
from sunmask.method.schedules import doubt


def doubted_cells(
    now: StepContext, schedule: ChoraleSchedule, beat_T: np.ndarray, refused: Refused
) -> np.ndarray:
    """Which cells a step doubts, (V, T), whatever is held. beat_T: the number of each column's beat.

    A round of rework takes cells first that were at fault when it began, where faults are refused.
    """
    step, settings = now.step, schedule.settings
    rng = now.generator(step, "doubt")
    if schedule.is_reworked(step):
        begin, share = schedule.rework_round(step)
        faulty_VT = np.zeros_like(now.free_VT)
        if refused:
            faulty_VT = faulty_cells(encode(now.round_VT), refused) & now.free_VT
        rng_of_round = now.generator(begin, "blocks")
        blocks_VT = line_blocks(rng_of_round, beat_T, now.free_VT, faulty_VT, settings.rework_cover)
        return blocks_VT & (rng.random(now.free_VT.shape) < share)
    if now.is_writing:
        return np.zeros_like(now.free_VT)
    group_VT = groups(rng, settings.group, now.ids_VN, beat_T)
    balance = now.changes_VT if settings.active_balance else None
    return doubt(rng, schedule.doubted_share(step), group_VT, balance)


def line_blocks(
    rng: np.random.Generator, beat_T: np.ndarray, free_VT: np.ndarray, faulty_VT: np.ndarray, cover: float
) -> np.ndarray:
    """Blocks of one to four beats of one voice that has free cells there, booleans (V, T).

    One voice at a time: drawn together, two voices know nothing of each other. cover: share of columns; those
    with faulty cells are always among them, in a voice that is at fault.
    """
    length = int(rng.choice([1, 2, 4]))
    block_T = (beat_T - beat_T[0] + rng.integers(length)) // length
    block_T -= block_T[0]
    count = int(block_T[-1]) + 1
    firsts = np.searchsorted(block_T, np.arange(count))
    is_free = np.logical_or.reduceat(free_VT, firsts, axis=1)
    is_faulty = np.logical_or.reduceat(faulty_VT, firsts, axis=1)
    voice_T = np.where(is_free, rng.random(is_free.shape) + is_faulty, -1).argmax(axis=0)[block_T]
    covered_T = ((rng.random(count) < cover) | is_faulty.any(axis=0))[block_T]
    return (np.arange(len(free_VT))[:, None] == voice_T) & covered_T


def groups(rng: np.random.Generator, kind: str, ids_VT: np.ndarray, beat_T: np.ndarray) -> np.ndarray:
    """The number of the group that each cell belongs to, (V, T). Raises ValueError for an unknown kind."""
    V, T = ids_VT.shape
    if kind == "cells":
        return np.arange(V * T).reshape(V, T)
    if kind == "notes":
        number_VT = note_numbers(ids_VT)
        return number_VT + T * np.arange(V)[:, None]
    if kind == "beats":
        return beat_T + (T + 1) * np.arange(V)[:, None]
    if kind == "pairs":
        partner = rng.permutation(V) // 2  # two pairs of voices, new at each step
        return beat_T + (T + 1) * partner[:, None]
    raise ValueError(f"expected a group of cells, notes, beats or pairs, got {kind!r}")
