"""Staves that a shared document says are read, or left out where no score could have them."""

import pytest

from sunmask.chorale.music.staves import Staff, StaffNote, clean_staves


def said(pitch: object) -> list[dict[str, object]]:
    return [{"name": "Organ", "clef": "bass", "notes": [[0.0, 4.0, pitch]]}]


def test_numbers_without_a_fraction_are_whole() -> None:
    assert clean_staves(said(40.0)) == (Staff("Organ", "bass", (StaffNote(0, 4, 40),)),)


@pytest.mark.parametrize("pitch", [float("inf"), float("nan"), 40.5, "40", None, 400.0])
def test_staves_with_a_pitch_that_is_none_are_left_out(pitch: object) -> None:
    assert clean_staves(said(pitch)) == ()
