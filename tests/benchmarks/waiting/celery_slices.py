"""A worker in which Celery carries the work: `python -m tests.benchmarks.waiting.celery_slices`.

A run is a task. A worker has a thread for each of its slots; a task claims its run, puts it into the engine
of its process, waits until the engine has spent a slice on it, and sends the task of the next slice to the
end of the queue. Fence and stored steps are as ever, so a task that comes twice or not at all does no harm.

Messages are acknowledged late. The priority of a message falls with the logarithm of the seconds that its
person has had lately, kept in the broker: the nearest to fairness in seconds that the broker's queues know.
"""

import math
import os
import sys
import threading
import time
from contextlib import suppress
from typing import Any
from uuid import UUID

import django
import redis
from kombu.exceptions import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
django.setup()

from celery import shared_task  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import DatabaseError, close_old_connections  # noqa: E402
from django.db.models import Q  # noqa: E402

from studio import events  # noqa: E402
from studio.celery import app  # noqa: E402
from studio.models import Generation, GenerationState  # noqa: E402
from studio.ops.heartbeats import server  # noqa: E402
from studio.services.runs import claims  # noqa: E402
from tests.benchmarks.waiting import device  # noqa: E402
from worker import tasks  # noqa: E402
from worker.engine import Engine  # noqa: E402

SLICE_S = 4.0
"""Seconds of work, as in `studio.services.runs.served`."""
NUM_PRIORITIES = 10
DISPATCH_INTERVAL_S = 0.25
HALF_LIFE_S = 60.0
"""After which half of a person's seconds is forgotten."""
SENT, SECONDS = "slices:sent", "slices:seconds"
"""Keys of the broker: fences for which a message was sent; seconds of people."""

app.conf.update(
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    broker_transport_options=app.conf.broker_transport_options
    | {
        "visibility_timeout": 30,
        "unacked_restore_interval": 1,
        "unacked_restore_throttle": 1,
        "priority_steps": list(range(NUM_PRIORITIES)),
        "queue_order_strategy": "priority",
    },
)


class SliceEngine(Engine):
    """Claims nothing by itself: tasks hand runs over, and get them back after a slice."""

    def __init__(self, name: str) -> None:
        super().__init__(name, load=device.load if device.is_in_use() else None)
        self._handed: list[tuple[Generation, threading.Event]] = []
        self._in_hand: dict[UUID, tuple[threading.Event, float]] = {}
        self.spent: dict[UUID, float] = {}

    def hold(self, generation: Generation) -> float:
        """Compute a slice of a claimed run; returns the seconds that were spent on it."""
        done = threading.Event()
        self._handed.append((generation, done))
        self.called.set()
        done.wait()
        return self.spent.pop(generation.pk, 0.0)

    def _claim_or_give_back(self) -> None:
        while self._handed:
            generation, done = self._handed.pop(0)
            self._in_hand[generation.pk] = (done, 0.0)
            self._take_up(generation)
            if all(run.generation_id != generation.pk for run in self.runs):
                self._end(generation.pk)
        over = [run for run in self.runs if run.effort.spent_s >= SLICE_S]
        if over and self._does_anything_wait():
            self._give_back(over)

    @staticmethod
    def _does_anything_wait() -> bool:
        pipe = server(settings.REDIS_URL).pipeline()
        for step in range(NUM_PRIORITIES):
            pipe.llen(f"celery\x06\x16{step}" if step else "celery")
        return any(pipe.execute())

    def _drop(self, runs: Any) -> None:
        runs = list(runs)
        super()._drop(runs)
        for run in runs:
            self.spent[run.generation_id] = run.effort.spent_s
            self._end(run.generation_id)

    def _give_back(self, runs: Any, state: str = "running") -> None:
        # the lease ends before the task is told, which sends the next one
        for run in list(runs):
            held = self._in_hand.pop(run.generation_id, None)
            super()._give_back([run], "queued")
            if held is not None:
                held[0].set()

    def _end(self, generation_id: UUID) -> None:
        held = self._in_hand.pop(generation_id, None)
        if held is not None:
            held[0].set()


tasks.engine = SliceEngine(tasks.engine.name)
engine = tasks.engine


def claim(generation_id: str, fence: int) -> Generation | None:
    """Claim a run if its fence is still the one of the message."""
    waiting = Q(state=GenerationState.QUEUED) | claims.without_lease()
    with events.atomic():
        rows = Generation.objects.filter(waiting, pk=generation_id, fence=fence)
        generation = rows.select_for_update(no_key=True, skip_locked=True).first()
        if generation is None:
            return None
        claims._lease_to(generation, engine.name)
    generation.refresh_from_db()
    return generation


def send(generation_id: Any, fence: int, person: int | None) -> None:
    """Send the message of a run's next slice, once for each fence."""
    broker = server(settings.REDIS_URL)
    if broker.sadd(SENT, f"{generation_id}:{fence}"):
        seconds = _seconds(person)
        priority = min(NUM_PRIORITIES - 1, int(math.log2(1 + 4 * seconds)))
        compute_slice.apply_async((str(generation_id), fence), priority=priority, ignore_result=True)


def _seconds(person: int | None, more: float = 0.0) -> float:
    """Seconds that a person has had lately, with some more."""
    broker = server(settings.REDIS_URL)
    said = broker.hget(SECONDS, str(person))
    had, at = map(float, said.split()) if said else (0.0, time.time())
    now = time.time()
    had = had * 0.5 ** ((now - at) / HALF_LIFE_S) + more
    if more:
        broker.hset(SECONDS, str(person), f"{had} {now}")
    return had


@shared_task(name="tests.slice", acks_late=True)
def compute_slice(generation_id: str, fence: int) -> None:
    """Hold one slot for a slice of a run; then send its next slice to the end of the queue."""
    try:
        generation = claim(generation_id, fence)
        if generation is None:
            return
        _seconds(generation.created_by_id, engine.hold(generation))
        row = Generation.objects.filter(pk=generation_id).first()
        if row is not None and row.state == GenerationState.QUEUED:
            send(row.pk, row.fence, row.created_by_id)
    finally:
        close_old_connections()


def dispatch_forever() -> None:
    """Send what no task holds, again and again. A thread, since all of the pool's may hold slots."""
    broker = server(settings.REDIS_URL)
    while True:
        with suppress(DatabaseError, redis.RedisError, OperationalError):
            waiting = Generation.objects.filter(Q(state=GenerationState.QUEUED) | claims.without_lease())
            rows = list(waiting.order_by("created_at").values_list("pk", "fence", "created_by_id"))
            known = broker.smismember(SENT, [f"{pk}:{fence}" for pk, fence, _ in rows]) if rows else []
            for row, is_known in zip(rows, known, strict=True):
                if not is_known:
                    send(*row)
        close_old_connections()
        time.sleep(DISPATCH_INTERVAL_S)


def main(arguments: list[str]) -> None:
    """Get ready, wait for the start, and be a Celery worker from then on."""
    tasks.get_ready()
    if sys.stdin.readline():
        threading.Thread(target=dispatch_forever, daemon=True).start()
        app.worker_main(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
