"""Jobs: the best N of M, grids of settings, pairs. Progress is derived from the rows of their generations.

`advance` may be called at any time, by anybody, any number of times: it queues what comes next, notices
that a job is over, and keeps its best. So a job outlives the worker that worked on it.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import product
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import F, Max
from django.db.models.functions import Now

from studio import events, limits, protocol
from studio.bodies import BestOf, Grid, NewGeneration, Pair
from studio.documents import store
from studio.errors import StudioError, invalid
from studio.models import (
    Canvas,
    Generation,
    GenerationState,
    Job,
    JobKind,
    JobState,
    Purpose,
    Requested,
    User,
)
from studio.reads import grades
from studio.reads.judging import tastes
from studio.services.collection import takes
from studio.services.runs import generations, pairs
from studio.services.runs.claims import call_workers_on_commit, publish_generation
from studio.services.upkeep import storage_used
from studio.services.upkeep.checks import (
    MAX_SEED,
    OVER,
    checked_card,
    checked_seed,
    checked_settings,
    require_num_candidates,
    require_room_for_another,
    require_within,
)
from studio.services.upkeep.idempotency import once, sent_before
from sunmask.kinds import kinds
from sunmask.ranking.taste import Taste

logger = logging.getLogger(__name__)

MOST_OPEN = 2
"""Generations of a job that wait or run: the next one is ready when one ends, and others are not held up."""
PATIENCE_BATCHES = 3
"""A job that stops early does so after this many batches without an improvement of the best."""
_GOING_ON = (JobState.RUNNING, JobState.ENDING)


def start_best_of(
    *,
    canvas: Canvas,
    user: User,
    request: BestOf,
    taste: Taste | None = None,
    checkpoint: str | None = None,
    idempotency_key: str | None = None,
) -> Job:
    """Freeze the canvas and queue the first batch of `total` candidates, of which the best `keep` are kept.

    taste: what to sort by instead of the grade; the job keeps it, so later votes do not change its order.
    The same key of the same person answers with the job of the first call. Raises StudioError 422 for
    numbers or settings that cannot be, 429 when too many jobs run.
    """
    total, keep, batch = request.total, request.keep, request.batch
    require_within(total, 1, limits.JOB_CANDIDATES, "candidates")
    require_within(keep, 1, total, f"of {total} candidates to keep")
    require_within(batch, 1, limits.CANDIDATES, "candidates at once")
    made_of = {
        "settings": checked_settings(canvas.kind, request.settings),
        "total": total,
        "keep": keep,
        "batch": min(batch, total),
        "seed": checked_seed(request.seed),
        "stop_early": request.stop_early,
        **({} if taste is None else {"taste": taste.to_json()}),
    }
    return _start(canvas, user, JobKind.BEST_OF, made_of, checkpoint, idempotency_key)


def start_grid(
    *,
    canvas: Canvas,
    user: User,
    request: Grid,
    checkpoint: str | None = None,
    idempotency_key: str | None = None,
) -> Job:
    """Freeze the canvas and make one candidate for each seed, temperature and number of steps.

    Raises StudioError 422 for values that cannot be, or more combinations than limits.GRID allows.
    """
    base = checked_settings(canvas.kind, request.settings)
    seeds, steps = [*dict.fromkeys(request.seeds)], [*dict.fromkeys(request.steps)]
    temperatures = [*dict.fromkeys(request.temperatures)]
    for name, values in (("seed", seeds), ("temperature", temperatures), ("number of steps", steps)):
        if not values:
            raise invalid(f"A grid needs at least one {name}; none was given.")
    num_cells = len(seeds) * len(temperatures) * len(steps)
    if num_cells > limits.GRID:
        raise invalid(
            f"A grid can have at most {limits.GRID} combinations; "
            f"{len(seeds)} x {len(temperatures)} x {len(steps)} are {num_cells}."
        )
    for seed in seeds:
        checked_seed(seed)
    for temperature, num_steps in product(temperatures, steps):
        checked_settings(canvas.kind, {**base, "temperature": temperature, "num_steps": num_steps})
    made_of = {"settings": base, "seeds": seeds, "temperatures": temperatures, "steps": steps}
    return _start(canvas, user, JobKind.GRID, made_of, checkpoint, idempotency_key)


def start_pair(
    *,
    canvas: Canvas,
    user: User,
    request: Pair,
    checkpoint: str | None = None,
    idempotency_key: str | None = None,
) -> Job:
    """Freeze the canvas and run it twice with one seed: as it is, and with the states of two places swapped.

    Raises StudioError 422 for places that are gone, are not two,
    or have the same state.
    """
    if (earlier := sent_before(Job, user, idempotency_key, canvas)) is not None:
        return earlier
    require_num_candidates(request.num_candidates)
    frozen = store.frozen(canvas)
    cells = pairs.cells_at(frozen, request.first), pairs.cells_at(frozen, request.second)
    pairs.check(frozen, *cells)
    made_of = {
        "settings": checked_settings(canvas.kind, request.settings),
        "first": cells[0],
        "second": cells[1],
        "total": 2 * request.num_candidates,
        "batch": request.num_candidates,
        "seed": checked_seed(request.seed),
    }
    return _start(canvas, user, JobKind.PAIR, made_of, checkpoint, idempotency_key, frozen)


def stopped_by(name: str) -> str:
    """The note of a job that a person has stopped."""
    return f"{name} stopped it."


def stop(*, job: Job, user: User, after_this: bool) -> Job:
    """End a job: at once, or after the generation that runs. What is graded by then counts.

    Raises StudioError 409 when it is over.
    """
    with events.atomic():
        row = Job.objects.select_for_update(no_key=True).get(pk=job.pk)
        if row.state not in _GOING_ON:
            raise StudioError("is_over", 409, f"This job is already {row.state}.")
        row.state, row.note = JobState.ENDING, stopped_by(user.username)
        row.save(update_fields=["state", "note"])
        _stop_generations(row, only_queued=after_this)
    advance(row.pk)
    return Job.objects.get(pk=job.pk)


def advance_all() -> None:
    """Advance every unfinished job."""
    for pk in Job.objects.filter(state__in=_GOING_ON).values_list("pk", flat=True):
        advance(pk)


@events.atomic()
def advance(job_id: UUID) -> None:
    """Bring a job up to date with its generations; tell people when something has changed."""
    job = (
        Job.objects.select_for_update(no_key=True, of=("self",))
        .select_related("canvas", "created_by")
        .get(pk=job_id)
    )
    if job.state not in _GOING_ON or job.canvas.kind not in kinds():  # it waits until its kind is back
        return
    before = grades.job(job)
    if job.state == JobState.RUNNING:
        _end_where_it_must(job)
    if job.state == JobState.RUNNING:
        _queue_next(job)
    rows = job.generations.values_list("state", "graded_at")
    is_waiting = any(
        state not in OVER or (state == GenerationState.DONE and graded_at is None)
        for state, graded_at in rows
    )
    has_ended = not is_waiting and (job.state == JobState.ENDING or len(rows) >= num_generations(job))
    if has_ended:
        _finish(job)
    if grades.job(job) != before:
        _announce(job, has_ended=has_ended)


def num_generations(job: Job) -> int:
    """How many generations a job has, unless it is ended early."""
    return -(-grades.num_total(job) // job.settings.get("batch", 1))


def _start(
    canvas: Canvas,
    user: User,
    kind: str,
    settings: dict[str, Any],
    checkpoint: str | None,
    idempotency_key: str | None,
    frozen: protocol.Frozen | None = None,
) -> Job:
    before = partial(sent_before, Job, user, idempotency_key, canvas)
    if (first := before()) is not None:
        return first
    card = checked_card(canvas.kind, checkpoint)
    storage_used.require_room(canvas.project)
    frozen = frozen or store.frozen(canvas)  # before the transaction: a long text takes a while

    def make() -> Job:
        Canvas.objects.select_for_update(no_key=True).get(pk=canvas.pk)  # numbers are given one at a time
        num_going_on = Job.objects.filter(created_by=user, state__in=_GOING_ON).count()
        sentence = "You have {num} jobs running; the limit is {most}. Wait for one, or stop one."
        require_room_for_another(
            num_going_on, limits.JOBS_RUNNING, "too_many_jobs", sentence, retry_after_s=30
        )
        last = Job.objects.filter(canvas=canvas).aggregate(last=Max("number"))["last"]
        job = Job.objects.create(
            canvas=canvas,
            number=(last or 0) + 1,
            kind=kind,
            settings=settings,
            frozen=frozen.model_dump(),
            checkpoint=card.name,
            checkpoint_sha256=card.sha256,
            created_by=user,
            idempotency_key=idempotency_key,
        )
        _queue_next(job)
        _announce(job)
        return job

    return once(make, before)


def _queue_next(job: Job) -> None:
    """Queue generations of a job until MOST_OPEN of them wait or run, or all are made."""
    if job.created_by is None:
        return
    num_made = job.generations.count()
    num_open = job.generations.exclude(state__in=OVER).count()
    card = replace(checked_card(job.canvas.kind, job.checkpoint), sha256=job.checkpoint_sha256)
    while num_made < num_generations(job) and num_open < MOST_OPEN:
        try:
            generation = generations.create(
                canvas=job.canvas,
                user=job.created_by,
                request=_PLANS[job.kind](job, num_made),
                checkpoint=card,
                frozen=_frozen(job, num_made),
                purpose=Purpose.BATCH,
                job=job,
                sources=takes.placed_on(job.canvas, before=job.created_at),
            )
        except StudioError as error:
            if error.status != 429:
                raise
            return  # others of this person wait already: tried again when some have ended
        publish_generation(generation.pk)
        call_workers_on_commit()
        num_made, num_open = num_made + 1, num_open + 1


def _batch(job: Job, index: int) -> NewGeneration:
    """Settings, seed and size of batch `index`: each has a seed of its own that follows from the job's."""
    total, batch, seed = (job.settings[name] for name in ("total", "batch", "seed"))
    digest = hashlib.blake2b(f"{seed}/{index}".encode(), digest_size=8).digest()
    return NewGeneration(
        settings=job.settings["settings"],
        seed=int.from_bytes(digest, "little") & MAX_SEED,
        num_candidates=min(batch, total - index * batch),
    )


def _combination(job: Job, index: int) -> NewGeneration:
    """Settings and seed of combination `index` of a grid."""
    axes = (job.settings[name] for name in ("temperatures", "steps", "seeds"))
    temperature, num_steps, seed = list(product(*axes))[index]
    settings = {**job.settings["settings"], "temperature": temperature, "num_steps": num_steps}
    return NewGeneration(settings=checked_settings(job.canvas.kind, settings), seed=seed)


def _side(job: Job, index: int) -> NewGeneration:
    """Both runs of a pair are alike but for what they begin from."""
    settings, seed, batch = (job.settings[name] for name in ("settings", "seed", "batch"))
    return NewGeneration(settings=settings, seed=seed, num_candidates=batch)


def _frozen(job: Job, index: int) -> protocol.Frozen:
    """The canvas as it was; for the second run of a pair with swapped states."""
    frozen = protocol.Frozen(**job.frozen)
    if job.kind == JobKind.PAIR and index == 1:
        return pairs.swapped(frozen, job.settings["first"], job.settings["second"])
    return frozen


_PLANS: dict[str, Callable[[Job, int], NewGeneration]] = {
    JobKind.BEST_OF: _batch,
    JobKind.GRID: _combination,
    JobKind.PAIR: _side,
}


def _end_where_it_must(job: Job) -> None:
    """End a job whose generation failed, or that stops early and no longer becomes better."""
    failed = job.generations.filter(state=GenerationState.FAILED).order_by("number").first()
    if job.created_by is None:
        job.note = "The account of the person who started it no longer exists."
    elif failed is not None:
        job.note = f"Generation {failed.number} failed: {failed.error}"[:300]
    elif job.settings.get("stop_early") and _no_longer_improves(job):
        job.note = f"The best have not improved in the last {PATIENCE_BATCHES} batches."
    else:
        return
    job.state = JobState.ENDING
    job.save(update_fields=["state", "note"])
    _stop_generations(job, only_queued=True)


def _no_longer_improves(job: Job) -> bool:
    """Whether the median of the best has been the same for PATIENCE_BATCHES graded batches."""
    keep = job.settings["keep"]
    by_batch: dict[int, list[float]] = {}
    for one in grades.graded_candidates(job):
        by_batch.setdefault(one.row.generation.number, []).append(one.cost)
    batches = [by_batch[number] for number in sorted(by_batch)]
    earlier = [cost for batch in batches[:-PATIENCE_BATCHES] for cost in batch]
    if len(earlier) < keep:
        return False
    graded = sorted(cost for batch in batches for cost in batch)
    return median(graded[:keep]) >= median(sorted(earlier)[:keep])


def _stop_generations(job: Job, *, only_queued: bool) -> None:
    """End those of a job's generations that are not over; none of their steps is kept as a take."""
    rows = job.generations.exclude(state__in=OVER)
    if only_queued:
        rows = rows.filter(state=GenerationState.QUEUED, started_at=None)  # one that waits its turn goes on
    in_order = rows.select_for_update(no_key=True).order_by("pk")
    for pk in list(in_order.values_list("pk", flat=True)):
        Generation.objects.filter(pk=pk).update(
            state=GenerationState.STOPPED,
            requested=Requested.STOP,
            fence=F("fence") + 1,
            lease_until=None,
            queue_position=None,
            finished_at=Now(),
        )
        publish_generation(pk, has_ended=True)
        call_workers_on_commit()


def _finish(job: Job) -> None:
    """Say how a job has ended; keep the best of a best_of."""
    is_complete = job.generations.exclude(state=GenerationState.DONE).count() == 0
    is_complete &= job.generations.count() >= num_generations(job)
    has_failed = job.generations.filter(state=GenerationState.FAILED).exists()
    job.state = JobState.FAILED if has_failed else JobState.DONE if is_complete else JobState.STOPPED
    Job.objects.filter(pk=job.pk).update(state=job.state, finished_at=Now())
    job.refresh_from_db(fields=["finished_at"])
    graded, keep = grades.graded_candidates(job), job.settings.get("keep", 0)
    if (user := job.created_by) is None:
        return
    note = f"best {min(keep, len(graded))} of {len(graded)}"
    if (taste := tastes.of_job(job)) is not None:
        note += f" by the votes of {taste.learned_from.get('name', 'a ranking')}"
    for one in graded[:keep]:
        takes.keep(
            generation=one.row.generation,
            user=user,
            candidate=one.row.candidate,
            step=one.row.step,
            note=note,
        )


def _announce(job: Job, *, has_ended: bool = False) -> None:
    changed = protocol.JobChanged(job=grades.job(job), has_ended=has_ended)
    events.publish(changed, events.project_stream(job.canvas.project_id))
