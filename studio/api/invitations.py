"""Invitation links of a project, and what a person with a link sees."""

from typing import cast
from uuid import UUID

from ninja import Router, Status

from studio import access, bodies, limits, protocol
from studio.api.requests import SignedInRequest
from studio.models import InvitationLink
from studio.reads import selectors
from studio.reads.rows import person, said_of
from studio.services import invitations

router = Router()


def _link(row: InvitationLink, url: str = "") -> bodies.InvitationLink:
    return said_of(
        row,
        bodies.InvitationLink,
        url=url,
        created_by=person(row.created_by),
        num_members=row.members.count(),
    )


@router.get("/projects/{project_id}/invitation-links", response=list[bodies.InvitationLink])
def links(request: SignedInRequest, project_id: UUID):
    """The active links. Their addresses are shown only when they are made."""
    row = access.project_for(request.user, project_id, may="own")
    found = invitations.valid_links(row).select_related("created_by")
    return [_link(link) for link in found]


@router.post("/projects/{project_id}/invitation-links", response={201: bodies.InvitationLink})
def make_link(request: SignedInRequest, project_id: UUID, body: bodies.NewInvitationLink):
    """A link by which anybody with an account becomes a member in this role."""
    row = access.project_for(request.user, project_id, may="own")
    link, token = invitations.make_link(project=row, user=request.user, role=body.role, days=body.days)
    return Status(201, _link(link, request.build_absolute_uri(f"/join/{token}")))


@router.delete("/projects/{project_id}/invitation-links/{invitation_id}", response=bodies.Revoked)
def revoke(request: SignedInRequest, project_id: UUID, invitation_id: str):
    """End a link at once and remove the people who joined with it; their open sockets close."""
    row = access.project_for(request.user, project_id, may="own")
    return bodies.Revoked(num_removed=invitations.revoke(project=row, link=invitation_id))


@router.get("/invitations/{token}", response=bodies.Invitation)
def invitation(request: SignedInRequest, token: str):
    """What a link invites to."""
    limits.spend(limits.INVITATIONS, str(request.user.pk))
    row = access.invited(token)
    return bodies.Invitation(
        project=row.project_id,
        name=row.project.name,
        role=cast(protocol.Role, row.role),
        created_by=person(row.created_by),
        own_role=access.role_of(request.user, row.project_id),
    )


@router.post("/invitations/{token}", response=protocol.Project)
def accept(request: SignedInRequest, token: str):
    """Become a member; nothing changes for who is one in the same or a higher role."""
    limits.spend(limits.INVITATIONS, str(request.user.pk))
    project = invitations.accept(invitation=access.invited(token), user=request.user)
    return selectors.project(project, access.role_of(request.user, project.pk) or "viewer")
