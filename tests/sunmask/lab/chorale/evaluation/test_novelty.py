"""Runs of beats that also stand in a learned piece."""

import numpy as np

from sunmask.lab.chorale.corpora.bach import Piece
from sunmask.lab.chorale.evaluation.novelty import LearnedBeats
from tests.sunmask.chorale.pieces import made_up_piece

LEARNED = [made_up_piece(1), made_up_piece(2)]


def moved(symbols_VT: np.ndarray, semitones: int) -> np.ndarray:
    return symbols_VT + semitones * np.sign(symbols_VT)


def test_a_quotation_is_found_in_another_key_and_where_it_stands() -> None:
    sample = made_up_piece(3).symbols_VT.copy()
    sample[:, 40:64] = moved(LEARNED[1].symbols_VT[:, 80:104], -2)
    run = LearnedBeats(LEARNED).longest_run(sample)
    assert run.to_json() == {"num_beats": 6, "start": 10, "name": "made-up-2", "start_there": 20}


def test_re_attacks_do_not_hide_a_quotation_but_one_other_note_cuts_it() -> None:
    sample = np.abs(LEARNED[0].symbols_VT[:, :64])
    learned = LearnedBeats(LEARNED)
    assert learned.longest_run(sample).num_beats == 16
    sample[2, 41] += 1
    assert learned.longest_run(sample).num_beats == 10


def test_beats_of_the_same_shapes_in_changing_keys_are_no_run() -> None:
    sample = LEARNED[0].symbols_VT[:, :64].copy()
    for beat in range(16):
        part = slice(4 * beat, 4 * beat + 4)
        sample[:, part] = moved(sample[:, part], beat % 2)
    assert LearnedBeats(LEARNED).longest_run(sample).num_beats == 1


def test_a_pickup_shorter_than_a_beat_does_not_shift_the_beats() -> None:
    piece = made_up_piece(5)
    late = Piece("late", np.concatenate([piece.symbols_VT[:, -2:], piece.symbols_VT], axis=1), 16, 2)
    assert LearnedBeats([late]).longest_run(piece.symbols_VT).num_beats == 40


def test_nothing_in_common_is_a_run_of_no_beats() -> None:
    assert LearnedBeats([]).longest_run(LEARNED[0].symbols_VT).num_beats == 0
