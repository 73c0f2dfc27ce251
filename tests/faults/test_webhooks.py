"""A receiver that is away for minutes while people write and workers are killed gets everything, in order."""

import json
import threading
import time

import pytest

from tests.live_studio import LiveStudio, wait_until
from tests.studio.services.webhooks.receiver import Receiver
from tests.studio_client import Person

pytestmark = pytest.mark.faults

AWAY_S = 300.0
INTERVAL_S = 0.1
"""Between two comments, as much as a person may change."""
PATIENCE_S = 600.0


def test_a_receiver_that_was_away_gets_every_event_in_order_and_once_by_id(
    studio: LiveStudio, ana: Person, project: str, canvas: str
) -> None:
    receiver, written, is_over = Receiver(), [0], threading.Event()

    def write() -> None:
        while not is_over.wait(INTERVAL_S):
            ana.make(f"/api/canvases/{canvas}/comments", {"text": f"Number {written[0]}"})
            written[0] += 1

    webhook = {"address": receiver.address, "events": ["comment.written"]}
    ana.make(f"/api/projects/{project}/webhooks", webhook)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        wait_until(lambda: len(receiver.messages) > 5, PATIENCE_S, "nothing came")
        receiver.go()
        time.sleep(AWAY_S / 2)
        studio.kill("worker")
        time.sleep(AWAY_S / 2)
        receiver.come()
        wait_until(lambda: len(receiver.messages) > 50, PATIENCE_S, "it did not go on")
        studio.kill("worker")  # among the messages
        time.sleep(5)
    finally:
        is_over.set()
        writer.join()
    wait_until(lambda: len(set(receiver.ids)) >= written[0], PATIENCE_S, "something is lost")
    firsts = {
        message_id: json.loads(body)["data"]["seq"] for message_id, _, body in reversed(receiver.messages)
    }
    in_order = [firsts[message_id] for message_id in dict.fromkeys(receiver.ids)]
    assert in_order == sorted(set(in_order))
    assert len(in_order) == written[0]
    receiver.go()
