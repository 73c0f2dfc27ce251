"""A cap on what an HTTP request may carry, whichever server it came through.

Archives are larger than anything else, so their sender must at least carry the cookie of a session, or a
token. The studio's own server (`http_server.py`) asks more, and refuses while a body comes in.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from studio import limits, protocol
from studio.errors import StudioError
from studio.services.people import tokens

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Any

_ARCHIVES_PATH = re.compile(rf"{settings.PATH}api(/projects/[^/]+)?/archives")


class BodyLimit:
    """Answers 413 to a request with more than it may have, before Django sees it."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        most = _most_bytes(scope)
        if _content_length(scope) > most:
            await refuse(send, too_large(most))
            return
        num_bytes = 0
        is_refused = False

        async def counted() -> Message:
            nonlocal num_bytes, is_refused
            message = await receive()
            num_bytes += len(message.get("body", b""))
            if num_bytes > most and not is_refused:
                is_refused = True
                await refuse(send, too_large(most))
                return {"type": "http.disconnect"}
            return message

        await self.application(scope, counted, send)


def _content_length(scope: dict[str, Any]) -> int:
    value = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0


def _most_bytes(scope: dict[str, Any]) -> int:
    is_archive = takes_archives(scope.get("method", ""), scope.get("path", ""))
    headers = dict(scope["headers"])
    has_session = f"{settings.SESSION_COOKIE_NAME}=".encode() in headers.get(b"cookie", b"")
    has_token = bool(tokens.bearer(headers.get(b"authorization", b"").decode("latin-1")))
    if is_archive and (has_session or has_token):
        return archive_bytes()
    return limits.REQUEST_BYTES


def takes_archives(method: str, path: str) -> bool:
    """Whether a request to this path, without its query, may carry an archive."""
    return method == "POST" and _ARCHIVES_PATH.fullmatch(path) is not None


def archive_bytes() -> int:
    """Bytes that a request with an archive may have, with what surrounds the file."""
    return limits.ARCHIVE_BYTES + limits.REQUEST_BYTES


def person_of(session_key: str, token: str = "") -> str | None:
    """The id of the person whose token it is, or else whose session. Asks the database."""
    if token:
        user = tokens.person_of(token)
        return None if user is None else str(user.pk)
    return SessionStore(session_key).get(SESSION_KEY) if session_key else None


def too_large(most_bytes: int) -> StudioError:
    """The error of a request with more than `most_bytes`."""
    message = f"A request may have at most {most_bytes >> 20} MiB; this one has more. Send less at once."
    return StudioError("too_large", 413, message)


def refusal(error: StudioError) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Headers and body of an answer that ends the connection."""
    failure = protocol.Failure(code=error.code, message=error.message, retry_after_s=error.retry_after_s)
    body = failure.model_dump_json(exclude_none=True).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    if error.retry_after_s is not None:
        headers.append((b"retry-after", str(error.retry_after_s).encode()))
    return headers, body


async def refuse(send: Send, error: StudioError) -> None:
    """Answer a request with an error, as JSON."""
    headers, body = refusal(error)
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
