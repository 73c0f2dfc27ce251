"""The key of a piece, read off its last notes and phrase ends first."""

import numpy as np
import pytest

from sunmask.chorale.notation.key_reading import NEAR, likely_keys
from sunmask.chorale.notation.spelling import key_name
from tests.sunmask.chorale.notation.tunes import TUNES, tune


def names(symbols: list[list[int]], fifths: int | None = None) -> list[str]:
    return [key_name(each.key.fifths, each.key.mode) for each in likely_keys(np.array(symbols), (), fifths)]


@pytest.mark.parametrize("name", TUNES)
def test_the_last_note_says_more_than_the_notes_before_it(name: str) -> None:
    piece = tune(name)
    first, second = likely_keys(piece.symbols_VT, (), piece.meta.fifths)
    assert (first.key.fifths, first.key.mode) == (piece.meta.fifths, "major")
    assert first.weight - second.weight > NEAR


def test_the_mode_of_a_signature_follows_the_notes() -> None:
    assert names([[69, 72, 76, 69, 68, 69, 76, 69]], 0)[0] == "A minor"
    assert names([[60, 64, 67, 72, 65, 67, 60, 60]], 0)[0] == "C major"


def test_the_bass_decides_where_the_melody_ends_on_the_third() -> None:
    melody = [71, 74, 72, 71, 69, 71, 72, 71]
    assert names([melody, [55, 62, 57, 55, 50, 55, 62, 55]], 1)[0] == "G major"
    assert names([melody, [52, 59, 57, 52, 54, 52, 59, 52]], 1)[0] == "E minor"


@pytest.mark.parametrize(
    ("last", "fifths", "mode"),
    [(62, 0, "dorian"), (57, -1, "phrygian"), (67, 0, "mixolydian"), (65, 0, "lydian"), (60, 0, "major")],
)
def test_a_melody_that_ends_elsewhere_in_its_scale_is_in_an_older_mode(
    last: int, fifths: int, mode: str
) -> None:
    scale = [last, last + 2 - (mode == "phrygian"), last + 7, last + 12]
    third = last + (3 if mode in ("dorian", "phrygian") else 4)
    melody = [last, third, last + 7, *scale, third, scale[1], last]
    found = likely_keys(np.repeat(np.array([melody]), 4, axis=1) * np.tile([1, -1, -1, -1], 10), (), fifths)[
        0
    ]
    assert (found.fifths, found.mode) == (fifths, mode)
    assert found.key.tonic_fifths * 7 % 12 == last % 12


def test_nothing_is_the_major_key_of_its_signature() -> None:
    assert names([[0] * 8] * 4, -2)[0] == "B flat major"
    assert names([[0] * 8] * 4)[0] == "C major"
