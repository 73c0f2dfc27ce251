"""The faults of `tests.faults.harness`, one of each kind: `python -m tests.faults.harness` does many."""

import os

import pytest

from tests.faults.harness import trial
from tests.faults.harness.kinds import KINDS

pytestmark = pytest.mark.faults


def test_whatever_fails_nothing_is_lost_and_nothing_comes_twice() -> None:
    seed = int(os.environ.get("SUNMASK_FAULT_SEED", "1"))
    found = trial.run(len(KINDS), seed, minutes=15)
    assert found["num_faults"] == len(KINDS)
    assert found["edits_acknowledged"] > 50
    assert found["runs_done"] >= 1
    losses = ("edits_lost", "edits_doubled", "steps_lost", "steps_doubled", "num_not_recovered")
    assert {name: found[name] for name in losses} == dict.fromkeys(losses, 0)
    assert (found["edits_refused"], found["runs_with_problems"]) == ([], [])
    assert found["people_see_the_same"]
