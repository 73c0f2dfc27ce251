"""The newcomers' scene without a clock: `python -m tests.benchmarks.waiting.crowd`.

Three engines in one process, on a database of their own. Each has a clock that goes on by PASS_S when its
network computes, and the one that is furthest behind goes on. So the figures are those of three devices, and
how busy this machine is does not count.
"""

import math
import os
import sys
import tempfile
from collections import deque
from statistics import median
from typing import Any

import django

PASS_S = 0.25
"""Seconds of a pass of eight windows."""
NUM_PEOPLE, NUM_RUNS, NUM_STEPS = 50, 20, 64
SETTLED_S, BETWEEN_S = 20.0, 5.0
NUM_NEWCOMERS = 5
NUM_SLOTS, SLICE_S, HALF_LIFE_S = 8, 4.0, 60.0
"""With Celery, as in `celery_slices`."""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="sunmask-crowd-") as folder:
        os.environ |= {
            "DATA": folder,
            "DJANGO_SETTINGS_MODULE": "studio.settings",
            "SUNMASK_LOG_LEVEL": "ERROR",
            "SUNMASK_LIMIT_LEASE_S": "36000",
        }
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        scene("--celery" in sys.argv)


class Broker:
    """Ten queues, the first that has something first. The more seconds a person has had lately, the later."""

    def __init__(self) -> None:
        self._queues: list[deque[Any]] = [deque() for _ in range(10)]
        self._had: dict[Any, tuple[float, float]] = {}

    def send(self, generation_id: Any, person: Any, now: float) -> None:
        self._queues[min(9, int(math.log2(1 + 4 * self._seconds(person, now))))].append(generation_id)

    def worked(self, person: Any, seconds: float, now: float) -> None:
        self._had[person] = (self._seconds(person, now) + seconds, now)

    def next(self) -> Any:
        return next((queue.popleft() for queue in self._queues if queue), None)

    def _seconds(self, person: Any, now: float) -> float:
        had, at = self._had.get(person, (0.0, now))
        return had * 0.5 ** ((now - at) / HALF_LIFE_S)


def scene(is_celery: bool) -> None:
    """Print the figures."""
    import torch
    from django.db import connection

    from studio import events
    from studio.models import Generation, User
    from studio.services.runs import claims
    from tests.worker.networks import Guess
    from worker.engine import Engine

    broker = Broker()

    class SliceEngine(Engine):
        """By the rules of `celery_slices`, without the time that messages take."""

        def _claim_or_give_back(self) -> None:
            for run in [run for run in self.runs if run.effort.spent_s >= SLICE_S]:
                self._give_back([run], state="queued")
                broker.worked(run.person, run.effort.spent_s, now())
                broker.send(run.generation_id, run.person, now())
            while len(self.runs) < NUM_SLOTS and (pk := broker.next()) is not None:
                row = Generation.objects.get(pk=pk)
                with events.atomic():
                    claims._lease_to(row, self.name)
                row.refresh_from_db()
                self._take_up(row)

    class Device(Guess):
        lanes = 8

        def __init__(self) -> None:
            self.now = 0.0

        def __call__(self, tokens: torch.Tensor, *others: torch.Tensor) -> torch.Tensor:
            self.now += PASS_S
            return super().__call__(tokens, *others)

    names = ("one", "two", "three")
    devices = [Device() for _ in names]
    engines = [
        (SliceEngine if is_celery else Engine)(
            name, load=lambda *_, its=its: its, clock=lambda its=its: its.now
        )
        for name, its in zip(names, devices, strict=True)
    ]
    for engine in engines:
        engine.sharing.neighbours = frozenset(names)
        engine.keep_leases = lambda: None  # type: ignore[method-assign]
    connection.cursor().execute("PRAGMA synchronous = OFF")
    template = run_of("Crowd0", 4, NUM_STEPS)
    crowd = [User.objects.get(username="Crowd0")]
    crowd += [User.objects.create(username=f"Crowd{number}", password="!") for number in range(1, NUM_PEOPLE)]
    copies(template, crowd)

    def now() -> float:
        return min(device.now for device in devices)

    def go_on(until: float) -> None:
        while now() < until:
            device, engine = min(zip(devices, engines, strict=True), key=lambda pair: pair[0].now)
            at = device.now
            engine._poll()
            if engine.runs:
                engine.tick()
            if device.now == at:
                device.now += 0.05  # it had nothing to compute

    def work() -> dict[str, int]:
        done: dict[str, int] = dict.fromkeys((user.username for user in crowd), 0)
        rows = Generation.objects.filter(last_step__isnull=False)
        for name, step, count in rows.values_list("created_by__username", "last_step", "num_candidates"):
            if name in done:
                done[name] += step * count
        return done

    def send_new() -> None:
        for pk, person in Generation.objects.order_by("created_at", "number").values_list(
            "pk", "created_by_id"
        ):
            if pk not in sent:
                sent.add(pk)
                broker.send(pk, person, now())

    sent: set[Any] = set()
    send_new()
    go_on(SETTLED_S)
    before, began, claims_before = work(), now(), sum(Generation.objects.values_list("fence", flat=True))
    waits = []
    for number in range(NUM_NEWCOMERS):
        asked = now()
        run = run_of(f"New{number}", 1, 2)
        send_new()
        while Generation.objects.get(pk=run.pk).state != "done":
            go_on(now() + PASS_S)
            assert now() - asked < 600
        waits.append(now() - asked)
        print(f"a newcomer's two steps of one bar: {waits[-1]:.2f} s", flush=True)
        go_on(now() + BETWEEN_S)
    go_on(began + 60.0)
    after, seconds = work(), now() - began
    amounts = [after[name] - before[name] for name in after]
    even, odd = sum(amounts[0::2]), sum(amounts[1::2])
    num_claims = sum(Generation.objects.values_list("fence", flat=True)) - claims_before
    print(f"median {median(waits):.2f} s, at most {max(waits):.2f} s")
    print(f"steps of candidates a second {sum(amounts) / seconds:.1f}")
    print(f"claims a second {num_claims / seconds:.2f}")
    print(f"people of 4 candidates to people of 1: {odd / max(1, even):.2f}")
    print(
        f"evenness over people {sum(amounts) ** 2 / (len(amounts) * max(1, sum(a * a for a in amounts))):.2f}"
    )


def run_of(name: str, num_bars: int, num_steps: int) -> Any:
    from studio.bodies import NewGeneration
    from studio.services.runs import generations
    from tests.studio.browsers import make_canvas, make_person, make_project

    user = make_person(name)
    row = generations.start(
        canvas=make_canvas(make_project(user), num_bars=num_bars),
        user=user,
        request=NewGeneration(settings={"num_steps": num_steps}, seed=1),
    )
    row.frozen["states"] = [[2] * len(states) for states in row.frozen["states"]]
    row.frozen["pins"] = [[False] * len(pins) for pins in row.frozen["pins"]]
    row.save(update_fields=["frozen"])
    return row


def copies(template: Any, crowd: list[Any]) -> None:
    """Queue NUM_RUNS runs of each person, every second person's with four candidates."""
    import uuid

    from studio import models

    served = getattr(models, "ServedTime", None)
    rows = []
    for number, user in enumerate(crowd):
        if served is not None:
            served.objects.update_or_create(user=user, defaults={"seconds": 0.0, "lent_s": 0.0})
        for own in range(NUM_RUNS):
            values = {
                field.attname: getattr(template, field.attname) for field in template._meta.concrete_fields
            }
            values |= {
                "id": uuid.uuid4(),
                "created_by_id": user.pk,
                "number": 2 + number * NUM_RUNS + own,
                "num_candidates": 4 if number % 2 else 1,
                "seed": own,
            }
            rows.append(models.Generation(**values))
    models.Generation.objects.bulk_create(rows)


if __name__ == "__main__":
    sys.exit(main())
