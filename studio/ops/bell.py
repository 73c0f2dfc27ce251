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
from studio.ops.log_context import current_request

logger = logging.getLogger(__name__)

_calls: queue.Queue[str | None] = queue.Queue(maxsize=1)
"""The request that led to each call, where one did."""


def call_workers() -> None:
    """Call soon. While one call waits to be sent, another would say nothing new."""
    _caller()
    with suppress(queue.Full):
        _calls.put_nowait(current_request())


@cache
def _caller() -> threading.Thread:
    caller = threading.Thread(target=_call_forever, name="bell", daemon=True)
    caller.start()
    return caller


def _call_forever() -> None:
    while True:
        request = _calls.get()
        try:
            app.send_task(
                "worker.tasks.work",
                headers={"request": request},
                expires=5,
                ignore_result=True,
                retry=False,
            )
        except Exception as error:  # whatever the broker's client raises
            logger.warning("cannot call the workers: %s", error or type(error).__name__)
