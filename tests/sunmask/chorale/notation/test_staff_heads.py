"""The notes of a staff beside the voices are written with the tuplets that their times make, in full bars."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sunmask.chorale.music.bars import bars
from sunmask.chorale.music.staves import Moment, Staff, StaffNote, layers_of, staff_from_json, staff_to_json
from sunmask.chorale.music.symbols import ChoraleMeta
from sunmask.chorale.notation.staff_heads import StaffHead, staff_heads

THIRD = Fraction(4, 3)


def written(*lengths: Moment, start: Moment = 0, metre: str = "4/4") -> list[StaffHead]:
    """Notes one after another, in a bar."""
    notes, at = [], start
    for length in lengths:
        notes.append(StaffNote(at, length, 60))
        at += length
    meta = ChoraleMeta(metre=metre)
    [layer] = layers_of(Staff("Piano", "treble", tuple(notes)))
    return staff_heads(layer, bars(meta, 24 if metre == "6/4" else 16))


def said(heads: list[StaffHead]) -> list[tuple[int, str]]:
    """What is written of each head that sounds, in 64ths, and in which tuplet."""
    return [
        (head.written, f"{head.tuplet.actual}:{head.tuplet.normal}" if head.tuplet else "")
        for head in heads
        if head.pitches
    ]


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ([THIRD] * 3, [(8, "3:2")] * 3),
        ([2 * THIRD, THIRD], [(16, "3:2"), (8, "3:2")]),
        ([2 * THIRD] * 3, [(16, "3:2")] * 3),
        ([THIRD / 2] * 3 + [2], [(4, "3:2")] * 3 + [(8, "")]),
        ([THIRD / 2] * 6, [(4, "6:4")] * 6),
        ([Fraction(4, 5)] * 5, [(4, "5:4")] * 5),
        ([Fraction(4, 7)] * 7, [(4, "7:4")] * 7),
        ([Fraction(8, 11)] * 11, [(4, "11:8")] * 11),
        ([Fraction(3, 2), Fraction(1, 2)], [(6, ""), (2, "")]),
        ([8 + THIRD, THIRD, THIRD], [(32, ""), (8, "3:2"), (8, "3:2"), (8, "3:2")]),
    ],
)
def test_times_between_sixteenths_are_tuplets(lengths: list[Moment], expected: list[tuple[int, str]]) -> None:
    assert said(written(*lengths)) == expected


def test_a_note_that_leads_into_a_tuplet_is_cut_and_tied() -> None:
    first, second, *others = [head for head in written(8 + THIRD, THIRD, THIRD) if head.pitches]
    assert (first.is_tied, second.is_tied) == (False, True)
    assert not any(head.is_tied for head in others)


def test_five_in_a_dotted_quarter_are_written_in_the_time_of_three() -> None:
    assert said(written(*[Fraction(6, 5)] * 5, metre="6/8")) == [(8, "5:3")] * 5


PIECES = st.lists(
    st.tuples(st.sampled_from([1, 2, 3, 4, 5, 7]), st.integers(1, 4), st.integers(40, 80)), max_size=8
)


@settings(max_examples=60, deadline=None)
@given(PIECES, st.sampled_from(["4/4", "3/4", "6/8"]))
def test_every_bar_is_filled_whatever_the_times_are(parts: list[tuple[int, int, int]], metre: str) -> None:
    notes, at = [], Fraction(0)
    for number, count, pitch in parts:
        length = Fraction(4 * min(count, number), number)
        notes.append(StaffNote(at, length, pitch))
        at += length
    meta = ChoraleMeta(metre=metre)
    bar_list = bars(meta, 48)
    within = tuple(note for note in notes if note.start + note.length <= 48)
    for layer in layers_of(Staff("Piano", "treble", within)):
        heads = staff_heads(layer, bar_list)
        for index, bar in enumerate(bar_list):
            here = [head for head in heads if head.index == index]
            assert sum(head.length for head in here) == bar.length
            assert all(head.written > 0 for head in here)


def test_times_go_through_json_exactly() -> None:
    notes = (
        StaffNote(0, THIRD, 60),
        StaffNote(THIRD, Fraction(4, 7), 61, "Db"),
        StaffNote(Fraction(40951, 11), 1, 64),
    )
    staff = Staff("Piano", "treble", notes)
    assert staff_from_json(staff_to_json(staff)) == staff
    assert staff_to_json(staff)["notes"][0][0] == 0
