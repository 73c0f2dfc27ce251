"""The call to the workers: in time, and never in anybody's way."""

import threading

import pytest

from studio.ops import bell
from tests.live_studio import wait_until

PATIENCE_S = 60


class Broker:
    """Counts calls; hangs while `is_open` is not set."""

    def __init__(self) -> None:
        self.is_open = threading.Event()
        self.calls = 0
        self.called = threading.Event()

    def send_task(self, *_: object, **__: object) -> None:
        self.called.set()
        assert self.is_open.wait(PATIENCE_S)
        self.calls += 1
        if self.calls == 1:
            raise ConnectionError("the broker went away")


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    broker = Broker()
    monkeypatch.setattr(bell, "app", broker)
    return broker


def test_a_hung_broker_holds_nobody_up_and_calls_are_made_once_it_answers(broker: Broker) -> None:
    bell.call_workers()
    assert broker.called.wait(PATIENCE_S)  # the first call is under way and hangs
    for _ in range(100):
        bell.call_workers()
    assert broker.calls == 0  # it hangs still, so nobody has waited for it
    broker.is_open.set()
    wait_until(lambda: broker.calls >= 2, PATIENCE_S, "no call was made again")
    assert broker.calls == 2  # the one that failed, and one for all that came while it hung
