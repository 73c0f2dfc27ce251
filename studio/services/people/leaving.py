"""Somebody deletes their account: what they made in projects of others stays, under a pseudonym.

The row of the account stays as well, without name, password or rights: rows refer to it. Of the name a hash
is left, so that nobody signs up with it and is taken for the one who left.
"""

import json
import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.db.models import Prefetch, Q

from studio import events
from studio.errors import StudioError
from studio.models import (
    ApiToken,
    Duel,
    EventRow,
    Job,
    Member,
    Project,
    Ranking,
    Removal,
    Role,
    ServedTime,
    SignInLink,
    Take,
    TakeRating,
    TakesChange,
    TakeTag,
    User,
    Visit,
)
from studio.models.names import kept_back, look_of
from studio.services import audit
from studio.services.projects import announce_members, put_in_bin
from studio.services.runs.jobs import stopped_by

NAMED = frozenset({"name", "judge", "author", "created_by", "resolved_by", "remarks_by", "by"})
"""Keys of events under which a person's name stands."""
LISTED = frozenset({"tagged_by", "removed"})
"""Keys under which names stand in lists."""
_FROM_HIGHEST = (Role.OWNER, Role.EDITOR, Role.CURATOR, Role.COMMENTER, Role.VIEWER)


@dataclass(frozen=True)
class LastOwned:
    """A project of which somebody is the last owner. heir: who becomes its owner; None where nobody else is
    in it."""

    project: Project
    heir: Member | None


def last_owned(user: User) -> list[LastOwned]:
    """The projects that would have no owner without this person, by name."""
    found = []
    owned = Project.objects.filter(memberships__user=user, memberships__role=Role.OWNER).order_by("name")
    theirs = Member.objects.exclude(user=user).select_related("user").order_by("pk")
    for project in owned.prefetch_related(Prefetch("memberships", theirs)):
        others = project.memberships.all()
        if not any(other.role == Role.OWNER for other in others):
            heir = min(others, key=lambda other: _FROM_HIGHEST.index(Role(other.role)), default=None)
            found.append(LastOwned(project, heir))
    return found


def delete_account(*, user: User, name: str, password: str) -> None:
    """Delete one's own account, see `leave`.

    name, password: typed once more. Raises StudioError 403 where they are not this person's.
    """
    if name.strip() != user.username:
        raise StudioError("wrong_name", 403, f"To delete this account, type its name: {user.username}.")
    if user.has_usable_password() and not user.check_password(password):
        raise StudioError("wrong_password", 403, "The password is wrong. Try again.")
    leave(user)


def leave(user: User) -> None:
    """Delete an account. Projects of which this person was the last owner get another one, or go to the
    bin."""
    with events.atomic():
        projects = Project.objects.filter(memberships__user=user)
        ids = [project.pk for project in projects.select_for_update(no_key=True).order_by("pk")]
        streams = [events.project_stream(pk) for pk in ids]
        audit.record("account.deleted", person=user)
        leave_projects(user)
        pseudonym = f"former-member-{secrets.token_hex(4)}"
        replace_name(user, pseudonym, ids)
        rewrite_events(user, pseudonym, streams)
        of_the_account = (ApiToken, EmailAddress, SocialAccount, Authenticator, UserSession)
        for model in (ServedTime, SignInLink, Removal, Visit, *of_the_account):
            model.objects.filter(user=user).delete()
        events.recheck(user_id=user.pk)


def leave_projects(user: User) -> None:
    for each in last_owned(user):
        if each.heir is None:
            put_in_bin(project=each.project)
        else:
            Member.objects.filter(pk=each.heir.pk).update(role=Role.OWNER, invitation=None)
            heir = each.heir.user.username
            audit.record("member.role", project=each.project, subject=heir, value=Role.OWNER)
            events.recheck(project_id=each.project.pk, user_id=each.heir.user_id)
    left = [member.project for member in Member.objects.filter(user=user).select_related("project")]
    Member.objects.filter(user=user).delete()
    for project in left:
        audit.record("member.left", project=project, person=user)
        announce_members(project)


def replace_name(user: User, pseudonym: str, projects: list[UUID]) -> None:
    """Everywhere but in events. projects: in which the person was."""
    name = user.username
    TakeRating.objects.filter(user=user).update(user_name=pseudonym)
    Duel.objects.filter(judge=user).update(judge_name=pseudonym)
    of_projects = {"take__canvas__project__in": projects}
    TakeTag.objects.filter(user_name=name, **of_projects).update(user_name=pseudonym)
    Take.objects.filter(remarks_by=name, canvas__project__in=projects).update(remarks_by=pseudonym)
    TakesChange.objects.filter(user=user).delete()
    for change in TakesChange.objects.filter(project__in=projects):
        change.before = _renamed(change.before, name, pseudonym)
        change.save(update_fields=["before"])
    for ranking in Ranking.objects.filter(duels__judge=user).distinct():
        ranking.set_aside = [pseudonym if each == name else each for each in ranking.set_aside]
        ranking.save(update_fields=["set_aside"])
    audit.replace_name(user, pseudonym)
    Job.objects.filter(note=stopped_by(name)).update(note=stopped_by(pseudonym))
    LogEntry.objects.filter(user=user).delete()
    LogEntry.objects.filter(content_type__model="user", object_id=user.pk).delete()
    nobody = User()
    nobody.set_unusable_password()  # which ends all sessions too
    User.objects.filter(pk=user.pk).update(
        username=pseudonym,
        look=kept_back(look_of(name)),
        password=nobody.password,
        email="",
        first_name="",
        last_name="",
        is_active=False,
        is_staff=False,
        is_superuser=False,
        rights_from="",
        last_login=None,
    )


def rewrite_events(user: User, pseudonym: str, streams: list[str]) -> None:
    """Events that are kept say the name too. streams: of projects; those of generations are looked through as
    well."""
    name = user.username
    spellings = {json.dumps(name, ensure_ascii=is_ascii)[1:-1] for is_ascii in (True, False)}
    says_it = Q()
    for spelling in spellings:
        says_it |= Q(payload__icontains=spelling)
    somewhere = Q(stream__in=streams) | Q(stream__startswith="generation:")
    for row in EventRow.objects.filter(somewhere & says_it).iterator(chunk_size=500):
        row.payload = _renamed(row.payload, name, pseudonym)
        row.save(update_fields=["payload"])


def _renamed(value: Any, name: str, pseudonym: str, key: str = "") -> Any:
    """The same with the pseudonym for the name, where it stands under such keys. key: that of the value."""
    match value:
        case str():
            if value == stopped_by(name):
                return stopped_by(pseudonym)
            return pseudonym if value == name and key in NAMED | LISTED else value
        case list():
            return [_renamed(each, name, pseudonym, key if key in LISTED else "") for each in value]
        case dict():
            return {
                inner: _renamed(each, name, pseudonym, key if key in LISTED else inner)
                for inner, each in value.items()
            }
    return value
