"""Figures of two web servers: `python -m tests.benchmarks.two_web_servers [--sockets 400] [--minutes 2]`.

Edits of one document by two people at one server and at two, many sockets that follow it, and the memory of a
server over minutes of imports and comments. On a PostgreSQL of its own.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import httpx
import pycrdt

from studio.ops.supervisor import free_port
from sunmask.kinds import kind
from tests.benchmarks.live import BODY, percentiles
from tests.live_studio import ROOT, LiveStudio, live_studio, redis_url, wait_until
from tests.postgres import cluster
from tests.studio_client import Editor, Person, Socket

NUM_EDITS = 150
INTERVAL_S = 0.05
NUM_FOLLOWED = 20
AT_ONCE = 20
"""Sockets that connect at a time."""
LONGEST_S = 120
IN_A_PROJECT = 100
"""Imports, since a project holds a limited number of canvases."""
LIMITS = {
    "SUNMASK_LIMIT_SOCKETS_PER_PERSON_AND_PROJECT": "100000",
    "SUNMASK_LIMIT_HANDSHAKES": "100000",
    "SUNMASK_LIMIT_UPLOADS": "100000",
    "SUNMASK_LIMIT_WRITES": "100000",
}
"""All sockets and imports are one person's, from one address."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, default=400)
    parser.add_argument("--minutes", type=float, default=2.0)
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="sunmask-two-") as folder,
        cluster() as database,
        live_studio(Path(folder) / "one", has_demo=False, SUNMASK_DATABASE_URL=database, **LIMITS) as studio,
        _second(studio, Path(folder) / "two", database) as other,
    ):
        asyncio.run(_documents(studio, other))
        asyncio.run(_sockets(studio, other, arguments.sockets))
        _memory(studio, arguments.minutes)


@contextmanager
def _second(studio: LiveStudio, data: Path, database: str) -> Iterator[str]:
    """The address of another web server of the same studio."""
    port = free_port()
    data.mkdir()
    said = {
        "DATA": str(data),
        "PORT": str(port),
        "SECRET_KEY": (studio.data / "secret_key").read_text(),
        "SUNMASK_DATABASE_URL": database,
        "SUNMASK_REDIS_URL": redis_url(studio),
        "SUNMASK_STANDBY": "0",
        **LIMITS,
    }
    command = [sys.executable, "manage.py", "serve", "web"]
    address = f"http://127.0.0.1:{port}"
    with (data / "web.out").open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **said}, stdout=out, stderr=out)
    try:
        wait_until(lambda: _answers(address), LONGEST_S, "the second web server does not answer")
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/healthz", timeout=3).is_success
    except httpx.HTTPError:
        return False


async def _documents(studio: LiveStudio, other: str) -> None:
    at_one = await _edits(studio.url, studio.url)
    at_two = await _edits(studio.url, other)
    for name, (median, slow) in (("one web server", at_one), ("two web servers", at_two)):
        print(f"two people in one document, {name:<16} {median:6.0f} ms, p95 {slow:6.0f} ms")
    print(f"two to one                                  {at_two[0] / at_one[0]:6.2f}     (target <= 1.5)")


async def _edits(first: str, second: str) -> tuple[float, float]:
    """Milliseconds until an edit is acknowledged, while two people write at the same time: p50 and p95."""
    ana, ben = Person(first, "Ana"), Person(second, "Ben")
    project = ana.make("/api/projects", {"name": "Bench"})["id"]
    ana.make(f"/api/projects/{project}/members", {"name": ben.name, "role": "editor"})
    canvas = ana.make(f"/api/projects/{project}/canvases", BODY)["id"]
    took: list[float] = []
    async with ana.socket(project) as one, ben.socket(project) as two:
        editors = [Editor(one, canvas), Editor(two, canvas)]
        for editor in editors:
            await editor.open()
        await asyncio.gather(*(_write(editor, row, took) for row, editor in enumerate(editors)))
    return percentiles(took)


async def _write(editor: Editor, row: int, took: list[float]) -> None:
    for number in range(NUM_EDITS):
        begun = time.perf_counter()
        column = editor.columns()[number % 100]
        wanted = await editor.set("symbols", f"{column}:{row}", 60 + number % 12)
        await editor.socket.read_until(lambda m, wanted=wanted: m.get("client_message_id") == wanted)
        editor.catch_up()
        took.append(time.perf_counter() - begun)
        await asyncio.sleep(INTERVAL_S)


async def _sockets(studio: LiveStudio, other: str, count: int) -> None:
    """How long sockets take to be welcomed, and an edit to reach all of them, half of them at each server."""
    at = [Person(url, "Ana") for url in (studio.url, other)]
    project = at[0].make("/api/projects", {"name": "Crowd"})["id"]
    canvas = at[0].make(f"/api/projects/{project}/canvases", BODY)["id"]
    stream, welcomed = f"canvas:{canvas}", []
    begun: dict[str, float] = {}
    reached: dict[str, list[float]] = defaultdict(list)
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as listening:
        sockets = [at[number % 2].socket(project) for number in range(count)]

        async def connect(socket: Socket) -> asyncio.Task[None]:
            asked = time.perf_counter()
            await stack.enter_async_context(socket)
            await socket.follow(stream)
            await socket.read_until(lambda m: m["type"] == "resumed" and m["stream"] == stream, LONGEST_S)
            welcomed.append(time.perf_counter() - asked)
            return listening.create_task(listen(socket))

        async def listen(socket: Socket) -> None:
            while True:
                edit = (await socket.read()).get("payload", {}).get("client_message_id")
                if edit in begun:
                    reached[edit].append(time.perf_counter() - begun[edit])

        tasks = []
        for first in range(0, count, AT_ONCE):
            tasks += await asyncio.gather(*map(connect, sockets[first : first + AT_ONCE]))
        editor = Editor(await stack.enter_async_context(at[0].socket(project)), canvas)
        await editor.open()
        for number in range(NUM_FOLLOWED):
            column = editor.columns()[number]
            edit = editor.change(lambda document, cell=f"{column}:0": _write_note(document, cell))
            begun[edit] = time.perf_counter()
            await editor.transmit(edit)
            async with asyncio.timeout(LONGEST_S):
                while len(reached[edit]) < count:
                    await asyncio.sleep(0.02)
        for task in tasks:
            task.cancel()
    median, slow = percentiles(welcomed)
    print(f"{count} sockets, {AT_ONCE} at a time, document there  {median:6.0f} ms, p95 {slow:6.0f} ms")
    median, slow = percentiles([seconds for all_of_one in reached.values() for seconds in all_of_one])
    print(f"an edit at all {count} of them              {median:6.0f} ms, p95 {slow:6.0f} ms")


def _write_note(document: pycrdt.Doc, cell: str) -> None:
    document.get("symbols", type=pycrdt.Map)[cell] = 60


def _memory(studio: LiveStudio, minutes: float) -> None:
    """Resident memory of a web server while scores are imported and canvases and comments made."""
    person = Person(studio.url, "Cy")
    codec = kind("chorale").codec
    score = codec.write(codec.demo(codec.demo_names[1]), "musicxml")
    every_s = max(20.0, 3 * minutes)
    sizes, begun, count = [_resident_mib(studio)], time.monotonic(), 0
    while (passed := time.monotonic() - begun) < 60 * minutes:
        if count % IN_A_PROJECT == 0:
            project = person.make("/api/projects", {"name": f"Scores from {count}"})["id"]
        files = {"file": ("score.musicxml", score, "application/xml")}
        canvas = person.make(f"/api/projects/{project}/imports", files=files)["id"]
        person.get(f"/api/canvases/{canvas}/snapshot")
        person.make(f"/api/canvases/{canvas}/comments", {"text": f"Number {count}"})
        person.make(f"/api/canvases/{canvas}/bin")
        count += 1
        if passed > every_s * len(sizes):
            sizes.append(_resident_mib(studio))
    print(f"{count} imports with snapshot, comment and binning each, MiB every {every_s:.0f} s: {sizes}")


def _resident_mib(studio: LiveStudio) -> int:
    lines = Path(f"/proc/{studio.pid('daphne')}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    main()
