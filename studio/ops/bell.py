"""Calls the workers: one Celery message that says "there is work", sent by a thread of its own.

So no request waits for a broker, be it slow, hung or dead. A call that is lost costs little: workers look
by themselves every second.
"""

import logging
import queue
import threading
from contextlib import suppress
from functools import cache

from studio.celery import app

logger = logging.getLogger(__name__)

_calls: queue.Queue[None] = queue.Queue(maxsize=1)


def call_workers() -> None:
    """Call soon. While one call waits to be sent, another would say nothing new."""
    _caller()
    with suppress(queue.Full):
        _calls.put_nowait(None)


@cache
def _caller() -> threading.Thread:
    caller = threading.Thread(target=_call_forever, name="bell", daemon=True)
    caller.start()
    return caller


def _call_forever() -> None:
    while True:
        _calls.get()
        try:
            app.send_task("worker.tasks.work", expires=5, ignore_result=True, retry=False)
        except Exception as error:  # whatever the broker's client raises
            logger.warning("cannot call the workers: %s", error or type(error).__name__)
