"""A web server that runs and serves nobody is ended, so that it is started again.

That happens where a thread could not begin for want of memory: whoever waits for it waits for ever, also when
the process is asked to stop. A server that does not listen yet is left alone, and so is a slow one.
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
from typing import Literal

logger = logging.getLogger(__name__)

INTERVAL_S = 2.0
PATIENCE_S = 6.0
"""For one answer."""
MOST_MISSED = 3
"""Answers in a row that do not come before the server is ended."""


Found = Literal["answers", "silent", "nobody"]


def look(url: str, patience_s: float) -> Found:
    """Whether whoever listens at `url` answers, whatever it is, and whether somebody listens."""
    try:
        urllib.request.urlopen(url, timeout=patience_s).close()
    except urllib.error.HTTPError:
        return "answers"
    except TimeoutError:
        return "silent"
    except urllib.error.URLError as error:
        return "silent" if isinstance(error.reason, TimeoutError) else "nobody"
    except OSError:
        return "nobody"
    return "answers"


def watch(url: str, pid_of: Callable[[], int | None], *, patience_s: float = PATIENCE_S) -> threading.Thread:
    """Ask `url` in a thread of its own, and end the process that `pid_of` gives once it does not answer."""
    thread = threading.Thread(target=_watch, args=(url, pid_of, patience_s), name="watchdog", daemon=True)
    thread.start()
    return thread


def _watch(url: str, pid_of: Callable[[], int | None], patience_s: float) -> None:
    watched: int | None = None
    num_missed, has_listened = 0, False
    while True:
        time.sleep(min(INTERVAL_S, patience_s))
        pid = pid_of()
        if pid != watched:
            num_missed, watched, has_listened = 0, pid, False
        found = look(url, patience_s)
        is_missed = found == "silent" or (found == "nobody" and has_listened)
        num_missed = num_missed + 1 if is_missed else 0
        has_listened = has_listened or found == "answers"
        if pid is not None and num_missed >= MOST_MISSED and pid == pid_of():
            logger.error("process %d serves nobody and is ended", pid)
            num_missed = 0
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
