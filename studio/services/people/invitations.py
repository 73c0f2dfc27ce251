"""Invitation links: anyone with the link and an account can join, until it is revoked or expires."""

from django.db.models import QuerySet
from django.utils import timezone

from studio import access, events, limits, links
from studio.errors import StudioError, invalid, not_found
from studio.models import Canvas, InvitationLink, Member, Project, Removal, Role, User
from studio.services import audit, projects


@events.atomic()
def make_link(
    *, project: Project, user: User, role: str, days: int | None, canvas: Canvas | None = None
) -> tuple[InvitationLink, str]:
    """A new link and its token, which is shown only here: the row keeps its SHA-256.

    days: until it is too old; None for never. canvas: of the project; where the link leads. Raises
    StudioError 422 for the role of an owner, 409 when there are too many.
    """
    if role == Role.OWNER:
        raise invalid("A link cannot make an owner. Invite the person as editor, then change the role.")
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    projects.require_live(project)
    links.require_room(valid_links(project).count(), limits.INVITATION_LINKS, "A project", "invitation")
    made = links.make(InvitationLink, days=days, created_by=user, project=project, canvas=canvas, role=role)
    audit.record("link.made", project=project, subject=f"to join as {role}")
    return made


@events.atomic()
def accept(*, invitation: InvitationLink, user: User) -> Project:
    """Make a person a member. A person who joined by another link gets the higher role of both; one added by
    name keeps theirs. Raises StudioError 404 for a link that has been revoked meanwhile, 409 where the
    project is full."""
    project = Project.objects.select_for_update(no_key=True).get(pk=invitation.project_id)
    if not valid_links(project).filter(pk=invitation.pk).exists():
        raise links.link_over()
    member = Member.objects.filter(project=project, user=user).first()
    if member is None:
        removed = Removal.objects.filter(project=project, user=user)
        if removed.filter(removed_at__gt=invitation.created_at).exists():
            raise StudioError(
                "removed",
                403,
                "An owner took you out of this project after this link was made. Ask to be added by name.",
            )
        projects.require_room_for_member(project)
        removed.delete()
        Member.objects.create(project=project, user=user, role=invitation.role, invitation=invitation)
    elif member.invitation_id is not None and _is_higher(invitation.role, member.role):
        member.role, member.invitation = invitation.role, invitation
        member.save(update_fields=["role", "invitation"])
        events.recheck(project_id=project.pk, user_id=user.pk)
    else:
        return project
    audit.record("member.joined", project=project, value=invitation.role, person=user)
    projects.announce_members(project)
    return project


@events.atomic()
def revoke(*, project: Project, link: str) -> int:
    """End a link at once and remove the people who joined with it; returns how many. Their open sockets
    close.

    Raises StudioError 404 for a link that is not of this project.
    """
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    found = InvitationLink.objects.filter(project=project, pk=link).first()
    if found is None:
        raise not_found("invitation link")
    if found.revoked_at is None:
        found.revoked_at = timezone.now()
        found.save(update_fields=["revoked_at"])
        audit.record("link.revoked", project=project, subject=f"to join as {found.role}")
    came = Member.objects.filter(project=project, invitation=found)
    people = list(came.select_related("user"))
    came.delete()
    for member in people:
        events.recheck(project_id=project.pk, user_id=member.user_id)
        audit.record("member.removed", project=project, subject=member.user.username, value=member.role)
    if people:
        projects.announce_members(project)
    return len(people)


def valid_links(project: Project) -> QuerySet[InvitationLink]:
    """Links of a project that are neither revoked nor too old, the newest first."""
    return InvitationLink.objects.filter(links.in_force(), project=project).order_by("-created_at")


def _is_higher(role: str, other: str) -> bool:
    return access.ROLES.index(role) > access.ROLES.index(other)
