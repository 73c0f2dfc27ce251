"""The history of a canvas, moments of it that have a name, and what happened while somebody was away."""

import base64
from typing import Annotated
from uuid import UUID

from ninja import Query, Router, Status

from studio import access, bodies, protocol
from studio.api.requests import SignedInRequest
from studio.reads import history
from studio.services import canvases
from studio.services.collection import versions
from studio.services.people import visits

router = Router()

Until = Annotated[int | None, Query(ge=1, le=2**62)]


@router.get("/canvases/{canvas_id}/history", response=bodies.History)
def canvas_history(request: SignedInRequest, canvas_id: UUID, until: Until = None):
    """Every edit after a snapshot of the document. until: the `seq` of a page, for the one before it."""
    row = access.canvas_for(request.user, canvas_id, may="see")
    return history.page(row.pk, until=until)


@router.post("/canvases/{canvas_id}/versions", response={201: protocol.Version})
def add_version(request: SignedInRequest, canvas_id: UUID, body: bodies.NewVersion):
    """Give a moment of the history a name, by default the newest."""
    row = access.canvas_for(request.user, canvas_id, may="edit")
    canvases.require_live(row)
    added = versions.add(canvas=row, user=request.user, name=body.name, seq=body.seq)
    return Status(201, history.version(added))


@router.get("/versions/{version_id}", response=bodies.VersionContent)
def version_content(request: SignedInRequest, version_id: UUID):
    """The document of a version."""
    row = access.version_for(request.user, version_id, may="see")
    return bodies.VersionContent(update=base64.b64encode(bytes(row.update)).decode())


@router.patch("/versions/{version_id}", response=protocol.Version)
def change_version(request: SignedInRequest, version_id: UUID, body: bodies.VersionChange):
    row = access.version_for(request.user, version_id, may="edit")
    return history.version(versions.rename(version=row, name=body.name))


@router.delete("/versions/{version_id}", response={204: None})
def delete_version(request: SignedInRequest, version_id: UUID):
    """Forget the name; the moment stays in the history as long as that goes back."""
    row = access.version_for(request.user, version_id, may="edit")
    versions.delete(version=row)
    return Status(204, None)


@router.post("/canvases/{canvas_id}/visits", response=bodies.Visited)
def visit(request: SignedInRequest, canvas_id: UUID):
    """Report that this person has arrived or is leaving; returns what others did since the last visit."""
    row = access.canvas_for(request.user, canvas_id, may="see")
    return bodies.Visited(since=visits.note(canvas=row, user=request.user))
