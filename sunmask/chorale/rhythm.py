"""How a voice moves on, drawn jointly: onset, continuation or rest, given the three sixteenths before.

Drawn cell by cell, the rhythm of a beat is four coins that nobody tossed together. Here each sixteenth is
drawn given the onsets just before it, in any metre, and only onsets choose a pitch: a continuation takes the
pitch that it continues.

V voices, T sixteenths, P symbols, S states, M moves, K cells
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from sunmask.chorale.symbols import NUM_PITCHES, REST_ID

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
    """What each cell would do in each state, for its one draw in [0, 1): moves (K, S).

    After a rest nothing continues.
    """
    logits_KSM = (move_logits(symbols_KP)[:, None] + rhythm_KSM) / temperature
    logits_KSM[:, AFTER_REST, CONTINUATION] = -torch.inf
    total_KSM = logits_KSM.double().softmax(-1).cumsum(-1)
    return (uniform_K[:, None, None] >= total_KSM[..., :-1]).sum(-1).numpy()


def walk(moves_VTS: np.ndarray, open_VT: np.ndarray, ids_VT: np.ndarray) -> np.ndarray:
    """The moves of voices (V, T): in open cells the one that the state asks for, from left to right."""
    kept_VT = np.where(ids_VT == REST_ID, REST, np.where(ids_VT >= NUM_PITCHES, CONTINUATION, ONSET))
    walked = []
    for kept_T, open_T, moves_TS in zip(kept_VT.tolist(), open_VT.tolist(), moves_VTS.tolist(), strict=True):
        bits = 0
        row: list[int] = []
        for t, kept in enumerate(kept_T):
            state = AFTER_REST if row and row[-1] == REST else bits
            move = moves_TS[t][state] if open_T[t] else kept
            row.append(move)
            bits = (bits << 1 | (move == ONSET)) & 7
        walked.append(row)
    return np.array(walked)


def voiced(move_VT: np.ndarray, drawn_VT: np.ndarray, open_VT: np.ndarray, ids_VT: np.ndarray) -> np.ndarray:
    """Ids (V, T) of moves: open continuations take the pitch before them, and open notes that lead into a
    kept continuation its pitch; other onsets take `drawn_VT`, pitches counted from the lowest."""
    rows = []
    for move_T, drawn_T, open_T, ids_T in zip(
        move_VT.tolist(), drawn_VT.tolist(), open_VT.tolist(), ids_VT.tolist(), strict=True
    ):
        asked: int | None = None
        pitches = list(drawn_T)
        for t in range(len(move_T) - 1, -1, -1):
            if not open_T[t]:
                asked = ids_T[t] - NUM_PITCHES if move_T[t] == CONTINUATION else None
            elif move_T[t] == REST:
                asked = None
            else:
                pitches[t] = drawn_T[t] if asked is None else asked
                asked = asked if move_T[t] == CONTINUATION else None
        row: list[int] = []
        for t, move in enumerate(move_T):
            if not open_T[t]:
                row.append(ids_T[t])
            elif move == REST:
                row.append(REST_ID)
            elif move == ONSET:
                row.append(pitches[t])
            else:
                row.append((row[-1] if t else pitches[t]) % NUM_PITCHES + NUM_PITCHES)
        rows.append(row)
    return np.array(rows)


def draw_jointly(
    symbols_KP: Tensor,
    rhythm_KSM: Tensor,
    uniform_2K: np.ndarray,
    open_VT: np.ndarray,
    ids_VT: np.ndarray,
    *,
    draw: Callable[[Tensor, np.ndarray], np.ndarray],
    temperature: float = 1.0,
) -> np.ndarray:
    """The ids (V, T) with the K open cells drawn: moves from left to right, then the pitches of onsets.

    symbols_KP: logits of the open cells, row by row. uniform_2K: of each its two draws in [0, 1). draw: a
    category of each row of logits, by one draw each.
    """
    moves_VTS = np.zeros((*open_VT.shape, NUM_STATES), dtype=np.int64)
    moves_VTS[open_VT] = outcomes(symbols_KP, rhythm_KSM, torch.from_numpy(uniform_2K[0]), temperature)
    move_VT = walk(moves_VTS, open_VT, ids_VT)
    is_held_K = torch.from_numpy(move_VT[open_VT] == CONTINUATION)
    onset_KH, continuation_KH, _ = symbols_KP.split((NUM_PITCHES, NUM_PITCHES, 1), dim=-1)
    pitch_VT = np.zeros(ids_VT.shape, dtype=np.int64)
    pitch_VT[open_VT] = draw(torch.where(is_held_K[:, None], continuation_KH, onset_KH), uniform_2K[1])
    return voiced(move_VT, pitch_VT, open_VT, ids_VT)
