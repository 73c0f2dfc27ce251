"""Voices in their ranges, in their order, and near each other."""

import numpy as np

from sunmask.chorale.rules.positions import crossing_places, order_faults, out_of_range_places
from tests.sunmask.chorale.rules.grids import grid


def test_the_soprano_stays_above_the_alto_and_voices_in_their_ranges() -> None:
    assert crossing_places(grid((64, 67, 60, 48), (72, 67, 60, 48))).tolist() == 4 * [True] + 4 * [False]
    assert not crossing_places(grid((67, 67, 60, 48))).any()
    assert not crossing_places(grid((52, 57, 60, 48))).any()  # no alto sings below it
    out_VT = out_of_range_places(grid((72, 67, 60, 66), (59, 55, 52, 48)))
    assert [(int(voice), int(column)) for voice, column in zip(*out_VT[:, ::4].nonzero(), strict=True)] == [
        (0, 1),
        (3, 0),
    ]


def test_the_tenor_stays_between_alto_and_bass() -> None:
    crossed = np.abs(grid((72, 60, 64, 48), (72, 64, 64, 48), (72, 0, 64, 48), (72, 64, 55, 57), length=1))
    assert list(order_faults(crossed)) == [((1, 2), 0), ((2, 3), 3)]


def test_upper_voices_are_farther_apart_than_an_octave_for_a_sixteenth_at_most() -> None:
    apart = np.abs(grid((76, 62, 60, 48), (76, 64, 60, 48), (76, 64, 48, 48), (76, 64, 60, 48), length=1))
    assert not list(order_faults(apart))
    apart[1, 1] = 62
    assert list(order_faults(apart)) == [((0, 1), 1)]
    apart[2, 3] = 48
    assert list(order_faults(apart)) == [((0, 1), 1), ((1, 2), 3)]
