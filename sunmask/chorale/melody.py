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

from sunmask.chorale.rhythm import CONTINUATION, NUM_MOVES, NUM_STATES, REST, outcomes, walk
from sunmask.chorale.symbols import NUM_PITCHES, REST_ID

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
    """What leaps add to each pitch's logit, (K, H); nothing where no note is before."""
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
    into a kept continuation its pitch, and other onsets are drawn, one of each voice at a time.

    pitched_KH, leaps_KL, uniform_K: of the K open cells, row by row. draw: a category of each row of logits.
    """
    number_VT = np.zeros(open_VT.shape, dtype=np.int64)
    number_VT[open_VT] = np.arange(int(open_VT.sum()))
    voices = [_Voice(*each) for each in zip(move_VT.tolist(), open_VT.tolist(), ids_VT.tolist(), strict=True)]
    while waiting := [v for v, voice in enumerate(voices) if voice.goes_on()]:
        cells_K = torch.from_numpy(number_VT[waiting, [voices[v].at for v in waiting]])
        before_K = torch.tensor([voices[v].before for v in waiting])
        logits_KH = pitched_KH[cells_K] + leap_logits(leaps_KL[cells_K], before_K)
        for v, pitch in zip(waiting, draw(logits_KH, uniform_K[cells_K.numpy()]).tolist(), strict=True):
            voices[v].take(pitch)
    return np.array([voice.row for voice in voices])


class _Voice:
    """One voice on its way through time. at: the column that is next; before: the pitch before it."""

    def __init__(self, moves: list[int], is_open: list[bool], ids: list[int]) -> None:
        self.moves, self.is_open, self.ids = moves, is_open, ids
        self.row: list[int] = []
        self.before = NO_NOTE
        self._asked = self._asked_pitches()

    @property
    def at(self) -> int:
        return len(self.row)

    def _asked_pitches(self) -> list[int]:
        """Of each open cell the pitch that a kept continuation after it asks for, else NO_NOTE."""
        asked, pitch = [NO_NOTE] * len(self.moves), NO_NOTE
        for t in range(len(self.moves) - 1, -1, -1):
            is_held = self.moves[t] == CONTINUATION
            if not self.is_open[t]:
                pitch = self.ids[t] - NUM_PITCHES if is_held else NO_NOTE
            elif self.moves[t] == REST:
                pitch = NO_NOTE
            else:
                asked[t] = pitch
                pitch = pitch if is_held else NO_NOTE
        return asked

    def goes_on(self) -> bool:
        """Move to the next cell that needs a pitch to be drawn; False where there is none."""
        row, before = self.row, self.before
        for t in range(len(row), len(self.moves)):
            move, asked = self.moves[t], self._asked[t]
            if not self.is_open[t]:
                number = self.ids[t]
            elif move == REST:
                number = REST_ID
            elif move == CONTINUATION and t:
                number = row[-1] % NUM_PITCHES + NUM_PITCHES
            elif asked != NO_NOTE:
                number = asked + NUM_PITCHES * (move == CONTINUATION)
            else:
                self.before = before
                return True
            row.append(number)
            if number != REST_ID:
                before = number % NUM_PITCHES
        return False

    def take(self, pitch: int) -> None:
        """Sing the cell that `goes_on` stopped at."""
        self.row.append(pitch + NUM_PITCHES * (self.moves[self.at] == CONTINUATION))
        self.before = pitch
