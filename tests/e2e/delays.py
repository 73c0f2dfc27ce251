"""A slow, uneven network between the studio and the browsers, for `make test-delayed`.

A test that reads a page before what it did has come back passes on a quick machine and fails on a busy one.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from random import Random

from channels.consumer import AsyncConsumer
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import async_only_middleware

LONGEST_S = "SUNMASK_TEST_DELAY_S"
"""The environment variable that asks for delays: how long the longest is."""
SHARE = 0.3
"""Of the answers and messages that come late."""

_random = Random()


async def delay() -> None:
    if _random.random() < SHARE:
        await asyncio.sleep(_random.uniform(0, float(os.environ[LONGEST_S])))


@async_only_middleware
def late_answers(
    get_response: Callable[[HttpRequest], Awaitable[HttpResponse]],
) -> Callable[[HttpRequest], Awaitable[HttpResponse]]:
    """Delays what pages ask for and what sockets send; the tests' own requests are answered at once."""

    async def answer(request: HttpRequest) -> HttpResponse:
        response = await get_response(request)
        if "Mozilla" in request.headers.get("User-Agent", ""):
            await delay()
        return response

    return answer


send_at_once = AsyncConsumer.send


async def send_late(self: AsyncConsumer, message: dict[str, object]) -> None:
    await delay()
    await send_at_once(self, message)


AsyncConsumer.send = send_late
