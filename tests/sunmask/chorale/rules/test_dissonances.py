"""Dissonances pass or resolve, and phrases close on triads."""

import numpy as np
import pytest

from sunmask.chorale.rules.dissonances import (
    accented_places,
    bare_places,
    clashing_places,
    doubled_seventh_places,
    false_relations,
    foreign_bass_places,
    lasting_places,
    leapt_fourth_places,
    left_fourth_places,
    left_seventh_places,
    open_places,
    standing_places,
    struck_seventh_places,
    thirdless_places,
    unexplained_places,
)
from sunmask.chorale.rules.sonorities import Sonorities
from tests.sunmask.chorale.rules.grids import grid


def heard(symbols_VT: np.ndarray) -> Sonorities:
    return Sonorities.of(symbols_VT)


def columns(found: np.ndarray) -> list[int]:
    return np.flatnonzero(found).tolist()


def test_a_fifth_that_sounds_alone_for_a_beat_is_bare_whichever_note_is_in_the_bass() -> None:
    beats = grid((72, 67, 60, 48), (72, 64, 55, 48), (79, 67, 60, 55), (72, 60, 60, 48), (0, 67, 60, 48))
    assert np.flatnonzero(bare_places(heard(beats))).tolist() == [1, 9]
    passing = grid((72, 67, 60, 48))
    passing[1, 2:] = [65, -65]
    assert not bare_places(heard(passing)).any()


C_MAJOR, G_MAJOR, G_SUSPENDED = (76, 72, 67, 48), (74, 71, 67, 55), (74, 72, 67, 55)


def test_a_suspension_is_no_fault_where_it_was_there_before_and_falls_by_a_step_in_time() -> None:
    assert not standing_places(heard(grid(C_MAJOR, G_SUSPENDED, G_MAJOR))).any()
    leaps = grid(C_MAJOR, G_SUSPENDED, (76, 67, 60, 60))
    assert columns(standing_places(heard(leaps))) == [8]
    stands = grid(C_MAJOR, G_SUSPENDED, G_SUSPENDED, G_MAJOR)
    assert columns(standing_places(heard(stands))) == [8]


def test_a_dissonance_that_nothing_prepared_is_a_fault_unless_it_passes() -> None:
    beats = grid((74, 71, 67, 55), (76, 74, 67, 48), C_MAJOR)
    beats[1, 4:8] = [72, -72, 74, -74]
    assert not standing_places(heard(beats)).any()
    unprepared = grid((77, 69, 65, 53), (74, 72, 67, 55), C_MAJOR)
    assert columns(standing_places(heard(unprepared))) == [6]


def test_triads_and_sevenths_with_their_thirds_may_stand() -> None:
    sevenths = grid((77, 71, 67, 55), (74, 72, 69, 53), (71, 65, 62, 56), (76, 71, 67, 48), (76, 68, 60, 48))
    assert not standing_places(heard(np.repeat(sevenths, 2, axis=1))).any()


@pytest.mark.parametrize(
    ("before", "dissonant", "after", "is_fault"),
    [
        ((76, 72, 67, 48), (74, 72, 67, 48), (72, 72, 67, 48), False),  # the soprano passes
        ((79, 72, 67, 48), (74, 72, 67, 48), (72, 72, 67, 48), True),  # it comes by a leap
        ((76, 72, 67, 48), (74, 72, 67, 48), (79, 72, 67, 48), True),  # it goes by a leap
        ((76, 72, 64, 48), (74, 72, 65, 48), (72, 72, 67, 48), False),  # two voices pass
        ((72, 69, 65, 53), (72, 67, 62, 55), (71, 67, 62, 55), False),  # the soprano is suspended
        ((72, 69, 65, 53), (72, 67, 62, 55), (74, 67, 59, 55), True),  # and rises
        ((72, 69, 65, 53), (72, 67, 62, 55), (72, 67, 64, 48), True),  # and stays
        ((76, 72, 67, 48), (0, 74, 67, 48), (76, 72, 67, 48), False),  # not all voices sound
    ],
)
def test_a_dissonance_however_short_passes_or_is_suspended(
    before: tuple[int, int, int, int],
    dissonant: tuple[int, int, int, int],
    after: tuple[int, int, int, int],
    is_fault: bool,
) -> None:
    for length in (1, 2, 4):
        beats = grid(before, dissonant, *[after] * 4, length=length)
        assert columns(unexplained_places(heard(beats))) == [length] * is_fault


def test_three_dissonances_in_a_row_are_too_many() -> None:
    clash = (74, 72, 67, 48)
    row = grid(C_MAJOR, clash, (74, 72, 67, 47), (74, 73, 67, 48), C_MAJOR, clash, clash, length=1)
    assert columns(lasting_places(heard(row))) == [3]


def test_a_note_that_begins_on_a_beat_and_stays_belongs_to_the_chord() -> None:
    beats = np.array([0, 4, 8, 12])
    accented = grid((76, 69, 65, 53), (74, 72, 64, 48), (72, 72, 64, 48), (72, 69, 65, 53))
    assert columns(accented_places(heard(accented), beats)) == [4]
    assert not accented_places(heard(accented), np.array([0, 8])).any()
    accented[0, 7] = 72  # it stays for less
    assert columns(accented_places(heard(accented), beats)) == [4]  # its C sounds already
    accented[1, 4:8] = [67, -67, -67, -67]
    assert not accented_places(heard(accented), beats).any()
    suspended = grid((72, 69, 65, 53), (72, 67, 62, 55), (71, 67, 62, 55))
    assert not accented_places(heard(suspended), beats[:3]).any()
    suspended[1:3, 4:8] = [[62, -62, -62, -62], [59, -59, -59, -59]]  # the B to which the C goes
    assert columns(accented_places(heard(suspended), beats[:3])) == [4]
    over_its_bass = grid((74, 69, 62, 50), (74, 67, 64, 48), (72, 67, 64, 48))
    over_its_bass[0, 4] = -74
    assert not accented_places(heard(over_its_bass), beats[:3]).any()


def test_a_note_and_the_same_one_raised_or_lowered_do_not_sound_at_once() -> None:
    for clash, is_fault in (((77, 69, 66, 50), True), ((75, 72, 67, 52), True), ((76, 69, 65, 53), False)):
        assert clashing_places(heard(grid(clash)), 0).any() == is_fault
    assert not clashing_places(heard(grid((77, 69, 66, 50))), 11).any()  # E sharp and F sharp


def test_a_note_may_be_ahead_of_the_next_chord() -> None:
    anticipated = grid((74, 71, 67, 55), (72, 71, 67, 55), (72, 72, 67, 48), (72, 72, 67, 48), length=2)
    anticipated[0, 4] = -72
    assert not unexplained_places(heard(anticipated)).any()


def test_only_the_seventh_of_a_dominant_is_reached_by_a_leap() -> None:
    assert np.argwhere(struck_seventh_places(heard(grid(C_MAJOR, (77, 67, 60, 50))))).tolist() == []
    struck = grid((72, 69, 65, 53), (72, 65, 57, 50))
    assert not struck_seventh_places(heard(struck)).any()  # was there before
    struck[0, :4] = [77, -77, -77, -77]
    assert np.argwhere(struck_seventh_places(heard(struck))).tolist() == [[0, 4]]
    assert not struck_seventh_places(heard(grid(C_MAJOR, (71, 62, 65, 55)))).any()


def test_a_seventh_is_left_by_a_step_down_into_another_chord() -> None:
    seventh, beats = (77, 71, 67, 55), np.array([0, 4])
    for top in (72, 79, 81):
        found = left_seventh_places(heard(grid(seventh, (top, 69, 69, 53))), beats)
        assert np.argwhere(found).tolist() == [[0, 4]]
    assert not left_seventh_places(heard(grid(seventh, (76, 72, 67, 48))), beats).any()
    assert not left_seventh_places(heard(grid(seventh, (77, 69, 65, 53))), beats).any()
    within_VT = grid((77, 71, 62, 55), (74, 71, 65, 55))
    assert not left_seventh_places(heard(within_VT), beats).any()
    lost_VT = grid((77, 71, 62, 55), (74, 71, 67, 55))
    assert np.argwhere(left_seventh_places(heard(lost_VT), beats)).tolist() == [[0, 4]]


def test_a_seventh_that_goes_with_a_later_chord_is_looked_at_too() -> None:
    held = grid((77, 71, 67, 55), (77, 71, 62, 55), (72, 69, 65, 53), length=2)
    held[0, 2] = -77
    assert np.argwhere(left_seventh_places(heard(held), np.array([0]))).tolist() == [[0, 4]]


def test_what_a_note_makes_that_passes_within_a_beat_has_no_seventh() -> None:
    passing = grid((79, 76, 72, 59), (79, 76, 72, 57), (81, 76, 73, 55), length=2)
    passing[:3, 2] *= -1
    assert not left_seventh_places(heard(passing), np.array([0, 4])).any()
    assert left_seventh_places(heard(passing), np.array([2])).any()


def test_the_seventh_of_a_chord_is_not_doubled() -> None:
    assert columns(doubled_seventh_places(heard(grid(C_MAJOR, (77, 65, 59, 55))))) == [4]
    assert not doubled_seventh_places(heard(grid((77, 67, 59, 55)))).any()


def test_a_chord_on_a_beat_has_its_third_or_gets_it_within_the_beat() -> None:
    beats, thirdless = np.array([0, 4, 8]), (77, 72, 65, 48)
    assert columns(thirdless_places(heard(grid(C_MAJOR, thirdless, C_MAJOR)), beats)) == [4]
    assert columns(thirdless_places(heard(grid(C_MAJOR, (72, 69, 62, 50), C_MAJOR)), beats)) == [4]
    assert not thirdless_places(heard(grid(C_MAJOR, (76, 72, 64, 48), C_MAJOR)), beats).any()
    late = grid(C_MAJOR, (72, 67, 60, 48), C_MAJOR)
    late[0, 6:8] = [76, -76]
    assert not thirdless_places(heard(late), beats).any()


def test_a_bass_that_begins_on_a_beat_belongs_to_the_chord_above() -> None:
    foreign = grid(C_MAJOR, (76, 72, 67, 50), (76, 72, 67, 52))
    assert columns(foreign_bass_places(heard(foreign), np.array([0, 4, 8]))) == [4]
    assert not foreign_bass_places(heard(foreign), np.array([0, 8])).any()  # it passes
    suspended = grid((79, 71, 62, 55), (79, 72, 64, 55), (79, 72, 64, 48))
    suspended[3, 4] = -55
    assert not foreign_bass_places(heard(suspended), np.array([0, 4, 8])).any()


def test_a_note_is_raised_or_lowered_in_the_voice_that_had_it() -> None:
    f, d = (77, 69, 60, 53), (74, 69, 66, 50)
    assert list(false_relations(heard(grid(f, d)), 0)) == [((0, 2, 3), 4)]
    assert list(false_relations(heard(grid((72, 69, 65, 57), d)), 0)) == []
    assert list(false_relations(heard(grid(d, f)), 0)) == [((0, 2, 3), 4)]
    assert list(false_relations(heard(grid(f, (76, 67, 60, 48), d)), 0)) == []  # not at once


def test_the_bass_does_not_leap_to_the_fifth_of_another_triad() -> None:
    fourth = (76, 72, 67, 43)
    assert columns(leapt_fourth_places(heard(grid((77, 69, 65, 50), fourth)))) == [4]
    assert not leapt_fourth_places(heard(grid((77, 69, 65, 50), fourth, length=1))).any()
    for before in (C_MAJOR, (77, 69, 65, 41), (74, 71, 67, 43)):  # the same chord, a step, the same note
        assert not leapt_fourth_places(heard(grid(before, fourth))).any()


def test_nor_does_it_leap_from_there() -> None:
    fourth = (76, 72, 67, 43)
    for after, is_fault in (((74, 71, 67, 43), False), ((77, 69, 65, 41), False), (C_MAJOR, True)):
        assert columns(left_fourth_places(heard(grid(fourth, after)))) == [4] * is_fault
    assert not left_fourth_places(heard(grid(fourth, (76, 72, 67, 55)))).any()


@pytest.mark.parametrize(
    ("last", "is_fault"),
    [
        (C_MAJOR, False),
        ((75, 72, 67, 48), False),
        ((76, 72, 64, 48), False),  # without its fifth
        ((72, 67, 60, 48), True),  # without its third
        ((79, 72, 67, 52), True),  # not over its root
        ((76, 70, 67, 48), True),  # with a seventh
        ((76, 0, 67, 48), False),
    ],
)
def test_a_phrase_closes_on_a_triad_over_its_root(last: tuple[int, int, int, int], is_fault: bool) -> None:
    beats = grid((74, 71, 67, 55), last, C_MAJOR)
    assert columns(open_places(heard(beats), np.array([7]))) == [7] * is_fault
    assert not open_places(heard(beats), np.array([], dtype=int)).any()
