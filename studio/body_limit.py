"""A cap on what an HTTP request may carry, counted while it comes in: the web server has none of its own.

Archives are larger than anything else, so whoever sends one at least carries the cookie of a session.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

from studio import limits, protocol

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Any

ARCHIVES_PATH = "/api/archives"


class BodyLimit:
    """Answers 413 to a request with more than it may have, before Django sees it."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        most = _most_bytes(scope)
        if _content_length(scope) > most:
            await _refuse(send, most)
            return
        num_bytes = 0
        is_refused = False

        async def counted() -> Message:
            nonlocal num_bytes, is_refused
            message = await receive()
            num_bytes += len(message.get("body", b""))
            if num_bytes > most and not is_refused:
                is_refused = True
                await _refuse(send, most)
                return {"type": "http.disconnect"}
            return message

        await self.application(scope, counted, send)


def _content_length(scope: dict[str, Any]) -> int:
    value = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0


def _most_bytes(scope: dict[str, Any]) -> int:
    is_archive = (scope.get("method"), scope.get("path")) == ("POST", ARCHIVES_PATH)
    cookie = dict(scope["headers"]).get(b"cookie", b"")
    if is_archive and f"{settings.SESSION_COOKIE_NAME}=".encode() in cookie:
        return limits.ARCHIVE_BYTES + limits.REQUEST_BYTES
    return limits.REQUEST_BYTES


async def _refuse(send: Send, most_bytes: int) -> None:
    message = f"A request has at most {most_bytes >> 20} MiB; this has more."
    failure = protocol.Failure(code="too_large", message=message)
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": failure.model_dump_json(exclude_none=True).encode()})
