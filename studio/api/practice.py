"""Practice links of a canvas, and what a singer with a link but no account sees and hears."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from ninja import Router, Status
from ninja.decorators import decorate_view

from studio import access, addresses, bodies, limits
from studio.api.requests import SignedInRequest
from studio.documents import store
from studio.models import Canvas, PracticeLink
from studio.reads.rows import person, said_of
from studio.services import practice
from studio.services.sign_in import address_of
from studio.web import engraving

router = Router()


def _link(row: PracticeLink, url: str = "") -> bodies.PracticeLink:
    return said_of(row, bodies.PracticeLink, url=url, created_by=person(row.created_by))


@router.get("/canvases/{canvas_id}/practice-links", response=list[bodies.PracticeLink])
def links(request: SignedInRequest, canvas_id: UUID):
    """The active links. Their addresses are shown only when they are made."""
    row = access.canvas_for(request.user, canvas_id, may="see")
    return [_link(link) for link in practice.valid_links(row).select_related("created_by")]


@router.post("/canvases/{canvas_id}/practice-links", response={201: bodies.PracticeLink})
def make_link(request: SignedInRequest, canvas_id: UUID, body: bodies.NewPracticeLink):
    """A link by which anybody may practise this canvas as it is at the time, and nothing else, without an
    account."""
    row = access.canvas_for(request.user, canvas_id, may="edit")
    link, token = practice.make_link(canvas=row, user=request.user, days=body.days)
    return Status(201, _link(link, addresses.link(request, f"practice/{token}")))


@router.delete("/canvases/{canvas_id}/practice-links/{practice_link_id}", response={204: None})
def revoke(request: SignedInRequest, canvas_id: UUID, practice_link_id: str):
    """End a link at once."""
    row = access.canvas_for(request.user, canvas_id, may="edit")
    practice.revoke(canvas=row, link=practice_link_id)
    return Status(204, None)


def _practised(request: HttpRequest, response: HttpResponse, token: str) -> Canvas:
    response["X-Robots-Tag"] = "noindex, nofollow"
    limits.spend(limits.PRACTICE, address_of(request))
    return access.canvas_by_link(token)


@router.get("/practice/{token}", auth=None, response=bodies.Practice)
def practised(request: HttpRequest, response: HttpResponse, token: str):
    """The canvas of a link as it is now, without the names of people."""
    row = _practised(request, response, token)
    return bodies.Practice(kind=row.kind, content=store.project_to_cells(row)["content"])


@router.get("/practice/{token}/part", auth=None, response=bodies.Engraving)
@decorate_view(gzip_page)
def part(request: HttpRequest, response: HttpResponse, token: str, view: str):
    """One voice, which the view names ("alto"), as one line of music in SVG."""
    row = _practised(request, response, token)
    content = store.project_to_cells(row)["content"]
    return bodies.Engraving(pages=engraving.engrave_part(row.kind, content, view))
