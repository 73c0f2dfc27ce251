"""The processes that `compose.yaml` starts, as plain processes: one is killed, and people go on."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from studio.ops.supervisor import STANDBY_AFTER_S, free_port, redis_process
from tests.live_studio import ROOT, wait_until
from tests.studio_client import Person

pytestmark = pytest.mark.faults
LONGEST_S = 5
MANAGE = [sys.executable, "manage.py"]


@contextmanager
def process(command: list[str], log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        started = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=out, stderr=out)
    try:
        yield started
    finally:
        started.terminate()
        started.wait(30)


def children(of: subprocess.Popen[bytes]) -> list[int]:
    """The process ids of what a supervisor has started, the first first."""
    found = Path(f"/proc/{of.pid}/task/{of.pid}/children").read_text()
    return [int(pid) for pid in found.split()]


def health(url: str) -> dict[str, str]:
    try:
        return dict(httpx.get(f"{url}/healthz", timeout=3).json())
    except (httpx.HTTPError, ValueError):
        return {}


async def killed(pid: int, person: Person, project: str) -> tuple[float, float]:
    """Kill the web server that a socket is on; seconds until a write is acknowledged, and until the socket is
    back with what was written meanwhile."""
    async with person.socket(project) as socket:
        await socket.follow(f"project:{project}")
        os.kill(pid, signal.SIGKILL)
        killed_at = time.monotonic()
        made = None
        while made is None:
            with suppress(httpx.TransportError):
                path, canvas = f"/api/projects/{project}/canvases", {"name": "After", "kind": "chorale"}
                made = await asyncio.to_thread(person.make, path, canvas)
        acknowledged_s = time.monotonic() - killed_at
        with suppress(ConnectionClosed):
            async with asyncio.timeout(LONGEST_S):
                while True:
                    await socket.read()
        await socket.connect()
        await socket.read_until(lambda message: made["id"] in json.dumps(message))
        return acknowledged_s, time.monotonic() - killed_at


def test_a_killed_web_server_or_worker_costs_people_a_moment(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    (data / "run").mkdir(parents=True)
    redis, redis_url = redis_process(data)
    told = {"DATA": str(data), "PORT": str(port), "SUNMASK_REDIS_URL": redis_url, "OMP_NUM_THREADS": "1"}
    subprocess.run(
        [*MANAGE, "migrate", "--no-input", "--verbosity", "0"], cwd=ROOT, env=os.environ | told, check=True
    )
    url = f"http://127.0.0.1:{port}"
    with ExitStack() as stack:
        stack.enter_context(process(redis.command, tmp_path / "redis.log"))
        web, worker, _ = (
            stack.enter_context(process([*MANAGE, "serve", name], tmp_path / f"{name}.log", **told))
            for name in ("web", "worker", "beat")
        )
        wait_until(lambda: set(health(url).values()) == {"ok"}, 120, "the services were not ready")
        wait_until(lambda: len(children(web)) == 2 and len(children(worker)) == 2, 60, "none stood by")
        time.sleep(2 * STANDBY_AFTER_S)  # until they have loaded what they need
        ana = Person(url, "ana")
        project = ana.make("/api/projects", {"name": "Services"})["id"]
        acknowledged_s, joined_s = asyncio.run(killed(children(web)[0], ana, project))
        print(f"acknowledged after {acknowledged_s:.2f} s, joined again after {joined_s:.2f} s")
        assert acknowledged_s <= LONGEST_S
        assert joined_s <= LONGEST_S

        canvas = ana.make(f"/api/projects/{project}/canvases", {"name": "Run", "kind": "chorale"})["id"]
        os.kill(children(worker)[0], signal.SIGKILL)
        killed_at = time.monotonic()
        generation = ana.generate(canvas)["id"]
        wait_until(
            lambda: ana.get(f"/api/generations/{generation}")["state"] != "queued", 30, "no worker took it up"
        )
        print(f"taken up {time.monotonic() - killed_at:.2f} s after the worker was killed")
        assert time.monotonic() - killed_at <= 2 * LONGEST_S
