"""A class at work, request by request: `python -m tests.benchmarks.school_class [--pupils 30] [--minutes 3]`.

A teacher invites the pupils to one project by a link. Each makes an account by it, opens a canvas of their
own, writes, comments, has a few steps composed, looks at grades and takes, keeps one, exports a score and
reads what others do, with pauses as people make them. Prints p50, p95 and the slowest of each route, as the
pupils wait for them, and the processor time that the web server takes for a request.
"""

import argparse
import asyncio
import math
import os
import random
import re
import statistics
import tempfile
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from tests.benchmarks.best_of import computed_s
from tests.live_studio import LiveStudio, live_studio
from tests.studio_client import Editor, Person

PASSWORD = "a long enough password"
BODY = {"kind": "chorale", "start": "blank", "options": {"num_bars": 8}}
PAUSE_S = (0.5, 3.0)
"""Between two acts of one pupil."""
NUM_STEPS = 16
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/)[\w-]{43}(?=/|$)")
COLUMNS = "{:<58} {:>7} {:>9} {:>9} {:>9}"


class Watch:
    """How long answers took, by route, and which were refused."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.refused: dict[str, int] = defaultdict(int)
        self._lock = threading.Lock()

    def attend(self, http: httpx.Client) -> None:
        http.event_hooks = {"request": [self._began], "response": [self._ended]}

    def _began(self, request: httpx.Request) -> None:
        request.extensions["began"] = time.perf_counter()

    def _ended(self, answer: httpx.Response) -> None:
        answer.read()
        took_s = time.perf_counter() - answer.request.extensions["began"]
        route = f"{answer.request.method} {ID.sub('{id}', answer.request.url.path)}"
        with self._lock:
            self.seconds[route].append(took_s)
            if answer.status_code >= 400 and answer.status_code != 401:  # nobody is signed in at first
                self.refused[f"{answer.status_code} {route}"] += 1

    def report(self) -> None:
        everything = [each for found in self.seconds.values() for each in found]
        print(COLUMNS.format("route", "number", "p50, ms", "p95, ms", "most, ms"))
        for route, found in [*sorted(self.seconds.items()), ("all", everything)]:
            late = sorted(found)[math.ceil(0.95 * len(found)) - 1]
            figures = [f"{1000 * each:.0f}" for each in (statistics.median(found), late, max(found))]
            print(COLUMNS.format(route, len(found), *figures))
        for what, count in sorted(self.refused.items()):
            print(f"refused {count} times: {what}")


class Pupil(Person):
    """Somebody who comes by an invitation link."""

    def __init__(self, url: str, name: str, token: str, watch: Watch) -> None:
        self.url, self.name, self.choice = url, name, random.Random(name)
        self.http = httpx.Client(base_url=url, timeout=60, headers={"Origin": self.origin})
        watch.attend(self.http)
        self.http.get("/api/account")
        self.get(f"/api/invitations/{token}")
        self.make("/api/account/sign-up", {"name": name, "password": PASSWORD, "invitation": token})
        self.project = self.make(f"/api/invitations/{token}")["id"]

    def work(self, until: float) -> None:
        """Go on until that moment of `time.monotonic`."""
        self.pause()
        self.get(f"/api/projects/{self.project}/snapshot")
        canvas = self.make(f"/api/projects/{self.project}/canvases", {"name": f"Of {self.name}", **BODY})[
            "id"
        ]
        acts = [self.compose, self.comment, self.look_back, self.keep, self.export, self.look_round]
        asyncio.run(self.write(canvas))
        while time.monotonic() < until:
            self.choice.choice(acts)(canvas)
            self.pause()

    def pause(self) -> None:
        time.sleep(self.choice.uniform(*PAUSE_S))

    async def write(self, canvas: str) -> None:
        async with self.socket(self.project) as socket:
            editor = Editor(socket, canvas)
            await editor.open()
            await editor.paint_everything(2)

    def compose(self, canvas: str) -> None:
        self.generate(canvas, settings={"num_steps": NUM_STEPS}, num_candidates=2)

    def comment(self, canvas: str) -> None:
        self.make(f"/api/canvases/{canvas}/comments", {"text": "A second voice here?"})
        self.get(f"/api/canvases/{canvas}/comments")

    def look_back(self, canvas: str) -> None:
        self.get(f"/api/canvases/{canvas}/history")
        self.get(f"/api/canvases/{canvas}/lineage")

    def keep(self, canvas: str) -> None:
        done = [
            run for run in self.get(f"/api/canvases/{canvas}/snapshot")["generations"] if self.is_done(run)
        ]
        if done:
            run = self.choice.choice(done)["id"]
            self.get(f"/api/generations/{run}/grades")
            self.make(f"/api/generations/{run}/takes", {"candidate": 0, "step": NUM_STEPS})

    def export(self, canvas: str) -> None:
        self.http.get(f"/api/canvases/{canvas}/export", params={"format": "musicxml"})

    def look_round(self, canvas: str) -> None:
        self.get("/api/recent")
        self.get("/api/kinds")
        self.get(f"/api/projects/{self.project}/snapshot")
        self.get(f"/api/projects/{self.project}/takes")

    @staticmethod
    def is_done(run: dict[str, Any]) -> bool:
        return run["state"] == "done"


def measured(studio: LiveStudio, num_pupils: int, minutes: float) -> Watch:
    watch, teacher = Watch(), Person(studio.url, "Teacher", PASSWORD)
    project = teacher.make("/api/projects", {"name": "Class 7b"})["id"]
    link = teacher.make(f"/api/projects/{project}/invitation-links", {"role": "editor", "days": 1})["url"]
    until = time.monotonic() + 60 * minutes

    def attend(number: int) -> None:
        Pupil(studio.url, f"Pupil{number}", link.rsplit("/", 1)[1], watch).work(until)

    with ThreadPoolExecutor(num_pupils) as class_room:
        for each in [class_room.submit(attend, number) for number in range(num_pupils)]:
            each.result()
    return watch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupils", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=3.0)
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="sunmask-class-") as folder,
        live_studio(Path(folder) / "data", has_demo=False) as studio,
    ):
        pid, began = studio.pid("daphne"), time.monotonic()
        before_s = computed_s(pid)
        watch = measured(studio, arguments.pupils, arguments.minutes)
        watch.report()
        spent_s, took_s = computed_s(pid) - before_s, time.monotonic() - began
        number = sum(map(len, watch.seconds.values()))
        print(f"{number / took_s:.1f} requests/s; load of the machine {os.getloadavg()[0]:.1f}")
        print(
            f"processor of the web server {1000 * spent_s / number:.0f} ms a request, {spent_s / took_s:.0%}"
        )


if __name__ == "__main__":
    main()
