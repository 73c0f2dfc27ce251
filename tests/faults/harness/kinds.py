"""The kinds of fault: what each does to a running studio, and takes back.

Each is a coroutine that returns when the harm is over: from then on the time counts until the studio works
again. What a process does by itself (being started again) counts too.
"""

import asyncio
import os
import resource
import signal
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

import psycopg
import redis
from celery import Celery

from tests.faults.harness.writers import Writer
from tests.live_studio import LiveStudio, redis_url

MIB = 1 << 20


@dataclass
class World:
    """What faults are done to. database: address of a PostgreSQL, "" for the studio's own file."""

    studio: LiveStudio
    writers: list[Writer]
    chance: Random
    database: str = ""


@dataclass(frozen=True)
class Kind:
    """hits: what has to work again, edits or steps or both."""

    name: str
    hits: Literal["edits", "steps", "both"]
    inject: Callable[[World], Awaitable[None]]


def _end(process: str, how: int) -> Callable[[World], Awaitable[None]]:
    async def inject(world: World) -> None:
        with suppress(ProcessLookupError):  # it may just be ending
            os.kill(world.studio.pid(process), how)

    return inject


def _freeze(process: str) -> Callable[[World], Awaitable[None]]:
    """Stop it for longer than a lease and let it go on, as a machine does that swaps."""

    async def inject(world: World) -> None:
        pid = world.studio.pid(process)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
            try:
                await asyncio.sleep(world.chance.uniform(2, 7))
            finally:
                os.kill(pid, signal.SIGCONT)

    return inject


async def _lock_database(world: World) -> None:
    seconds = world.chance.uniform(1, 6)
    if world.database:
        async with await psycopg.AsyncConnection.connect(world.database) as connection:
            await connection.execute("LOCK TABLE studio_stream IN ACCESS EXCLUSIVE MODE")
            await asyncio.sleep(seconds)
        return
    connection = sqlite3.connect(world.studio.data / "studio.sqlite3", timeout=20, isolation_level=None)
    try:
        with suppress(sqlite3.OperationalError):
            connection.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(seconds)
            connection.execute("ROLLBACK")
    finally:
        connection.close()


async def _restart_database(world: World) -> None:
    """End every connection of PostgreSQL, as its restart does; a file has none, so its log is truncated."""
    if world.database:
        async with await psycopg.AsyncConnection.connect(world.database, autocommit=True) as connection:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            await connection.execute(f"{others} AND datname = current_database()")
        return
    connection = sqlite3.connect(world.studio.data / "studio.sqlite3", timeout=20)
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


async def _fill_disk(world: World) -> None:
    """No file of web server and worker can grow."""
    await _limited(world, ("daphne", "worker"), resource.RLIMIT_FSIZE, lambda pid: 1)


async def _take_memory(world: World) -> None:
    """The web server gets no more memory."""
    await _limited(world, ("daphne",), resource.RLIMIT_AS, _address_space)


async def _limited(world: World, names: tuple[str, ...], what: int, most: Callable[[int], int]) -> None:
    pids = [world.studio.pid(name) for name in names]
    before = {}
    for pid in pids:
        with suppress(OSError):
            before[pid] = resource.prlimit(pid, what)
            resource.prlimit(pid, what, (most(pid), before[pid][1]))
    await asyncio.sleep(world.chance.uniform(1, 5))
    for pid, limits in before.items():
        with suppress(OSError):
            resource.prlimit(pid, what, limits)


def _address_space(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE") + MIB


async def _cut_sockets(world: World) -> None:
    for writer in world.writers:
        await writer.cut()


async def _slow_socket(world: World) -> None:
    seconds = world.chance.uniform(2, 8)
    chosen = world.chance.choice(world.writers)
    chosen.is_slow_until = asyncio.get_running_loop().time() + seconds
    await asyncio.sleep(seconds)


async def _lose_messages(world: World) -> None:
    with (
        suppress(redis.RedisError),
        redis.Redis.from_url(redis_url(world.studio), socket_timeout=2) as server,
    ):
        server.flushall()


async def _double_messages(world: World) -> None:
    application = Celery(broker=redis_url(world.studio))
    application.conf.broker_transport_options = {"socket_timeout": 2, "max_retries": 0}
    for name in ("worker.tasks.work", "worker.tasks.reap") * world.chance.randint(5, 25):
        with suppress(Exception):  # whatever the broker's client raises: another fault may still be at work
            application.send_task(name)
    application.close()


KINDS = (
    Kind("worker killed", "steps", _end("worker", signal.SIGKILL)),
    Kind("worker asked to stop", "steps", _end("worker", signal.SIGTERM)),
    Kind("worker frozen", "steps", _freeze("worker")),
    Kind("web server killed", "edits", _end("daphne", signal.SIGKILL)),
    Kind("web server asked to stop", "edits", _end("daphne", signal.SIGTERM)),
    Kind("web server frozen", "edits", _freeze("daphne")),
    Kind("redis killed", "both", _end("redis", signal.SIGKILL)),
    Kind("beat killed", "both", _end("beat", signal.SIGKILL)),
    Kind("database locked", "both", _lock_database),
    Kind("database restarted", "both", _restart_database),
    Kind("disk full", "both", _fill_disk),
    Kind("no memory for the web server", "edits", _take_memory),
    Kind("sockets cut", "edits", _cut_sockets),
    Kind("slow socket", "edits", _slow_socket),
    Kind("messages lost", "both", _lose_messages),
    Kind("messages doubled", "both", _double_messages),
)
