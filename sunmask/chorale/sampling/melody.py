"""How a voice's melody moves, drawn jointly: each onset's pitch given the note before it.

Drawn one by one, two notes of a voice do not know where the other goes, and lines wander in thirds. Here the
pitches of a voice are drawn from left to right: to a cell's own logits comes what the network says of each
leap from the note before.

V voices, T sixteenths, H pitches, L leaps, K cells
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from sunmask.chorale.music.symbols import NUM_PITCHES, REST_ID
from sunmask.chorale.sampling.rhythm import CONTINUATION, NUM_MOVES, NUM_STATES, REST, outcomes, walk

MOST = 12
"""Semitones: what leaps farther counts as that far."""
NUM_LEAPS = 2 * MOST + 1
NO_NOTE = -1
_LEAP_HH = (torch.arange(NUM_PITCHES) - torch.arange(NUM_PITCHES)[:, None]).clamp(-MOST, MOST) + MOST


def pitches_before(ids_VT: Tensor) -> Tensor:
    """The pitch of the note before each cell, counted from the lowest, or NO_NOTE; as ids, (..., T)."""
    T = ids_VT.shape[-1]
    is_note = ids_VT != REST_ID
    column_T = torch.arange(T, device=ids_VT.device)
    last = torch.where(is_note, column_T, torch.full_like(ids_VT, -1)).cummax(-1).values
    last = torch.nn.functional.pad(last, (1, 0), value=-1)[..., :T]
    pitch = ids_VT.gather(-1, last.clamp(min=0)) % NUM_PITCHES
    return torch.where(last < 0, torch.full_like(pitch, NO_NOTE), pitch)


def leap_logits(leaps_KL: Tensor, before_K: Tensor) -> Tensor:
    """The terms that leaps add to each pitch's logit, (K, H); nothing where no note is before."""
    index_KH = _LEAP_HH.to(before_K.device)[before_K.clamp(min=0)]
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
) -> np.ndarray:
    """The ids (V, T) with the K open cells drawn: moves from left to right, then the pitches of onsets.

    symbols_KP: logits of the open cells, row by row. line_KX: what is added for each state and move of the
    rhythm, then for each leap. uniform_2K: of each cell its two draws in [0, 1). draw: a category of each row
    of logits, by one draw each.
    """
    rhythm_KX, leaps_KL = line_KX.split((NUM_STATES * NUM_MOVES, NUM_LEAPS), dim=-1)
    rhythm_KSM = rhythm_KX.reshape(-1, NUM_STATES, NUM_MOVES)
    moves_VTS = np.zeros((*open_VT.shape, NUM_STATES), dtype=np.int64)
    moves_VTS[open_VT] = outcomes(symbols_KP, rhythm_KSM, torch.from_numpy(uniform_2K[0]), temperature)
    move_VT = walk(moves_VTS, open_VT, ids_VT)
    is_held_K = torch.from_numpy(move_VT[open_VT] == CONTINUATION)
    onset_KH, continuation_KH, _ = symbols_KP.split((NUM_PITCHES, NUM_PITCHES, 1), dim=-1)
    pitched_KH = torch.where(is_held_K[:, None], continuation_KH, onset_KH)
    return sung(move_VT, pitched_KH, leaps_KL, uniform_2K[1], open_VT, ids_VT, draw)


def sung(
    move_VT: np.ndarray,
    pitched_KH: Tensor,
    leaps_KL: Tensor,
    uniform_K: np.ndarray,
    open_VT: np.ndarray,
    ids_VT: np.ndarray,
    draw: Callable[[Tensor, np.ndarray], np.ndarray],
) -> np.ndarray:
    """Ids (V, T) of moves (see `rhythm`): open continuations take the pitch before them, open notes that lead
    into a kept continuation its pitch, and other onsets are drawn given the note before them.

    All are drawn at once, with what stood before each; then again those that have another note before them
    now, until none has: what comes of that is what comes of one after the other, in fewer draws.

    pitched_KH, leaps_KL, uniform_K: of the K open cells, row by row. draw: a category of each row of logits,
    which depends on nothing else.
    """
    line, num_open = _Line(), np.cumsum(open_VT) - 1
    for voice, each in enumerate(zip(move_VT.tolist(), open_VT.tolist(), ids_VT.tolist(), strict=True)):
        line.sing(voice * open_VT.shape[1], *each)
    if not line.places:
        return np.array(line.base).reshape(ids_VT.shape)
    cells_F, given_F, source_F = num_open[line.places], np.array(line.given), np.array(line.sources)
    pitch_F = ids_VT.ravel()[line.places] % NUM_PITCHES
    before_F = np.full(len(cells_F), NO_NOTE - 1)
    while len(
        again := np.flatnonzero(before_F != (now_F := np.where(source_F < 0, given_F, pitch_F[source_F])))
    ):
        before_F = now_F
        cells_K = torch.from_numpy(cells_F[again])
        leaps_KH = leap_logits(leaps_KL[cells_K], torch.from_numpy(before_F[again]))
        pitch_F[again] = draw(pitched_KH[cells_K] + leaps_KH, uniform_K[cells_F[again]])
    source_C = np.array(line.pitch_of)
    return np.where(source_C < 0, line.base, line.base + pitch_F[source_C]).reshape(ids_VT.shape)


class _Line:
    """The melodies of the voices, as far as known before pitches are drawn, cell by cell.

    base, pitch_of: of each cell its id, or what is added to the pitch of one that is drawn, and the number of
    that one, or NO_NOTE. places, given, sources: of each one that is drawn its cell, the pitch before it, and
    the number of the drawn one whose pitch that is, or NO_NOTE.
    """

    def __init__(self) -> None:
        self.base: list[int] = []
        self.pitch_of: list[int] = []
        self.places: list[int] = []
        self.given: list[int] = []
        self.sources: list[int] = []

    def sing(self, first: int, moves: list[int], is_open: list[bool], ids: list[int]) -> None:
        """One more voice. first: its first cell."""
        given, source = NO_NOTE, NO_NOTE
        for t, (move, required) in enumerate(zip(moves, _required_pitches(moves, is_open, ids), strict=True)):
            drawn, held = NO_NOTE, NUM_PITCHES * (move == CONTINUATION)
            if not is_open[t]:
                number = ids[t]
            elif move == REST:
                number = REST_ID
            elif held and t:
                number, drawn = self.base[-1] % NUM_PITCHES + NUM_PITCHES, self.pitch_of[-1]
            elif required != NO_NOTE:
                number = required + held
            else:
                number, drawn = held, len(self.places)
                self.places.append(first + t)
                self.given.append(given)
                self.sources.append(source)
            self.base.append(number)
            self.pitch_of.append(drawn)
            if number != REST_ID:
                given, source = number % NUM_PITCHES, drawn


def _required_pitches(moves: list[int], is_open: list[bool], ids: list[int]) -> list[int]:
    """The pitch of each open cell that a kept continuation after it requires, else NO_NOTE."""
    required, pitch = [NO_NOTE] * len(moves), NO_NOTE
    for t in range(len(moves) - 1, -1, -1):
        is_held = moves[t] == CONTINUATION
        if not is_open[t]:
            pitch = ids[t] - NUM_PITCHES if is_held else NO_NOTE
        elif moves[t] == REST:
            pitch = NO_NOTE
        else:
            required[t] = pitch
            pitch = pitch if is_held else NO_NOTE
    return required
