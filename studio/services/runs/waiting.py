"""When the runs in the queue are expected to begin or go on.

An estimate for a queue that goes by seconds of work (`studio.services.runs.served`): before a run begins, its
person's earlier runs are computed, and everybody else has as many seconds as that person, or all they want.
"""

import time
from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import F

from studio.models import WAITING_OR_RUNNING, Generation, GenerationState
from studio.ops import heartbeats
from studio.services.runs import served

NUM_RUNS = 8
"""The newest that say how fast a checkpoint is."""
INTERVAL_S = 10.0
NEXT_LOOK_S = 1.0
"""Until a worker has found what it can begin at once."""


@dataclass(frozen=True)
class Open:
    """A run that waits or steps as fast as it can. checkpoint: its name. left_s: seconds of work until its
    end."""

    generation_id: UUID
    person: served.Person
    checkpoint: str
    is_running: bool
    left_s: float


_last: tuple[float, dict[UUID, float]] = (float("-inf"), {})


def expected_waits() -> dict[UUID, float]:
    """The seconds until each run in the queue begins or goes on, as estimated within INTERVAL_S. Nothing
    where no worker is ready, and no run of a checkpoint that never ran here or that no worker takes."""
    new_waits()
    return _last[1]


def new_waits() -> dict[UUID, float]:
    """The same where it is time to estimate them anew; else nothing."""
    global _last
    now = time.monotonic()
    if now - _last[0] < INTERVAL_S:
        return {}
    workers = [each for each in heartbeats.workers_in_reach().values() if each.is_ready]
    _last = (now, _soonest(_open_runs(), workers) if workers else {})
    return _last[1]


def _soonest(runs: list[Open], workers: list[heartbeats.Worker]) -> dict[UUID, float]:
    """The seconds until a run begins at those workers of the same checkpoints that begin it first."""
    found: dict[UUID, float] = {}
    for checkpoints in {worker.checkpoints for worker in workers}:
        alike = [worker for worker in workers if worker.checkpoints == checkpoints]
        theirs = [run for run in runs if alike[0].takes(run.checkpoint)]
        for run, wait_s in _waits(theirs, [worker.num_slots for worker in alike]).items():
            found[run] = min(wait_s, found.get(run, wait_s))
    return found


def _waits(runs: list[Open], slots: list[int]) -> dict[UUID, float]:
    turns = served.turns({run.person for run in runs})
    left: defaultdict[served.Person, float] = defaultdict(float)
    holders = {run.person for run in runs if run.is_running}
    for run in runs:
        left[run.person] += run.left_s
    num_free = sum(slots) - sum(run.is_running for run in runs)
    own_s: defaultdict[served.Person, float] = defaultdict(float)
    for run in runs:
        if run.is_running:
            own_s[run.person] += run.left_s
    waits = {}
    for run in runs:
        if run.is_running:
            continue
        if num_free > 0 or turns[run.person].lent_s > own_s[run.person]:
            num_free -= 1
            waits[run.generation_id] = NEXT_LOOK_S
        else:
            has_had_s = turns[run.person].seconds + own_s[run.person]
            others_s = sum(
                min(left[other], max(0.0, has_had_s - turn.seconds) + served.SLICE_S * (other in holders))
                for other, turn in turns.items()
                if other != run.person
            )
            waits[run.generation_id] = NEXT_LOOK_S + (others_s + own_s[run.person]) / len(slots)
        own_s[run.person] += run.left_s
    return waits


def _open_runs() -> list[Open]:
    """Those of a checkpoint whose speed is known, in the order in which each person's come."""
    rows = Generation.objects.filter(state__in=WAITING_OR_RUNNING, pace__mode="full").order_by(
        "created_at", "number"
    )
    speeds: dict[str, float | None] = {}
    found = []
    for pk, person, name, state, sha256, *work in rows.values_list(
        "pk", "created_by_id", "checkpoint", "state", "checkpoint_sha256", *_WORK
    ):
        if sha256 not in speeds:
            speeds[sha256] = _seconds_per_window(sha256)
        seconds = speeds[sha256]
        if seconds is not None:
            found.append(Open(pk, person, name, state == GenerationState.RUNNING, _left_s(seconds, *work)))
    return found


_WORK = ("num_candidates", "num_windows", "num_steps", "first_step", "last_step", "work_s")


def _left_s(
    seconds: float,
    num_candidates: int,
    num_windows: int,
    num_steps: int,
    first_step: int,
    last_step: int | None,
    work_s: float,
) -> float:
    """Seconds of work that a run lacks: by its own steps where it has made some."""
    at = first_step if last_step is None else last_step
    if at > first_step and work_s > 0.0:
        return (num_steps - at) * work_s / (at - first_step)
    return (num_steps - at) * num_candidates * num_windows * seconds


def _seconds_per_window(sha256: str) -> float | None:
    """Seconds of work for a step of one candidate and window with a checkpoint; None where nobody knows."""
    rows: Any = Generation.objects.filter(
        checkpoint_sha256=sha256, work_s__gt=0.0, last_step__gt=F("first_step")
    )
    newest = rows.order_by("-started_at").values_list(*_WORK)[:NUM_RUNS]
    found = [
        work_s / (num_candidates * num_windows * (last_step - first_step))
        for num_candidates, num_windows, _, first_step, last_step, work_s in newest
    ]
    return median(found) if found else None
