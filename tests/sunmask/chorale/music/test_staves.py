"""Staves that a shared document says are read, or left out where no score could have them."""

from fractions import Fraction

import pytest

from sunmask.chorale.music.signs import Sign
from sunmask.chorale.music.staves import Staff, StaffNote, StaffSign, clean_staves, staff_to_json
from sunmask.chorale.music.syllables import Lyric


def said(pitch: object) -> list[dict[str, object]]:
    return [{"name": "Organ", "clef": "bass", "notes": [[0.0, 4.0, pitch]]}]


def test_numbers_without_a_fraction_are_whole() -> None:
    assert clean_staves(said(40.0)) == (Staff("Organ", "bass", (StaffNote(0, 4, 40),)),)


def test_signs_fermatas_and_words_of_a_document_are_read_and_written_as_they_were() -> None:
    marks = {
        "signs": [
            [0.0, 0.0, {"kind": "dynamics", "name": "p"}],
            [2.5, 40.0, {"kind": "slur", "name": "start"}],
        ],
        "fermatas": [[0.0, 40.0]],
        "words": [[0.0, [{"text": "Ah", "syllabic": "single", "verse": 1.0}]]],
    }
    [staff] = clean_staves([said(40.0)[0] | marks])
    assert staff.signs == (
        StaffSign(0, 0, Sign("dynamics", "p")),
        StaffSign(Fraction(5, 2), 40, Sign("slur", "start")),
    )
    assert (staff.fermatas, staff.words) == (((0, 40),), ((0, (Lyric("Ah"),)),))
    assert clean_staves([staff_to_json(staff)]) == (staff,)


@pytest.mark.parametrize(
    "marks",
    [
        {"signs": [[0, 0, {"kind": "nothing"}]]},
        {"signs": [[-1, 0, {"kind": "dynamics", "name": "p"}]]},
        {"fermatas": [[0, 400]]},
        {"words": [[0, [{"text": "Ah", "syllabic": "loud", "verse": 1}]]]},
        {"words": [[0, ["Ah"]]]},
    ],
)
def test_staves_with_marks_that_are_none_are_left_out(marks: dict[str, object]) -> None:
    assert clean_staves([said(40.0)[0] | marks]) == ()


@pytest.mark.parametrize("pitch", [float("inf"), float("nan"), 40.5, "40", None, 400.0])
def test_staves_with_a_pitch_that_is_none_are_left_out(pitch: object) -> None:
    assert clean_staves(said(pitch)) == ()
