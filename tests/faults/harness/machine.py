"""Faults of machines: their disk, their memory, their clock."""

import asyncio
import os
import resource
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.faults.harness.disk import Disk
from tests.faults.harness.kinds import Kind, World

MIB = 1 << 20
PULSE_S, REST_S = 0.3, 0.2
LONGEST_JUMP_S = 3600.0


def _disk(world: World) -> Disk:
    assert world.installation.disk is not None
    return world.installation.disk


async def _fill_disk(world: World) -> None:
    """No block of the studio's file system is free: ENOSPC for whoever writes, the database too."""
    disk = _disk(world)
    try:
        await asyncio.to_thread(disk.fill)
        await asyncio.sleep(world.chance.uniform(2, 6))
    finally:
        await asyncio.to_thread(disk.free)


async def _slow_disk(world: World) -> None:
    """In every half second, whoever writes waits for 0.3 s."""
    disk = _disk(world)
    loop = asyncio.get_running_loop()
    until = loop.time() + world.chance.uniform(3, 6)
    while loop.time() < until:
        await asyncio.to_thread(disk.freeze)
        try:
            await asyncio.sleep(PULSE_S)
        finally:
            await asyncio.to_thread(disk.thaw)
        await asyncio.sleep(REST_S)


async def _stop_disk(world: World) -> None:
    """Whoever writes waits, for seconds."""
    disk = _disk(world)
    await asyncio.to_thread(disk.freeze)
    try:
        await asyncio.sleep(world.chance.uniform(2, 6))
    finally:
        await asyncio.to_thread(disk.thaw)


async def _limit_files(world: World) -> None:
    """No file of web servers and workers can grow."""
    pids = [*world.installation.pids("web"), *world.installation.pids("worker")]
    await _limited(world, pids, resource.RLIMIT_FSIZE, lambda pid: 1)


async def _take_memory(world: World) -> None:
    """The web servers get no more memory."""
    await _limited(world, world.installation.pids("web"), resource.RLIMIT_AS, _address_space)


async def _limited(world: World, pids: list[int], what: int, most: Callable[[int], int]) -> None:
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


async def _clocks_forward(world: World) -> None:
    """The time of day of every process of the studio, and of PostgreSQL, jumps and stays there."""
    seconds = world.chance.uniform(60, LONGEST_JUMP_S)
    for clock in set(world.installation.clocks):
        clock.jump(seconds)


async def _clocks_back(world: World) -> None:
    seconds = world.chance.uniform(60, LONGEST_JUMP_S)
    for clock in set(world.installation.clocks):
        clock.jump(-seconds)


async def _clocks_apart(world: World) -> None:
    """The second machine's clock is minutes away from the first one's and PostgreSQL's, and stays there."""
    first, second = world.installation.clocks
    second.jump(first.seconds + world.chance.uniform(-600, 600) - second.seconds)


KINDS = (
    Kind("disk full", "both", "disk", _fill_disk, "disk"),
    Kind("disk slow", "both", "disk", _slow_disk, "disk"),
    Kind("disk at a standstill", "both", "disk", _stop_disk, "disk"),
    Kind("files cannot grow", "both", "disk", _limit_files),
    Kind("no memory for the web servers", "acts", "memory", _take_memory),
    Kind("clocks jump forward", "both", "clock", _clocks_forward),
    Kind("clocks jump back", "both", "clock", _clocks_back),
    Kind("clocks of two machines differ", "both", "clock", _clocks_apart, "postgres"),
)
