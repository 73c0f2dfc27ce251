"""503 instead of 500 where a disk has no room, or the system gives this process no more memory or threads.

Django computes each request in a thread that it starts for it, and another thread ends that one: where the
system starts none, an answer may be missing, or be followed by an error.
"""

import logging

from studio.errors import is_exhausted, is_storage_full, not_stored, out_of_memory
from studio.web.body_limit import Application, Message, Receive, Send, refuse

logger = logging.getLogger(__name__)


class NotNow:
    """ASGI middleware around HTTP: what has begun to be answered fails as it would without it."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        has_begun = has_ended = False

        async def noted(message: Message) -> None:
            nonlocal has_begun, has_ended
            has_begun = True
            has_ended = message["type"] == "http.response.body" and not message.get("more_body")
            await send(message)

        try:
            await self.application(scope, receive, noted)
        except (MemoryError, OSError, RuntimeError) as error:
            is_full = is_storage_full(error)
            if not is_full and not is_exhausted(error):
                raise
            logger.warning("%s %s cannot be done now: %s", scope["method"], scope["path"], error)
            if not has_begun:
                await refuse(send, not_stored(error) if is_full else out_of_memory())
            elif not has_ended:
                raise
