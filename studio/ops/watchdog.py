"""A web server that runs and answers nobody is ended, so that it is started again.

That happens where a thread could not begin for want of memory: whoever waits for it waits for ever. A server
that does not listen (yet) is left alone, and so is a slow one.
"""

import logging
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress

logger = logging.getLogger(__name__)

INTERVAL_S = 2.0
PATIENCE_S = 8.0
"""For one answer."""
MOST_MISSED = 2
"""Answers in a row that do not come before the server is ended."""


def answers(url: str, patience_s: float) -> bool:
    """Whether whoever listens at `url` answers, whatever it is; True too where nobody listens."""
    try:
        urllib.request.urlopen(url, timeout=patience_s).close()
    except TimeoutError:
        return False
    except urllib.error.URLError as error:  # refused, or an answer that is no yes
        return not isinstance(error.reason, TimeoutError)
    except OSError:
        return True
    return True


def watch(url: str, pid_of: Callable[[], int | None], *, patience_s: float = PATIENCE_S) -> threading.Thread:
    """Ask `url` in a thread of its own, and end the process that `pid_of` gives once it does not answer."""
    thread = threading.Thread(target=_watch, args=(url, pid_of, patience_s), name="watchdog", daemon=True)
    thread.start()
    return thread


def _watch(url: str, pid_of: Callable[[], int | None], patience_s: float) -> None:
    num_missed, watched = 0, None
    while True:
        time.sleep(min(INTERVAL_S, patience_s))
        pid = pid_of()
        num_missed = 0 if pid != watched or answers(url, patience_s) else num_missed + 1
        watched = pid
        if pid is not None and num_missed >= MOST_MISSED and pid == pid_of():
            logger.error("process %d answers nobody and is ended", pid)
            num_missed = 0
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
