"""Generations: start, branch, steer, and read what is stored of them."""

from uuid import UUID

from ninja import Router, Status

from studio import access, bodies, protocol
from studio.api.requests import IdempotencyKey, Number, SignedInRequest, checked_key
from studio.reads import selectors
from studio.services import canvases
from studio.services.runs import generations, reproductions

router = Router()


@router.get("/canvases/{canvas_id}/generations", response=list[protocol.Generation])
def older_generations(request: SignedInRequest, canvas_id: UUID, before: Number = 2**31 - 1):
    """The newest generations `before` a number, by number: a page of those that a snapshot leaves out."""
    row = access.canvas_for(request.user, canvas_id, may="see")
    return selectors.generations(row.pk, before=before)


@router.post("/canvases/{canvas_id}/generations", response={201: protocol.Generation})
def start(
    request: SignedInRequest,
    canvas_id: UUID,
    body: bodies.NewGeneration,
    idempotency_key: IdempotencyKey = None,
):
    """Freeze the canvas and queue a generation of it; the same key again answers with the first one."""
    canvas = access.canvas_for(request.user, canvas_id, may="edit")
    canvases.require_live(canvas)
    generation = generations.start(
        canvas=canvas, user=request.user, request=body, idempotency_key=checked_key(idempotency_key)
    )
    return Status(201, selectors.generation(generation.pk))


@router.get("/generations/{generation_id}", response=protocol.Generation)
def generation(request: SignedInRequest, generation_id: UUID):
    return selectors.generation(access.generation_for(request.user, generation_id, may="see").pk)


@router.get("/generations/{generation_id}/frozen", response=protocol.Frozen)
def frozen(request: SignedInRequest, generation_id: UUID):
    """The canvas as it was when the generation began."""
    return selectors.frozen(access.generation_for(request.user, generation_id, may="see"))


@router.get("/generations/{generation_id}/frames", response=list[protocol.Frame], exclude_none=True)
def frames(request: SignedInRequest, generation_id: UUID, after_step: int | None = None):
    """Stored frames in order, at most 200 at a time; ask again after the last step to continue."""
    row = access.generation_for(request.user, generation_id, may="see")
    return selectors.frames(row.pk, after_step=after_step)


@router.post("/generations/{generation_id}/branch", response={201: protocol.Generation})
def branch(
    request: SignedInRequest,
    generation_id: UUID,
    body: bodies.NewBranch,
    idempotency_key: IdempotencyKey = None,
):
    """A child that starts from one candidate at a step; the parent stays as it is."""
    row = access.generation_for(request.user, generation_id, may="edit")
    canvases.require_live(row.canvas)
    child = generations.branch(
        generation=row, user=request.user, request=body, idempotency_key=checked_key(idempotency_key)
    )
    return Status(201, selectors.generation(child.pk))


@router.post("/generations/{generation_id}/reproduce", response={201: protocol.Generation})
def reproduce(
    request: SignedInRequest,
    generation_id: UUID,
    idempotency_key: IdempotencyKey = None,
):
    """Repeat a generation that is over, with its acts; once it is done, `verdict` says if it is identical."""
    row = access.generation_for(request.user, generation_id, may="edit")
    canvases.require_live(row.canvas)
    again = reproductions.start(
        generation=row, user=request.user, idempotency_key=checked_key(idempotency_key)
    )
    return Status(201, selectors.generation(again.pk))


@router.post("/generations/{generation_id}/pause", response=protocol.Generation)
def pause(request: SignedInRequest, generation_id: UUID):
    """Stop working on it until it is resumed."""
    row = access.generation_for(request.user, generation_id, may="edit")
    return selectors.generation(generations.pause(generation=row, user=request.user).pk)


@router.post("/generations/{generation_id}/resume", response=protocol.Generation)
def resume(request: SignedInRequest, generation_id: UUID):
    """Continue from the last stored step."""
    row = access.generation_for(request.user, generation_id, may="edit")
    return selectors.generation(generations.resume(generation=row, user=request.user).pk)


@router.post("/generations/{generation_id}/stop", response=protocol.Generation)
def stop(request: SignedInRequest, generation_id: UUID, body: bodies.Stop | None = None):
    """End it, now or after the present step; the last step of the candidate in view is kept as a take."""
    row = access.generation_for(request.user, generation_id, may="edit")
    how = body or bodies.Stop()
    stopped = generations.stop(
        generation=row, user=request.user, candidate=how.candidate, after_step=how.after_step
    )
    return selectors.generation(stopped.pk)


@router.post("/generations/{generation_id}/step", response=protocol.Generation)
def grant_step(request: SignedInRequest, generation_id: UUID):
    """In single pace, one step more."""
    row = access.generation_for(request.user, generation_id, may="edit")
    return selectors.generation(generations.grant_step(generation=row, user=request.user).pk)


@router.post("/generations/{generation_id}/pace", response=protocol.Generation)
def set_pace(request: SignedInRequest, generation_id: UUID, body: protocol.Pace):
    """Change how fast it steps."""
    row = access.generation_for(request.user, generation_id, may="edit")
    return selectors.generation(generations.set_pace(generation=row, user=request.user, pace=body).pk)
