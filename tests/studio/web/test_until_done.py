"""A request that is cancelled from outside still ends by itself."""

import asyncio
from typing import Any

import pytest

from studio.asgi import application


async def receive() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def test_a_request_that_nobody_waits_for_any_more_is_ended_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    has_begun, may_end, has_ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(*_: Any) -> None:
        has_begun.set()
        await may_end.wait()
        has_ended.set()

    monkeypatch.setattr("django.core.handlers.asgi.ASGIHandler.handle", slow)
    scope = {"type": "http", "method": "GET", "path": "/healthz", "headers": [], "query_string": b""}
    request = asyncio.ensure_future(application(scope, receive, None))
    async with asyncio.timeout(10):
        await has_begun.wait()
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        may_end.set()
        await has_ended.wait()
