"""Rounds of rework, and when a chorale is settled."""

import pytest

from sunmask.chorale.sampling.schedule import ChoraleSchedule
from sunmask.chorale.settings import ChoraleSettings


@pytest.mark.parametrize("num_steps", [1, 2, 3, 16, 64, 100])
def test_rounds_of_rework_fill_the_steps_after_the_fall(num_steps: int) -> None:
    schedule = ChoraleSchedule(ChoraleSettings(num_steps=num_steps, eta=0.5, rework_steps=12))
    begins: dict[int, list[float]] = {}
    for step in range(schedule.fall_steps + 1, num_steps + 1):
        begin, share = schedule.rework_round(step)
        begins.setdefault(begin, []).append(share)
    for begin, shares in begins.items():
        assert begin > schedule.fall_steps
        assert shares[0] == 1
        assert shares == sorted(shares, reverse=True)
        assert shares[-1] == pytest.approx(1 / len(shares))
    if num_steps == 64:
        assert [len(shares) for shares in begins.values()] == [11, 11, 10]


def test_each_round_ends_with_its_last_step_and_none_is_left_open() -> None:
    schedule = ChoraleSchedule(ChoraleSettings(num_steps=16, eta=0.5, rework_steps=4))
    assert [step for step in range(1, 17) if schedule.ends_round(step)] == [12, 16]
    without = ChoraleSchedule(ChoraleSettings(num_steps=16, eta=0.5, rework=False))
    assert not any(without.ends_round(step) for step in range(1, 17))


def test_faults_are_refused_once_the_notes_are_written_or_little_is_doubted() -> None:
    written = ChoraleSchedule(ChoraleSettings(num_steps=10, eta=0.5))
    assert [step for step in range(1, 11) if written.is_settled(step)] == [6, 7, 8, 9, 10]
    at_once = ChoraleSchedule(ChoraleSettings(num_steps=10, eta=1.0, write_once=False))
    assert [step for step in range(1, 11) if at_once.is_settled(step)] == [10]
