"""One trial: a studio, people who do eight sorts of acts, a run that streams, a fault every few seconds."""

import asyncio
import os
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

import pycrdt

from tests.faults.harness import connections, logs, machine, operators, processes
from tests.faults.harness.acts import Actor, Binning, Comments, Jobs, Ratings, Takes, Votes
from tests.faults.harness.installation import Failed, Installation, installed
from tests.faults.harness.kinds import Kind, Pair, World, schedule
from tests.faults.harness.ledger import Found
from tests.faults.harness.report import Recovery, Report
from tests.faults.harness.runs import Runs
from tests.faults.harness.writers import CellWriter, WordWriter, Writer
from tests.faults.test_kills import renoise_everything
from tests.live_studio import wait_until
from tests.studio_client import Person

ALL_KINDS = (*processes.KINDS, *connections.KINDS, *machine.KINDS, *operators.KINDS)
LONGEST_RECOVERY_S = 90.0
POLL_INTERVAL_S = 0.05
STEP_POLL_INTERVAL_S = 0.2
QUIET_S = (0.2, 1.5)
"""Between two faults, once everything works."""
NUM_CANDIDATES, NUM_STEPS = 8, 200
"""Of the run whose candidates are kept: one act each."""
NUM_RANKED = 60
NUM_BINNED = 12


def run(
    num_faults: int, seed: int, *, minutes: float, is_postgres: bool = False, only: list[str] | None = None
) -> dict[str, Any]:
    """Inject faults until there are enough or the time is up; the report as JSON. only: names of kinds."""
    with tempfile.TemporaryDirectory(prefix="sunmask-faults-") as folder:
        try:
            with installed(Path(folder), is_postgres=is_postgres) as installation:
                kinds = [
                    kind for kind in ALL_KINDS if _can(kind, installation) and (not only or kind.name in only)
                ]
                trial = _Trial(installation, seed)
                return asyncio.run(trial.run(schedule(kinds, num_faults, trial.chance), minutes * 60))
        finally:
            if kept := os.environ.get("SUNMASK_FAULT_LOGS"):
                logs.keep(Path(folder), Path(kept))


def losses(found: dict[str, Any]) -> dict[str, Any]:
    """What a report has that should not be, by name; empty where all is well."""
    numbers = ("acts_lost", "acts_doubled", "acts_refused", "steps_lost", "steps_doubled")
    names = (*numbers, "num_not_recovered", "answers_of_500", "runs_with_problems", "complaints")
    bad = {name: found[name] for name in names if found[name]}
    return bad if found["people_see_the_same"] else bad | {"people_see_the_same": False}


def _can(kind: Kind, installation: Installation) -> bool:
    """Whether this trial has what a kind of fault harms."""
    there = {"": True, "disk": installation.disk is not None, "postgres": installation.cluster is not None}
    return there[kind.needs]


class _Trial:
    def __init__(self, installation: Installation, seed: int) -> None:
        assert installation.studio is not None
        wait_until(installation.studio.is_ready, 120, "the studio did not become ready")
        self.chance = Random(seed)
        self.report = Report(seed, "PostgreSQL" if installation.cluster else "SQLite")
        self.installation = installation
        owner = self.reader = self._person("Owner", 0)
        project = self.project = owner.make("/api/projects", {"name": "Faults"})["id"]
        self.text = self._canvas("Text", "text", text="Begin: ")
        self.score = self._canvas("Score", "chorale", num_bars=64)
        small, streamed = (
            self._canvas("Small", "chorale", num_bars=1),
            self._canvas("Run", "chorale", num_bars=2),
        )
        self.writers: list[Writer] = [
            WordWriter(self._member("Ana", 0), project, self.text, "a"),
            WordWriter(self._member("Ben", 1), project, self.text, "b"),
            CellWriter(self._member("Cem", 1), project, self.score),
        ]
        for canvas in (small, streamed):
            renoise_everything(owner, canvas)
        run = self._finished_run(small)
        takes = Takes(self._member("Dora", 0), self.chance, project, run, NUM_CANDIDATES, NUM_STEPS)
        ranked = [
            owner.make(
                f"/api/generations/{run}/takes", {"candidate": number % NUM_CANDIDATES, "step": number}
            )["id"]
            for number in range(NUM_STEPS + 1 - NUM_RANKED, NUM_STEPS + 1)
        ]
        ranking = owner.make(f"/api/projects/{project}/rankings", {"name": "Ranking", "takes": ranked})["id"]
        binned = {
            f"Bin{number:02}": self._canvas(f"Bin{number:02}", "chorale", num_bars=1)
            for number in range(NUM_BINNED)
        }
        self.actors: list[Actor] = [
            Comments(self._member("Eva", 1), self.chance, self.text),
            takes,
            Ratings(self._member("Finn", 0), self.chance, takes),
            Votes(self._member("Gül", 1), self.chance, ranking),
            Jobs(self._member("Hana", 0), self.chance, small),
            Binning(self._member("Ivo", 1, "owner"), self.chance, project, binned),
        ]
        self.runs = Runs(self._member("Jan", 0), streamed)
        self.complaints: list[str] = []
        self.writing: list[asyncio.Task[None]] = []
        self.world = World(
            installation,
            self.writers,
            self.actors,
            self.runs,
            owner,
            project,
            self.text,
            self.chance,
            self.complaints,
        )

    def _person(self, name: str, nearer: int) -> Person:
        """nearer: to the first web server or to the second."""
        return Person(self.installation.addresses[nearer], name)

    def _member(self, name: str, nearer: int, role: str = "editor") -> Person:
        person = self._person(name, nearer)
        self.reader.make(f"/api/projects/{self.project}/members", {"name": name, "role": role})
        return person

    def _canvas(self, name: str, kind: str, **options: Any) -> str:
        body = {"kind": kind, "name": name, "start": "blank", "options": options}
        return str(self.reader.make(f"/api/projects/{self.project}/canvases", body)["id"])

    def _finished_run(self, canvas: str) -> str:
        settings = {"num_steps": NUM_STEPS}
        run = self.reader.generate(canvas, settings=settings, seed=1, num_candidates=NUM_CANDIDATES)["id"]
        wait_until(
            lambda: self.reader.get(f"/api/generations/{run}")["state"] == "done", 300, "the run is not done"
        )
        return str(run)

    async def run(self, faults: list[Kind | Pair], most_s: float) -> dict[str, Any]:
        self.writing = [asyncio.create_task(writer.write()) for writer in self.writers]
        self.runs.start()
        for actor in self.actors:
            actor.start()
        begun_at = time.monotonic()
        seconds, last = await self._wait_for("both", time.monotonic())
        assert seconds is not None, f"before any fault, this was not done in time: {last}"
        for fault in faults:
            if time.monotonic() - begun_at > most_s:
                break
            await asyncio.sleep(self.chance.uniform(*QUIET_S))
            await self._harm(fault, begun_at)
        seconds = time.monotonic() - begun_at
        for writer in self.writers:
            writer.is_over = True
        await asyncio.wait_for(asyncio.gather(*self.writing), 3 * LONGEST_RECOVERY_S)
        await asyncio.to_thread(self._end_acts)
        return await self._found(seconds)

    async def _harm(self, fault: Kind | Pair, begun_at: float) -> None:
        harmed_at = time.monotonic()
        at_s = harmed_at - begun_at
        self.report.loads.append(os.getloadavg()[0])
        try:
            await fault.inject(self.world)
        except Failed as error:
            self.complaints.append(f"{fault.name}: {error}")
        over_at = time.monotonic()
        for actor in self.actors:
            actor.act_now()
        seconds, last = await self._wait_for(fault.hits, over_at)
        kind = fault.name if isinstance(fault, Kind) else "two at once"
        both = "" if isinstance(fault, Kind) else fault.name
        self.report.recoveries.append(
            Recovery(kind, both, round(at_s, 2), round(over_at - harmed_at, 2), seconds, last)
        )
        took = "not in time" if seconds is None else f"{seconds:.2f} s"
        print(f"{at_s:7.1f} s  {fault.name} ({over_at - harmed_at:.1f} s): {took}, {last} last", flush=True)

    def _end_acts(self) -> None:
        for actor in self.actors:
            actor.is_over = True
        for actor in self.actors:
            actor.end()
        self.runs.end()

    async def _found(self, seconds: float) -> dict[str, Any]:
        http = self.reader.http
        text = (await asyncio.to_thread(http.get, f"/api/canvases/{self.text}/export?format=text")).text
        state = await asyncio.to_thread(self.reader.get, f"/api/canvases/{self.score}/state")

        def has_words(document: pycrdt.Doc) -> bool:
            return str(document.get("text", type=pycrdt.Text)).split() == text.split()

        def has_cells(document: pycrdt.Doc) -> bool:
            symbols = document.get("symbols", type=pycrdt.Map)
            ledger = next(writer.ledger for writer in self.writers if writer.sort == "cells")
            return all(symbols.get(key) == value for key, value in ledger.expected().items())

        see_it = [
            await writer.sees(has_words if writer.sort == "words" else has_cells) for writer in self.writers
        ]
        ledgers: dict[str, Any] = {}
        for writer in self.writers:
            found = writer.judge(text if isinstance(writer, WordWriter) else state)  # type: ignore[arg-type]
            _add(ledgers, writer.sort, writer.ledger.as_json(found))
        for actor in self.actors:
            try:
                found = await asyncio.to_thread(actor.judge, self.reader)
            except AssertionError as error:
                found = Found([f"it cannot be read: {error}"])
            _add(ledgers, actor.sort, actor.ledger.as_json(found))
        return self.report.as_json(
            seconds=round(seconds),
            acts_acknowledged=sum(ledger["acknowledged"] for ledger in ledgers.values()),
            acts_lost=sum(len(ledger["lost"]) for ledger in ledgers.values()),
            acts_doubled=sum(len(ledger["doubled"]) for ledger in ledgers.values()),
            acts_refused=sum(len(ledger["refused"]) for ledger in ledgers.values()),
            acts=ledgers,
            people_see_the_same=all(see_it),
            runs_done=self.runs.num_done,
            runs_given_up_at_a_restored_backup=self.runs.num_abandoned,
            steps_lost=self.runs.num_steps_lost,
            steps_doubled=self.runs.num_steps_doubled,
            runs_with_problems=self.runs.problems,
            complaints=self.complaints,
            answers_of_500=sum(ledger["answers"].get("500", 0) for ledger in ledgers.values()),
            tracebacks_of_500=logs.tracebacks(self.installation.home),
        )

    async def _wait_for(self, what: str, since: float) -> tuple[float | None, str]:
        """Seconds until every sort of acts is acknowledged again, and steps stored, None: not in time; and
        which of them came last."""
        waits = {}
        if what in ("acts", "both"):
            for number, one in enumerate((*self.writers, *self.actors)):
                waits[f"{one.sort}{number if one.sort == 'words' else ''}"] = self._wait_for_act(one, since)
        if what in ("steps", "both"):
            waits["steps"] = self._wait_for_step(since)
        tasks = {asyncio.ensure_future(wait): name for name, wait in waits.items()}
        done, late = await asyncio.wait(tasks, timeout=LONGEST_RECOVERY_S)
        for writing in self.writing:
            if writing.done():
                writing.result()  # raises what ended it: a mistake of the harness
        for task in late:
            task.cancel()
        if late:
            return None, ", ".join(tasks[task] for task in late)
        last = max(done, key=lambda task: task.result())
        return last.result(), tasks[last]

    async def _wait_for_act(self, one: Writer | Actor, since: float) -> float:
        while (at := one.ledger.first_after(since)) is None:
            await asyncio.sleep(POLL_INTERVAL_S)
        return at - since

    async def _wait_for_step(self, since: float) -> float:
        run, before = await asyncio.to_thread(self.runs.last_step)
        while True:
            await asyncio.sleep(STEP_POLL_INTERVAL_S)
            now, step = await asyncio.to_thread(self.runs.last_step)
            if step >= 0 and (now != run or step > before) and run is not None:
                return time.monotonic() - since
            run = run or now


def _add(ledgers: dict[str, Any], sort: str, found: dict[str, Any]) -> None:
    """Two people may do acts of one sort."""
    before = ledgers.setdefault(sort, found)
    if before is found:
        return
    for name, value in found.items():
        if isinstance(value, dict):
            before[name] = {key: before[name].get(key, 0) + value.get(key, 0) for key in before[name] | value}
        else:
            before[name] += value
