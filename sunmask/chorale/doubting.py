"""Which cells of a chorale a step doubts together: cells, notes, beats, pairs of voices, lines of one voice.

V voices, T sixteenths
"""

from collections.abc import Callable

import numpy as np

from sunmask.chorale.noise import note_numbers
from sunmask.method.schedules import doubt, doubted_share, fall_steps, rework_round
from sunmask.method.settings import SamplerSettings


def doubted_cells(
    generator: Callable[[int, str], np.random.Generator],
    step: int,
    settings: SamplerSettings,
    ids_VT: np.ndarray,
    free_VT: np.ndarray,
    position_T: np.ndarray,
    changes_VT: np.ndarray,
    faulty_VT: np.ndarray,
) -> np.ndarray:
    """Which cells a step doubts, (V, T), whatever is held. generator: of a step and a purpose.

    free_VT: cells that may be redrawn at all. changes_VT: how often each has changed. faulty_VT: cells
    that a round of rework takes first, the same throughout the round.
    """
    rng = generator(step, "doubt")
    if settings.rework and step > fall_steps(settings):
        begin, share = rework_round(step, settings)
        beat_T = np.cumsum(position_T % 4 == 0)
        rng_of_round = generator(begin, "blocks")
        blocks_VT = line_blocks(rng_of_round, beat_T, free_VT, faulty_VT & free_VT, settings.rework_cover)
        return blocks_VT & (rng.random(ids_VT.shape) < share)
    group_VT = groups(rng, settings.group, ids_VT, position_T)
    balance = changes_VT if settings.active_balance else None
    return doubt(rng, doubted_share(step, settings), group_VT, balance)


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


def groups(rng: np.random.Generator, kind: str, ids_VT: np.ndarray, position_T: np.ndarray) -> np.ndarray:
    """The number of the group that each cell belongs to, (V, T). Raises ValueError for an unknown kind."""
    V, T = ids_VT.shape
    if kind == "cells":
        return np.arange(V * T).reshape(V, T)
    if kind == "notes":
        number_VT = note_numbers(ids_VT)
        return number_VT + T * np.arange(V)[:, None]
    beat_T = np.cumsum(position_T % 4 == 0)
    if kind == "beats":
        return beat_T + (T + 1) * np.arange(V)[:, None]
    if kind == "pairs":
        partner = rng.permutation(V) // 2  # two pairs of voices, new at each step
        return beat_T + (T + 1) * partner[:, None]
    raise ValueError(f"expected a group of cells, notes, beats or pairs, got {kind!r}")
