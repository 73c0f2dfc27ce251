"""Invitation links of a project, and what a person with a link sees."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from studio import access, addresses, bodies, limits, protocol
from studio.api.requests import SignedInRequest
from studio.documents import store
from studio.errors import not_found
from studio.models import Canvas, InvitationLink, Project, User
from studio.reads import selectors
from studio.reads.rows import person, said_of
from studio.services.people import invitations
from studio.services.sign_in import address_of
from sunmask.kinds import kinds

router = Router()

MOST_COLUMNS = 128
"""Columns of a canvas in the picture of a link's page: a chorale's first eight bars of 4/4, a text's first
lines."""


def _link(row: InvitationLink, url: str = "") -> bodies.InvitationLink:
    return said_of(
        row,
        bodies.InvitationLink,
        url=url,
        created_by=person(row.created_by),
        num_members=len(row.members.all()),
    )


@router.get("/projects/{project_id}/invitation-links", response=list[bodies.InvitationLink])
def links(request: SignedInRequest, project_id: UUID):
    """The active links. Their addresses are shown only when they are made."""
    row = access.project_for(request.user, project_id, may="own")
    found = invitations.valid_links(row).select_related("created_by").prefetch_related("members")
    return [_link(link) for link in found]


@router.post("/projects/{project_id}/invitation-links", response={201: bodies.InvitationLink})
def make_link(request: SignedInRequest, project_id: UUID, body: bodies.NewInvitationLink):
    """A link by which anybody with an account becomes a member in this role. Its page tells whoever has it
    the name of the project, and the name and the beginning of the canvas that it leads to."""
    row = access.project_for(request.user, project_id, may="own")
    canvas = None if body.canvas is None else canvas_of(row, request.user, body.canvas)
    link, token = invitations.make_link(
        project=row, user=request.user, role=body.role, days=body.days, canvas=canvas
    )
    return Status(201, _link(link, addresses.link(request, f"join/{token}")))


def canvas_of(project: Project, user: User, canvas_id: UUID) -> Canvas:
    canvas = access.canvas_for(user, canvas_id, may="own")
    if canvas.project_id != project.pk:
        raise not_found("canvas")
    return canvas


@router.delete("/projects/{project_id}/invitation-links/{invitation_id}", response=bodies.Revoked)
def revoke(request: SignedInRequest, project_id: UUID, invitation_id: str):
    """End a link at once and remove the people who joined with it; their open sockets close."""
    row = access.project_for(request.user, project_id, may="own")
    return bodies.Revoked(num_removed=invitations.revoke(project=row, link=invitation_id))


@router.get("/invitations/{token}", auth=None, response=bodies.Invitation)
def invitation(request: SignedInRequest, response: HttpResponse, token: str):
    """Who invites, to what and as what: for anybody who has the link, before they sign in."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    limits.spend(limits.INVITATIONS, _visitor(request))
    link = access.invitation_by_link(token)
    return bodies.Invitation(
        project=link.project_id,
        name=link.project.name,
        canvas=_invited_canvas(link.canvas),
        role=cast(protocol.Role, link.role),
        created_by=person(link.created_by),
        own_role=access.role_of(request.user, link.project_id),
    )


def _invited_canvas(canvas: Canvas | None) -> bodies.InvitedCanvas | None:
    """Its name and how it begins, if it is not in the bin."""
    if canvas is None or canvas.binned_at is not None:
        return None
    content = store.beginning(canvas, MOST_COLUMNS) if canvas.kind in kinds() else {}
    return bodies.InvitedCanvas(id=canvas.pk, kind=canvas.kind, name=canvas.name, content=content)


def _visitor(request: HttpRequest) -> str:
    """By whom visits are counted: people who are signed in each for themselves."""
    return str(request.user.pk) if request.user.is_authenticated else address_of(request)


@router.post("/invitations/{token}", response=protocol.Project)
def accept(request: SignedInRequest, token: str):
    """Become a member; nothing changes for who is one in the same or a higher role."""
    access.require_scope(request.user, "edit")
    limits.spend(limits.INVITATIONS, str(request.user.pk))
    project = invitations.accept(invitation=access.invitation_by_link(token), user=request.user)
    return selectors.project(project, access.role_of(request.user, project.pk) or "viewer")
