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
NUM_WORKERS_KILLED = 10
QUIET_S = 2.0
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
        took_s = []
        for number in range(NUM_WORKERS_KILLED):
            wait_until(lambda: len(children(worker)) == 2, 60, "no worker stood by")
            wait_until_it_waits(children(worker)[1])
            took_s.append(until_the_next_step(ana, canvas, children(worker)[0], is_running=number % 2 == 1))
        print("next step after", *(f"{seconds:.2f}" for seconds in took_s), "s")
        assert max(took_s) <= LONGEST_S


def wait_until_it_waits(pid: int) -> None:
    """Wait until a process that stands by has loaded what it needs: it computes no more."""

    def ticks() -> int:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        return int(fields[11]) + int(fields[12])

    def is_quiet() -> bool:
        before = ticks()
        time.sleep(QUIET_S)
        return ticks() - before <= 1

    time.sleep(STANDBY_AFTER_S)
    wait_until(is_quiet, 120, "the worker that stands by is not ready")


def until_the_next_step(person: Person, canvas: str, worker: int, *, is_running: bool) -> float:
    """Kill a worker; seconds until the next step of the run that it had, or of one that is asked for then."""

    def last_step() -> int:
        return person.get(f"/api/generations/{run}")["last_step"] or 0

    run, before = "", 0
    if is_running:
        pace = {"mode": "limited", "steps_per_second": 10}
        run = person.generate(canvas, settings={"num_steps": 300}, pace=pace)["id"]
        wait_until(lambda: last_step() > 5, 60, "the run does not step")
    os.kill(worker, signal.SIGKILL)
    killed_at = time.monotonic()
    if is_running:
        before = last_step()
    else:
        run = person.generate(canvas)["id"]
    wait_until(lambda: last_step() > before, 60, "the run does not go on", 0.02)
    took_s = time.monotonic() - killed_at
    person.post(f"/api/generations/{run}/stop", {})
    return took_s
