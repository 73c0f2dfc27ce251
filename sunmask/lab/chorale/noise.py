"""Which cells a training example hides, and what stands in them instead (paper, section 2).

Half the examples hide cells one by one, each with the example's own rate u ~ U(0, 1), as in the paper;
the others hide what people ask for: voices, spans, bars, beats, notes, everything.

V voices, T sixteenths
"""

import numpy as np

from sunmask.chorale.music.notes import note_numbers
from sunmask.chorale.music.symbols import NUM_SYMBOLS
from sunmask.lab.training.noise import NoiseSettings
from sunmask.method.writing_order import STRETCH, places

KINDS = (
    ("everything", 0.08),
    ("voices", 0.22),
    ("span", 0.16),
    ("bars", 0.16),
    ("voice span", 0.14),
    ("lines", 0.14),
    ("beats", 0.10),
    ("notes", 0.14),
)
"""Kinds of structured masks and how often each is drawn."""


def doubt_cells(
    rng: np.random.Generator, ids_VT: np.ndarray, positions_T: np.ndarray, bar: int, settings: NoiseSettings
) -> np.ndarray:
    """Which cells are hidden, booleans (V, T), at least one of them."""
    shape = ids_VT.shape
    hidden = np.zeros(shape, dtype=bool)
    if settings.written and rng.random() < settings.written:
        hidden = not_yet_written(rng, shape[0], np.cumsum(positions_T % 4 == 0))
    elif settings.large and rng.random() < settings.large:
        hidden = large_hole(rng, shape[0], shape[1], bar)
    elif rng.random() < settings.iid:
        hidden = rng.random(shape) < rng.random()
    else:
        names, weights = zip(*KINDS, strict=True)
        kind = rng.choice(names, p=np.array(weights) / sum(weights))
        hidden = structured(rng, str(kind), ids_VT, positions_T, bar)
        if rng.random() < 0.4:  # a structure amid scattered doubt, as in the sampler's middle steps
            hidden |= rng.random(shape) < rng.random() ** 2
        if rng.random() < 0.15:  # part of a structure is already trusted
            hidden &= rng.random(shape) >= rng.random() ** 2
    if not hidden.any():
        hidden[rng.integers(shape[0]), rng.integers(shape[1])] = True
    return hidden


def structured(
    rng: np.random.Generator, kind: str, ids_VT: np.ndarray, positions_T: np.ndarray, bar: int
) -> np.ndarray:
    """One mask of a kind of `KINDS`, booleans (V, T)."""
    V, T = ids_VT.shape
    hidden = np.zeros((V, T), dtype=bool)
    if kind == "everything":
        hidden[:] = True
    elif kind == "voices":
        hidden[some_voices(rng, V)] = True
    elif kind in ("span", "voice span"):
        length = int(np.ceil(T * rng.random() ** 1.5))
        start = int(rng.integers(T - length + 1))
        voices = np.arange(V) if kind == "span" else some_voices(rng, V)
        hidden[voices, start : start + length] = True
    elif kind == "lines":
        beat_T = np.cumsum(positions_T % 4 == 0)
        hidden = line_blocks(rng, V, beat_T, cover=rng.random()) & (rng.random((V, T)) < rng.random())
    elif kind == "bars":
        bar_T = np.cumsum(positions_T == 0)
        chosen = rng.random(bar_T.max() + 1) < rng.random()
        chosen[rng.integers(len(chosen))] = True
        hidden[:] = chosen[bar_T]
    elif kind == "beats":
        beat_T = np.cumsum(positions_T % 4 == 0)
        hidden = (rng.random((V, beat_T.max() + 1)) < rng.random())[:, beat_T]
    elif kind == "notes":
        note_VT = note_numbers(ids_VT)
        hidden = (rng.random((V, T + 1)) < rng.random())[np.arange(V)[:, None], note_VT]
    else:
        raise ValueError(f"expected a kind of mask of KINDS, got {kind!r}")
    return hidden


def large_hole(rng: np.random.Generator, num_voices: int, num_sixteenths: int, bar: int) -> np.ndarray:
    """A hole that only distant context can fill, booleans (V, T): everything, all voices but one, a half, two
    bars or more; sometimes with a voice left in it."""
    hidden = np.zeros((num_voices, num_sixteenths), dtype=bool)
    kind = rng.choice(4, p=[0.25, 0.25, 0.15, 0.35])
    if kind == 0:
        hidden[:] = True
    elif kind == 1:
        hidden[:] = True
        hidden[0 if rng.random() < 0.6 else rng.integers(num_voices)] = False
    elif kind == 2:
        hidden[:, num_sixteenths // 2 :] = True
        if rng.random() < 0.3:
            hidden = ~hidden
    else:
        length = min(num_sixteenths, int(rng.integers(2, 6)) * bar)
        start = int(rng.integers(num_sixteenths - length + 1))
        hidden[:, start : start + length] = True
        if rng.random() < 0.2:
            hidden[rng.integers(num_voices)] = False
    return hidden


def not_yet_written(rng: np.random.Generator, num_voices: int, beat_T: np.ndarray) -> np.ndarray:
    """The cells that wait at some moment of the writing, booleans (V, T): the rest of every stretch, or all
    that comes after one moment; sometimes with voices that are kept.

    beat_T: the number of each column's beat."""
    begins = 0 if rng.random() < 0.5 else int(rng.integers(STRETCH))
    unit_T = np.concatenate((np.full(begins, beat_T[0]), beat_T))
    is_one_by_one = rng.random() < 0.3
    everything = np.ones((num_voices, len(unit_T)), dtype=bool)
    place_VT = places(rng, everything, unit_T, len(unit_T) if is_one_by_one else STRETCH)[:, begins:]
    hidden = place_VT >= rng.random()
    if rng.random() < 0.3:
        hidden[some_voices(rng, num_voices)] = False
    return hidden


def line_blocks(rng: np.random.Generator, num_voices: int, beat_T: np.ndarray, cover: float) -> np.ndarray:
    """Blocks of one to four beats of one voice, one block at most in a column, booleans (V, T).

    beat_T: the number of each column's beat. cover: share of the columns that have one.
    """
    length = int(rng.choice([1, 2, 4]))
    block_T = (beat_T - beat_T[0] + rng.integers(length)) // length
    block_T -= block_T[0]
    count = int(block_T[-1]) + 1
    voice_T = rng.integers(num_voices, size=count)[block_T]
    has_one_T = (rng.random(count) < cover)[block_T]
    return (np.arange(num_voices)[:, None] == voice_T) & has_one_T


def some_voices(rng: np.random.Generator, num_voices: int) -> np.ndarray:
    """One to all but one of the voices, fewer least often."""
    count = int(rng.choice(np.arange(1, num_voices), p=np.array([0.3, 0.3, 0.4])))
    return rng.choice(num_voices, size=count, replace=False)


def noise(rng: np.random.Generator, ids_VT: np.ndarray, plausible: bool) -> np.ndarray:
    """Symbols for every cell, (V, T): uniform over all, or drawn from the symbols of the same voice."""
    if not plausible:
        return rng.integers(NUM_SYMBOLS, size=ids_VT.shape)
    return np.take_along_axis(ids_VT, rng.integers(ids_VT.shape[1], size=ids_VT.shape), axis=1)
