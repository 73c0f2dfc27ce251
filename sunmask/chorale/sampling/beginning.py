"""How a piece from nothing begins: written from left to right, one voice after another in each sixteenth, by
a network that has learned to, without faults that are refused.

A sixteenth whose notes make a fault is drawn again; after some draws the one with the fewest is taken. What
is drawn is the network's distribution but for that, and for the temperatures.

V voices, T columns, A answers
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import torch
from scipy.special import softmax

from sunmask.chorale.conditioning.features import CHORD, INDEX
from sunmask.chorale.music.symbols import NUM_PITCHES, REST_ID, Chorale
from sunmask.chorale.music.voices import VOICES
from sunmask.chorale.networks import left_to_right
from sunmask.chorale.networks.left_to_right import ORDER, LeftToRight, LeftToRightConfig
from sunmask.chorale.networks.left_to_right_decoding import Decoding, DecodingWeights
from sunmask.chorale.rules.rejection import Refused
from sunmask.chorale.settings import CALM, ChoraleSettings
from sunmask.method.cells import Plan
from sunmask.models.pretrained import CARD
from sunmask.models.shipped import shipped

WEIGHTS = Path(left_to_right.__file__).with_name("left_to_right_weights")
METRE = "4/4"
"""The only metre in which such pieces were compared with others."""
TEMPERATURE, RHYTHM_TEMPERATURE = 0.75, 1.0
"""Of pitches, and of whether a note begins, goes on or rests, where the run's is `CALM`."""
MOST_DRAWS = 12
LOOKS_BACK = 8
"""Columns in which faults of a new one are looked for."""


@cache
def learned_network() -> LeftToRight:
    """The network that ships. Raises ValueError where its weights are not what their card says."""
    card = json.loads((WEIGHTS / CARD).read_text())
    network = LeftToRight(LeftToRightConfig(**card["config"]))
    network.load_state_dict(shipped(WEIGHTS))
    return network.eval().requires_grad_(False)


@cache
def learned_weights() -> DecodingWeights:
    """Those of `learned_network`."""
    return DecodingWeights(learned_network())


def begins_in_order(piece: Chorale, plan: Plan, settings: ChoraleSettings) -> bool:
    """Whether a piece is begun so: nothing of it is there, and it has a key and no other wishes."""
    meta = piece.meta
    return (
        settings.begin_in_order
        and settings.write_once
        and settings.keep_key
        and settings.redraw_share == 1
        and bool(plan.renoise.all())
        and meta.metre == METRE
        and not (meta.pickup or piece.chords or piece.form)
    )


class Beginning:
    """What one candidate begins with. conditions_TF: of its columns, as they are when the run begins."""

    def __init__(self, conditions_TF: np.ndarray, piece: Chorale, settings: ChoraleSettings):
        self._conditions_TF, self._settings = unchorded(conditions_TF), settings
        self._refused = Refused.by(settings, piece.meta)
        self._ids_VT = np.full((len(VOICES), len(conditions_TF)), REST_ID)
        self._columns: Iterator[np.ndarray] | None = None
        self._num_written = 0

    def ids(self, num_columns: int, rng: np.random.Generator) -> np.ndarray:
        """The ids (V, T) of the piece, of which so many columns are written at least; the others rest. rng:
        the same at every call."""
        if self._columns is None:
            warmth = self._settings.temperature / CALM
            temperatures = TEMPERATURE * warmth, RHYTHM_TEMPERATURE * warmth
            its = self._conditions_TF, self._refused, rng, temperatures
            self._columns = columns(learned_weights(), *its)
        for t in range(self._num_written, num_columns):
            self._ids_VT[:, t] = next(self._columns)
            self._num_written = t + 1
        return self._ids_VT


def unchorded(conditions_TF: np.ndarray) -> np.ndarray:
    """The same without chords, of which the network reads nothing."""
    conditions_TF = conditions_TF.copy()
    conditions_TF[:, [INDEX[name] for name in CHORD]] = 0
    return conditions_TF


def columns(
    weights: DecodingWeights,
    conditions_TF: np.ndarray,
    refused: Refused,
    rng: np.random.Generator,
    temperatures: tuple[float, float] = (1.0, 1.0),
) -> Iterator[np.ndarray]:
    """The ids (V,) of each column of a new piece. temperatures: of pitches, and of rhythm."""
    decoding = Decoding(weights, torch.from_numpy(conditions_TF))
    ids_VT = np.full((len(VOICES), len(conditions_TF)), REST_ID)
    for t in range(len(conditions_TF)):
        decoding.read()
        part_VT = ids_VT[:, max(0, t - LOOKS_BACK) : t + 1].copy()
        before, fewest = refused.count(part_VT[:, :-1]) if t else 0, np.inf
        for uniform_V in rng.random((MOST_DRAWS, len(VOICES))):
            part_VT[:, -1] = _column(decoding, temperatures, uniform_V)
            faults = refused.count(part_VT) - before if t else 0
            if faults < fewest:
                fewest, ids_VT[:, t] = faults, part_VT[:, -1]
            if fewest == 0:
                break
        decoding.append(ids_VT[:, t].tolist())
        yield ids_VT[:, t]


def _column(decoding: Decoding, temperatures: tuple[float, float], uniform_V: np.ndarray) -> np.ndarray:
    """Ids (V,) of one column, each voice drawn by a number from 0 to 1."""
    ids: list[int] = []  # in their turn
    for turn, uniform in enumerate(uniform_V):
        total_A = chances(decoding.logits(turn, ids), *temperatures).cumsum()
        answer = min(int((total_A < uniform * total_A[-1]).sum()), len(total_A) - 1)
        ids.append(decoding.id_of(turn, answer))
    ids_V = np.empty(len(VOICES), dtype=np.int64)
    ids_V[list(ORDER)] = ids
    return ids_V


def chances(logits_A: np.ndarray, temperature: float, rhythm_temperature: float) -> np.ndarray:
    """The chance of each answer (A,): whether a note begins is drawn apart from its pitch."""
    chance_A = softmax(logits_A / rhythm_temperature)
    pitch_A = softmax(logits_A[:NUM_PITCHES] / temperature)
    return np.concatenate((pitch_A * chance_A[:NUM_PITCHES].sum(), chance_A[NUM_PITCHES:]))
