import numpy as np
import pytest

from sunmask.text.configuration import CONFIGURATION
from sunmask.text.grade import grade_text
from sunmask.text.words.words import FREE, text_to_words


def graded(text: str, chances: dict[int, float] | None = None):
    words, _ = text_to_words(text)
    chance_T = np.full(len(words), 0.5)
    for at, chance in (chances or {}).items():
        chance_T[at] = chance
    return grade_text(words, chance_T)


def test_the_grade_is_the_sum_of_its_parts() -> None:
    grade = graded("The sea was calm .", {1: 0.01})
    assert grade.features["doubt"] == pytest.approx((4 * np.log(2) + np.log(100)) / 5, abs=1e-4)
    assert grade.features["repetition"] == grade.features["sameness"] == 0
    assert grade.overall == pytest.approx(sum(grade.features.values()), abs=1e-4)
    assert grade.faults == ()


def test_unlikely_words_are_named_the_least_likely_first() -> None:
    doubted = CONFIGURATION.looking.doubted
    faults = graded("The sea was calm and wide", {1: doubted / 2, 3: 0.0, 4: 2 * doubted}).faults
    assert [fault.cells for fault in faults] == [(3,), (1,)]
    assert faults[1].message == "“sea” is unlikely here."


def test_repeated_words_and_runs_are_named_where_they_come_again() -> None:
    grade = graded("In the old sea, in the old sea sea")
    assert [(fault.code, fault.cells) for fault in grade.faults] == [("twice", (9,)), ("again", (5, 6, 7))]
    assert grade.features["repetition"] == pytest.approx(10 * 3 / 8)


def test_a_repaired_fault_lowers_the_grade_by_its_penalty() -> None:
    before = graded("The sea was calm", {1: 1e-5})
    after = graded("The sea was calm", {1: 1.0})
    assert before.overall - after.overall == pytest.approx(before.faults[0].penalty, abs=1e-3)


def test_slots_do_not_count() -> None:
    words = ["The", FREE, "sea"]
    assert grade_text(words, np.array([0.5, 0.0, 0.5])).features["doubt"] == pytest.approx(
        np.log(2), abs=1e-4
    )
    assert np.isfinite(grade_text([FREE], np.zeros(1)).overall)
