"""A web server that serves nobody is ended; one that is slow or does not listen yet is left alone."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from urllib.request import Request

import pytest

from studio.ops import watchdog
from studio.ops.supervisor import free_port
from tests.live_studio import ROOT

ANSWER = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"]) as process:
        yield process
        process.kill()


def test_a_process_that_listens_and_never_answers_is_ended(sleeper: subprocess.Popen[bytes]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as deaf:
        request = Request(f"http://127.0.0.1:{deaf.getsockname()[1]}/healthz")
        watchdog.watch(request, lambda: sleeper.pid if sleeper.poll() is None else None, patience_s=0.2)
        assert sleeper.wait(30) == -9


def test_a_process_that_no_longer_listens_and_does_not_end_is_ended(
    sleeper: subprocess.Popen[bytes],
) -> None:
    port = free_port()
    found = iter(["nobody", "nobody", "nobody", "nobody", "answers"])
    seen: list[str] = []

    def look(request: Request, patience_s: float) -> str:
        seen.append(next(found, "nobody"))
        return seen[-1]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(watchdog, "look", look)
        request = Request(f"http://127.0.0.1:{port}/healthz")
        watchdog.watch(request, lambda: sleeper.pid if sleeper.poll() is None else None, patience_s=0.05)
        assert sleeper.wait(30) == -9
    assert seen[:8] == ["nobody"] * 4 + ["answers"] + ["nobody"] * 3  # not while it had not listened yet


def test_a_process_that_does_not_come_to_listen_is_ended_after_a_while(
    sleeper: subprocess.Popen[bytes],
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(watchdog, "START_S", 1.0)
        began = time.monotonic()
        request = Request(f"http://127.0.0.1:{free_port()}/healthz")
        watchdog.watch(request, lambda: sleeper.pid if sleeper.poll() is None else None, patience_s=0.05)
        assert sleeper.wait(30) == -9
    assert time.monotonic() - began > 1


def test_who_answers_is_told_from_who_is_silent_or_not_there() -> None:
    assert watchdog.look(Request(f"http://127.0.0.1:{free_port()}/healthz"), 5) == "nobody"
    code = (
        "import socket\n"
        "server = socket.create_server(('127.0.0.1', 0))\n"
        "print(server.getsockname()[1], flush=True)\n"
        "one, _ = server.accept()\n"
        "one.recv(1000)\n"
        f"one.sendall({ANSWER!r})\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as server:
        assert server.stdout
        port = int(server.stdout.readline())
        assert watchdog.look(Request(f"http://127.0.0.1:{port}/healthz"), 20) == "answers"


@pytest.mark.parametrize(("is_stuck", "code"), [(True, -signal.SIGKILL), (False, 0)])
def test_a_process_that_waits_for_a_thread_that_never_begins_ends_itself(is_stuck: bool, code: int) -> None:
    """As where the thread had no memory left for its first line; one that starts threads goes on."""
    program = (
        "import threading, time\n"
        "from studio.ops import watchdog\n"
        "watchdog.Guard(0.1)\n"
        f"if {is_stuck}: threading._start_new_thread = lambda *_: 0\n"
        "until = time.monotonic() + 2\n"
        "while time.monotonic() < until: threading.Thread(target=time.sleep, args=(0.01,)).start()\n"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=60, cwd=ROOT).returncode == code


def test_a_process_that_is_asked_to_end_and_does_not_is_ended() -> None:
    program = (
        "import time\nfrom studio.ops import watchdog\nwatchdog.Guard(0.1).expect_end(0.5)\ntime.sleep(60)\n"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=30, cwd=ROOT).returncode == -signal.SIGKILL
