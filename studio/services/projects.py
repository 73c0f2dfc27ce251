"""Writes about projects and their members."""

from studio import access, events, limits, protocol
from studio.errors import StudioError, invalid
from studio.models import Member, Project, Removal, Role, User
from studio.reads import selectors
from studio.services import audit
from studio.services.upkeep import bins
from studio.services.upkeep.checks import require_room_for_another

MAX_NAME_CHARACTERS = 120


@events.atomic()
def create(*, user: User, name: str) -> Project:
    """A new project with `user` as its owner."""
    num_projects = Member.objects.filter(user=user).count()
    sentence = "You are in {num} projects, which is the limit. Leave or delete one first."
    require_room_for_another(num_projects, limits.PROJECTS_PER_PERSON, "too_many_projects", sentence)
    project = Project.objects.create(name=checked_name(name, "project"), created_by=user)
    Member.objects.create(project=project, user=user, role=Role.OWNER)
    audit.record("project.made", project=project, person=user)
    return project


@events.atomic()
def rename(*, project: Project, name: str) -> Project:
    """Give a project another name."""
    before, project.name = project.name, checked_name(name, "project")
    project.save(update_fields=["name", "updated_at"])
    audit.record("project.renamed", project=project, subject=before, value=project.name)
    return _announce(project)


@events.atomic()
def set_provenance(*, project: Project, signs_files: bool) -> None:
    """Turn the statements of authorship in exported files on or off."""
    if Project.objects.filter(pk=project.pk).exclude(signs_files=signs_files).update(signs_files=signs_files):
        audit.record("project.provenance", project=project, value="on" if signs_files else "off")


@events.atomic()
def put_in_bin(*, project: Project) -> Project:
    """Take a project out of view; `restore` brings it back with everything in it."""
    bins.put_in(project)
    return _announce(project)


@events.atomic()
def restore(*, project: Project) -> Project:
    """Bring a project back from the bin."""
    bins.take_out(project)
    return _announce(project)


@events.atomic()
def add_member(*, project: Project, name: str, role: str) -> Member:
    """Let a person in by name. Raises StudioError 404 for an unknown name, 409 for a member."""
    user = User.objects.filter(username__iexact=name.strip(), is_active=True).first()
    if user is None:
        raise StudioError(
            "no_such_person", 404, f'There is nobody with the name "{name.strip()[:40]}". Check the spelling.'
        )
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    if Member.objects.filter(project=project, user=user).exists():
        raise StudioError(
            "member_already", 409, f"{user.username} is already a member. Change the role instead."
        )
    require_room_for_member(project)
    member = Member.objects.create(project=project, user=user, role=role)
    Removal.objects.filter(project=project, user=user).delete()
    audit.record("member.added", project=project, subject=user.username, value=role)
    announce_members(project)
    return member


@events.atomic()
def set_role(*, member: Member, role: str) -> Member:
    """Give a member another role; open sockets follow at once. The last owner stays owner."""
    Project.objects.select_for_update(no_key=True).get(pk=member.project_id)
    if role != Role.OWNER:
        _require_another_owner(member)
    member.role, member.invitation = role, None
    member.save(update_fields=["role", "invitation"])
    audit.record("member.role", project=member.project, subject=member.user.username, value=role)
    events.recheck(project_id=member.project_id, user_id=member.user_id)
    announce_members(member.project)
    return member


@events.atomic()
def remove_member(*, member: Member) -> None:
    """Take a person out of a project; open sockets close."""
    Project.objects.select_for_update(no_key=True).get(pk=member.project_id)
    _require_another_owner(member)
    member.delete()
    Removal.objects.update_or_create(project=member.project, user=member.user)
    audit.record("member.removed", project=member.project, subject=member.user.username, value=member.role)
    events.recheck(project_id=member.project_id, user_id=member.user_id)
    announce_members(member.project)


def checked_name(name: str, what: str) -> str:
    """A name without blanks around it. Raises StudioError 422 for an empty or overlong one."""
    name = name.strip()
    if not 1 <= len(name) <= MAX_NAME_CHARACTERS:
        raise invalid(
            f"The name of a {what} must have 1 to {MAX_NAME_CHARACTERS} characters; this one has {len(name)}."
        )
    return name


def require_live(project: Project) -> None:
    """Raise StudioError 409 for a project in the bin."""
    if project.binned_at is not None:
        raise StudioError("in_bin", 409, "This project is in the bin. Ask an owner to restore it first.")


def require_room_for_member(project: Project) -> None:
    """Raise StudioError 409 where a project has as many members as it can have."""
    num_members = Member.objects.filter(project=project).count()
    sentence = "A project holds at most {most} members."
    require_room_for_another(num_members, limits.MEMBERS_PER_PROJECT, "too_many_members", sentence)


def announce_members(project: Project) -> None:
    """Tell who follows the project who is in it now."""
    changed = protocol.MembersChanged(members=selectors.members(project.pk))
    events.publish(changed, events.project_stream(project.pk))


def _require_another_owner(member: Member) -> None:
    others = Member.objects.filter(project=member.project_id, role=Role.OWNER).exclude(pk=member.pk)
    if access.role_may(member.role, "own") and not others.exists():
        raise StudioError(
            "last_owner",
            409,
            "A project needs an owner, and this is the last one. Make somebody else an owner first.",
        )


def _announce(project: Project) -> Project:
    changed = protocol.ProjectChanged(
        id=project.pk, name=project.name, is_in_bin=project.binned_at is not None
    )
    events.publish(changed, events.project_stream(project.pk))
    return project
