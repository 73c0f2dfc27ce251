"""Canvases: new, imported, duplicated, changed; their snapshot, their cells, their files."""

from uuid import UUID

from django.http import HttpResponse
from ninja import File, Query, Router, Status, UploadedFile

from studio import access, bodies, events, limits, protocol
from studio.api.requests import SignedInRequest, reader_of
from studio.api.sources import chosen_source
from studio.documents import store
from studio.errors import StudioError
from studio.reads import grades, history, selectors
from studio.reads.judging import ratings
from studio.reads.runs import lineage
from studio.reads.streams import stream_seq
from studio.services import canvases
from studio.web import exports

router = Router()


@router.post("/projects/{project_id}/canvases", response={201: protocol.Canvas})
def create_canvas(request: SignedInRequest, project_id: UUID, body: bodies.NewCanvas):
    """A blank canvas, or a demo to start from."""
    project = access.project_for(request.user, project_id, may="edit")
    canvas = canvases.create(
        project=project,
        user=request.user,
        kind=body.kind,
        name=body.name,
        start=body.start,
        options=body.options,
    )
    return Status(201, selectors.canvas(canvas))


@router.post("/projects/{project_id}/imports", response={201: protocol.Canvas})
def import_file(
    request: SignedInRequest, project_id: UUID, file: File[UploadedFile], kind: str | None = None
):
    """A new canvas from a score (MusicXML, MXL, MIDI) or a text; `notices` say what was converted.

    Without `kind` the file tells it. 413 for too large, 415 for no known format, 422 for what does not fit,
    each with the reason.
    """
    project = access.project_for(request.user, project_id, may="edit")
    limits.spend(limits.UPLOADS, str(request.user.pk))
    num_kib = (file.size or 0) / 1024
    if num_kib * 1024 > limits.UPLOAD_BYTES:
        message = (
            f"A file may have at most {limits.UPLOAD_BYTES >> 10} KiB; this one has "
            f"{num_kib:.0f}. Import a shorter piece."
        )
        raise StudioError("too_large", 413, message)
    canvas = canvases.import_file(
        project=project, user=request.user, kind=kind, data=file.read(), file_name=file.name or "import"
    )
    return Status(201, selectors.canvas(canvas))


@router.get("/canvases/{canvas_id}", response=protocol.Canvas)
def canvas(request: SignedInRequest, canvas_id: UUID):
    return selectors.canvas(access.canvas_for(request.user, canvas_id, may="see"))


@router.patch("/canvases/{canvas_id}", response=protocol.Canvas)
def change_canvas(request: SignedInRequest, canvas_id: UUID, body: bodies.CanvasChange):
    """Rename it or move it among the project's canvases."""
    row = access.canvas_for(request.user, canvas_id, may="edit")
    return selectors.canvas(canvases.change(canvas=row, name=body.name, position=body.position))


@router.post("/canvases/{canvas_id}/duplicate", response={201: protocol.Canvas})
def duplicate_canvas(request: SignedInRequest, canvas_id: UUID):
    """A copy as it is now, without generations and takes."""
    row = access.canvas_for(request.user, canvas_id, may="edit")
    return Status(201, selectors.canvas(canvases.duplicate(canvas=row, user=request.user)))


@router.post("/canvases/{canvas_id}/bin", response=protocol.Canvas)
def bin_canvas(request: SignedInRequest, canvas_id: UUID):
    """Put it in the bin, from which it can be restored."""
    row = access.canvas_for(request.user, canvas_id, may="own")
    return selectors.canvas(canvases.put_in_bin(canvas=row))


@router.post("/canvases/{canvas_id}/restore", response=protocol.Canvas)
def restore_canvas(request: SignedInRequest, canvas_id: UUID):
    row = access.canvas_for(request.user, canvas_id, may="own")
    return selectors.canvas(canvases.restore(canvas=row))


@router.get("/canvases/{canvas_id}/snapshot", response=bodies.CanvasSnapshot)
def canvas_snapshot(request: SignedInRequest, canvas_id: UUID):
    """Generations, takes, comments and versions. The number is read first: later events may be in already."""
    row, role = access.canvas_and_role_for(request.user, canvas_id, may="see")
    seq = stream_seq(events.project_stream(row.project_id))
    reader = reader_of(request, role)
    generations, comments = selectors.generations(row.pk), selectors.comments(row.pk)
    return bodies.CanvasSnapshot(
        canvas=selectors.canvas(row),
        generations=generations,
        num_generations=selectors.num_of(row.generations, generations, selectors.GENERATIONS_AT_ONCE),
        takes=[ratings.as_seen_by(take, reader) for take in selectors.newest_takes(row.pk)],
        num_takes=selectors.num_takes(row.pk),
        comments=comments,
        num_comments=selectors.num_of(row.comments, comments, selectors.COMMENTS_AT_ONCE),
        versions=history.versions(row.pk),
        jobs=grades.jobs(row.pk),
        grades=grades.newest_grades(one.id for one in generations),
        seq=seq,
    )


@router.get("/canvases/{canvas_id}/state", response=bodies.CanvasState)
def canvas_state(request: SignedInRequest, canvas_id: UUID):
    """The document's cells as worker and export read them."""
    row = access.canvas_for(request.user, canvas_id, may="see")
    return bodies.CanvasState(**store.project_to_cells(row))


@router.get("/canvases/{canvas_id}/export")
def export(
    request: SignedInRequest,
    canvas_id: UUID,
    file_format: str = Query("musicxml", alias="format"),
    generation: UUID | None = None,
    candidate: int = 0,
    step: int | None = None,
    take: UUID | None = None,
    sidecar: bool = False,
) -> HttpResponse:
    """A file of the canvas, of a take of it, or of a candidate at a step (the newest when absent). `sidecar`:
    a zip of the file and a signed statement of who made which share of it."""
    row = access.canvas_for(request.user, canvas_id, may="see")
    chosen = chosen_source(
        request.user, row, take=take, generation=generation, candidate=candidate, step=step
    )
    response = exports.download(chosen, file_format, has_sidecar=sidecar)
    exports.remember(row, request.user, chosen.origin, file_format)
    return response


@router.get("/canvases/{canvas_id}/lineage", response=bodies.LineagePage)
def canvas_lineage(
    request: SignedInRequest, canvas_id: UUID, before: str | None = None, take: UUID | None = None
):
    """Where everything on a canvas comes from, from its origin to what was exported: its newest moments, or
    those `before` (what the last answer says as `earlier`). `take`: all that it comes from is there too."""
    row = access.canvas_for(request.user, canvas_id, may="see")
    of_take = None if take is None else access.take_for(request.user, take, may="see")
    return lineage.page_of_canvas(row, before=before, take=of_take)
