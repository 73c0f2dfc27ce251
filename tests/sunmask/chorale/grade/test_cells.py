"""Faults of a chorale on the cells of its grid."""

import numpy as np
import pytest

from sunmask.chorale.content import chorale_to_json
from sunmask.chorale.demos import BACH, demo_chorale
from sunmask.chorale.grade.bach import grade_chorale
from sunmask.chorale.grade.cells import grade_content
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta
from sunmask.kinds.grade import NOT_COUNTABLE


def from_text(*voices: str, pickup: int = 0) -> dict:
    """Content of quarters, one MIDI pitch (or 0) each."""
    rows = []
    for voice in voices:
        row = -np.repeat([int(pitch) for pitch in voice.split()], 4)
        row[::4] *= -1
        rows.append(row)
    return chorale_to_json(Chorale(np.array(rows, dtype=np.int16), ChoraleMeta(pickup=pickup)))


def cells(voice: int, *quarters: int, num_columns: int = 16) -> set[int]:
    return {voice * num_columns + 4 * quarter + t for quarter in quarters for t in range(4)}


def test_parallels_stand_in_all_four_notes_that_make_them() -> None:
    graded = grade_content(from_text("67 69 71 72", "64 64 64 64", "60 60 55 55", "48 50 43 48"))
    fault = graded.faults[0]
    assert fault.code == "parallel_fifths"
    assert set(fault.cells) == cells(0, 0, 1) | cells(3, 0, 1)
    assert fault.message.startswith("Parallel fifths between soprano and bass into bar 1, beat 2")
    assert fault.penalty > 0


def test_bars_and_beats_are_counted_from_the_pickup() -> None:
    voices = ("67 69 71 72", "64 64 64 64", "60 60 55 55", "48 50 43 48")
    assert "into bar 1, beat 1:" in grade_content(from_text(*voices, pickup=4)).faults[0].message


def test_notes_out_of_range_are_faults_that_cost_no_grade() -> None:
    graded = grade_content(from_text("50 71 72 72", "67 67 67 67", "64 62 64 64", "36 43 36 48"))
    (fault,) = [fault for fault in graded.faults if fault.code == "range"]
    assert (set(fault.cells), fault.penalty) == (cells(0, 0), 0.0)
    assert fault.message == "The soprano's D3 at bar 1, beat 1 lies below the range of Bach's soprano."


def test_a_silent_voice_has_a_finite_grade_that_sorts_last() -> None:
    graded = grade_content(from_text("72 71 72 72", "0 0 0 0", "64 62 64 64", "48 43 48 48"))
    assert NOT_COUNTABLE < graded.overall < 2 * NOT_COUNTABLE
    assert graded.features["A_interval"] == NOT_COUNTABLE
    assert graded.faults[0].code == "silence"
    assert set(graded.faults[0].cells) == set(range(16, 32))


@pytest.mark.parametrize("name", BACH)
def test_the_grade_is_the_published_one_and_every_fault_has_cells(name: str) -> None:
    chorale = demo_chorale(name)
    graded = grade_content(chorale_to_json(chorale))
    assert graded.overall == pytest.approx(grade_chorale(chorale).overall, abs=1e-3)
    assert all(fault.cells and fault.cells[-1] < chorale.symbols_VT.size for fault in graded.faults)


def test_what_is_no_chorale_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="expected"):
        grade_content({"kind": "chorale"})
