"""The first draft of a piece that is composed from nothing. A network that was trained for this writes it
from left to right, voice by voice in each sixteenth, and avoids the faults that are refused.

Where the plan of the piece has a chord, as at the closes of its phrases, only its notes are drawn: the
network reads no chords, and the denoiser that revises what it writes seldom moves the end of a phrase. A
sixteenth whose notes make a fault is drawn again; after some draws the one with the fewest is taken. Apart
from that and the temperatures, notes follow the network's distribution.

V voices, T columns, A answers, P symbols
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import torch

from sunmask.chorale.conditioning.features import CHORD, INDEX
from sunmask.chorale.conditioning.phrases import BEAT
from sunmask.chorale.music.symbols import NUM_PITCHES, REST_ID, Chorale
from sunmask.chorale.music.voices import VOICES
from sunmask.chorale.networks import left_to_right
from sunmask.chorale.networks.left_to_right import GOES_ON, ORDER, LeftToRight, LeftToRightConfig
from sunmask.chorale.networks.left_to_right_decoding import Decoding, DecodingWeights
from sunmask.chorale.rules.constraints import ChordConstraints
from sunmask.chorale.rules.rejection import Refused
from sunmask.chorale.settings import CALM, ChoraleSettings
from sunmask.method.cells import Plan
from sunmask.models.pretrained import CARD
from sunmask.models.shipped import shipped

WEIGHTS = Path(left_to_right.__file__).with_name("left_to_right_weights")
METRE = "4/4"
"""The only metre in which such pieces were compared with others."""
TEMPERATURE, RHYTHM_TEMPERATURE = 0.7, 0.95
"""Of pitch, and of rhythm (whether a note begins, goes on or rests), for a run whose temperature is `CALM`;
others scale with it."""
MOST_DRAWS = 12
LOOKS_BACK = 8
"""Columns in which faults of a new one are looked for."""
OPEN = -1
"""In place of an id, where a voice's is drawn."""
Bias = Callable[[int, list[int]], np.ndarray]
"""What is added to the logits of each symbol (P,) for the voice whose turn it is, given the ids of those
before it."""


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


def begins_in_order(piece: Chorale, plan: Plan, settings: ChoraleSettings, first_step: int = 0) -> bool:
    """Whether a piece is begun this way: the settings allow it, it is in `METRE` without pickup, chords or
    form, and either all cells are to be composed anew or, in a branch, some beat is still to be
    written. first_step: the run's first step, 0 but in a branch."""
    meta = piece.meta
    return (
        settings.begin_in_order
        and settings.write_once
        and settings.keep_key
        and settings.redraw_share == 1
        and (_waits_in_silence(piece, plan) if first_step else bool(plan.renoise.all()))
        and meta.metre == METRE
        and not (meta.pickup or piece.chords or piece.form)
    )


def _waits_in_silence(piece: Chorale, plan: Plan) -> bool:
    """Whether in some beat all voices are free and rest, as where a piece is still to be written."""
    is_silent_T = ((piece.symbols_VT == 0) & ~plan.hold & ~plan.trust).all(axis=0)
    return any(is_silent_T[first : first + BEAT].all() for first in range(0, len(is_silent_T), BEAT))


class Beginning:
    """The beginning of one candidate. conditions_TF: of its columns, as they are when the run begins.

    What is written in a column depends on the canvas before it, as people may have changed it, on what is
    given in the column, and on numbers drawn for it. So it is the same after a restart."""

    def __init__(self, conditions_TF: np.ndarray, piece: Chorale, settings: ChoraleSettings):
        warmth = settings.temperature / CALM
        self._temperatures = TEMPERATURE * warmth, RHYTHM_TEMPERATURE * warmth
        self._conditions_TF = torch.from_numpy(unchorded(conditions_TF))
        self._refused = Refused.by(settings, piece.meta)
        self._read_VT = np.empty((len(VOICES), 0), dtype=np.int64)
        self._decoding = Decoding(learned_weights(), self._conditions_TF)

    def write(
        self,
        ids_VT: np.ndarray,
        columns: range,
        open_VT: np.ndarray,
        generator: Callable[[int], np.random.Generator],
        chords: ChordConstraints | None = None,
    ) -> np.ndarray:
        """The ids (V, T) of the canvas with some columns written. open: cells that are drawn; the others are
        given. generator: of a column. chords: that the plan of the piece has."""
        ids_VT = ids_VT.copy()
        for t in columns:
            self._read(ids_VT[:, :t])
            before_VT = ids_VT[:, max(0, t - LOOKS_BACK) : t]
            given_V = np.where(open_VT[:, t], OPEN, ids_VT[:, t])
            its = self._refused, generator(t), self._temperatures
            bias = chord_bias(chords, ids_VT, t) if chords and chords.is_on(t) else None
            ids_VT[:, t] = next_column(self._decoding, before_VT, given_V, *its, bias)
            self._append(ids_VT[:, : t + 1])
        return ids_VT

    def _read(self, ids_VT: np.ndarray) -> None:
        """Make the network read these columns; if one that it has read has changed, all of them again."""
        num_read = self._read_VT.shape[1]
        if not np.array_equal(self._read_VT, ids_VT[:, :num_read]):
            self._decoding, num_read = Decoding(learned_weights(), self._conditions_TF), 0
        for t in range(num_read, ids_VT.shape[1]):
            self._decoding.read()
            self._append(ids_VT[:, : t + 1])

    def _append(self, ids_VT: np.ndarray) -> None:
        self._decoding.append(ids_VT[:, -1].tolist())
        self._read_VT = ids_VT.copy()


def unchorded(conditions_TF: np.ndarray) -> np.ndarray:
    """The same without chords, of which the network reads nothing."""
    conditions_TF = conditions_TF.copy()
    conditions_TF[:, [INDEX[name] for name in CHORD]] = 0
    return conditions_TF


def chord_bias(chords: ChordConstraints, ids_VT: np.ndarray, t: int) -> Bias:
    """The bias of a column that has one of the chords. ids: of the canvas, (V, T)."""
    before_VT = ids_VT.copy()
    before_VT[:, t:] = REST_ID

    def bias(turn: int, ids: list[int]) -> np.ndarray:
        now_VT, voice = before_VT.copy(), ORDER[turn]
        now_VT[list(ORDER[:turn]), t] = ids
        is_open_VT = np.zeros(now_VT.shape, dtype=bool)
        is_open_VT[voice, t] = True
        return chords.logit_bias(now_VT, is_open_VT)[0].numpy()

    return bias


def next_column(
    decoding: Decoding,
    before_VT: np.ndarray,
    given_V: np.ndarray,
    refused: Refused,
    rng: np.random.Generator,
    temperatures: tuple[float, float] = (1.0, 1.0),
    bias: Bias | None = None,
) -> np.ndarray:
    """The ids (V,) of the column that follows on those that were read. before: of the last of these, in which
    faults are looked for. given: the id of each voice, or OPEN. temperatures: of pitches, and of rhythm."""
    decoding.read()
    num_before = refused.count(before_VT) if before_VT.size else 0
    best_V, fewest = given_V, np.inf
    for uniform_V in rng.random((MOST_DRAWS, len(VOICES))):
        column_V = _column(decoding, given_V, temperatures, uniform_V, bias)
        both_VT = np.concatenate((before_VT, column_V[:, None]), axis=1)
        faults = refused.count(both_VT) - num_before if before_VT.size else 0
        if faults < fewest:
            best_V, fewest = column_V, faults
        if fewest == 0:
            break
    return best_V


def _column(
    decoding: Decoding,
    given_V: np.ndarray,
    temperatures: tuple[float, float],
    uniform_V: np.ndarray,
    bias: Bias | None,
) -> np.ndarray:
    """Ids (V,) of one column, each open voice drawn by a number from 0 to 1."""
    ids: list[int] = []  # in their turn
    for turn, (voice, uniform) in enumerate(zip(ORDER, uniform_V, strict=True)):
        if given_V[voice] != OPEN:
            ids.append(int(given_V[voice]))
            continue
        logits_A = decoding.logits(turn, ids)
        if bias is not None:
            symbols = [*range(NUM_PITCHES), decoding.id_of(turn, GOES_ON), REST_ID]  # of the answers
            logits_A = logits_A + bias(turn, ids)[symbols]
        total_A = chances(logits_A, *temperatures).cumsum()
        answer = min(int((total_A < uniform * total_A[-1]).sum()), len(total_A) - 1)
        ids.append(decoding.id_of(turn, answer))
    ids_V = np.empty(len(VOICES), dtype=np.int64)
    ids_V[list(ORDER)] = ids
    return ids_V


def chances(logits_A: np.ndarray, temperature: float, rhythm_temperature: float) -> np.ndarray:
    """The chance of each answer (A,): whether a note begins is drawn apart from its pitch."""
    chance_A = _softmax(logits_A / rhythm_temperature)
    pitch_A = _softmax(logits_A[:NUM_PITCHES] / temperature)
    return np.concatenate((pitch_A * chance_A[:NUM_PITCHES].sum(), chance_A[NUM_PITCHES:]))


def _softmax(logits_A: np.ndarray) -> np.ndarray:
    """In numpy, which every installation has: neither the library nor the studio needs scipy."""
    shifted_A = np.exp(logits_A - logits_A.max())
    return shifted_A / shifted_A.sum()
