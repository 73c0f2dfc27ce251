"""The call to the workers: in time, and never in anybody's way."""

import threading
import time

import pytest

from studio.ops import bell


class Broker:
    """Counts calls; hangs while `is_open` is not set."""

    def __init__(self) -> None:
        self.is_open = threading.Event()
        self.calls = 0
        self.called = threading.Event()

    def send_task(self, *_: object, **__: object) -> None:
        self.called.set()
        assert self.is_open.wait(10)
        self.calls += 1
        if self.calls == 1:
            raise ConnectionError("the broker went away")


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    broker = Broker()
    monkeypatch.setattr(bell, "app", broker)
    return broker


def test_a_hung_broker_holds_nobody_up_and_calls_are_made_once_it_answers(broker: Broker) -> None:
    began = time.monotonic()
    bell.call_workers()
    assert broker.called.wait(5)  # the first call is under way and hangs
    for _ in range(100):
        bell.call_workers()
    assert time.monotonic() - began < 1
    broker.is_open.set()
    deadline = time.monotonic() + 5
    while broker.calls < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert broker.calls == 2  # the one that failed, and one for all that came while it hung
