"""Rhythm is drawn jointly: states, and moves from left to right."""

import numpy as np
import torch

from sunmask.chorale.music.symbols import NUM_PITCHES, NUM_SYMBOLS, REST_ID
from sunmask.chorale.sampling.rhythm import (
    AFTER_REST,
    CONTINUATION,
    NUM_MOVES,
    NUM_STATES,
    ONSET,
    REST,
    move_logits,
    moves_of,
    outcomes,
    states_of,
    walk,
)


def on(pitch: int) -> int:
    return pitch


def goes_on(pitch: int) -> int:
    return pitch + NUM_PITCHES


def test_a_state_is_the_three_moves_before() -> None:
    ids = torch.tensor([[on(5), goes_on(5), on(6), on(7), REST_ID, on(3), goes_on(3)]])
    assert moves_of(ids)[0].tolist() == [ONSET, CONTINUATION, ONSET, ONSET, REST, ONSET, CONTINUATION]
    assert states_of(ids)[0].tolist() == [0, 0b001, 0b010, 0b101, 0b011, AFTER_REST, 0b101]


def test_moves_without_what_the_rhythm_adds_are_those_of_single_cells() -> None:
    logits = torch.randn(50, NUM_SYMBOLS, generator=torch.Generator().manual_seed(0))
    chances = logits.softmax(-1)
    sums = torch.stack(
        (chances[:, :NUM_PITCHES].sum(-1), chances[:, NUM_PITCHES:-1].sum(-1), chances[:, -1]), dim=-1
    )
    assert torch.allclose(move_logits(logits).softmax(-1), sums, atol=1e-6)


def test_nothing_goes_on_after_a_rest() -> None:
    uniform = torch.linspace(0, 0.999, 40)
    rhythm = torch.zeros(40, NUM_STATES, NUM_MOVES)
    rhythm[..., CONTINUATION] = 20
    moves = outcomes(torch.zeros(40, NUM_SYMBOLS), rhythm, uniform)
    assert CONTINUATION not in moves[:, AFTER_REST]
    assert (moves[1:, 0] == CONTINUATION).all()


def test_a_figure_that_the_states_ask_for_is_drawn_whole() -> None:
    by_state = np.full((1, 12, NUM_STATES), CONTINUATION)
    by_state[..., 0] = ONSET  # an onset wherever the three before have none
    moves = walk(by_state, np.ones((1, 12), dtype=bool), np.zeros((1, 12), dtype=int))
    assert moves[0].tolist() == [ONSET, CONTINUATION, CONTINUATION, CONTINUATION] * 3


def test_kept_cells_decide_what_follows_them() -> None:
    by_state = np.full((1, 4, NUM_STATES), CONTINUATION)
    by_state[..., 1] = ONSET
    kept = np.array([[goes_on(4), on(4), goes_on(4), goes_on(4)]])
    moves = walk(by_state, np.array([[True, False, True, True]]), kept)
    assert moves[0].tolist() == [CONTINUATION, ONSET, ONSET, CONTINUATION]
