"""Leading notes rise, sevenths of dominants fall."""

import numpy as np
import pytest

from sunmask.chorale.rules.resolutions import (
    cancelled_places,
    doubled_places,
    left_leading_places,
    seventh_places,
    unresolved_elsewhere,
    unresolved_places,
)
from sunmask.chorale.rules.sonorities import Sonorities
from tests.sunmask.chorale.rules.grids import FIVE, grid


@pytest.mark.parametrize(
    ("last", "voices"),
    [
        ((72, 67, 60, 48), []),
        ((72, 64, 55, 48), []),  # falls to the fifth
        ((72, 67, 64, 48), [2]),
        ((72, 67, 52, 48), [2]),
        ((72, 69, 57, 53), []),  # IV
        ((72, 67, 59, 48), []),  # held over
        ((72, 67, 0, 48), []),
    ],
)
def test_a_leading_note_rises_or_falls_to_the_fifth_where_the_tonic_follows(
    last: tuple[int, int, int, int], voices: list[int]
) -> None:
    found = unresolved_places(grid(FIVE, last), 0)
    assert np.argwhere(found).tolist() == [[voice, 4] for voice in voices]
    assert not unresolved_places(grid(FIVE, last), 7).any()  # in G that is none


def test_in_the_outer_voices_it_rises() -> None:
    assert unresolved_places(grid((71, 67, 62, 55), (67, 64, 60, 48)), 0)[0, 4]
    assert unresolved_places(grid((74, 67, 62, 47), (72, 67, 64, 43)), 0)[3, 4]
    assert not unresolved_places(grid((74, 67, 62, 47), (72, 67, 64, 48)), 0).any()


def test_the_seventh_of_a_dominant_of_any_key_falls_by_a_step() -> None:
    seventh = (77, 71, 67, 55)
    assert not seventh_places(grid(seventh, (76, 72, 67, 48))).any()
    assert not seventh_places(grid(seventh, (75, 72, 67, 48))).any()  # into minor
    assert seventh_places(grid(seventh, (79, 72, 64, 48)))[0, 4]
    assert seventh_places(grid((79, 71, 65, 55), (79, 72, 67, 48)))[2, 4]
    assert not seventh_places(grid(seventh, (81, 72, 64, 57))).any()  # another chord comes
    assert not seventh_places(grid((74, 71, 67, 55), (76, 72, 67, 48))).any()  # no seventh
    in_d = seventh_places(grid((79, 73, 69, 57), (81, 74, 66, 50)))
    assert in_d[0, 4]
    assert in_d.sum() == 1


def test_an_augmented_second_is_neither_risen_nor_fallen() -> None:
    for line in ((68, 71), (71, 68)):
        found_VT = unresolved_places(grid(*((72, pitch, 53, 50) for pitch in line)), 0)
        assert np.argwhere(found_VT).tolist() == [[1, 4]]
    assert not unresolved_places(grid((72, 67, 53, 50), (72, 70, 53, 50)), 0).any()


@pytest.mark.parametrize(
    ("first", "then", "voices"),
    [
        ((69, 62, 54, 50), (70, 62, 58, 43), [2]),  # D, then G minor
        ((69, 62, 54, 50), (70, 62, 55, 43), []),
        ((69, 62, 54, 50), (71, 62, 59, 43), [2]),  # D, then G major, in B flat
        ((65, 62, 58, 46), (67, 67, 58, 51), []),  # B flat, then E flat: no dominant
        ((72, 66, 57, 50), (71, 62, 59, 43), []),  # with its seventh, the third falls to the fifth
        ((72, 66, 57, 50), (71, 67, 55, 43), []),
        ((72, 66, 57, 50), (71, 71, 62, 43), [1]),
        ((72, 57, 54, 50), (71, 62, 59, 43), [2]),
    ],
)
def test_so_do_leading_notes_of_other_keys(
    first: tuple[int, int, int, int], then: tuple[int, int, int, int], voices: list[int]
) -> None:
    found_VT = unresolved_elsewhere(grid(first, then), 10)
    assert np.argwhere(found_VT).tolist() == [[voice, 4] for voice in voices]


@pytest.mark.parametrize(
    ("then", "voices"),
    [
        ((72, 67, 60, 48), []),
        ((72, 69, 64, 45), [2]),  # to the submediant, up a fourth
        ((72, 69, 57, 45), [2]),  # a step down where the tonic comes
        ((74, 69, 57, 50), []),  # and where it does not
        ((76, 67, 55, 48), []),  # to the fifth
        ((74, 71, 62, 43), []),  # within the chord, which another voice gives its third
        ((77, 67, 62, 43), [2]),
    ],
)
def test_a_leading_note_is_left_neither_by_a_leap_nor_down_where_the_tonic_follows(
    then: tuple[int, int, int, int], voices: list[int]
) -> None:
    found_VT = left_leading_places(Sonorities.of(grid(FIVE, then)), 0, 0)
    assert np.argwhere(found_VT).tolist() == [[voice, 4] for voice in voices]


def test_it_is_told_from_any_chord_under_its_note() -> None:
    late = grid(FIVE, (74, 69, 59, 43), (72, 69, 64, 45), length=2)
    late[2, 2] = -59
    assert np.argwhere(left_leading_places(Sonorities.of(late), 0, 0)).tolist() == [[2, 4]]
    of_d = grid((74, 69, 66, 50), (71, 67, 62, 55))  # its leading note is not in the signature of C
    assert not left_leading_places(Sonorities.of(of_d), 0, 0).any()
    of_d[2, 4:] = [71, -71, -71, -71]
    assert np.argwhere(left_leading_places(Sonorities.of(of_d), 0, 0)).tolist() == [[2, 4]]


def test_a_diminished_triad_has_the_leading_note_of_its_dominant() -> None:
    then = (76, 67, 61, 48)
    raised = Sonorities.of(grid((72, 69, 66, 48), then))
    assert np.argwhere(left_leading_places(raised, 0, 0)).tolist() == [[2, 4]]
    of_the_signature = Sonorities.of(grid((77, 74, 71, 50), (76, 68, 64, 52)))  # the second degree of A minor
    assert not left_leading_places(of_the_signature, 9, 0).any()


def test_leading_notes_are_not_lowered_again_below_the_soprano() -> None:
    lowered = grid((74, 69, 66, 50), (74, 69, 65, 50), (73, 68, 66, 50), (72, 67, 66, 50))
    assert np.argwhere(cancelled_places(lowered, 0, 0)).tolist() == [[1, 12], [2, 4]]
    assert not cancelled_places(grid((74, 70, 65, 46), (74, 69, 65, 46)), 0, 0).any()
    assert np.argwhere(cancelled_places(grid((74, 71, 67, 43), (74, 70, 67, 43)), 0, 0)).tolist() == [[1, 4]]


@pytest.mark.parametrize(
    ("chord", "voices"),
    [
        ((71, 71, 62, 55), [0, 1]),
        ((71, 67, 62, 47), [0, 3]),
        ((72, 67, 64, 48), []),
        ((76, 76, 64, 48), []),  # the third of another triad
        ((76, 70, 64, 48), [0, 2]),  # of another dominant seventh
        ((78, 69, 66, 50), [0, 2]),  # raised, in a dominant triad
        ((78, 69, 66, 48), [0, 2]),  # and without the root
        ((78, 75, 66, 51), [1, 3]),  # as little of it as this
        ((70, 65, 58, 50), []),  # lowered
    ],
)
def test_leading_notes_are_not_doubled(chord: tuple[int, int, int, int], voices: list[int]) -> None:
    for length in (1, 2):
        found_VT = doubled_places(Sonorities.of(grid(chord, length=length)), 0, 0)
        assert np.argwhere(found_VT)[:, 0].tolist() == voices * (length > 1)


def test_in_minor_leading_notes_of_the_relative_major_are_not_doubled() -> None:
    doubled = Sonorities.of(grid((74, 71, 59, 55)))
    assert np.argwhere(doubled_places(doubled, 9, 0))[:, 0].tolist() == [1, 2]
    assert not doubled_places(doubled, 9, 2).any()
