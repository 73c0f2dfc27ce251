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
from torch import Tensor

from sunmask.chorale.conditioning.features import CHORD, INDEX
from sunmask.chorale.music.symbols import NUM_PITCHES, REST_ID, Chorale
from sunmask.chorale.music.voices import VOICES
from sunmask.chorale.networks import left_to_right
from sunmask.chorale.networks.left_to_right import (
    GOES_ON,
    NONE,
    ORDER,
    RESTS,
    LeftToRight,
    LeftToRightConfig,
    Past,
    past_of,
    tonics,
)
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
            self._columns = columns(learned_network(), *its)
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
    network: LeftToRight,
    conditions_TF: np.ndarray,
    refused: Refused,
    rng: np.random.Generator,
    temperatures: tuple[float, float] = (1.0, 1.0),
) -> Iterator[np.ndarray]:
    """The ids (V,) of each column of a new piece. temperatures: of pitches, and of rhythm."""
    conditions_1TF = torch.from_numpy(conditions_TF)[None]
    num_columns, tonic_1T, kept = len(conditions_TF), tonics(conditions_1TF), None
    ids_1VT = torch.full((1, len(VOICES), num_columns), REST_ID)
    for t in range(num_columns):
        at = slice(t, t + 1)
        past = past_of(ids_1VT[..., : max(1, t)]).at(at)
        with torch.inference_mode():
            x_1TW, own_1VTE, kept = network.read(past, conditions_1TF[:, at], kept)
        part_VT = ids_1VT[0, :, max(0, t - LOOKS_BACK) : t + 1].numpy().copy()
        before, fewest = refused.count(part_VT[:, :-1]) if t else 0, np.inf
        for uniform_V in rng.random((MOST_DRAWS, len(VOICES))):
            column_V = _column(network, (x_1TW, own_1VTE), past, tonic_1T[:, at], temperatures, uniform_V)
            part_VT[:, -1] = column_V
            faults = refused.count(part_VT) - before if t else 0
            if faults < fewest:
                fewest, ids_1VT[0, :, t] = faults, torch.from_numpy(column_V)
            if fewest == 0:
                break
        yield ids_1VT[0, :, t].numpy()


@torch.inference_mode()
def _column(
    network: LeftToRight,
    known: tuple[Tensor, Tensor],
    past: Past,
    tonic_1T: Tensor,
    temperatures: tuple[float, float],
    uniform_V: np.ndarray,
) -> np.ndarray:
    """Ids (V,) of one column, each voice drawn by a number from 0 to 1."""
    held_V = past.held[0, :, 0]
    answer_1VT, pitch_1VT = torch.full_like(past.held, RESTS), torch.full_like(past.held, NONE)
    ids_V = np.full(len(VOICES), REST_ID)
    for turn, voice in enumerate(ORDER):
        logits_A = network.logits(turn, known, past, tonic_1T, answer_1VT, pitch_1VT)[0, 0]
        total_A = chances(logits_A, *temperatures).double().cumsum(-1)
        answer = min(int((total_A < uniform_V[turn] * total_A[-1]).sum()), len(total_A) - 1)
        answer_1VT[0, voice, 0] = answer
        if answer == GOES_ON:
            pitch_1VT[0, voice, 0] = held_V[voice]
            ids_V[voice] = int(held_V[voice]) + NUM_PITCHES
        elif answer != RESTS:
            pitch_1VT[0, voice, 0] = ids_V[voice] = answer
    return ids_V


def chances(logits_A: Tensor, temperature: float, rhythm_temperature: float) -> Tensor:
    """The chance of each answer (A,): whether a note begins is drawn apart from its pitch."""
    chance_A = (logits_A / rhythm_temperature).softmax(-1)
    pitch_A = (logits_A[:NUM_PITCHES] / temperature).softmax(-1)
    return torch.cat((pitch_A * chance_A[:NUM_PITCHES].sum(), chance_A[NUM_PITCHES:]))
