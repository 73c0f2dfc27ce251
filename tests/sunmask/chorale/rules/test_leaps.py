"""How far a voice may move at once."""

import numpy as np
import pytest

from sunmask.chorale.music.symbols import NUM_PITCHES, NUM_SYMBOLS, decode, encode
from sunmask.chorale.rules.leaps import (
    augmented_places,
    awkward_leap_places,
    leap_places,
    tritone_places,
    wide_places,
    within_leaps,
)
from sunmask.chorale.rules.sonorities import Sonorities


def of_rows(*rows: list[int]) -> np.ndarray:
    """Four voices, those that are not said resting."""
    return np.array([*rows, *[[0] * len(rows[0])] * (4 - len(rows))], dtype=np.int16)


WIDE = np.array([[72, -72, 60, 0, 72, 60, -60, 79]], dtype=np.int16)


def brought_within(symbols_VT: np.ndarray, may_VT: np.ndarray, leap: int | None) -> np.ndarray:
    nats_VTP = np.random.default_rng(1).normal(size=(*symbols_VT.shape, NUM_SYMBOLS))
    return within_leaps(encode(symbols_VT), nats_VTP, may_VT, [leap] * len(symbols_VT))


def test_a_leap_is_wider_than_the_voice_may_and_not_across_a_rest() -> None:
    assert np.flatnonzero(leap_places(WIDE, [7])[0]).tolist() == [2, 5, 7]
    assert np.flatnonzero(leap_places(WIDE, [12])[0]).tolist() == [7]
    assert not leap_places(WIDE, [None]).any()


def test_an_augmented_second_is_one_to_or_from_a_raised_note_below_the_soprano() -> None:
    line = [65, 68, 65, 62, 65, 63, 66]  # F, G sharp, F, D, F, E flat, F sharp
    assert np.argwhere(augmented_places(of_rows(line, line), 0)).tolist() == [[1, 1], [1, 2], [1, 6]]
    assert not augmented_places(of_rows(line, line), 3)[1, :3].any()  # in E flat major that is A flat


def test_a_tritone_is_fallen_only_to_go_a_step_back() -> None:
    found_VT = tritone_places(Sonorities.of(of_rows([65, 59, 60, 66, 60, 62, 56, 55])))
    assert np.flatnonzero(found_VT[0]).tolist() == [3, 6]
    for line in ([65, 59, -59], [65, 59, 0, 67, 69]):  # what comes is not known, or comes after a rest
        assert not tritone_places(Sonorities.of(of_rows(line))).any()


def test_middle_voices_leap_by_a_fifth_or_an_octave_at_most() -> None:
    line = [60, 67, 55, 64, 52, 60]
    assert np.argwhere(wide_places(of_rows(line, line, line, line))).tolist() == [
        [voice, column] for voice in (1, 2) for column in (3, 5)
    ]


def test_sevenths_and_more_than_an_octave_are_awkward_and_an_octave_is_not() -> None:
    line = of_rows([60, 70, 59, 71, 0, 60, 72, 59, -59, 68])
    assert np.flatnonzero(awkward_leap_places(line)[0]).tolist() == [1, 2, 7]


@pytest.mark.parametrize("leap", [2, 5, 12])
def test_no_line_leaps_farther_and_rhythm_stays(leap: int) -> None:
    rng = np.random.default_rng(leap)
    symbols_VT = rng.integers(36, 82, (4, 64)) * np.where(rng.random((4, 64)) < 0.1, 0, 1)
    before_VT = encode(symbols_VT.astype(np.int16))
    after_VT = brought_within(symbols_VT, np.ones(symbols_VT.shape, dtype=bool), leap)
    assert not leap_places(decode(after_VT), [leap] * 4).any()
    assert (after_VT // NUM_PITCHES == before_VT // NUM_PITCHES).all()


def test_notes_that_may_not_change_stay_and_others_answer_to_them() -> None:
    symbols_VT = of_rows([60, 79, 62, 74])
    may_VT = np.zeros(symbols_VT.shape, dtype=bool)
    may_VT[0, 1:3] = True
    after_VT = decode(brought_within(symbols_VT, may_VT, 5))
    assert after_VT[0, [0, 3]].tolist() == [60, 74]
    assert not leap_places(after_VT, [5] * 4).any()
    assert (decode(brought_within(symbols_VT, may_VT & False, 5)) == symbols_VT).all()


def test_a_line_that_does_not_leap_too_far_is_left_as_it_is() -> None:
    symbols_VT = of_rows([60, 64, 67, 64], [48, 60, 41, 55])
    after_VT = decode(brought_within(symbols_VT, np.ones(symbols_VT.shape, dtype=bool), 4))
    assert (after_VT[0] == symbols_VT[0]).all()
    assert (after_VT[1] != symbols_VT[1]).any()
