"""How a voice's melody moves, drawn jointly: each onset's pitch given the two notes before it.

Drawn one by one, two notes of a voice do not know where the other goes, and lines wander in thirds. Here the
pitches of a voice are drawn from left to right: to a cell's own logits comes what the network says of each
leap from the note before, given how that note was approached.

V voices, T sixteenths, H pitches, A approaches, L leaps, K cells
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from sunmask.chorale.music.symbols import NUM_PITCHES, REST_ID
from sunmask.chorale.sampling.accompaniment import NEVER
from sunmask.chorale.sampling.rhythm import CONTINUATION, NUM_MOVES, NUM_STATES, REST, outcomes, walk

MOST = 12
"""Semitones: what leaps farther counts as that far."""
NUM_LEAPS = 2 * MOST + 1
APPROACHES = (
    "first note",
    "fell by a leap",
    "fell by a step",
    "repeated",
    "rose by a step",
    "rose by a leap",
)
"""How a note was approached from the one before it."""
NUM_APPROACHES = len(APPROACHES)
WIDEST_STEP = 2
"""Semitones."""
NO_NOTE = -1
_LEAP_HH = (torch.arange(NUM_PITCHES) - torch.arange(NUM_PITCHES)[:, None]).clamp(-MOST, MOST) + MOST


def notes_before(ids_VT: Tensor) -> tuple[Tensor, Tensor]:
    """The pitches of the note before each cell and of the one before that, counted from the lowest, or
    NO_NOTE; as ids, (..., T)."""
    T = ids_VT.shape[-1]
    column_T = torch.arange(T, device=ids_VT.device)

    def last(is_one_VT: Tensor) -> Tensor:
        return torch.where(is_one_VT, column_T, torch.full_like(ids_VT, -1)).cummax(-1).values

    sounding = nn.functional.pad(last(ids_VT != REST_ID), (1, 0), value=-1)[..., :T]
    begun = last(ids_VT < NUM_PITCHES).gather(-1, sounding.clamp(min=0))
    before_VT = _at(ids_VT % NUM_PITCHES, sounding)
    return before_VT, _at(before_VT, torch.where(sounding < 0, sounding, begun))


def _at(values_VT: Tensor, column_VT: Tensor) -> Tensor:
    """The values of these columns, NO_NOTE where there is none."""
    found = values_VT.gather(-1, column_VT.clamp(min=0))
    return torch.where(column_VT < 0, torch.full_like(found, NO_NOTE), found)


def approaches(before_K: Tensor, earlier_K: Tensor) -> Tensor:
    """How notes of these pitches were approached from earlier ones, as numbers of `APPROACHES`, (K,)."""
    semitones = before_K - earlier_K
    is_leap = semitones.abs() > WIDEST_STEP
    number = APPROACHES.index("repeated") + semitones.sign() * (1 + is_leap.long())
    return torch.where(earlier_K < 0, torch.zeros_like(number), number)


def leap_logits(leaps_KAL: Tensor, before_K: Tensor, earlier_K: Tensor) -> Tensor:
    """The terms that leaps add to each pitch's logit, (K, H); nothing where no note is before."""
    index_KH = _LEAP_HH.to(before_K.device)[before_K.clamp(min=0)]
    leaps_KL = leaps_KAL[torch.arange(len(before_K), device=before_K.device), approaches(before_K, earlier_K)]
    return leaps_KL.gather(-1, index_KH) * (before_K >= 0)[:, None]


def draw_jointly(
    symbols_KP: Tensor,
    line_KX: Tensor,
    uniform_2K: np.ndarray,
    open_VT: np.ndarray,
    ids_VT: np.ndarray,
    *,
    draw: Callable[[Tensor, np.ndarray], np.ndarray],
    temperature: float = 1.0,
    widest_V: np.ndarray | None = None,
) -> np.ndarray:
    """The ids (V, T) with the K open cells drawn: moves from left to right, then the pitches of onsets.

    symbols_KP: logits of the open cells, row by row. line_KX: what is added for each state and move of the
    rhythm, then for each approach and leap. uniform_2K: of each cell its two draws in [0, 1). draw: a
    category of each row of logits, by one draw each. widest_V: the largest leap of each voice.
    """
    rhythm_KX, leaps_KX = line_KX.split((NUM_STATES * NUM_MOVES, NUM_APPROACHES * NUM_LEAPS), dim=-1)
    rhythm_KSM = rhythm_KX.reshape(-1, NUM_STATES, NUM_MOVES)
    leaps_KAL = leaps_KX.reshape(-1, NUM_APPROACHES, NUM_LEAPS)
    moves_VTS = np.zeros((*open_VT.shape, NUM_STATES), dtype=np.int64)
    moves_VTS[open_VT] = outcomes(symbols_KP, rhythm_KSM, torch.from_numpy(uniform_2K[0]), temperature)
    move_VT = walk(moves_VTS, open_VT, ids_VT)
    is_held_K = torch.from_numpy(move_VT[open_VT] == CONTINUATION)
    onset_KH, continuation_KH, _ = symbols_KP.split((NUM_PITCHES, NUM_PITCHES, 1), dim=-1)
    pitched_KH = torch.where(is_held_K[:, None], continuation_KH, onset_KH)
    return sung(move_VT, pitched_KH, leaps_KAL, uniform_2K[1], open_VT, ids_VT, draw, widest_V)


def sung(
    move_VT: np.ndarray,
    pitched_KH: Tensor,
    leaps_KAL: Tensor,
    uniform_K: np.ndarray,
    open_VT: np.ndarray,
    ids_VT: np.ndarray,
    draw: Callable[[Tensor, np.ndarray], np.ndarray],
    widest_V: np.ndarray | None = None,
) -> np.ndarray:
    """Ids (V, T) of moves (see `rhythm`): open continuations take the pitch before them, open notes that lead
    into a kept continuation its pitch, and other onsets are drawn given the two notes before them.

    All are drawn at once, with what stood before each; then again those that have other notes before them
    now, until none has: what comes of that is what comes of one after the other, in fewer draws.

    pitched_KH, leaps_KAL, uniform_K: of the K open cells, row by row. draw: a category of each row of logits,
    which depends on nothing else. widest_V: the largest leap of each voice in semitones.
    """
    line = _Line.of(move_VT, open_VT, ids_VT)
    if not len(line.places_F):
        return line.base_VT
    cells_F = (np.cumsum(open_VT) - 1)[line.places_F]
    pitch_F = ids_VT.ravel()[line.places_F] % NUM_PITCHES
    before_2F = np.full(line.given_2F.shape, NO_NOTE - 1)
    row_F = line.places_F // ids_VT.shape[1]
    while True:
        now_2F = np.where(line.source_2F < 0, line.given_2F, pitch_F[line.source_2F])
        again = np.flatnonzero((before_2F != now_2F).any(axis=0))
        if not len(again):
            break
        before_2F = now_2F
        cells_K = torch.from_numpy(cells_F[again])
        leaps_KH = leap_logits(leaps_KAL[cells_K], *torch.from_numpy(before_2F[:, again]))
        if widest_V is not None:
            leaps_KH = leaps_KH + _too_wide(before_2F[0, again], widest_V[row_F[again]])
        pitch_F[again] = draw(pitched_KH[cells_K] + leaps_KH, uniform_K[cells_F[again]])
    return line.base_VT + np.where(line.drawn_VT < 0, 0, pitch_F[line.drawn_VT])


def _too_wide(before_K: np.ndarray, widest_K: np.ndarray) -> Tensor:
    """The bias of each pitch's logit, (K, H), that leaves no leap wider than these; nothing where no note is
    before."""
    leap_KH = np.abs(np.arange(NUM_PITCHES) - before_K[:, None])
    is_wide_KH = (leap_KH > widest_K[:, None]) & (before_K[:, None] >= 0)
    return torch.from_numpy(np.where(is_wide_KH, NEVER, 0).astype(np.float32))


@dataclass(frozen=True)
class _Line:
    """The melodies of the voices, as far as known before pitches are drawn.

    base_VT, drawn_VT: of each cell its id, or what is added to the pitch of one that is drawn, and the number
    of that one, or NO_NOTE. places_F, given_2F, source_2F: of each one that is drawn its cell, the pitches of
    the note before it and of the one before that, and the numbers of the drawn ones whose pitches these are,
    or NO_NOTE.
    """

    base_VT: np.ndarray
    drawn_VT: np.ndarray
    places_F: np.ndarray
    given_2F: np.ndarray
    source_2F: np.ndarray

    @classmethod
    def of(cls, move_VT: np.ndarray, open_VT: np.ndarray, ids_VT: np.ndarray) -> "_Line":
        is_held_VT, is_rest_VT = move_VT == CONTINUATION, move_VT == REST
        goes_on_VT = open_VT & is_held_VT
        goes_on_VT[:, 0] = False  # nothing is before it
        required_VT = _required_pitches(is_held_VT, open_VT, ids_VT)
        held_VT = NUM_PITCHES * is_held_VT
        is_drawn_VT = open_VT & ~is_rest_VT & ~goes_on_VT & (required_VT == NO_NOTE)
        base_VT = np.where(is_drawn_VT, held_VT, required_VT + held_VT)
        base_VT = np.where(open_VT, np.where(is_rest_VT, REST_ID, base_VT), ids_VT)
        number_VT = np.where(is_drawn_VT, np.cumsum(is_drawn_VT).reshape(is_drawn_VT.shape) - 1, NO_NOTE)
        origin_VT = _last(~goes_on_VT)
        base_VT = np.where(goes_on_VT, _of(base_VT, origin_VT) % NUM_PITCHES + NUM_PITCHES, base_VT)
        number_VT = np.where(goes_on_VT, _of(number_VT, origin_VT), number_VT)
        sounds_VT = base_VT != REST_ID
        before_VT = _before(_last(sounds_VT))
        earlier_VT = _of(before_VT, _of(_last(sounds_VT & ~is_held_VT), before_VT))
        notes_2F = np.stack((before_VT[is_drawn_VT], earlier_VT[is_drawn_VT]))
        rows_F, at_2F = np.nonzero(is_drawn_VT)[0], np.maximum(notes_2F, 0)
        return cls(
            base_VT,
            number_VT,
            np.flatnonzero(is_drawn_VT),
            np.where(notes_2F < 0, NO_NOTE, base_VT[rows_F, at_2F] % NUM_PITCHES),
            np.where(notes_2F < 0, NO_NOTE, number_VT[rows_F, at_2F]),
        )


def _required_pitches(is_held_VT: np.ndarray, open_VT: np.ndarray, ids_VT: np.ndarray) -> np.ndarray:
    """The pitch of each cell that a kept continuation after it requires, else NO_NOTE, (V, T)."""
    T = open_VT.shape[1]
    kept_VT = np.where(is_held_VT & ~open_VT, ids_VT - NUM_PITCHES, NO_NOTE)
    stops_VT = ~(is_held_VT & open_VT)
    next_VT = T - 1 - _before(_last(stops_VT[:, ::-1]))[:, ::-1]
    return np.where(next_VT < T, _of(kept_VT, np.minimum(next_VT, T - 1)), NO_NOTE)


def _last(is_one_VT: np.ndarray) -> np.ndarray:
    """The column of the last such cell up to each, or -1."""
    return np.maximum.accumulate(np.where(is_one_VT, np.arange(is_one_VT.shape[1]), -1), axis=1)


def _before(values_VT: np.ndarray) -> np.ndarray:
    """The value of the column before each, -1 before the first."""
    return np.concatenate((np.full_like(values_VT[:, :1], -1), values_VT[:, :-1]), axis=1)


def _of(values_VT: np.ndarray, column_VT: np.ndarray) -> np.ndarray:
    """The values of these columns, -1 where there is none."""
    return np.where(column_VT < 0, -1, np.take_along_axis(values_VT, np.maximum(column_VT, 0), axis=1))
