"""An id for each request and each socket: in its log lines, in a header of the answer, and with the runs that
it starts, so that a worker's lines have it too."""

import logging
import re
import time
import uuid
from typing import Any

from django.conf import settings

from studio.ops import log_context, tracing
from studio.web.redaction import SECRET

logger = logging.getLogger(__name__)

HEADER = b"x-request-id"
GIVEN = re.compile(rb"[A-Za-z0-9._-]{8,64}")
"""Ids that a proxy may give; others are replaced."""


class WithRequestId:
    """ASGI: gives each request and socket its id, the proxy's where there is one that may be believed."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.application(scope, receive, send)
            return
        request = _id_of(scope)
        began, status = time.monotonic(), 0

        async def send_with_id(message: dict[str, Any]) -> None:
            nonlocal status
            if message["type"] in ("http.response.start", "websocket.accept"):
                status = message.get("status", 101)
                message = {**message, "headers": [*message.get("headers", ()), (HEADER, request.encode())]}
            await send(message)

        span = None
        if scope["type"] == "http":
            span = tracing.begin_request(request, f"{scope['method']} request")
        with log_context.within(request=request):
            try:
                await self.application(scope, receive, send_with_id)
            finally:
                path = SECRET.sub(r"\1...", scope["path"])
                about = {**log_context.current(), "http.response.status_code": status, "url.path": path}
                tracing.end(span, **about)
            if settings.HAS_JSON_LINES:
                log_context.note(status=status, seconds=round(time.monotonic() - began, 4))
                logger.info("%s %s", scope.get("method", "socket"), path)


def _id_of(scope: dict[str, Any]) -> str:
    given = next((value for name, value in scope.get("headers", ()) if name.lower() == HEADER), b"")
    if settings.IS_BEHIND_PROXY and GIVEN.fullmatch(given):
        return given.decode()
    return uuid.uuid4().hex
