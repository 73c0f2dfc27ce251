"""Melody is drawn jointly: notes before, leaps, pitches from left to right, and those that are held."""

import numpy as np
import torch

from sunmask.chorale.music.symbols import NUM_PITCHES, NUM_SYMBOLS, REST_ID
from sunmask.chorale.sampling.melody import (
    APPROACHES,
    MOST,
    NO_NOTE,
    NUM_APPROACHES,
    NUM_LEAPS,
    approaches,
    draw_jointly,
    leap_logits,
    notes_before,
    sung,
)
from sunmask.chorale.sampling.rhythm import CONTINUATION, NUM_MOVES, NUM_STATES, ONSET, REST
from sunmask.lab.chorale.joint_objective import categories


def on(pitch: int) -> int:
    return pitch


def goes_on(pitch: int) -> int:
    return pitch + NUM_PITCHES


def no_leaps(num_cells: int) -> torch.Tensor:
    return torch.zeros(num_cells, NUM_APPROACHES, NUM_LEAPS)


def test_the_notes_before_are_the_last_that_sounded_whatever_rests_are_between() -> None:
    ids = torch.tensor(
        [[on(5), goes_on(5), on(6), REST_ID, REST_ID, on(7)], [REST_ID, on(3), on(4), 0, 0, 0]]
    )
    before, earlier = notes_before(ids)
    assert before.tolist() == [[NO_NOTE, 5, 5, 6, 6, 6], [NO_NOTE, NO_NOTE, 3, 4, 0, 0]]
    assert earlier.tolist() == [[NO_NOTE, NO_NOTE, NO_NOTE, 5, 5, 5], [NO_NOTE, NO_NOTE, NO_NOTE, 3, 4, 0]]


def test_a_note_is_approached_by_a_leap_a_step_or_not_at_all() -> None:
    before, earlier = torch.tensor([9, 9, 9, 9, 9, 9, 9]), torch.tensor([NO_NOTE, 12, 11, 9, 8, 7, 6])
    named = [APPROACHES[number] for number in approaches(before, earlier).tolist()]
    assert named == [
        "first note",
        "fell by a leap",
        "fell by a step",
        "repeated",
        "rose by a step",
        "rose by a step",
        "rose by a leap",
    ]


def test_a_leap_adds_to_the_pitch_that_it_leads_to_and_nothing_where_no_note_is_before() -> None:
    leaps, rose = no_leaps(3), APPROACHES.index("rose by a step")
    leaps[:, rose, MOST + 2], leaps[:, rose, -1], leaps[:, rose - 1] = 1.0, 5.0, 7.0
    before = torch.tensor([10, 2, NO_NOTE])
    added = leap_logits(leaps, before, torch.tensor([9, 0, NO_NOTE]))
    assert added[0, 12] == 1
    assert (added[0, 22:] == 5).all()  # an octave or more
    assert added[0].sum() == 1 + 5 * (NUM_PITCHES - 22)
    assert added[2].abs().sum() == 0


def test_each_note_is_drawn_given_the_one_that_was_just_drawn() -> None:
    leaps = no_leaps(6)
    leaps[..., MOST + 2] = 80.0  # always a tone up
    logits = torch.zeros(6, NUM_PITCHES)
    logits[:, 4] = logits[:, 20] = 40.0
    moves = np.array([[ONSET, CONTINUATION, ONSET], [ONSET, ONSET, REST]])
    everything, ids = np.ones((2, 3), dtype=bool), np.zeros((2, 3), dtype=np.int64)
    drawn = sung(moves, logits, leaps, np.array([0.1] * 3 + [0.9] * 3), everything, ids, categories)
    assert drawn.tolist() == [[on(4), goes_on(4), on(6)], [on(20), on(22), REST_ID]]


def test_continuations_take_the_pitch_before_and_notes_the_pitch_that_is_held_after() -> None:
    moves = np.array([[ONSET, CONTINUATION, CONTINUATION, ONSET, CONTINUATION, REST]])
    open_cells = np.array([[True, True, False, True, True, True]])
    ids = np.array([[0, 0, goes_on(20), 0, 0, 0]])
    logits = torch.zeros(5, NUM_PITCHES)
    logits[2, 12] = 50.0
    drawn = sung(moves, logits, no_leaps(5), np.full(5, 0.5), open_cells, ids, categories)
    assert drawn[0].tolist() == [on(20), goes_on(20), goes_on(20), on(12), goes_on(12), REST_ID]


def test_a_joint_draw_keeps_what_is_kept_and_takes_the_pitches_that_the_logits_name() -> None:
    ids = np.array([[on(3), goes_on(3), on(8), on(8)]])
    open_cells = np.array([[False, True, True, True]])
    symbols, rhythm = torch.zeros(3, NUM_SYMBOLS), torch.zeros(3, NUM_STATES, NUM_MOVES)
    symbols[:, on(7)] = symbols[:, goes_on(9)] = 50
    rhythm[0, :, CONTINUATION] = rhythm[1, :, ONSET] = rhythm[2, :, CONTINUATION] = 99
    line = torch.cat((rhythm.flatten(1), no_leaps(3).flatten(1)), dim=-1)
    drawn = draw_jointly(symbols, line, np.full((2, 3), 0.5), open_cells, ids, draw=categories)
    assert drawn[0].tolist() == [on(3), goes_on(3), on(7), goes_on(7)]


def test_notes_drawn_at_once_are_those_drawn_one_after_the_other() -> None:
    rng = np.random.default_rng(5)
    moves = np.where(rng.random((3, 40)) < 0.4, CONTINUATION, ONSET)
    moves[:, 0] = ONSET
    everything, ids = np.ones(moves.shape, dtype=bool), rng.integers(NUM_PITCHES, size=moves.shape)
    pitched = torch.from_numpy(rng.normal(size=(moves.size, NUM_PITCHES)))
    leaps = torch.from_numpy(rng.normal(scale=3.0, size=(moves.size, NUM_APPROACHES, NUM_LEAPS)))
    uniform = rng.random(moves.size)
    drawn = sung(moves, pitched, leaps, uniform, everything, ids, categories)
    for voice, row in enumerate(drawn):
        before, earlier = NO_NOTE, NO_NOTE
        for column, number in enumerate(row.tolist()):
            cell = voice * len(row) + column
            if moves[voice, column] == ONSET:
                led = leap_logits(leaps[cell : cell + 1], torch.tensor([before]), torch.tensor([earlier]))
                earlier = before
                before = int(categories(pitched[cell : cell + 1] + led, uniform[cell : cell + 1])[0])
                assert number == on(before)
            else:
                assert number == goes_on(before)
