"""A storm of changes: many people ask for one short run after the other while several workers serve them."""

import sys
import threading
import time
import uuid
from collections import Counter
from contextlib import nullcontext
from pathlib import Path

import psycopg
import pytest

from tests.live_studio import LiveStudio, live_studio, wait_until
from tests.more_workers import more_workers
from tests.postgres import NotInstalled, cluster, programs
from tests.studio_client import Person

pytestmark = pytest.mark.faults

STORM_S = 40.0
LONGEST_REST_S = 600.0
"""Until all that was asked for is made and graded."""
GOOD = ("queued", "running", "done")
WISH = {"settings": {"num_steps": 1}, "pace": {"mode": "full"}, "num_candidates": 1}


def is_postgres_there() -> bool:
    try:
        return bool(programs())
    except NotInstalled:
        return False


@pytest.mark.parametrize(
    ("num_people", "num_workers", "pause_s"), [(4, 2, 0.25), (20, 4, 1.0)], ids=["4 people", "20 people"]
)
@pytest.mark.parametrize(
    "database",
    [
        "SQLite",
        pytest.param(
            "PostgreSQL",
            marks=pytest.mark.skipif(not is_postgres_there(), reason="PostgreSQL is not installed"),
        ),
    ],
)
def test_nobody_is_refused_in_a_storm_and_every_run_is_made_once(
    database: str, num_people: int, num_workers: int, pause_s: float, tmp_path: Path
) -> None:
    with cluster() if database == "PostgreSQL" else nullcontext("") as url:
        environment = {"SUNMASK_DATABASE_URL": url} if url else {}
        command = [sys.executable, "manage.py", "studio", "--no-demo"]
        with live_studio(tmp_path / "data", command=command, **environment) as studio:
            studio.wait_ready(300)
            with more_workers(studio, num_workers - 1, **environment):
                weather(studio, num_people, pause_s)
        if url:
            with psycopg.connect(url) as connection:
                row = connection.execute(
                    "SELECT sum(deadlocks), sum(sessions), sum(xact_commit) FROM pg_stat_database"
                ).fetchone()
            print(f"\ndeadlocks, sessions and commits on PostgreSQL: {row}")
            assert row
            assert row[0] == 0


def weather(studio: LiveStudio, num_people: int, pause_s: float) -> None:
    """The storm itself, and what must be so after it."""
    people = [Person(studio.url, f"Storm{number}") for number in range(num_people)]
    project = people[0].make("/api/projects", {"name": "Storm"})["id"]
    for person in people[1:]:
        people[0].make(f"/api/projects/{project}/members", {"name": person.name, "role": "editor"})
    body = {"kind": "text", "options": {"text": "The ▢ of the ▢ is ▢."}}
    canvas = people[0].make(f"/api/projects/{project}/canvases", body)["id"]
    answers: Counter[int] = Counter()
    runs: list[str] = []
    until = time.monotonic() + STORM_S

    def ask(person: Person) -> None:
        while time.monotonic() < until:
            path = f"/api/canvases/{canvas}/generations"
            answer = person.post(path, WISH, headers={"Idempotency-Key": str(uuid.uuid4())})
            answers[answer.status_code] += 1
            if answer.is_success:
                runs.append(answer.json()["id"])
            time.sleep(pause_s)

    threads = [threading.Thread(target=ask, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) == {201}, answers

    begun = time.monotonic()
    left = list(runs)

    def are_made() -> bool:
        while left:  # one after the other, so that to ask is no storm of its own
            row = people[0].get(f"/api/generations/{left[0]}")
            assert (row["state"] in GOOD, row["error"]) == (True, None), row
            if row["state"] != "done" or not row["is_graded"]:
                return False
            left.pop(0)
        return True

    wait_until(are_made, LONGEST_REST_S, "not every run was made and graded", 1.0)
    rest_s = time.monotonic() - begun
    print(f"\n{answers[201]} runs in {STORM_S:.0f} s of storm, {rest_s:.0f} s more until all were made")
    for run in runs:
        frames = people[0].get(f"/api/generations/{run}/frames")
        assert [step["step"] for frame in frames for step in frame["steps"]] == [0, 1]
        assert len(people[0].get(f"/api/generations/{run}/grades")) == 1
