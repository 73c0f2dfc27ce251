"""The faults of `tests.faults.harness`, one of each kind: `python -m tests.faults.harness` does many."""

import os

import pytest

from tests.faults.harness import trial
from tests.faults.harness.kinds import NUM_PAIRS
from tests.faults.test_storm import is_postgres_there

pytestmark = pytest.mark.faults
ONE_ROUND = len(trial.ALL_KINDS) + NUM_PAIRS
IF_INSTALLED = pytest.mark.skipif(not is_postgres_there(), reason="PostgreSQL is not installed")


@pytest.mark.parametrize(
    "is_postgres", [False, pytest.param(True, marks=IF_INSTALLED)], ids=["file", "server"]
)
def test_whatever_fails_nothing_is_lost_and_nothing_comes_twice(is_postgres: bool) -> None:
    seed = int(os.environ.get("SUNMASK_FAULT_SEED", "1"))
    found = trial.run(ONE_ROUND, seed, minutes=20, is_postgres=is_postgres)
    assert found["num_kinds"] >= 20
    assert min(of["acknowledged"] for of in found["acts"].values()) > 20
    assert found["runs_done"] >= 1
    assert trial.losses(found) == {}
