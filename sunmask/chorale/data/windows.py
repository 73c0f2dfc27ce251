"""Training windows cut from chorales: crops, padding, transposition, and the noise put on them.

V voices, T sixteenths of a window, L sixteenths of it inside the piece
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from sunmask.chorale.data.bach import Piece
from sunmask.chorale.noise import doubt_cells, noise, note_numbers
from sunmask.chorale.symbols import HIGHEST_PITCH, LOWEST_PITCH, NUM_PITCHES, REST_ID, VOICE_RANGES, encode
from sunmask.chorale.windows import BARS, PATCH, WINDOW
from sunmask.method.noise import NoiseSettings
from sunmask.method.objective import Examples

SHORT = 0.15
"""Share of crops shorter than a window; in half of them both ends count as the piece's ends."""


@dataclass(frozen=True)
class Window:
    """A crop before noise: ids (V, L), positions, bar index and places of its columns (L,)."""

    ids_VL: np.ndarray
    position_L: np.ndarray
    bar: int
    place_L: np.ndarray


@dataclass(frozen=True)
class Batch(Examples):
    """Chorales. position_BT, bar_BT, place_BT: see `chorale.windows`."""

    position_BT: Tensor
    bar_BT: Tensor
    place_BT: Tensor

    @property
    def columns(self) -> tuple[Tensor, ...]:
        return self.position_BT, self.bar_BT, self.place_BT


class Windows:
    """Draws batches; batch number n of a seed is always the same, and so is each part of it."""

    def __init__(self, pieces: list[Piece], seed: int, batch_size: int, settings: NoiseSettings):
        self.pieces, self.seed, self.batch_size, self.settings = pieces, seed, batch_size, settings
        self.ids = [encode(piece.symbols_VT) for piece in pieces]
        self.shifts = [transpositions(piece.symbols_VT) for piece in pieces]
        lengths = np.array([ids.shape[1] for ids in self.ids], dtype=float)
        self.chances = (lengths + WINDOW) / (lengths + WINDOW).sum()

    def batch(self, number: int, part: int = 0, parts: int = 1) -> Batch:
        """A batch, or one of the parts that are drawn apart, as many examples in each."""
        rng = np.random.default_rng([self.seed, number, part] if part else [self.seed, number])
        return collate([self.example(rng) for _ in range(self.batch_size // parts)])

    def example(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        which = int(rng.choice(len(self.pieces), p=self.chances))
        piece = self.pieces[which]
        window = crop(rng, self.ids[which], piece)
        ids_VL = transpose(window.ids_VL, int(rng.choice(self.shifts[which])))
        window = Window(ids_VL, window.position_L, window.bar, window.place_L)
        return corrupt(rng, window, self.settings)


def transpositions(symbols_VT: np.ndarray) -> np.ndarray:
    """Semitones (-6..6) by which a piece may move with each voice inside its range of the corpus."""
    allowed = [0]
    for shift in range(-6, 7):
        rows = zip(np.abs(symbols_VT), VOICE_RANGES, strict=True)
        if all(low <= row[row > 0].min() + shift and row.max() + shift <= high for row, (low, high) in rows):
            allowed.append(shift)
    return np.unique(allowed)


def transpose(ids: np.ndarray, shift: int) -> np.ndarray:
    """Ids moved by semitones; the caller keeps them inside the grid."""
    return np.where(ids == REST_ID, REST_ID, ids + shift)


def crop(rng: np.random.Generator, ids_VT: np.ndarray, piece: Piece) -> Window:
    """A window's worth of a piece or less: often its beginning or end, mostly from a beat on."""
    total = ids_VT.shape[1]
    positions_T = piece.positions_T
    is_short = rng.random() < SHORT
    length = min(total, int(rng.integers(4, WINDOW // PATCH)) * PATCH if is_short else WINDOW)
    last = total - length
    where = rng.random()
    if where < 0.2:
        start = 0
    elif where < 0.4:
        start = last
    else:
        start = int(rng.integers(last + 1))
        if rng.random() < 0.9:
            start -= start % PATCH
    places_T = np.zeros(total, dtype=np.int64)
    places_T[0], places_T[-1] = 1, 2
    ids_VL, place_L = ids_VT[:, start : start + length].copy(), places_T[start : start + length].copy()
    if is_short and rng.random() < 0.5:
        place_L[0], place_L[-1] = 1, 2
        goes_on = (ids_VL[:, 0] >= NUM_PITCHES) & (ids_VL[:, 0] != REST_ID)
        ids_VL[goes_on, 0] -= NUM_PITCHES
    return Window(ids_VL, positions_T[start : start + length], BARS.index(piece.bar), place_L)


def corrupt(rng: np.random.Generator, window: Window, settings: NoiseSettings) -> dict[str, np.ndarray]:
    """One padded example: the fields of `Batch` without the batch axis."""
    ids_VL = window.ids_VL
    hidden = doubt_cells(rng, ids_VL, window.position_L, BARS[window.bar], settings)
    noisy = np.where(hidden, noise(rng, ids_VL, rng.random() < settings.plausible), ids_VL)
    scored = hidden.copy()
    if rng.random() < settings.corrupt:
        wrong = spoil_notes(rng, ids_VL, noisy, ~hidden)
        noisy, scored = np.where(wrong >= 0, wrong, noisy), scored | (wrong >= 0)
    length = ids_VL.shape[1]
    rows = dict(clean_BVT=ids_VL, noisy_BVT=noisy, trust_BVT=~hidden, scored_BVT=scored)
    out = {name: pad(value, REST_ID if value.dtype != bool else False) for name, value in rows.items()}
    inside_T = np.arange(WINDOW) < length
    out["inside_BVT"] = np.broadcast_to(inside_T, (len(ids_VL), WINDOW))
    return out | pad_columns(window)


def spoil_notes(
    rng: np.random.Generator, ids_VL: np.ndarray, noisy_VL: np.ndarray, trusted_VL: np.ndarray
) -> np.ndarray:
    """Wrong ids for the trusted cells of a few notes, -1 elsewhere (V, L): a shifted note, or any symbols."""
    wrong = np.full(ids_VL.shape, -1)
    note_VL = note_numbers(ids_VL)
    for _ in range(int(rng.integers(1, 5))):
        voice, column = int(rng.integers(ids_VL.shape[0])), int(rng.integers(ids_VL.shape[1]))
        cells = (note_VL[voice] == note_VL[voice, column]) & trusted_VL[voice]
        ids = ids_VL[voice, cells]
        if rng.random() < 0.7 and (ids != REST_ID).all():
            shift = int(rng.choice([-4, -3, -2, -1, 1, 2, 3, 4]))
            pitch = ids % NUM_PITCHES + shift
            if ids.size and pitch.min() >= 0 and pitch.max() <= HIGHEST_PITCH - LOWEST_PITCH:
                wrong[voice, cells] = ids + shift
        elif trusted_VL[voice, column]:
            wrong[voice, column] = rng.integers(REST_ID + 1)
    return np.where(wrong == noisy_VL, -1, wrong)


def pad(rows_VL: np.ndarray, value: int | bool) -> np.ndarray:
    """Rows (V, L) widened to the window."""
    return np.pad(rows_VL, ((0, 0), (0, WINDOW - rows_VL.shape[1])), constant_values=value)


def pad_columns(window: Window) -> dict[str, np.ndarray]:
    """position_BT, bar_BT and place_BT of a window without the batch axis; places 3 outside the piece."""
    after = (0, WINDOW - len(window.position_L))
    return {
        "position_BT": np.pad(window.position_L, after),
        "bar_BT": np.full(WINDOW, window.bar),
        "place_BT": np.pad(window.place_L, after, constant_values=3),
    }


def collate(examples: list[dict[str, np.ndarray]]) -> Batch:
    stacked = {name: np.stack([example[name] for example in examples]) for name in examples[0]}
    return Batch(**{name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in stacked.items()})
