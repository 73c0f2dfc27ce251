"""Requests whose browser is gone end as all others do, however long their view takes.

A thread computes a view, and cannot be stopped. Daphne cancels a request a few seconds after its browser has
gone; if Django were cancelled then, nobody would give back the database connection of that thread. After
sixteen such requests a web server on PostgreSQL would answer nobody any more.
"""

import asyncio
from typing import Any


class UntilDone:
    """ASGI middleware right around Django: who cancels a request stops waiting for it, and Django ends it."""

    def __init__(self, application: Any) -> None:
        self.application = application
        self._at_work: set[asyncio.Task[None]] = set()
        """Else nothing would hold those that nobody waits for."""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        task = asyncio.ensure_future(self.application(scope, receive, send))
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)
        await asyncio.shield(task)
