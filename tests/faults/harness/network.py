"""TCP between people, web servers, database and Redis, which can fall silent, break off or leave one side.

A `Link` listens on a port of its own and passes bytes on. It is a proxy, so what fails is what a program can
see: the kernel still acknowledges what nobody passes on, as a switch that loses packets would not.
"""

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

CHUNK_BYTES = 64 << 10
CONNECT_S = 1.0

Result = TypeVar("Result")


class Network:
    """An event loop in a thread of its own, so that links go on whatever else the harness does."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def do(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """Run a coroutine there and wait for it."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)

    def link(self, port: int, *targets: int) -> "Link":
        """Listen on a port of this machine, and pass on to the first of the target ports that accepts."""
        link = Link(targets)
        self.do(link.listen(port))
        return link

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(5)


class Link:
    """One port that passes on to others. Its methods run in the network's loop: call them by `Network.do`."""

    def __init__(self, targets: tuple[int, ...]) -> None:
        self._targets = targets
        self._passes = asyncio.Event()
        self._passes.set()
        self._open: set[_Connection] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def listen(self, port: int) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", port, backlog=512)

    async def silence(self) -> None:
        """Nothing passes in either direction, and new connections wait."""
        self._passes.clear()

    async def heal(self) -> None:
        """What waited passes, in order."""
        self._passes.set()

    async def reset(self) -> None:
        """Both ends of every connection learn that it is over; new ones pass."""
        for connection in list(self._open):
            connection.reset()
        self._passes.set()

    async def leave_server(self) -> int:
        """Clients' ends go, and the servers' stay open: they never learn it. Returns how many."""
        left = list(self._open)
        for connection in left:
            connection.leave_server()
        return len(left)

    async def leave_client(self) -> int:
        """Servers' ends go, and the clients' stay open: they are not told. Returns how many."""
        left = list(self._open)
        for connection in left:
            connection.leave_client()
        return len(left)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._passes.wait()
        for target in self._targets:
            with suppress(OSError, TimeoutError):
                there = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", target), CONNECT_S)
                break
        else:
            writer.transport.abort()
            return
        connection = _Connection(reader, writer, *there)
        self._open.add(connection)
        await connection.pass_on(self._passes)
        self._open.discard(connection)


class _Connection:
    def __init__(
        self,
        from_client: asyncio.StreamReader,
        to_client: asyncio.StreamWriter,
        from_server: asyncio.StreamReader,
        to_server: asyncio.StreamWriter,
    ) -> None:
        self._ways = ((from_client, to_server), (from_server, to_client))
        self._client, self._server = to_client, to_server
        self._kept: list[asyncio.StreamWriter] = []
        """Ends that stay open although the other one is gone."""

    async def pass_on(self, passes: asyncio.Event) -> None:
        """Until one end is closed; then the other one is, too, unless it is left."""
        ways = [asyncio.create_task(self._pass(*way, passes)) for way in self._ways]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for writer in (self._client, self._server):
            if writer not in self._kept:
                writer.close()
        for writer in self._kept:  # what its other end still sends is read by nobody
            with suppress(OSError):
                await writer.wait_closed()

    @staticmethod
    async def _pass(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, passes: asyncio.Event
    ) -> None:
        with suppress(OSError):
            while chunk := await reader.read(CHUNK_BYTES):
                await passes.wait()
                writer.write(chunk)
                await writer.drain()

    def reset(self) -> None:
        self._client.transport.abort()
        self._server.transport.abort()

    def leave_server(self) -> None:
        self._kept.append(self._server)
        self._client.transport.abort()

    def leave_client(self) -> None:
        self._kept.append(self._client)
        self._server.transport.abort()
