"""A generation's life as people steer it: start, branch, pause, resume, stop, pace.

Pause and Stop act at once, unless Stop is asked to let the step finish: they take the run away from its
worker (`fence`), which notices before its next step is stored. All that a run needs is in the database, so
a resumed one continues from its last stored step and gives the same result. The worker's side is in
`claims.py`.
"""

from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import F, Max
from django.db.models.functions import Now

from studio import events, limits
from studio.bodies import NewBranch, NewGeneration
from studio.documents import store
from studio.errors import StudioError, invalid
from studio.models import (
    WAITING_OR_RUNNING,
    ActKind,
    Canvas,
    Frame,
    Generation,
    GenerationState,
    GroupQuota,
    Requested,
    User,
)
from studio.ops import log_context
from studio.protocol import Frozen, Pace, StepJson
from studio.reads.runs import acts as act_reads
from studio.reads.runs import authorship, speed
from studio.reads.runs.steps import (
    Grid,
    content_with,
    grid_at,
    pack,
    require_candidate,
)
from studio.services.collection import takes
from studio.services.runs import acts, served
from studio.services.runs.claims import (
    call_workers_on_commit,
    publish_generation,
)
from studio.services.upkeep import storage_used
from studio.services.upkeep.checks import (
    OVER,
    checked_card,
    checked_pace,
    checked_plan,
    checked_seed,
    checked_settings,
    require_num_candidates,
    require_open,
    require_room_for_another,
)
from studio.services.upkeep.idempotency import once, sent_before
from sunmask.kinds import kinds, registry
from sunmask.models import cards


def start(
    *,
    canvas: Canvas,
    user: User,
    request: NewGeneration,
    idempotency_key: str | None = None,
) -> Generation:
    """Freeze the canvas as it is now and queue a generation of it.

    The same `idempotency_key` of the same person returns the generation of the first call. Raises
    StudioError 422 for settings, seed, checkpoint, pace or number of candidates that are not valid, 409 if
    the key was used on another canvas, 413 if the project is full, 429 if too many of the person's
    generations wait or run already.
    """
    before = partial(sent_before, Generation, user, idempotency_key, canvas)
    if (first := before()) is not None:
        return first
    settings = checked_settings(canvas.kind, request.settings)
    card = checked_card(canvas.kind, request.checkpoint)
    frozen = store.frozen(canvas)  # before the transaction: a long text takes a while

    def make() -> Generation:
        generation = create(
            canvas=canvas,
            user=user,
            request=request.model_copy(update={"settings": settings}),
            checkpoint=card,
            idempotency_key=idempotency_key,
            frozen=frozen,
            sources=takes.placed_on(canvas),
        )
        publish_generation(generation.pk)
        call_workers_on_commit()
        return generation

    return once(make, before)


@events.atomic()
def branch(
    *,
    generation: Generation,
    user: User,
    request: NewBranch,
    idempotency_key: str | None = None,
) -> Generation:
    """Queue a child that starts from one candidate of `generation` at `step`; the parent stays as it is.

    Settings and plan that are left out are those in force at that step; a seed that is left out is new.
    Raises StudioError 404 for a candidate or step that is not stored, 422 for settings without a later step,
    or a plan or act that is not valid; and like `start`.
    """
    if (first := sent_before(Generation, user, idempotency_key, generation.canvas)) is not None:
        return first
    candidate, step = request.candidate, request.step
    grid = grid_at(generation, candidate, step)
    present_settings = act_reads.settings_at(generation, step)
    chosen_settings = checked_settings(
        generation.canvas.kind, {**present_settings, **(request.settings or {})}
    )
    if step >= chosen_settings["num_steps"]:
        raise invalid(
            f"A branch from step {step} needs more than {step} steps; the settings have "
            f"{chosen_settings['num_steps']}. Choose an earlier step or more steps."
        )
    present_states, present_pins = act_reads.painted_at(generation, candidate, step)
    frozen = Frozen(
        columns=generation.frozen["columns"],
        states=checked_plan(request.states, present_states, (0, 1, 2), "states"),
        pins=checked_plan(request.pins, present_pins, (False, True), "pins"),
        authors=authorship.authors_of(generation, candidate, step),
        content=content_with(generation.canvas.kind, act_reads.content_at(generation, candidate, step), grid),
    )
    child = create(
        canvas=generation.canvas,
        user=user,
        request=NewGeneration(
            settings=chosen_settings,
            pace=Pace(**generation.pace),
            num_candidates=request.num_candidates or generation.num_candidates,
            seed=request.seed,
        ),
        checkpoint=checked_card(generation.canvas.kind, generation.checkpoint),
        idempotency_key=idempotency_key,
        frozen=frozen,
        first_step=step,
        last_step=step,
        parent=generation,
        parent_candidate=candidate,
    )
    publish_generation(child.pk)
    store_beginning(child, [grid] * child.num_candidates)
    for change in request.acts:
        acts.add_quietly(generation=child, user=user, change=change)
    call_workers_on_commit()
    return child


def pause(*, generation: Generation, user: User) -> Generation:
    """Pause the generation until `resume`; its stored steps stay. Raises StudioError 409 if it is over."""
    return _steer(generation, user, GenerationState.PAUSED, Requested.PAUSE, ActKind.PAUSE)


def resume(*, generation: Generation, user: User) -> Generation:
    """Queue a paused generation again; it continues from its last stored step. Raises StudioError 409 if it
    is over, 413 if its project has no room for more steps."""
    storage_used.require_room(generation.canvas.project)
    return _steer(generation, user, GenerationState.QUEUED, Requested.RUN, ActKind.RESUME)


@events.atomic()
def stop(*, generation: Generation, user: User, candidate: int = 0, after_step: bool = False) -> Generation:
    """End the generation, and keep the last stored step of the candidate in view as a take with the note
    "stopped at <step>". Raises StudioError 404 for a candidate that it does not have, 409 if it is over.

    after_step: a running generation first finishes the step that it has begun (`stop_as_requested`).
    """
    require_candidate(generation, candidate)
    if after_step:
        row = Generation.objects.select_for_update(no_key=True).get(pk=generation.pk)
        if row.state == GenerationState.RUNNING:
            return _request_stop(row, user, candidate)
    before = generation.state
    stopped = _steer(generation, user, GenerationState.STOPPED, Requested.STOP, ActKind.STOP)
    if before != GenerationState.STOPPED:
        _keep_last_step(stopped, user, candidate)
    return stopped


def _keep_last_step(row: Generation, user: User, candidate: int) -> None:
    """Keep the last stored step of a stopped run as a take, if the canvas's kind is installed."""
    if row.last_step is not None and row.canvas.kind in kinds():
        note = f"stopped at {row.last_step}"
        takes.keep(generation=row, user=user, candidate=candidate, step=row.last_step, note=note)


def _request_stop(row: Generation, user: User, candidate: int) -> Generation:
    if row.requested != Requested.STOP:
        row.requested = Requested.STOP
        row.save(update_fields=["requested"])
        acts.request_stop(generation=row, user=user, candidate=candidate)
        publish_generation(row.pk)
        call_workers_on_commit()
    return row


@events.atomic()
def stop_as_requested(*, generation_id: UUID, fence: int) -> bool:
    """Stop a run between two steps, as a person requested; its worker has already stored every step.

    False if the fence has changed, the request was withdrawn, or no step is stored.
    """
    stoppable = {"state": GenerationState.RUNNING, "requested": Requested.STOP, "fence": fence}
    row = Generation.objects.select_for_update(no_key=True).filter(pk=generation_id, **stoppable).first()
    if row is None or row.last_step is None:
        return False
    row.state, row.fence, row.lease_until, row.finished_at = GenerationState.STOPPED, fence + 1, None, Now()
    row.save(update_fields=["state", "fence", "lease_until", "finished_at"])
    user, candidate = acts.fulfil_stop_request(row)
    if user is not None:
        _keep_last_step(row, user, candidate)
    publish_generation(row.pk, has_ended=True)
    return True


@events.atomic()
def grant_step(*, generation: Generation, user: User) -> Generation:
    """In single pace, let the run make one more step. Raises StudioError 409 at another pace, or if the
    generation is over."""
    row = Generation.objects.select_for_update(no_key=True).get(pk=generation.pk)
    if row.pace["mode"] != "single":
        raise StudioError(
            "not_single",
            409,
            "You can ask for one step only when the pace is “one step at a time”. Set it first.",
        )
    require_open(row)
    last = row.last_step if row.last_step is not None else row.first_step
    row.steps_granted = min(row.num_steps, max(row.steps_granted, last) + 1)
    row.save(update_fields=["steps_granted"])
    call_workers_on_commit()
    return row


@events.atomic()
def set_pace(*, generation: Generation, user: User, pace: Pace) -> Generation:
    """Change how fast a generation steps, beginning with the next step. Raises StudioError 409 if it is
    over."""
    row = Generation.objects.select_for_update(no_key=True).get(pk=generation.pk)
    require_open(row)
    row.pace = checked_pace(pace).model_dump()
    if pace.mode == "single":
        row.steps_granted = row.last_step if row.last_step is not None else row.first_step
    row.save(update_fields=["pace", "steps_granted"])
    publish_generation(row.pk)
    call_workers_on_commit()
    return row


@events.atomic()
def _steer(generation: Generation, user: User, state: str, requested: str, act: str) -> Generation:
    row = Generation.objects.select_for_update(no_key=True).get(pk=generation.pk)
    if row.state == state or (state == GenerationState.QUEUED and row.state == GenerationState.RUNNING):
        return row
    require_open(row)
    if state == GenerationState.QUEUED and row.created_by_id is not None and not _num_open(row.created_by_id):
        served.join(row.created_by_id)
    is_over = state in OVER
    Generation.objects.filter(pk=row.pk).update(
        state=state,
        requested=requested,
        fence=F("fence") + 1,
        lease_until=None,
        attempt=0,
        error=None,
        queue_position=_num_queued() if state == GenerationState.QUEUED else None,
        begins_at=None,
        finished_at=Now() if is_over else None,
    )
    row.refresh_from_db()
    acts.log(generation=row, user=user, kind=act)
    publish_generation(row.pk, has_ended=is_over)
    call_workers_on_commit()
    return row


def store_beginning(generation: Generation, symbols: list[Grid]) -> None:
    """Store the starting grids, one for each candidate, of a generation that continues from a step of
    another one."""
    step = generation.first_step
    steps = pack([StepJson(step=step, symbols=symbols)])
    Frame.objects.create(generation=generation, first_step=step, last_step=step, steps=steps, fence=0)
    Generation.objects.filter(pk=generation.pk).update(num_bytes=F("num_bytes") + len(steps))
    events.append(events.generation_stream(generation.pk), "frame", {"first_step": step})


def create(
    *,
    canvas: Canvas,
    user: User,
    request: NewGeneration,
    checkpoint: cards.Card,
    frozen: Frozen,
    **fields: Any,
) -> Generation:
    """The row itself, with the canvas's next number, inside the caller's transaction.

    request: with all settings filled in; its `checkpoint` is ignored. fields: further columns of the row.
    Nothing is announced and no worker is called yet. Raises StudioError 422 for a seed, pace or number of
    candidates that is not valid, 413 if the project is full (unless a job makes the row), 429 if too many of
    the person's generations wait or run already.
    """
    require_num_candidates(request.num_candidates)
    if fields.get("job") is None:  # a job that has begun may finish, even if the project is full by now
        storage_used.require_room(canvas.project)
    seed = checked_seed(request.seed)
    Canvas.objects.select_for_update(no_key=True).get(pk=canvas.pk)  # so that each number is given only once
    num_open = _num_open(user.pk)
    sentence = (
        "You have {num} generations waiting or running; the limit is {most}. Wait for some, or stop some."
    )
    require_room_for_another(num_open, _most_open(user), "queue_full", sentence, retry_after_s=30)
    if num_open == 0:
        served.join(user.pk)
    last = Generation.objects.filter(canvas=canvas).aggregate(last=Max("number"))["last"]
    return Generation.objects.create(
        canvas=canvas,
        created_by=user,
        number=(last or 0) + 1,
        settings=request.settings,
        pace=checked_pace(request.pace).model_dump(),
        seed=seed,
        num_candidates=request.num_candidates,
        num_steps=request.settings["num_steps"],
        steps_granted=fields.get("first_step", 0),
        checkpoint=checkpoint.name,
        checkpoint_sha256=checkpoint.sha256,
        frozen=frozen.model_dump(),
        num_bytes=len(frozen.model_dump_json()),
        num_windows=speed.num_windows(frozen.states, registry.codec(canvas.kind).window),
        queue_position=_num_queued(),
        request=log_context.current_request(),
        **fields,
    )


def _most_open(user: User) -> int:
    """How many runs a person may have queued or running: the highest limit of their groups, or else the
    general limit."""
    of_groups = GroupQuota.objects.filter(group__user=user)
    return of_groups.aggregate(most=Max("runs"))["most"] or limits.GENERATIONS_QUEUED


def _num_open(person: int) -> int:
    return Generation.objects.filter(created_by=person, state__in=WAITING_OR_RUNNING).count()


def _num_queued() -> int:
    return Generation.objects.filter(state=GenerationState.QUEUED).count()
