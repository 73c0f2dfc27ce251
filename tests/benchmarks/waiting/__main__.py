"""The scenes: `python -m tests.benchmarks.waiting [kills] [newcomer] [--celery] [--texts]`.

A whole studio in processes of its own, with SQLite. Two scenes, or one of them by its name:

kills: a storm of runs with few, dear steps; two of the three workers are killed, and their standbys take
their places.
newcomer: many people with many runs each, every second of them with four candidates; then, one after the
other, people who want one short run.

What each worker holds is read from the database four times a second. Ends with 1 where a target is missed.
"""

import argparse
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median

import redis

from studio.ops.heartbeats import PREFIX
from tests.benchmarks.waiting import device
from tests.faults.test_kills import renoise_everything
from tests.live_studio import ROOT, LiveStudio, live_studio, redis_url, wait_until
from tests.studio_client import Person

NUM_WORKERS = 3
LOOK_INTERVAL_S = 0.25
READY_S = 300.0
MOST_RUNNING = 2
"""Of one person at once, as `limits.GENERATIONS_RUNNING` says."""

STORM_PEOPLE, STORM_RUNS = 8, 5
"""Runs of each person that are open at any time."""
BEFORE_S, AFTER_S = 20.0, 60.0
"""Seconds of the storm before and after the kills."""
TEXT, TEXT_STEPS = "The ▢ of the ▢ is new.", 3
STORM_STEPS, STORM_PASS_S = 6, 1.0
CROWD_PASS_S = 0.05
"""Seconds of a pass where networks sleep."""

CROWD_PEOPLE, CROWD_RUNS = 50, 20
CROWD_STEPS = 64
NUM_NEWCOMERS = 5
SETTLED_S = 20.0
"""Seconds between the last of the crowd's runs and the first newcomer."""

TARGET_WORKING_S, TARGET_NEWCOMER_S, TARGET_IDLE_S = 20.0, 10.0, 5.0


@dataclass
class Look:
    """The queue at one moment. held: by worker, the people whose runs it holds."""

    at: float
    ready: frozenset[str]
    held: dict[str, list[int]]
    steps: dict[tuple[str, str], int]
    """The last stored step of each run that is held, by worker and run."""
    num_claimable: int


@dataclass
class Witness:
    """Looks at database and broker again and again, in a thread of its own."""

    studio: LiveStudio
    looks: list[Look] = field(default_factory=list)
    is_over: bool = False

    def __post_init__(self) -> None:
        self.broker = redis.Redis.from_url(redis_url(self.studio), decode_responses=True)
        self.database = f"file:{next(self.studio.data.glob('*.sqlite3'))}?mode=ro"
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def ready(self) -> frozenset[str]:
        """Workers that take up work, as "host:process id"."""
        names = list(self.broker.scan_iter(f"{PREFIX}*", count=1000))
        said = zip(names, self.broker.mget(names) if names else [], strict=True)
        ready = (name.removeprefix(PREFIX) for name, word in said if word and json.loads(word)["is_ready"])
        return frozenset(name for name in ready if is_alive(name))

    def rows(self, sentence: str) -> list[tuple]:
        with closing(sqlite3.connect(self.database, uri=True, timeout=30)) as database:
            return database.execute(sentence).fetchall()

    def end(self) -> None:
        self.is_over = True
        self._thread.join()

    def _watch(self) -> None:
        while not self.is_over:
            began = time.monotonic()
            self.looks.append(self._look())
            time.sleep(max(0.0, LOOK_INTERVAL_S - (time.monotonic() - began)))

    def _look(self) -> Look:
        rows = self.rows(
            "SELECT id, state, claimed_by, created_by_id, coalesce(last_step, 0),"
            " lease_until > datetime('now')"
            " FROM studio_generation WHERE state IN ('queued', 'running')"
        )
        held: dict[str, list[int]] = defaultdict(list)
        steps: dict[tuple[str, str], int] = {}
        running = Counter(person for _, state, _, person, *_ in rows if state == "running")
        num_claimable = 0
        for run, state, worker, person, last_step, has_lease in rows:
            if state == "running" and has_lease:
                held[worker].append(person)
                steps[worker, run] = last_step
            elif state == "running" or running[person] < MOST_RUNNING:
                num_claimable += 1
        return Look(time.monotonic(), self.ready(), dict(held), steps, num_claimable)


def is_alive(name: str) -> bool:
    """Whether a worker of this machine lives; its sign of life stays for seconds after its death."""
    try:
        state = Path(f"/proc/{name.split(':')[1]}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def longest_idle_s(looks: list[Look]) -> float:
    """The longest time for which one and the same worker was ready and held nothing, while a run could be
    claimed or another worker held two."""
    longest, since = 0.0, dict[str, float]()
    for look in looks:
        somebody_waits = look.num_claimable > 0 or any(len(people) > 1 for people in look.held.values())
        idle = {name for name in look.ready if somebody_waits and not look.held.get(name)}
        since = {name: since.get(name, look.at) for name in idle}
        longest = max([longest, *(look.at - at for at in since.values())])
    return longest


def idle_share(looks: list[Look]) -> float:
    """The share of the workers' time in which they idled while somebody waited."""
    idle = sum(
        sum(1 for name in look.ready if not look.held.get(name))
        for look in looks
        if look.num_claimable > 0 or any(len(people) > 1 for people in look.held.values())
    )
    return idle / max(1, sum(len(look.ready) for look in looks))


Figure = tuple[str, float, float | None]
"""What it is, its value, its target."""
Scene = Callable[[LiveStudio, Witness], list[Figure]]


@contextmanager
def three_workers(data: Path, options: list[str]) -> Iterator[LiveStudio]:
    """A studio with three workers, each with another one standing by."""
    program = [sys.executable, "-m", "tests.benchmarks.waiting.manage"]
    command = [*program, "studio", "--no-demo", *options]
    with live_studio(data, command=command, SUNMASK_STANDBY="1", SUNMASK_LIMIT_WRITES="100000") as studio:
        studio.wait_ready(READY_S)
        env = {
            **os.environ,
            "DATA": str(data),
            "SUNMASK_REDIS_URL": redis_url(studio),
            "OMP_NUM_THREADS": "1",
        }
        log = (data / "log" / "more.log").open("wb")
        command = [*program, "serve", "worker", *options]
        services = [
            subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
            for _ in range(NUM_WORKERS - 1)
        ]
        try:
            yield studio
        finally:
            for service in services:
                service.terminate()
            for service in services:
                service.wait(60)
            log.close()


def people_of(studio: LiveStudio, name: str, count: int) -> list[Person]:
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(lambda number: Person(studio.url, f"{name}{number}"), range(count)))


def new_canvas(person: Person, kind: str, **options: object) -> str:
    project = person.make("/api/projects", {"name": "Waiting"})["id"]
    body = {"kind": kind, "options": options}
    return str(person.make(f"/api/projects/{project}/canvases", body)["id"])


def kills(studio: LiveStudio, witness: Witness) -> list[Figure]:
    """The figures of the storm."""
    people = people_of(studio, "Storm", STORM_PEOPLE)
    canvases = [storm_canvas(person) for person in people]
    is_over = threading.Event()
    threads = [
        threading.Thread(target=keep_open, args=(person, canvas, is_over))
        for person, canvas in zip(people, canvases, strict=True)
    ]
    for thread in threads:
        thread.start()
    time.sleep(BEFORE_S)
    first = len(witness.looks)
    victims = sorted(witness.ready())[:2]
    before = num_done(witness)
    killed_at = time.monotonic()
    for name in victims:
        os.kill(int(name.split(":")[1]), signal.SIGKILL)
    time.sleep(AFTER_S)
    looks = witness.looks[first:]
    done = num_done(witness) - before
    is_over.set()
    for thread in threads:
        thread.join()
    holding = next((look.at for look in looks if num_holding(look, victims) == NUM_WORKERS), float("inf"))
    stepping = all_stepped_at(looks, victims)
    return [
        ("killed, until all three hold runs (s)", holding - killed_at, TARGET_WORKING_S),
        ("killed, until all three have stored steps (s)", stepping - killed_at, TARGET_WORKING_S),
        ("longest idle beside somebody who waits (s)", longest_idle_s(looks), TARGET_IDLE_S),
        ("share of time idle beside somebody who waits", idle_share(looks), None),
        (f"runs done in the {AFTER_S:.0f} s after the kills", done, None),
    ]


def storm_canvas(person: Person) -> str:
    if not device.is_in_use():
        return new_canvas(person, "text", text=TEXT)
    canvas = new_canvas(person, "chorale", num_bars=2)
    renoise_everything(person, canvas)
    return canvas


def num_holding(look: Look, victims: list[str]) -> int:
    return sum(1 for name in look.held if name in look.ready and name not in victims)


def all_stepped_at(looks: list[Look], victims: list[str]) -> float:
    """When each of three workers that live had made a step since the kills."""
    stepped: set[str] = set()
    for before, after in pairwise(looks):
        stepped |= {key[0] for key, step in after.steps.items() if before.steps.get(key, step) < step}
        if len((stepped - set(victims)) & after.ready) == NUM_WORKERS:
            return after.at
    return float("inf")


def num_done(witness: Witness) -> int:
    return int(witness.rows("SELECT count(*) FROM studio_generation WHERE state = 'done'")[0][0])


def keep_open(person: Person, canvas: str, is_over: threading.Event) -> None:
    """Have so many runs waiting or running all the time."""
    runs: list[str] = []
    num_steps = STORM_STEPS if device.is_in_use() else TEXT_STEPS
    while not is_over.is_set():
        runs = [
            run for run in runs if person.get(f"/api/generations/{run}")["state"] in ("queued", "running")
        ]
        while len(runs) < STORM_RUNS:
            runs.append(person.generate(canvas, settings={"num_steps": num_steps})["id"])
        is_over.wait(1.0)


def newcomer(studio: LiveStudio, witness: Witness) -> list[Figure]:
    """The figures of the crowd."""
    newcomers = people_of(studio, "New", NUM_NEWCOMERS)
    first = Person(studio.url, "Crowd0")
    canvas = new_canvas(first, "chorale", num_bars=4)
    short = [new_canvas(person, "chorale", num_bars=1) for person in newcomers]
    for person, own in zip([first, *newcomers], [canvas, *short], strict=True):
        renoise_everything(person, own)
    pattern = first.generate(canvas, settings={"num_steps": CROWD_STEPS})["id"]
    make_crowd(witness, pattern.replace("-", ""))
    time.sleep(SETTLED_S)
    since, at_first, began = len(witness.looks), work_of(witness), time.monotonic()
    said = waits_said(witness)
    claims_before, cpu_before = num_claims(witness), cpu_s(witness.ready())
    waits, firsts = [], []
    for person, own in zip(newcomers, short, strict=True):
        first_step_s, done_s = wait_of(person, own)
        waits.append(done_s)
        firsts.append(first_step_s)
        print(f"a newcomer: first step {first_step_s:.2f} s, done {done_s:.2f} s", flush=True)
        time.sleep(5.0)
    time.sleep(max(0.0, 60.0 - (time.monotonic() - began)))
    work = work_of(witness)
    amounts = [work[name] - at_first[name] for name in work if name.startswith("Crowd")]
    seconds = time.monotonic() - began
    num_slices = num_claims(witness) - claims_before
    cpu = cpu_s(witness.ready()) - cpu_before
    errors = errors_of(said, witness.looks[since:], began)
    left = witness.rows("SELECT count(*) FROM studio_generation WHERE state IN ('queued', 'running')")[0][0]
    odd = sum(work[f"Crowd{n}"] - at_first[f"Crowd{n}"] for n in range(1, CROWD_PEOPLE, 2))
    even = sum(work[f"Crowd{n}"] - at_first[f"Crowd{n}"] for n in range(0, CROWD_PEOPLE, 2))
    return [
        ("runs open at the end", left, None),
        ("newcomer, first step, median (s)", median(firsts), None),
        ("newcomer's two steps of one bar done, median (s)", median(waits), None),
        ("the same, at most (s)", max(waits), TARGET_NEWCOMER_S),
        ("longest idle beside somebody who waits (s)", longest_idle_s(witness.looks[since:]), TARGET_IDLE_S),
        ("steps of candidates a second, all workers", sum(amounts) / seconds, None),
        ("runs that waited and were said to begin, and have begun", len(errors), None),
        ("median of seconds by which they began sooner or later", median(errors) if errors else 0, None),
        ("claims a second, all workers", num_slices / seconds, None),
        ("CPU milliseconds of workers for a step of a candidate", 1000 * cpu / max(1, sum(amounts)), None),
        ("people of 4 candidates to people of 1, steps of candidates", odd / max(1, even), None),
        ("evenness of that work over people (Jain, 1: equal)", jain(amounts), None),
    ]


def make_crowd(witness: Witness, pattern: str) -> None:
    """Queue the runs of everybody in the crowd, as copies of the rows of the first person and run: by request
    they would take a busy machine minutes."""
    with closing(sqlite3.connect(witness.database.replace("mode=ro", "mode=rw"), uri=True, timeout=60)) as db:
        db.row_factory = sqlite3.Row
        user = dict(db.execute("SELECT * FROM studio_user WHERE username = 'Crowd0'").fetchone())
        run = dict(db.execute("SELECT * FROM studio_generation WHERE id = ?", [pattern]).fetchone())
        run |= {"state": "queued", "fence": 0, "attempt": 0, "idempotency_key": None, "claimed_by": ""}
        run |= dict.fromkeys(("lease_until", "last_step", "started_at", "finished_at"))
        run |= {"best_first": "[]", "result_hash": None, "work_s": 0.0}
        run = {name: value for name, value in run.items() if name in {row[1] for row in columns(db)}}
        with db:
            for number in range(CROWD_PEOPLE):
                person = user["id"] if number == 0 else user["id"] + 1000 + number
                if number > 0:
                    insert(db, "studio_user", user | {"id": person, "username": f"Crowd{number}"})
                    with suppress(sqlite3.OperationalError):  # there was no such table once
                        at = "datetime('now')"
                        db.execute(f"INSERT INTO studio_servedtime VALUES ({person}, 0.0, 0.0, {at})")
                for own in range(CROWD_RUNS):
                    own_values = {
                        "id": uuid.uuid4().hex,
                        "number": run["number"] + 1 + number * CROWD_RUNS + own,
                        "created_by_id": person,
                        "num_candidates": 4 if number % 2 else 1,
                        "seed": number * CROWD_RUNS + own,
                    }
                    insert(db, "studio_generation", run | own_values)


def columns(db: sqlite3.Connection) -> list[sqlite3.Row]:
    return db.execute("PRAGMA table_info(studio_generation)").fetchall()


def insert(db: sqlite3.Connection, table: str, values: dict[str, object]) -> None:
    marks = ", ".join("?" * len(values))
    db.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))


def work_of(witness: Witness) -> dict[str, int]:
    """Steps of candidates by person."""
    rows = witness.rows(
        "SELECT username, sum((coalesce(last_step, 0) - first_step) * num_candidates) FROM studio_user"
        " JOIN studio_generation ON created_by_id = studio_user.id GROUP BY username"
    )
    return dict(rows)


def waits_said(witness: Witness) -> dict[str, float]:
    """Seconds until each run of the queue begins, as people are told now."""
    with suppress(sqlite3.OperationalError):  # there was no such column once
        rows = witness.rows(
            "SELECT id, (julianday(begins_at) - julianday('now')) * 86400 FROM studio_generation"
            " WHERE state = 'queued' AND begins_at IS NOT NULL"
        )
        return dict(rows)
    return {}


def errors_of(said: dict[str, float], looks: list[Look], began: float) -> list[float]:
    """By how many seconds those that have begun did so sooner or later."""
    begun: dict[str, float] = {}
    for look in looks:
        for _, run in look.steps:
            begun.setdefault(run, look.at - began)
    return [abs(begun[run] - wait_s) for run, wait_s in said.items() if run in begun]


def num_claims(witness: Witness) -> int:
    return int(witness.rows("SELECT coalesce(sum(fence), 0) FROM studio_generation")[0][0])


def cpu_s(names: frozenset[str]) -> float:
    """Seconds of the processor that these workers have used."""
    ticks = os.sysconf("SC_CLK_TCK")
    used = 0.0
    for name in names:
        fields = Path(f"/proc/{name.split(':')[1]}/stat").read_text().rpartition(")")[2].split()
        used += (int(fields[11]) + int(fields[12])) / ticks
    return used


def jain(amounts: list[int]) -> float:
    return sum(amounts) ** 2 / (len(amounts) * max(1, sum(amount**2 for amount in amounts)))


def wait_of(person: Person, canvas: str) -> tuple[float, float]:
    """Seconds from the request to the first step, and to the end."""
    began = time.monotonic()
    run, first_step_s = person.generate(canvas, settings={"num_steps": 2})["id"], None
    while True:
        row = person.get(f"/api/generations/{run}")
        passed_s = time.monotonic() - began
        if first_step_s is None and (row["last_step"] or 0) >= 1:
            first_step_s = passed_s
        if row["state"] not in ("queued", "running"):
            assert row["state"] == "done", row
            return first_step_s or passed_s, passed_s
        assert passed_s < 300, "a newcomer's run was not done within 300 s"
        time.sleep(0.1)


SCENES: dict[str, Scene] = {"kills": kills, "newcomer": newcomer}
PASSES_S = {"kills": STORM_PASS_S, "newcomer": CROWD_PASS_S}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scene", nargs="*", help=f"{' or '.join(SCENES)}; all unless some are named")
    parser.add_argument("--celery", action="store_true", help="Celery carries the work")
    parser.add_argument("--texts", action="store_true", help="real networks, and texts in the storm")
    missed, parsed = 0, parser.parse_args(arguments)
    for name in parsed.scene or SCENES:
        if not parsed.texts:
            os.environ[device.PASS_S] = str(PASSES_S[name])
        figures = figures_of(SCENES[name], ["--celery"] if parsed.celery else [])
        print(f"{name}, load of the machine {os.getloadavg()[0]:.1f}")
        for what, value, target in figures:
            print(f"  {what:60} {value:9.2f}" + (f"   (target <= {target:g})" if target else ""), flush=True)
            missed += target is not None and value > target
    return int(missed > 0)


def figures_of(scene: Scene, options: list[str]) -> list[Figure]:
    with (
        tempfile.TemporaryDirectory(prefix="sunmask-waiting-") as folder,
        three_workers(Path(folder), options) as studio,
    ):
        witness = Witness(studio)
        wait_until(lambda: len(witness.ready()) == NUM_WORKERS, READY_S, "not all workers were ready")
        time.sleep(10.0)  # for those that stand by
        try:
            return scene(studio, witness)
        finally:
            witness.end()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
