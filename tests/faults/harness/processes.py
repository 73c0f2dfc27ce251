"""Faults of processes: they are killed, asked to end, or stand still."""

import asyncio
import signal
from contextlib import suppress

import psycopg

from tests.faults.harness.installation import end
from tests.faults.harness.kinds import Inject, Kind, World

FROZEN_S = (2.0, 6.0)
"""About a lease, and longer."""


async def _victims(world: World, name: str, count: int) -> list[int]:
    """Process ids of this name: of workers the one that has the run first, of others any."""
    pids = world.installation.pids(name)
    first = (
        await asyncio.to_thread(world.installation.holder_of, world.runs.current) if name == "worker" else []
    )
    others = [pid for pid in pids if pid not in first]
    return [*first, *world.chance.sample(others, len(others))][:count]


def _end(name: str, how: int, count: int = 1) -> Inject:
    """count: of how many of this name."""

    async def inject(world: World) -> None:
        end(await _victims(world, name, count), how)

    return inject


def _freeze(name: str, *, all_of_them: bool = False) -> Inject:
    """Stop it and let it go on, as a machine does that swaps."""

    async def inject(world: World) -> None:
        chosen = world.installation.pids(name) if all_of_them else await _victims(world, name, 1)
        try:
            end(chosen, signal.SIGSTOP)
            await asyncio.sleep(world.chance.uniform(*FROZEN_S))
        finally:
            end(chosen, signal.SIGCONT)

    return inject


async def _kill_first_machine(world: World) -> None:
    """All of the first web server, its worker, beat and their supervisor; an operator's start follows at
    once, and the others work on meanwhile."""
    await asyncio.to_thread(world.installation.kill_first)
    await asyncio.to_thread(world.installation.start_first)


async def _restart_database(world: World) -> None:
    """PostgreSQL's first process is killed, and with it all its connections; it is started again at once."""
    end(world.installation.pids("postgres")[:1], signal.SIGQUIT)


async def _end_connections(world: World) -> None:
    cluster = world.installation.cluster
    assert cluster is not None
    with suppress(psycopg.Error):
        async with await psycopg.AsyncConnection.connect(cluster.url, autocommit=True) as connection:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            await connection.execute(f"{others} AND datname = current_database()")


KINDS = (
    Kind("worker killed", "steps", "worker", _end("worker", signal.SIGKILL)),
    Kind("two of three workers killed", "steps", "worker", _end("worker", signal.SIGKILL, 2)),
    Kind("worker asked to stop", "steps", "worker", _end("worker", signal.SIGTERM)),
    Kind("worker frozen", "steps", "worker", _freeze("worker")),
    Kind("web server killed", "acts", "web", _end("web", signal.SIGKILL)),
    Kind("both web servers killed", "acts", "web", _end("web", signal.SIGKILL, 2)),
    Kind("web server asked to stop", "acts", "web", _end("web", signal.SIGTERM)),
    Kind("web server frozen", "acts", "web", _freeze("web")),
    Kind("beat killed", "both", "beat", _end("beat", signal.SIGKILL)),
    Kind("Redis killed", "both", "redis", _end("redis", signal.SIGKILL)),
    Kind("Redis frozen", "both", "redis", _freeze("redis")),
    Kind("database restarted", "both", "database", _restart_database, "postgres"),
    Kind("database frozen", "both", "database", _freeze("postgres", all_of_them=True), "postgres"),
    Kind("connections of the database ended", "both", "database", _end_connections, "postgres"),
    Kind("first machine killed", "both", "all", _kill_first_machine, is_rare=True),
)
