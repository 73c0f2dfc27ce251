"""A cap on what an HTTP request may carry, counted while it comes in: the web server has none of its own."""

from collections.abc import Awaitable, Callable
from typing import Any

from studio import limits, protocol

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Any


class BodyLimit:
    """Answers 413 to a request with more than limits.REQUEST_BYTES, before Django sees it."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if _content_length(scope) > limits.REQUEST_BYTES:
            await _refuse(send)
            return
        num_bytes = 0
        is_refused = False

        async def counted() -> Message:
            nonlocal num_bytes, is_refused
            message = await receive()
            num_bytes += len(message.get("body", b""))
            if num_bytes > limits.REQUEST_BYTES and not is_refused:
                is_refused = True
                await _refuse(send)
                return {"type": "http.disconnect"}
            return message

        await self.application(scope, counted, send)


def _content_length(scope: dict[str, Any]) -> int:
    value = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0


async def _refuse(send: Send) -> None:
    most = limits.REQUEST_BYTES >> 20
    failure = protocol.Failure(code="too_large", message=f"A request has at most {most} MiB; this has more.")
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": failure.model_dump_json(exclude_none=True).encode()})
