"""A web server that runs and serves nobody is ended, so that it is started again.

That happens where a thread begins and has no memory for its first line: Python's `Thread.start` then waits
for ever, and with it the event loop that called it, also when the process is asked to stop. The process
itself sees that soonest (`Guard`), and also that it does not end in time when it is asked to. Its supervisor
sees whatever else keeps it from answering (`watch`). A server that does not listen yet is left alone for a
while, and a slow one always.
"""

import logging
import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Literal
from urllib.request import Request

logger = logging.getLogger(__name__)

INTERVAL_S = 2.0
PATIENCE_S = 6.0
"""For one answer."""
MOST_MISSED = 3
"""Answers in a row that do not come before the server is ended."""
START_S = 60.0
"""Until a server that was started listens."""
STOP_S = 5.0
"""From the moment at which a server is asked to end until it has."""

GUARD_INTERVAL_S = 1.0
MOST_SEEN_WAITING = 3
"""Looks in a row that find the same wait for a thread, which else takes less than a millisecond."""

Found = Literal["answers", "silent", "nobody"]


class Guard(threading.Thread):
    """Ends this process, from a thread of its own, once its main thread waits for one that will never be, or
    has not ended in time."""

    def __init__(self, interval_s: float = GUARD_INTERVAL_S):
        super().__init__(name="guard", daemon=True)
        self.interval_s = interval_s
        self.ends_at = float("inf")
        self.start()

    def expect_end(self, within_s: float = STOP_S) -> None:
        """From now on the process has so long to end by itself."""
        self.ends_at = time.monotonic() + within_s

    def run(self) -> None:
        num_seen, before = 0, None
        while True:
            time.sleep(self.interval_s)
            with suppress(MemoryError):  # the next look may find some
                waiting = _call_of_start()
                num_seen = num_seen + 1 if waiting is not None and waiting is before else 0
                before = waiting
                if num_seen >= MOST_SEEN_WAITING or time.monotonic() > self.ends_at:
                    os.kill(os.getpid(), signal.SIGKILL)


def _call_of_start() -> FrameType | None:
    """The call of `Thread.start` that the main thread is in; None where it is in none."""
    frame = sys._current_frames().get(threading.main_thread().ident or 0)
    while frame is not None and frame.f_code is not threading.Thread.start.__code__:
        frame = frame.f_back
    return frame


def look(request: Request, patience_s: float) -> Found:
    """Whether a server answers, whatever it is, and whether one listens."""
    try:
        urllib.request.urlopen(request, timeout=patience_s).close()
    except urllib.error.HTTPError:
        return "answers"
    except TimeoutError:
        return "silent"
    except urllib.error.URLError as error:
        return "silent" if isinstance(error.reason, TimeoutError) else "nobody"
    except OSError:
        return "nobody"
    return "answers"


def watch(
    request: Request, pid_of: Callable[[], int | None], *, patience_s: float = PATIENCE_S
) -> threading.Thread:
    """Ask again and again in a thread of its own, and end the process that `pid_of` gives once it does not
    answer. request: with the Host that the server takes."""
    thread = threading.Thread(target=_watch, args=(request, pid_of, patience_s), name="watchdog", daemon=True)
    thread.start()
    return thread


def _watch(request: Request, pid_of: Callable[[], int | None], patience_s: float) -> None:
    watched: int | None = None
    num_missed, must_listen_at = 0, 0.0
    while True:
        time.sleep(min(INTERVAL_S, patience_s))
        pid = pid_of()
        if pid != watched:
            num_missed, watched, must_listen_at = 0, pid, time.monotonic() + START_S
        found = look(request, patience_s)
        is_missed = found == "silent" or (found == "nobody" and time.monotonic() >= must_listen_at)
        num_missed = num_missed + 1 if is_missed else 0
        if found == "answers":
            must_listen_at = 0.0
        if pid is not None and num_missed >= MOST_MISSED and pid == pid_of():
            logger.error("process %d serves nobody and is ended", pid)
            num_missed = 0
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
