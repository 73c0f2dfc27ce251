"""One trial: a studio, two people who write, a run that streams, and a fault every few seconds."""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

from tests.faults.harness.kinds import KINDS, Kind, World
from tests.faults.harness.report import Recovery, Report
from tests.faults.harness.runs import Runs
from tests.faults.harness.writers import Writer, lost_and_doubled
from tests.faults.test_kills import renoise_everything
from tests.live_studio import LiveStudio, live_studio
from tests.studio_client import Person

LONGEST_RECOVERY_S = 60.0
POLL_INTERVAL_S = 0.05
STEP_POLL_INTERVAL_S = 0.2
QUIET_S = (0.2, 1.5)
"""Between two faults, once everything works."""


def schedule(num_faults: int, chance: Random) -> list[Kind]:
    """Each kind as often as any other, in a random order."""
    rounds = [kind for _ in range(-(-num_faults // len(KINDS))) for kind in chance.sample(KINDS, len(KINDS))]
    return rounds[:num_faults]


def run(num_faults: int, seed: int, *, minutes: float, database: str = "") -> dict[str, Any]:
    """Inject faults until there are enough or the time is up; the report as JSON."""
    with tempfile.TemporaryDirectory(prefix="sunmask-faults-") as folder:
        data = Path(folder) / "data"
        environment = {"SUNMASK_STANDBY": "1"} | ({"SUNMASK_DATABASE_URL": database} if database else {})
        command = [sys.executable, "manage.py", "studio", "--no-demo"]
        with live_studio(data, command=command, **environment) as studio:
            studio.wait_ready()
            trial = _Trial(studio, seed, database)
            return asyncio.run(trial.run(schedule(num_faults, trial.chance), minutes * 60))


class _Trial:
    def __init__(self, studio: LiveStudio, seed: int, database: str) -> None:
        self.chance = Random(seed)
        self.report = Report(seed, "PostgreSQL" if database else "SQLite")
        people = [Person(studio.url, name) for name in ("AnaTrial", "BenTrial")]
        self.reader = people[0]
        project = people[0].make("/api/projects", {"name": "Faults"})["id"]
        people[0].make(f"/api/projects/{project}/members", {"name": people[1].name, "role": "editor"})
        self.text, self.chorale = (
            people[0].make(f"/api/projects/{project}/canvases", {"kind": kind, "options": options})["id"]
            for kind, options in (("text", {"text": "Begin: "}), ("chorale", {"num_bars": 2}))
        )
        self.writers = [
            Writer(person, project, self.text, word) for person, word in zip(people, "ab", strict=True)
        ]
        self.world = World(studio, self.writers, self.chance, database)
        self.runs = Runs(Person(studio.url, "CyrilTrial"), self.chorale)
        people[0].make(f"/api/projects/{project}/members", {"name": "CyrilTrial", "role": "editor"})

    async def run(self, faults: list[Kind], most_s: float) -> dict[str, Any]:
        await asyncio.to_thread(renoise_everything, self.reader, self.chorale)
        writing = [asyncio.create_task(writer.write()) for writer in self.writers]
        self.runs.start()
        begun_at = time.monotonic()
        await self._wait_for("both", time.monotonic())
        for fault in faults:
            if time.monotonic() - begun_at > most_s:
                break
            await asyncio.sleep(self.chance.uniform(*QUIET_S))
            at_s = time.monotonic() - begun_at
            self.report.loads.append(os.getloadavg()[0])
            await fault.inject(self.world)
            seconds = await self._wait_for(fault.hits, time.monotonic())
            self.report.recoveries.append(Recovery(fault.name, round(at_s, 2), seconds))
            print(f"{at_s:7.1f} s  {fault.name}: {'not in time' if seconds is None else f'{seconds:.2f} s'}")
        seconds = time.monotonic() - begun_at
        for writer in self.writers:
            writer.is_over = True
        await asyncio.wait_for(asyncio.gather(*writing), 2 * LONGEST_RECOVERY_S)
        await asyncio.to_thread(self.runs.end)
        text = self.reader.http.get(f"/api/canvases/{self.text}/export?format=text").text
        return self._found(seconds, text, [await writer.sees(text) for writer in self.writers])

    def _found(self, seconds: float, text: str, see_it: list[bool]) -> dict[str, Any]:
        lost, doubled = lost_and_doubled(text, self.writers)
        return self.report.as_json(
            seconds=round(seconds),
            edits_acknowledged=sum(len(writer.acknowledged) for writer in self.writers),
            edits_lost=len(lost),
            edits_doubled=len(doubled),
            edits_refused=[sentence for writer in self.writers for sentence in writer.refused],
            people_see_the_same=all(see_it),
            runs_done=self.runs.num_done,
            steps_lost=self.runs.num_steps_lost,
            steps_doubled=self.runs.num_steps_doubled,
            runs_with_problems=self.runs.problems,
        )

    async def _wait_for(self, what: str, since: float) -> float | None:
        """Seconds until people's edits are acknowledged again, and steps stored; None: not in time."""
        waits = []
        if what in ("edits", "both"):
            waits.append(self._wait_for_edits(since))
        if what in ("steps", "both"):
            waits.append(self._wait_for_step(since))
        try:
            async with asyncio.timeout(LONGEST_RECOVERY_S):
                return max(await asyncio.gather(*waits))
        except TimeoutError:
            return None

    async def _wait_for_edits(self, since: float) -> float:
        while any(writer.first_ack_after(since) is None for writer in self.writers):
            await asyncio.sleep(POLL_INTERVAL_S)
        return max(writer.first_ack_after(since) or since for writer in self.writers) - since

    async def _wait_for_step(self, since: float) -> float:
        run, before = await asyncio.to_thread(self.runs.last_step)
        while True:
            await asyncio.sleep(STEP_POLL_INTERVAL_S)
            now, step = await asyncio.to_thread(self.runs.last_step)
            if step >= 0 and (now != run or step > before) and run is not None:
                return time.monotonic() - since
            run = run or now
