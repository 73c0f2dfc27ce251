"""Perfect intervals that two voices reach together, one right after the other or from beat to beat."""

import numpy as np
import pytest

from sunmask.chorale.rules.motion import (
    hidden_places,
    on_successive_beats,
    ornamented_intervals,
    unequal_fifths,
)
from tests.sunmask.chorale.rules.grids import grid


def test_hidden_fifths_and_octaves_are_leaps_of_the_soprano_in_the_way_of_the_bass() -> None:
    into_a_fifth = grid((69, 64, 60, 48), (72, 64, 60, 53), (72, 64, 60, 53))
    assert np.flatnonzero(hidden_places(into_a_fifth)).tolist() == [4]
    into_an_octave = grid((67, 64, 60, 50), (72, 64, 60, 60))
    assert np.flatnonzero(hidden_places(into_an_octave)).tolist() == [4]
    for last in ((72, 64, 60, 50), (72, 64, 60, 41), (71, 64, 60, 52), (0, 64, 60, 53), (69, 64, 60, 48)):
        assert not hidden_places(grid((69, 64, 60, 48), last)).any()


def test_a_fifth_over_the_bass_does_not_come_out_of_a_diminished_one_the_same_way() -> None:
    same_way = grid((65, 62, 55, 47), (67, 64, 55, 48))
    assert list(unequal_fifths(same_way.__abs__())) == [((0, 3), 4)]
    for other in (grid((65, 62, 55, 47), (64, 60, 55, 48)), grid((67, 64, 55, 48), (65, 62, 55, 47))):
        assert not list(unequal_fifths(np.abs(other)))


def test_a_sixteenth_between_two_octaves_or_fifths_hides_nothing() -> None:
    octaves = np.abs(grid((72, 67, 64, 60), (74, 67, 65, 62)))
    assert not list(ornamented_intervals(octaves))
    octaves[0, 3] = 71
    assert list(ornamented_intervals(octaves)) == [((0, 3), 4)]
    octaves[0, 2] = 71  # an eighth
    assert not list(ornamented_intervals(octaves))
    for bass, is_fault in ((50, True), (38, False)):  # the same way, and by contrary motion
        fifths = np.abs(grid((76, 67, 60, 48), (76, 69, 60, bass)))
        fifths[1, 3] = 65
        assert list(ornamented_intervals(fifths)) == [((1, 3), 4)] * is_fault


@pytest.mark.parametrize(
    ("soprano", "alto", "bass", "voices"),
    [
        ((72, 74), (67, 67), (48, 50), [(0, 3)]),
        ((72, 67), (64, 64), (48, 55), [(0, 3)]),  # by contrary motion
        ((67, 69), (64, 64), (48, 50), [(0, 3)]),  # fifths
        ((67, 62), (64, 64), (48, 55), [(0, 3)]),  # fifths by contrary motion
        ((74, 74), (60, 62), (48, 50), [(1, 3)]),
        ((74, 74), (67, 69), (48, 50), [(1, 3)]),  # fifths of an inner voice
        ((74, 74), (67, 62), (48, 55), []),
        ((72, 72), (67, 67), (48, 50), []),
    ],
)
def test_octaves_and_fifths_on_successive_beats_are_found_whatever_lies_between(
    soprano: tuple[int, int], alto: tuple[int, int], bass: tuple[int, int], voices: list[tuple[int, int]]
) -> None:
    pitch_VT = np.abs(grid(*zip(soprano, alto, (57, 57), bass, strict=True)))
    pitch_VT[3, 2:4] = 52
    beat_B, is_next_B = np.array([0, 4]), np.array([False, True])
    assert list(on_successive_beats(pitch_VT, beat_B, is_next_B)) == [(pair, 4) for pair in voices]
    assert not list(on_successive_beats(pitch_VT, beat_B, np.array([False, False])))
