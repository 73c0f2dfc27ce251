"""How a voice moves on, drawn jointly: onset, continuation or rest, given the three sixteenths before.

Drawn cell by cell, the rhythm of a beat is four coins that nobody tossed together. Here each sixteenth is
drawn given the onsets just before it, in any metre. Which pitches the onsets take is for `melody` to say.

V voices, T sixteenths, P symbols, S states, M moves, K cells
"""

import numpy as np
import torch
from torch import Tensor

from sunmask.chorale.music.symbols import NUM_PITCHES, REST_ID

ONSET, CONTINUATION, REST = range(3)
NUM_MOVES, NUM_STATES = 3, 9
AFTER_REST = 8
"""States: the onsets among the three sixteenths before as bits, the last one lowest; or after a rest."""


def moves_of(ids: Tensor) -> Tensor:
    """The move of each cell, in the shape of the ids."""
    return (ids >= NUM_PITCHES).long() + (ids == REST_ID).long()


def states_of(ids_VT: Tensor) -> Tensor:
    """The state in which each cell's move is made, (..., T) of ids (..., T)."""
    moves = moves_of(ids_VT)
    before = torch.nn.functional.pad(moves, (3, 0), value=CONTINUATION)
    T = ids_VT.shape[-1]
    bits = [(before[..., 3 - back : 3 - back + T] == ONSET).long() << (back - 1) for back in (1, 2, 3)]
    is_after_rest = before[..., 2 : 2 + T] == REST
    return torch.where(is_after_rest, torch.full_like(moves, AFTER_REST), sum(bits[1:], bits[0]))


def move_logits(symbols_KP: Tensor) -> Tensor:
    """Logits of the moves that single cells' logits (..., P) imply, (..., 3)."""
    onset, continuation, rest = symbols_KP.split((NUM_PITCHES, NUM_PITCHES, 1), dim=-1)
    return torch.stack((onset.logsumexp(-1), continuation.logsumexp(-1), rest[..., 0]), dim=-1)


def outcomes(
    symbols_KP: Tensor, rhythm_KSM: Tensor, uniform_K: Tensor, temperature: float = 1.0
) -> np.ndarray:
    """The move of each cell in each state, by its one draw in [0, 1): (K, S).

    After a rest nothing continues.
    """
    logits_KSM = (move_logits(symbols_KP)[:, None] + rhythm_KSM) / temperature
    logits_KSM[:, AFTER_REST, CONTINUATION] = -torch.inf
    total_KSM = logits_KSM.double().softmax(-1).cumsum(-1)
    return (uniform_K[:, None, None] >= total_KSM[..., :-1]).sum(-1).numpy()


def walk(moves_VTS: np.ndarray, open_VT: np.ndarray, ids_VT: np.ndarray) -> np.ndarray:
    """The moves of voices (V, T): in open cells the one that the state asks for, from left to right."""
    kept_VT = np.where(ids_VT == REST_ID, REST, np.where(ids_VT >= NUM_PITCHES, CONTINUATION, ONSET))
    walked = np.pad(kept_VT, ((0, 0), (3, 0)), constant_values=CONTINUATION).tolist()
    voices, columns = (each.tolist() for each in np.nonzero(open_VT))
    for voice, column, moves_S in zip(voices, columns, moves_VTS[open_VT].tolist(), strict=True):
        row = walked[voice]
        third, second, last = row[column : column + 3]
        bits = (last == ONSET) | (second == ONSET) << 1 | (third == ONSET) << 2
        row[column + 3] = moves_S[AFTER_REST if last == REST else bits]
    return np.array(walked)[:, 3:]
