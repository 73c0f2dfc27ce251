"""Faults of connections: between people and web servers, and between the studio and Redis or its database."""

import asyncio
import sqlite3
from contextlib import suppress

import psycopg
import redis
from celery import Celery

from tests.faults.harness.kinds import Kind, World
from tests.faults.harness.network import Link

SILENT_S = (2.0, 5.0)


async def _do(world: World, link: Link, what: str) -> None:
    await asyncio.to_thread(world.installation.network.do, getattr(link, what)())


async def _part(world: World, link: Link) -> None:
    """Nothing passes for a while; then what waited arrives, or every connection turns out to be over."""
    await _do(world, link, "silence")
    try:
        await asyncio.sleep(world.chance.uniform(*SILENT_S))
    finally:
        await _do(world, link, world.chance.choice(("heal", "reset")))


async def _part_people(world: World) -> None:
    await _part(world, world.chance.choice(world.installation.people))


async def _part_redis(world: World) -> None:
    await _part(world, world.installation.redis)


async def _part_database(world: World) -> None:
    assert world.installation.database is not None
    await _part(world, world.installation.database)


async def _leave_servers(world: World) -> None:
    """People's ends of all connections go; the web servers are not told."""
    for link in world.installation.people:
        await _do(world, link, "leave_server")


async def _cut_sockets(world: World) -> None:
    for writer in world.writers:
        await writer.cut()


async def _slow_socket(world: World) -> None:
    seconds = world.chance.uniform(2, 6)
    chosen = world.chance.choice(world.writers)
    chosen.is_slow_until = asyncio.get_running_loop().time() + seconds
    await asyncio.sleep(seconds)


async def _lose_messages(world: World) -> None:
    with (
        suppress(redis.RedisError),
        redis.Redis.from_url(world.installation.redis_url, socket_timeout=2) as server,
    ):
        server.flushall()


async def _double_messages(world: World) -> None:
    names = ("worker.tasks.work", "worker.tasks.reap") * world.chance.randint(5, 25)

    def send() -> None:
        application = Celery(broker=world.installation.redis_url)
        application.conf.broker_transport_options = {"socket_timeout": 2, "max_retries": 0}
        for name in names:
            with suppress(Exception):  # whatever the broker's client raises: another fault may be at work
                application.send_task(name)
        application.close()

    await asyncio.to_thread(send)


async def _lock_database(world: World) -> None:
    """Somebody else's transaction holds what every write needs."""
    seconds = world.chance.uniform(1, 6)
    cluster = world.installation.cluster
    if cluster:
        with suppress(psycopg.Error):
            async with await psycopg.AsyncConnection.connect(cluster.url) as connection:
                await connection.execute("LOCK TABLE studio_stream IN ACCESS EXCLUSIVE MODE")
                await asyncio.sleep(seconds)
        return
    with suppress(sqlite3.OperationalError):
        path = world.installation.data / "studio.sqlite3"
        connection = sqlite3.connect(path, timeout=20, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(seconds)
            connection.execute("ROLLBACK")
        finally:
            connection.close()


KINDS = (
    Kind("sockets cut", "acts", "people", _cut_sockets),
    Kind("slow socket", "acts", "people", _slow_socket),
    Kind("people cut off from a web server", "acts", "people", _part_people),
    Kind("half-open sockets", "acts", "people", _leave_servers),
    Kind("Redis cut off", "both", "redis", _part_redis),
    Kind("messages lost", "both", "redis", _lose_messages),
    Kind("messages doubled", "both", "redis", _double_messages),
    Kind("database locked", "both", "database", _lock_database),
    Kind("database cut off", "both", "database", _part_database, "postgres"),
)
