"""The worker's side of a generation: claim, record, renew, release, and take back expired leases.

The generation's row is the queue entry. Whoever holds its present `fence` may write. Each transaction by
which a worker writes checks the fence first, so a worker whose lease was revoked cannot write.
"""

import logging
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Q, QuerySet, Window
from django.db.models.functions import Now, RowNumber

from studio import events, limits, protocol
from studio.models import Frame, Generation, GenerationState, User
from studio.ops import counters, log_context
from studio.ops.bell import call_workers
from studio.reads import selectors
from studio.reads.runs.steps import pack
from studio.services.runs import chores, served
from studio.services.runs.waiting import new_waits

logger = logging.getLogger(__name__)

NUM_POSITIONS_PUBLISHED = 20
"""So many at the front of the queue are published when they move up: the first NUM_NEAR each time, the
others when they have moved up by a quarter."""
NUM_SOONEST, NUM_OTHERS = 10, 5
"""How many runs one call checks for a changed wait: the NUM_SOONEST that begin soonest, and NUM_OTHERS drawn
at random."""
LEAST_OTHER_S = 3.0
"""A change of a run's expected beginning is published if it is larger than this, in seconds, and larger than
a third of its wait."""
NUM_NEAR = 5
POISONED = (
    "This generation stopped its worker {attempts} times without a new step, so it was given up. "
    "Start it again with fewer candidates, or on a shorter canvas."
)


@dataclass(frozen=True)
class RunControl:
    """The row of a run as its worker polls it: what people request of it, and its holder's fence.

    A worker whose fence differs must drop the run.
    """

    state: str
    requested: str
    fence: int
    pace: protocol.Pace
    steps_granted: int
    num_acts: int
    """The number of the last act; greater than the holder knows where new acts wait."""


def publish_generation(generation_id: UUID, *, has_ended: bool = False) -> None:
    """Append the generation as it is now to its project's stream and to its own (inside a transaction).

    has_ended: whether it ends in this transaction."""
    project_id = Generation.objects.values_list("canvas__project_id", flat=True).get(pk=generation_id)
    changed = protocol.GenerationChanged(generation=selectors.generation(generation_id), has_ended=has_ended)
    events.publish(changed, events.project_stream(project_id), events.generation_stream(generation_id))


def call_workers_on_commit() -> None:
    """Ring the workers once the transaction commits; a dead broker is only logged."""
    if settings.REDIS_URL:
        transaction.on_commit(call_workers)


class ClockNow(Now):
    """The database's clock as a row is written. `Now` is when the transaction began: stale after a wait."""

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="CLOCK_TIMESTAMP()", **context)


def _lease_end() -> ExpressionWrapper:
    return ExpressionWrapper(ClockNow() + timedelta(seconds=limits.LEASE_S), output_field=DateTimeField())


LONGEST_TRANSACTION_S = 30
"""A lease that ends more than this many seconds after one given now would end was given before the database's
clock was set back. It counts as expired, since it could last for hours otherwise."""


def _has_run_out() -> Q:
    most = timedelta(seconds=limits.LEASE_S + LONGEST_TRANSACTION_S)
    latest = ExpressionWrapper(Now() + most, output_field=DateTimeField())
    return Q(lease_until__lt=Now()) | Q(lease_until__gt=latest)


def without_lease() -> Q:
    """Condition of the runs whose worker holds no lease any more."""
    return Q(state=GenerationState.RUNNING) & (Q(lease_until=None) | _has_run_out())


def claim(
    *,
    worker: str,
    most: int | None = None,
    checkpoints: frozenset[str] = chores.ANY_CHECKPOINT,
) -> list[Generation]:
    """Claim the generations that wait, at most `most`. checkpoints: the only ones whose generations are
    claimed.

    Runs with expired leases come first; then those of the person who has had the fewest seconds of work
    (`served`), at most limits.GENERATIONS_RUNNING each. Each is claimed in its own transaction, with a new
    `fence` and a lease of limits.LEASE_S; one that was attempted limits.ATTEMPTS times without a new step is
    failed for good instead.
    """
    claimed: list[Generation] = []
    # called often: look before taking the lock that a transaction takes
    while (most is None or len(claimed) < most) and _is_any_waiting(checkpoints):
        generation = _claim_one(worker, checkpoints)
        if generation is None:
            break
        claimed.append(generation)
    return claimed


def _is_any_waiting(checkpoints: frozenset[str] = chores.ANY_CHECKPOINT) -> bool:
    waiting = Q(state=GenerationState.QUEUED) | without_lease()
    return Generation.objects.filter(waiting, chores.of(checkpoints)).exists()


def _claim_one(worker: str, checkpoints: frozenset[str]) -> Generation | None:
    """Claim the first that may be claimed; None if none may."""
    for each in in_fair_order(checkpoints):
        with events.atomic():
            claimable = Q(state=GenerationState.QUEUED) | without_lease()
            waiting = Generation.objects.filter(claimable, pk=each.generation_id)
            # what another worker has locked is left to it
            generation = waiting.select_for_update(no_key=True, skip_locked=True).first()
            if generation is None:
                continue
            if generation.attempt >= limits.ATTEMPTS:
                _fail_for_good(generation)
                continue
            if generation.state == GenerationState.QUEUED and not _may_run_one_more(generation.created_by_id):
                continue
            _lease_to(generation, worker)
        generation.refresh_from_db()
        with log_context.within(**about(generation)):
            logger.info("generation %s is claimed by %s, fence %d", generation.pk, worker, generation.fence)
        return generation
    return None


def about(generation: Generation) -> dict[str, Any]:
    """What log lines say of a generation's work: the request that started it, and whose it was."""
    return {
        "request": generation.request,
        "person": log_context.hashed(generation.created_by_id),
        "project": generation.canvas.project_id,
        "generation": generation.pk,
    }


def _may_run_one_more(user_id: int | None) -> bool:
    """Whether a person may have one more run at once; whoever else asks waits until the transaction ends."""
    if user_id is None:
        return True
    User.objects.select_for_update(no_key=True).get(pk=user_id)
    running = Generation.objects.filter(created_by=user_id, state=GenerationState.RUNNING)
    return running.count() < limits.GENERATIONS_RUNNING


def _lease_to(generation: Generation, worker: str) -> None:
    """Give the worker the lease of a locked row, and publish it."""
    if generation.state == GenerationState.RUNNING and generation.lease_until is not None:
        counters.add("leases_lost")
    row = Generation.objects.filter(pk=generation.pk)
    row.update(
        state=GenerationState.RUNNING,
        queue_position=None,
        begins_at=None,
        fence=F("fence") + 1,
        attempt=F("attempt") + 1,
        lease_until=_lease_end(),
        claimed_by=worker,
        started_at=generation.started_at or Now(),
    )
    publish_generation(generation.pk)
    events.flush()
    row.update(lease_until=_lease_end())  # again, since the streams may have kept us waiting


def num_cells(generation: Generation) -> int:
    """Cells that one step computes: candidates x rows x columns."""
    states = generation.frozen["states"]
    return generation.num_candidates * len(states) * len(states[0])


@dataclass(frozen=True)
class Waiting:
    """A run that may be claimed now, and its person's turn, with that person's other running runs counted."""

    generation_id: UUID
    turn: served.Turn


def in_fair_order(checkpoints: frozenset[str] = chores.ANY_CHECKPOINT) -> Iterator[Waiting]:
    """What may be claimed now: first the runs without a lease, the oldest first; then the queue, in which the
    next is always of the person whose turn comes first (`Turn.order`). Of one person's queued runs, those of
    no job come first."""
    lost = Generation.objects.filter(without_lease(), chores.of(checkpoints)).order_by("created_at")
    queued = Generation.objects.filter(chores.of(checkpoints), state=GenerationState.QUEUED)
    running = Generation.objects.filter(state=GenerationState.RUNNING)
    num_running: Counter[served.Person] = Counter(running.values_list("created_by_id", flat=True))
    lost_ones = list(lost.values_list("pk", "created_by_id"))
    waiting: dict[served.Person, list[UUID]] = {}
    busy_jobs = set(running.exclude(job=None).values_list("job_id", flat=True))
    place = Window(
        RowNumber(), partition_by=[F("created_by"), F("job")], order_by=[F("created_at"), F("number")]
    )
    # of a queue of thousands only what may run soon leaves the database
    first_ones = queued.annotate(place=place).filter(place__lte=limits.GENERATIONS_RUNNING)
    in_order = first_ones.order_by("created_at", "number").values_list("pk", "created_by_id", "job_id")
    for pk, person, job_id in sorted(in_order, key=lambda row: row[2] is not None):
        if job_id in busy_jobs:
            continue  # one of a job at a time, so that a person's other runs run beside it
        if job_id is not None:
            busy_jobs.add(job_id)
        waiting.setdefault(person, []).append(pk)
    turns = served.turns({person for _, person in lost_ones} | set(waiting))
    for pk, person in lost_ones:
        yield Waiting(pk, turns[person].with_slots(num_running[person] - 1))

    def turn(person: served.Person) -> served.Turn:
        return turns[person].with_slots(num_running[person])

    while free := [
        each for each, runs in waiting.items() if runs and num_running[each] < limits.GENERATIONS_RUNNING
    ]:
        first = min(free, key=lambda each: turn(each).order)
        yield Waiting(waiting[first].pop(0), turn(first))
        num_running[first] += 1


def holders(people: Iterable[served.Person]) -> dict[served.Person, served.Turn]:
    """The place of each of these people if one of their running runs were in the queue instead."""
    wanted = set(people)
    runs = Generation.objects.filter(state=GenerationState.RUNNING)
    num_running: Counter[served.Person] = Counter(runs.values_list("created_by_id", flat=True))
    turns = served.turns(wanted)
    return {person: turns[person].with_slots(max(0, num_running[person] - 1)) for person in wanted}


def _fail_for_good(generation: Generation) -> None:
    Generation.objects.filter(pk=generation.pk).update(
        state=GenerationState.FAILED,
        error=POISONED.format(attempts=generation.attempt),
        fence=F("fence") + 1,
        lease_until=None,
        queue_position=None,
        finished_at=Now(),
    )
    counters.add("generations_ended", state=GenerationState.FAILED)
    logger.error("generation %s is failed for good after %d attempts", generation.pk, generation.attempt)
    publish_generation(generation.pk, has_ended=True)


@dataclass(frozen=True)
class NewFrame:
    """Consecutive steps of one generation, made under `fence`."""

    generation_id: UUID
    fence: int
    steps: Sequence[protocol.StepJson]
    work_s: float = 0.0
    """Seconds of work that were spent on them."""

    @property
    def first_step(self) -> int:
        return self.steps[0]["step"]

    @property
    def last_step(self) -> int:
        return self.steps[-1]["step"]

    @cached_property
    def packed(self) -> bytes:
        """The steps as they are stored."""
        return pack(self.steps)


def record(*, generation_id: UUID, fence: int, steps: Sequence[protocol.StepJson]) -> bool:
    """Store the steps of one generation; see `record_frames`."""
    return record_frames([NewFrame(generation_id, fence, steps)])[0]


@events.atomic()
def record_frames(frames: Sequence[NewFrame]) -> list[bool]:
    """Store a frame of each of several generations, renew their leases and publish them, all in one commit.

    False when the holder of the fence may not write (any more), or the steps do not follow the last
    stored one: nothing of that frame was stored and the caller drops the run. Raises ValueError for steps
    with gaps.
    """
    for frame in frames:
        numbers = [step["step"] for step in frame.steps]
        if not numbers or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            raise ValueError(f"expected consecutive steps, got {numbers}")
    # in the order in which everybody locks them
    in_order = sorted(frames, key=lambda frame: frame.generation_id)
    # by fence too: a worker that claimed a run again may still offer steps under its old fence
    are_ours = {(frame.generation_id, frame.fence): _advance(frame) for frame in in_order}
    stored = [frame for frame in frames if are_ours[frame.generation_id, frame.fence]]
    Frame.objects.bulk_create(
        Frame(
            generation_id=frame.generation_id,
            first_step=frame.first_step,
            last_step=frame.last_step,
            steps=frame.packed,
            fence=frame.fence,
        )
        for frame in stored
    )
    for frame in stored:
        stream = events.generation_stream(frame.generation_id)
        events.append(stream, "frame", {"first_step": frame.first_step})
    events.flush()
    # last, since rows and streams may have kept us waiting
    ids = [frame.generation_id for frame in stored]
    Generation.objects.filter(pk__in=ids).update(lease_until=_lease_end())
    return [are_ours[frame.generation_id, frame.fence] for frame in frames]


def _advance(frame: NewFrame) -> bool:
    """Move `last_step` on by a frame, in one statement that checks fence and continuity."""
    follows = Q(last_step=frame.first_step - 1) | Q(last_step=None, first_step=frame.first_step)
    may_write = Q(
        pk=frame.generation_id,
        fence=frame.fence,
        state=GenerationState.RUNNING,
        num_steps__gte=frame.last_step,
    )
    moved = Generation.objects.filter(may_write & follows).update(
        last_step=frame.last_step,
        attempt=0,
        num_bytes=F("num_bytes") + len(frame.packed),
        work_s=F("work_s") + frame.work_s,
    )
    return bool(moved)


def record_environment(*, generation_id: UUID, fence: int, ran_on: dict[str, str]) -> None:
    """Store what a generation runs on (`Generation.ran_on`), unless another worker began it."""
    Generation.objects.filter(pk=generation_id, fence=fence, ran_on={}).update(ran_on=ran_on)


def renew(fences: dict[UUID, int]) -> set[UUID]:
    """Renew the leases of the running generations that still have these fences; returns those still held."""
    held = set()
    for generation_id, fence in fences.items():
        row = Generation.objects.filter(pk=generation_id, fence=fence, state=GenerationState.RUNNING)
        if row.update(lease_until=_lease_end()):
            held.add(generation_id)
    return held


@events.atomic()
def release(
    *,
    generation_id: UUID,
    fence: int,
    state: str,
    error: str | None = None,
    result_hash: str | None = None,
    best_first: Sequence[int] = (),
    verdict: protocol.Verdict | None = None,
) -> bool:
    """End the lease of a running generation.

    state: its new state: done, paused, stopped or failed; queued, if it is somebody else's turn; or running,
    so that another worker can claim it at once.

    error: one sentence for people, when failed or paused. result_hash: SHA-256 over the final symbols, when
    done. best_first: candidates, the likeliest first, where that is known. verdict: when a reproduction is
    done.
    False when the fence is no longer the present one; then nothing changes.
    """
    is_over = state in (GenerationState.DONE, GenerationState.STOPPED, GenerationState.FAILED)
    released = Generation.objects.filter(pk=generation_id, fence=fence, state=GenerationState.RUNNING).update(
        state=state,
        error=error,
        result_hash=result_hash,
        best_first=list(best_first),
        verdict=None if verdict is None else verdict.model_dump(mode="json"),
        fence=F("fence") + 1,
        attempt=0,
        lease_until=None,
        finished_at=Now() if is_over else None,
    )
    if released:
        if is_over:
            counters.add("generations_ended", state=state)
        publish_generation(generation_id, has_ended=is_over)
        call_workers_on_commit()
    return bool(released)


def controls(ids: Iterable[UUID]) -> dict[UUID, RunControl]:
    """The controls of these generations as they are now, to be polled between steps."""
    rows = Generation.objects.filter(pk__in=list(ids))
    return {
        row.pk: RunControl(
            row.state, row.requested, row.fence, protocol.Pace(**row.pace), row.steps_granted, row.num_acts
        )
        for row in rows.only("state", "requested", "fence", "pace", "steps_granted", "num_acts")
    }


def reap() -> int:
    """Revoke expired leases, publish these runs and the queue's new positions and waits, and call the
    workers; returns the number of leases.

    Makes up for calls that were lost too, since it calls the workers whenever something waits. Workers and
    web processes both run it each second, so that people hear of a lost worker even when none is left.
    """
    # called often: look before taking the lock that a transaction takes
    if not _is_any_waiting():
        return 0
    num_revoked = _revoke(Generation.objects.filter(_has_run_out(), state=GenerationState.RUNNING))
    _publish_positions()
    _publish_waits()
    call_workers_on_commit()
    return num_revoked


def revoke_leases(*, worker: str) -> int:
    """Revoke the leases of a dead worker ("host:process id") at once; returns their number."""
    chores.forget_all_of(worker)
    return _revoke(
        Generation.objects.filter(state=GenerationState.RUNNING, claimed_by=worker, lease_until__isnull=False)
    )


def _revoke(runs: QuerySet[Generation]) -> int:
    """End the leases of runs, one by one, so that their holders can no longer write, and publish them; fail
    those that have stopped too many workers."""
    num_revoked = 0
    for pk in list(runs.values_list("pk", flat=True)):
        with events.atomic():
            generation = runs.select_for_update(no_key=True, skip_locked=True).filter(pk=pk).first()
            if generation is None:
                continue
            num_revoked += 1
            counters.add("leases_lost")
            if generation.attempt >= limits.ATTEMPTS:
                _fail_for_good(generation)
                continue
            Generation.objects.filter(pk=generation.pk).update(fence=F("fence") + 1, lease_until=None)
            publish_generation(generation.pk)
        logger.warning("generation %s has lost its worker", pk)
    return num_revoked


def _publish_positions() -> None:
    """Publish the first in the queue that have moved up, each in a transaction of its own."""
    queued = Generation.objects.filter(state=GenerationState.QUEUED).order_by("created_at", "number")
    for position, (pk, published) in enumerate(
        queued.values_list("pk", "queue_position")[:NUM_POSITIONS_PUBLISHED]
    ):
        if published is not None and not (position < NUM_NEAR or position <= published * 3 // 4):
            continue
        if position != published:
            with events.atomic():
                as_published = Generation.objects.filter(
                    pk=pk, state=GenerationState.QUEUED, queue_position=published
                )
                if as_published.update(queue_position=position):  # else it runs, or another process was first
                    publish_generation(pk)


def _publish_waits() -> None:
    """Where waits were estimated anew, publish those that differ from what was published: among the soonest,
    and among a few others drawn at random, each in a transaction of its own."""
    waits = new_waits()
    soonest = sorted(waits, key=lambda pk: waits[pk])
    others = soonest[NUM_SOONEST:]
    chosen = soonest[:NUM_SOONEST] + random.sample(others, min(NUM_OTHERS, len(others)))
    rows = Generation.objects.filter(pk__in=chosen, state=GenerationState.QUEUED)
    for pk, said, now in rows.values_list("pk", "begins_at", Now()):
        begins_at = now + timedelta(seconds=waits[pk])
        if said is None or abs((begins_at - said).total_seconds()) > max(LEAST_OTHER_S, waits[pk] / 3):
            with events.atomic():
                # else it runs, or another process was first
                if rows.filter(pk=pk, begins_at=said).update(begins_at=begins_at):
                    publish_generation(pk)
