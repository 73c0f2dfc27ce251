"""A canvas that has lived for years: `python -m tests.benchmarks.large_database [--share 0.1]`.

Makes 1,000 generations with all their steps, 10,000 takes and 1,000,000 events on one canvas. It tells how
large its snapshot is and what it costs, the slowest statement of what is asked often, and what pruning
leaves. It uses a folder of its own, or the PostgreSQL of SUNMASK_DATABASE_URL, which must be empty.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

NUM_GENERATIONS, NUM_TAKES, NUM_EVENTS = 1000, 10_000, 1_000_000
NUM_STEPS, NUM_CANDIDATES, NUM_COLUMNS = 128, 4, 128
STEPS_A_FRAME = 3
SHARE_CHANGED = 0.35
"""Of the cells, in one step: the later, the fewer."""
AT_ONCE = 2000
FAULT = {"code": "parallel_fifths", "message": "Parallel fifths.", "cells": [1, 2], "penalty": 1.0}
FEATURES = {f"feature_{number}": number / 7 for number in range(12)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the rows")
    share = parser.parse_args().share
    with tempfile.TemporaryDirectory(prefix="sunmask-large-") as folder:
        os.environ["DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "studio.settings"
        import django

        django.setup()
        _measure(share)


def _measure(share: float) -> None:
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    begun_at = time.monotonic()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")  # a power cut costs nothing here
    person, canvas = _fill(share)
    print(f"made in {time.monotonic() - begun_at:.0f} s")
    size, cpu_ms = _costs(person, f"/api/canvases/{canvas.pk}/snapshot")
    print(f"canvas snapshot                      {size / 1000:8.0f} kB       (target <= 150)")
    print(f"canvas snapshot, processor time      {cpu_ms:8.0f} ms       (target <= 60)")
    size, cpu_ms = _costs(person, f"/api/canvases/{canvas.pk}/lineage")
    print(f"first view of the lineage            {size / 1000:8.0f} kB       (target <= 200)")
    print(f"the same, processor time             {cpu_ms:8.0f} ms       (target <= 150)")
    for name, ms, cpu_ms, sql in _slowest(person, canvas):
        print(
            f"slowest statement of {name:<24} {ms:8.1f} ms, {cpu_ms:6.1f} of the processor's  (target <= 50)"
            f"  {sql[:100] if cpu_ms > 50 else ''}"
        )
    before = _num_bytes()
    _prune()
    print(f"steps and documents before pruning   {before / 1e6:8.0f} MB")
    print(f"the same after                       {_num_bytes() / 1e6:8.0f} MB       (target <= 20)")


def _fill(share: float) -> tuple[Any, Any]:
    from studio.models import User
    from studio.services import canvases, projects

    person = User.objects.create(username="ana")
    project = projects.create(user=person, name="Years")
    canvas = canvases.create(
        project=project, user=person, kind="chorale", name="Large", start="blank", options={"num_bars": 8}
    )
    generations = _add_generations(person, canvas, round(NUM_GENERATIONS * share))
    # those of a few generations were kept
    kept = generations[:: max(1, len(generations) // 10)]
    _add_takes(person, canvas, kept, round(NUM_TAKES * share))
    _add_events(f"project:{project.pk}", generations[0], round(NUM_EVENTS * share))
    return person, canvas


def _add_generations(person: Any, canvas: Any, count: int) -> list[Any]:
    from studio.documents import store
    from studio.models import Frame, Generation, Grade
    from studio.reads.runs.steps import pack
    from sunmask.models import cards

    card = cards.default_card("chorale")
    frozen = store.frozen(canvas).model_dump(mode="json")
    frames = [(first, last, pack(steps)) for first, last, steps in _frames(Random(1))]
    same = {
        "canvas": canvas,
        "state": "done",
        "frozen": frozen,
        "settings": {"num_steps": NUM_STEPS, "temperature": 0.95},
        "pace": {"mode": "full"},
        "num_candidates": NUM_CANDIDATES,
        "num_steps": NUM_STEPS,
        "last_step": NUM_STEPS,
        "checkpoint": card.name,
        "checkpoint_sha256": card.sha256,
        "created_by": person,
        "num_bytes": sum(len(steps) for _, _, steps in frames) + len(json.dumps(frozen)),
        "graded_at": "2026-01-01T00:00:00Z",
        "finished_at": "2026-01-01T00:00:00Z",
    }
    generations = [Generation(number=number, seed=number, **same) for number in range(1, count + 1)]
    Generation.objects.bulk_create(generations, batch_size=AT_ONCE // 20)
    for one in generations:
        Frame.objects.bulk_create(
            Frame(generation=one, first_step=first, last_step=last, steps=steps, fence=1)
            for first, last, steps in frames
        )
    graded = {"step": NUM_STEPS, "overall": 5.0, "features": FEATURES, "faults": [FAULT]}
    grades = (
        Grade(generation=one, candidate=c, **graded) for one in generations for c in range(NUM_CANDIDATES)
    )
    Grade.objects.bulk_create(grades, batch_size=AT_ONCE)
    return generations


def _add_takes(person: Any, canvas: Any, kept: list[Any], count: int) -> None:
    from studio.models import Take, TakeTag

    takes = (
        Take(
            canvas=canvas,
            generation=kept[number % len(kept)],
            candidate=number % NUM_CANDIDATES,
            step=NUM_STEPS,
            symbols=[60] * (4 * NUM_COLUMNS),
            name=f"Take {number}",
            position=number,
            created_by=person,
            grade=float(number % 17),
            features=FEATURES,
            faults=[FAULT],
        )
        for number in range(count)
    )
    made = Take.objects.bulk_create(takes, batch_size=AT_ONCE // 4)
    TakeTag.objects.bulk_create(
        (TakeTag(take=take, name="calm", user_name=person.username) for take in made if take.position % 3),
        batch_size=AT_ONCE,
    )


def _add_events(stream: str, generation: Any, count: int) -> None:
    from studio.models import EventRow, Stream

    payload = {"kind": "generation", "generation": {"id": str(generation.pk), "queue_position": 1}}
    first = Stream.objects.get_or_create(name=stream)[0].seq + 1
    events = (
        EventRow(stream=stream, seq=first + number, kind="generation", payload=payload)
        for number in range(count)
    )
    while part := list(islice(events, 20 * AT_ONCE)):
        EventRow.objects.bulk_create(part, batch_size=AT_ONCE)
    Stream.objects.filter(name=stream).update(seq=first + count - 1)


def _frames(chance: Random) -> list[tuple[int, int, list[dict[str, Any]]]]:
    """A run of noise that settles: first and last step of each frame, and its steps."""
    num_cells = 4 * NUM_COLUMNS
    steps: list[dict[str, Any]] = [
        {
            "step": 0,
            "symbols": [[chance.randint(40, 80) for _ in range(num_cells)] for _ in range(NUM_CANDIDATES)],
        }
    ]
    for step in range(1, NUM_STEPS + 1):
        count = int(num_cells * SHARE_CHANGED * (1 - step / (NUM_STEPS + 1)))
        changes = [
            [
                v
                for cell in sorted(chance.sample(range(num_cells), count))
                for v in (cell, chance.randint(40, 80))
            ]
            for _ in range(NUM_CANDIDATES)
        ]
        steps.append({"step": step, "changes": changes})
    parts = [steps[first : first + STEPS_A_FRAME] for first in range(0, len(steps), STEPS_A_FRAME)]
    return [(part[0]["step"], part[-1]["step"], part) for part in parts]


def _costs(person: Any, address: str) -> tuple[int, float]:
    """Of an answer: bytes, and milliseconds of processor time, the least of ten."""
    client = _client(person)
    times = []
    for _ in range(10):
        begun = time.process_time()
        answer = client.get(address)
        times.append((time.process_time() - begun) * 1000)
        assert answer.status_code == 200, answer.content
    return len(answer.content), min(times)


def _slowest(person: Any, canvas: Any) -> list[tuple[str, float, float, str]]:
    """Of what is asked often: its name, milliseconds of its slowest statement and of those the processor's
    (on SQLite, which computes in this process), and that statement."""
    from django.db import connection

    from studio.services.runs import claims, grades, jobs, shares
    from studio.services.upkeep import storage_used

    client = _client(person)
    project = canvas.project_id
    asked: dict[str, Callable[[], Any]] = {
        "a canvas": lambda: client.get(f"/api/canvases/{canvas.pk}/snapshot"),
        "older generations": lambda: client.get(f"/api/canvases/{canvas.pk}/generations?before=500"),
        "a project": lambda: client.get(f"/api/projects/{project}/snapshot"),
        "the first page": lambda: (client.get("/api/projects"), client.get("/api/recent")),
        "takes, the newest": lambda: client.get(f"/api/projects/{project}/takes"),
        "takes, the best": lambda: client.get(f"/api/projects/{project}/takes?sort=grade&tag=calm"),
        "takes by words": lambda: client.get(f"/api/projects/{project}/takes?search=9999"),
        "words of takes": lambda: client.get(f"/api/projects/{project}/takes/words"),
        "bytes of a project": lambda: client.get(f"/api/projects/{project}/storage"),
        "room for more": lambda: (storage_used.gauge.forget(), storage_used.require_room(canvas.project)),
        "the queue": lambda: (claims.reap(), shares.load(), claims.claim(most=1, worker="bench")),
        "jobs": jobs.advance_all,
        "what waits for grades": lambda: (grades.take_up_generation("b"), grades.take_up_take("b")),
    }
    found = []
    for name, ask in asked.items():
        ask()
        took: list[tuple[float, float, str]] = []

        def clocked(execute: Any, sql: str, *rest: Any, took: Any = took) -> Any:
            begun, begun_cpu = time.perf_counter(), time.thread_time()
            try:
                return execute(sql, *rest)
            finally:
                took.append((time.perf_counter() - begun, time.thread_time() - begun_cpu, sql))

        with connection.execute_wrapper(clocked):
            ask()
        if took:
            wall_s, cpu_s, sql = max(took, key=lambda one: one[1])
            found.append((name, wall_s * 1000, cpu_s * 1000, sql))
    return found


def _prune() -> None:
    from django.utils import timezone

    from studio.models import EventRow, Generation, Take
    from studio.services.upkeep import pruning

    long_ago = timedelta(days=400)
    Take.objects.all().delete()  # so that nobody kept anything
    Generation.objects.update(finished_at=timezone.now() - long_ago)
    EventRow.objects.update(created_at=timezone.now() - long_ago)
    while any(pruning.prune().values()):
        pass


def _num_bytes() -> int:
    """What the database takes, without the room that it has free again."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return Path(connection.settings_dict["NAME"]).stat().st_size
        cursor.execute("VACUUM FULL")
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _client(person: Any) -> Any:
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(person)
    return client


if __name__ == "__main__":
    main()
