"""Limits of a child process: processor time counts, not how long it waits for its turn."""

import time

import pytest

from sunmask.kinds.children.limited import NoAnswerError, ask_child

CHILD = "tests.sunmask.kinds.slow_child"


def test_a_child_that_waits_longer_than_its_processor_time_still_answers() -> None:
    assert ask_child(CHILD, b"wait", timeout_s=1.0) == "done"


def test_a_child_that_computes_longer_is_ended() -> None:
    began_at = time.process_time()
    # by the system (SIGXCPU), or on a machine too busy for that by the clock
    with pytest.raises(NoAnswerError, match=r"ended with -24|no answer within"):
        ask_child(CHILD, b"compute", timeout_s=1.0)
    assert time.process_time() - began_at < 1
