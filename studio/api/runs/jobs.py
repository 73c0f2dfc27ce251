"""Grades, jobs, repair and splice: many candidates with one aim, and takes that are mended."""

from collections.abc import Callable
from uuid import UUID

from ninja import Router, Status

from studio import access, bodies, models, protocol
from studio.api.requests import IdempotencyKey, SignedInRequest, checked_key
from studio.errors import invalid, not_found
from studio.reads import grades, selectors
from studio.reads.judging import tastes
from studio.services import canvases
from studio.services.runs import jobs, mending
from sunmask.ranking.taste import Taste

router = Router()

_STARTS: dict[str, Callable[..., models.Job]] = {
    "grid": jobs.start_grid,
    "pair": jobs.start_pair,
}


@router.get("/generations/{generation_id}/grades", response=list[protocol.Grade])
def list_grades(request: SignedInRequest, generation_id: UUID):
    """The grades of its candidates, by candidate and step; none until a worker has graded it."""
    return grades.grades(access.generation_for(request.user, generation_id, may="see").pk)


@router.post("/canvases/{canvas_id}/jobs", response={201: protocol.Job})
def start_job(
    request: SignedInRequest,
    canvas_id: UUID,
    body: bodies.NewJob,
    idempotency_key: IdempotencyKey = None,
):
    """Freeze the canvas and look for the best N of M, try a grid of settings, or run a pair.

    The same key again answers with the first job.
    """
    canvas = access.canvas_for(request.user, canvas_id, may="edit")
    canvases.require_live(canvas)
    key = checked_key(idempotency_key)
    if isinstance(body, bodies.NewBestOf):
        job = jobs.start_best_of(
            canvas=canvas,
            user=request.user,
            request=body.settings,
            taste=_taste(request, canvas, body.settings.ranking),
            idempotency_key=key,
        )
    else:
        job = _STARTS[body.kind](canvas=canvas, user=request.user, request=body.settings, idempotency_key=key)
    return Status(201, grades.job(job))


def _taste(request: SignedInRequest, canvas: models.Canvas, ranking_id: UUID | None) -> Taste | None:
    """What the votes of a ranking of this project prefer. Raises StudioError 404, 409 where they say nothing,
    or 422 for one of another kind."""
    if ranking_id is None:
        return None
    ranking = access.ranking_for(request.user, ranking_id, may="see")
    if ranking.project_id != canvas.project_id:
        raise not_found("ranking")
    taste = tastes.of_ranking(ranking)
    if taste.kind != canvas.kind:
        raise invalid(f"Expected a ranking of kind {canvas.kind}; “{ranking.name}” is of kind {taste.kind}.")
    return taste


@router.get("/canvases/{canvas_id}/tastes", response=list[protocol.TaughtBy])
def tastes_for_canvas(request: SignedInRequest, canvas_id: UUID):
    """Rankings by whose votes Best of can sort: open ones of its project and kind that teach something."""
    return tastes.offered_to(access.canvas_for(request.user, canvas_id, may="see"))


@router.get("/jobs/{job_id}", response=protocol.Job)
def job(request: SignedInRequest, job_id: UUID):
    """A job as it is now, with all graded candidates, the best first."""
    return grades.job(access.job_for(request.user, job_id, may="see"))


@router.post("/jobs/{job_id}/stop", response=protocol.Job)
def stop_job(request: SignedInRequest, job_id: UUID, body: bodies.StopJob):
    """End it now, or after the generation that runs; the best so far are kept."""
    row = access.job_for(request.user, job_id, may="edit")
    return grades.job(jobs.stop(job=row, user=request.user, after_this=body.after_this))


@router.post("/takes/{take_id}/repair", response={201: protocol.Generation})
def repair_take(request: SignedInRequest, take_id: UUID, body: bodies.Repair | None = None):
    """Variants of a take in which the least set of cells with faults is composed anew."""
    take = access.take_for(request.user, take_id, may="edit")
    canvases.require_live(take.canvas)
    options = body or bodies.Repair()
    generation = mending.repair(
        take=take, user=request.user, num_variants=options.num_variants, wider=options.wider
    )
    return Status(201, selectors.generation(generation.pk))


@router.post("/generations/{generation_id}/repair", response={201: protocol.Generation})
def repair_candidate(request: SignedInRequest, generation_id: UUID, body: bodies.NewRepair):
    """The same of a candidate at a step, which is kept as a take first."""
    row = access.generation_for(request.user, generation_id, may="edit")
    canvases.require_live(row.canvas)
    take = mending.take_to_repair(generation=row, user=request.user, candidate=body.candidate, step=body.step)
    generation = mending.repair(
        take=take, user=request.user, num_variants=body.num_variants, wider=body.wider
    )
    return Status(201, selectors.generation(generation.pk))


@router.post("/canvases/{canvas_id}/splices", response={201: protocol.Generation})
def splice(request: SignedInRequest, canvas_id: UUID, body: bodies.NewSplice):
    """Columns of one take in the rest of another, the seams composed anew."""
    canvas = access.canvas_for(request.user, canvas_id, may="edit")
    canvases.require_live(canvas)
    generation = mending.splice(
        canvas=canvas,
        user=request.user,
        first=access.take_for(request.user, body.first_take, may="see"),
        second=access.take_for(request.user, body.second_take, may="see"),
        columns=body.columns,
        seam=body.seam,
        num_variants=body.num_variants,
    )
    return Status(201, selectors.generation(generation.pk))
