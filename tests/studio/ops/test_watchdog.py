"""A web server that answers nobody is ended; one that is slow or not there is left alone."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest

from studio.ops import watchdog
from studio.ops.supervisor import free_port

ANSWER = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"]) as process:
        yield process
        process.kill()


def test_a_process_that_listens_and_never_answers_is_ended(sleeper: subprocess.Popen[bytes]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as deaf:
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/healthz"
        watchdog.watch(url, lambda: sleeper.pid if sleeper.poll() is None else None, patience_s=0.2)
        assert sleeper.wait(30) == -9


def test_whoever_answers_or_does_not_listen_is_well() -> None:
    assert watchdog.answers(f"http://127.0.0.1:{free_port()}/healthz", 5)
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
        assert watchdog.answers(f"http://127.0.0.1:{port}/healthz", 20)
