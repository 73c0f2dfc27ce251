"""Training windows cut from chorales: crops, padding, transposition, and the noise put on them.

V voices, T sixteenths of a window, L sixteenths of it inside the piece
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from sunmask.chorale.conditioning.conditions import no_conditions, transpose_conditions, unsaid
from sunmask.chorale.conditioning.features import CHORD, INDEX, NUM_QUALITIES, NUM_ROOTS
from sunmask.chorale.music.notes import note_numbers
from sunmask.chorale.music.symbols import HIGHEST_PITCH, LOWEST_PITCH, NUM_PITCHES, REST_ID, encode
from sunmask.chorale.music.voices import VOICE_RANGES
from sunmask.chorale.sampling.windows import PATCH, PLACES, WINDOW
from sunmask.lab.chorale.corpora.bach import Piece
from sunmask.lab.chorale.corpora.conditions import left_unsaid, piece_conditions, texture_class
from sunmask.lab.chorale.noise import doubt_cells, noise
from sunmask.lab.training.noise import NoiseSettings
from sunmask.lab.training.objective import Examples

FIRST = PLACES.index("first column of the piece")
SHORT = 0.15
"""Share of crops shorter than a window; their ends are no ends of the piece unless they happen to be."""


@dataclass(frozen=True)
class Window:
    """A crop before noise: ids (V, L), and the features of its columns (L, F)."""

    ids_VL: np.ndarray
    conditions_LF: np.ndarray

    @property
    def position_L(self) -> np.ndarray:
        """Sixteenth within the bar."""
        told = self.conditions_LF
        return told[:, INDEX["beat"]] * told[:, INDEX["beat_length"]] + told[:, INDEX["sixteenth"]]

    @property
    def bar(self) -> int:
        """Sixteenths of a bar."""
        return int(self.conditions_LF[0, INDEX["beat_length"]] * self.conditions_LF[0, INDEX["num_beats"]])


@dataclass(frozen=True)
class Batch(Examples):
    """Chorales. conditions_BTF: features of the columns. chords_BN: the chord of each four sixteenths, as
    `Reading` counts them, -1 where it is not asked for; bass_BN: its bass, likewise."""

    conditions_BTF: Tensor
    chords_BN: Tensor
    bass_BN: Tensor

    @property
    def columns(self) -> tuple[Tensor, ...]:
        return (self.conditions_BTF,)


class Windows:
    """Draws batches; batch number n of a seed is always the same, and so is each part of it."""

    def __init__(self, pieces: list[Piece], seed: int, batch_size: int, settings: NoiseSettings):
        self.pieces, self.seed, self.batch_size, self.settings = pieces, seed, batch_size, settings
        self.ids = [encode(piece.symbols_VT) for piece in pieces]
        self.told = [piece_conditions(piece) for piece in pieces]
        self.shifts = [transpositions(piece.symbols_VT) for piece in pieces]
        lengths = np.array([ids.shape[1] for ids in self.ids], dtype=float)
        self.chances = (lengths + WINDOW) / (lengths + WINDOW).sum()

    def weigh_styles(self, shares: dict[str, float]) -> None:
        """Draw from each style in its share, and within it as before."""
        styles = np.array([piece.style for piece in self.pieces])
        for style, share in shares.items():
            self.chances[styles == style] *= share / self.chances[styles == style].sum()

    def batch(self, number: int, part: int = 0, parts: int = 1) -> Batch:
        """A batch, or one of the parts that are drawn apart, as many examples in each."""
        rng = np.random.default_rng([self.seed, number, part] if part else [self.seed, number])
        return collate([self.example(rng) for _ in range(self.batch_size // parts)])

    def example(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        which = int(rng.choice(len(self.pieces), p=self.chances))
        window = crop(rng, self.ids[which], self.told[which])
        shift = int(rng.choice(self.shifts[which]))
        conditions_LF = transpose_conditions(window.conditions_LF, shift)
        window = Window(transpose(window.ids_VL, shift), conditions_LF)
        conditions_LF[:, INDEX["texture"]] = texture_class(window.ids_VL)
        said_LF = left_unsaid(rng, conditions_LF) if self.settings.tells else unsaid(conditions_LF)
        return corrupt(rng, window, said_LF, self.settings)


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


def crop(rng: np.random.Generator, ids_VT: np.ndarray, conditions_TF: np.ndarray) -> Window:
    """A window's worth of a piece or less: often its beginning or end, mostly from a beat on.

    Only the piece's own ends are called ends; a piece may be said to begin with its second phrase, or a later
    one.
    """
    total = ids_VT.shape[1]
    is_short = rng.random() < SHORT
    length = min(total, int(rng.integers(4, WINDOW // PATCH)) * PATCH if is_short else WINDOW)
    last = total - length
    where = rng.random()
    conditions_TF = conditions_TF.copy()
    if where < 0.2:
        start = 0
    elif where < 0.4:
        start = last
    elif where < 0.55:
        start = later_beginning(rng, conditions_TF, last)
        conditions_TF[start, INDEX["place"]] = FIRST
    else:
        start = int(rng.integers(last + 1))
        if rng.random() < 0.9:
            start -= start % PATCH
    ids_VL = ids_VT[:, start : start + length].copy()
    if conditions_TF[start, INDEX["place"]] == FIRST:
        goes_on = (ids_VL[:, 0] >= NUM_PITCHES) & (ids_VL[:, 0] != REST_ID)
        ids_VL[goes_on, 0] -= NUM_PITCHES
    return Window(ids_VL, conditions_TF[start : start + length])


def later_beginning(rng: np.random.Generator, conditions_TF: np.ndarray, last: int) -> int:
    """The column of a phrase's beginning at or near `last`, from which a window holds the piece's end; 0
    where no phrase begins there."""
    to_end_T = conditions_TF[:, INDEX["to_phrase_end"]]
    begins = np.flatnonzero((to_end_T[:-1] == 1) & (to_end_T[1:] != 1)) + 1
    near = begins[(begins >= last) & (begins + 2 * PATCH * PATCH < len(conditions_TF))]
    return int(rng.choice(near)) if len(near) else 0


def corrupt(
    rng: np.random.Generator, window: Window, said_LF: np.ndarray, settings: NoiseSettings
) -> dict[str, np.ndarray]:
    """One padded example: the fields of `Batch` without the batch axis. said_LF: what the network is told of
    all that the window tells."""
    ids_VL = window.ids_VL
    hidden = doubt_cells(rng, ids_VL, window.position_L, window.bar, settings)
    noisy = np.where(hidden, noise(rng, ids_VL, rng.random() < settings.plausible), ids_VL)
    scored = hidden.copy()
    if rng.random() < settings.corrupt:
        wrong = spoil_notes(rng, ids_VL, noisy, ~hidden)
        noisy, scored = np.where(wrong >= 0, wrong, noisy), scored | (wrong >= 0)
    return padded(window, said_LF, noisy, ~hidden, scored)


def padded(
    window: Window, said_LF: np.ndarray, noisy_VL: np.ndarray, trust_VL: np.ndarray, scored_VL: np.ndarray
) -> dict[str, np.ndarray]:
    """The fields of `Batch` for one example, widened to the window."""
    ids_VL = window.ids_VL
    rows = dict(clean_BVT=ids_VL, noisy_BVT=noisy_VL, trust_BVT=trust_VL, scored_BVT=scored_VL)
    out = {name: pad(value, REST_ID if value.dtype != bool else False) for name, value in rows.items()}
    out["inside_BVT"] = np.broadcast_to(np.arange(WINDOW) < ids_VL.shape[1], (len(ids_VL), WINDOW))
    all_LF, conditions_LF = pad_columns(window.conditions_LF), pad_columns(said_LF)
    out["conditions_BTF"] = conditions_LF
    root_N, quality_N, bass_N = (all_LF[::PATCH, INDEX[name]] for name in CHORD)
    is_asked_N = (conditions_LF[::PATCH, INDEX["root"]] == 0) & (root_N > 0)
    chord_N = np.where(root_N > 12, NUM_ROOTS * NUM_QUALITIES, (root_N - 1) * NUM_QUALITIES + quality_N - 1)
    out["chords_BN"] = np.where(is_asked_N, chord_N, -1)
    is_asked_N = (conditions_LF[::PATCH, INDEX["bass"]] == 0) & (bass_N > 0)
    out["bass_BN"] = np.where(is_asked_N, bass_N - 1, -1)
    return out


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


def pad_columns(conditions_LF: np.ndarray) -> np.ndarray:
    """The conditions of a window's columns, (T, F); none after the end of the piece."""
    spare = WINDOW - len(conditions_LF)
    if not spare:
        return conditions_LF
    return np.concatenate((conditions_LF, np.repeat(no_conditions()[None], spare, axis=0)))


def collate(examples: list[dict[str, np.ndarray]]) -> Batch:
    stacked = {name: np.stack([example[name] for example in examples]) for name in examples[0]}
    return Batch(**{name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in stacked.items()})
