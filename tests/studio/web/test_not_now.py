"""Web servers that get no more threads, and answers that break off."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import httpx
import pytest

from studio.asgi import application
from studio.ops.supervisor import free_port, is_port_free
from tests.live_studio import ROOT, wait_until

ANSWER = [
    {"type": "http.response.start", "status": 200, "headers": []},
    {"type": "http.response.body", "body": b"a part", "more_body": True},
    {"type": "http.response.body", "body": b"the rest"},
]


@pytest.mark.parametrize("said", [0, 2, 3], ids=["before its answer", "within it", "after it"])
async def test_a_request_whose_thread_cannot_be_started_can_be_sent_again(
    monkeypatch: pytest.MonkeyPatch, said: int
) -> None:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def without_threads(_: Any, scope: Any, receive: Any, send: Any) -> None:
        for message in ANSWER[:said]:
            await send(message)
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("django.core.handlers.asgi.ASGIHandler.__call__", without_threads)
    scope = {"type": "http", "method": "GET", "path": "/healthz", "headers": [], "query_string": b""}
    with pytest.raises(RuntimeError) if said == 2 else nullcontext():  # what has begun is seen to break off
        await application(scope, receive, send)
    if said:
        assert [message.get("body") for message in sent] == [m.get("body") for m in ANSWER[:said]]
    else:
        start, body = sent
        assert start["status"] == 503
        assert dict(start["headers"])[b"retry-after"] == b"2"
        assert json.loads(body["body"])["code"] == "out_of_memory"


async def broken(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """An application that fails, for `/half` in the middle of its answer."""
    if scope["type"] == "http" and scope["path"] == "/half":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
    raise ValueError("broken")


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Of a web server with the application above."""
    number = free_port()
    program = (
        "from studio.web.http_server import serve;"
        f"serve(['-b', '127.0.0.1', '-p', '{number}'], 'tests.studio.web.test_not_now:broken')"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, env=os.environ | {"DATA": str(tmp_path)}
    ) as process:
        wait_until(lambda: not is_port_free("127.0.0.1", number), 60, "it does not listen")
        yield number
        process.kill()


def test_an_answer_that_breaks_off_is_not_taken_for_whole_and_the_server_goes_on(port: int) -> None:
    began = time.monotonic()
    for _ in range(2):
        with pytest.raises(httpx.TransportError):
            httpx.get(f"http://127.0.0.1:{port}/half", timeout=20)
        assert httpx.get(f"http://127.0.0.1:{port}/", timeout=20).status_code == 500
    assert time.monotonic() - began < 20
