"""Writes to the audit log: each in the transaction of the change that it tells of."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from studio.models import AuditEntry, Project, User

SENTENCES = {
    "project.made": "made the project",
    "project.renamed": "renamed the project {subject} to {value}",
    "project.provenance": "switched the provenance of files {value}",
    "project.binned": "put the project in the bin",
    "project.restored": "restored the project from the bin",
    "project.imported": "made the project from an archive",
    "project.joined": "imported the archive of {subject} into the project",
    "project.deleted": "deleted the project for good",
    "canvas.binned": "put the canvas {subject} in the bin",
    "canvas.restored": "restored the canvas {subject} from the bin",
    "canvas.deleted": "deleted the canvas {subject} for good",
    "ranking.binned": "put the ranking {subject} in the bin",
    "ranking.restored": "restored the ranking {subject} from the bin",
    "ranking.opened": "opened the ranking {subject} to everybody",
    "campaign.begun": "began the campaign {subject}",
    "campaign.judges": "chose other judges for the campaign {subject}",
    "campaign.closed": "closed the campaign {subject}",
    "campaign.set_aside": "set {value} aside in the campaign {subject}",
    "campaign.taken_in": "took {value} in again in the campaign {subject}",
    "campaign.binned": "put the campaign {subject} in the bin",
    "campaign.restored": "restored the campaign {subject} from the bin",
    "listening_test.binned": "put the listening test {subject} in the bin",
    "listening_test.restored": "restored the listening test {subject} from the bin",
    "member.added": "added {subject} as {value}",
    "member.joined": "joined by a link as {value}",
    "member.role": "made {subject} {value}",
    "member.removed": "removed {subject}, who was {value}",
    "member.left": "left the project",
    "link.made": "made a link: {subject}",
    "link.revoked": "revoked a link: {subject}",
    "webhook.made": "made a webhook to {subject}",
    "webhook.switched": "switched the webhook to {subject} {value}",
    "webhook.deleted": "deleted the webhook to {subject}",
    "account.made": "made an account",
    "account.password": "set another password",
    "account.step_added": "set up a second step: {subject}",
    "account.step_removed": "removed a second step: {subject}",
    "account.linked": "may sign in by {subject}",
    "account.unlinked": "signs in no longer by {subject}",
    "account.address": "confirmed an address",
    "account.rights": "has the rights of {subject}",
    "account.deleted": "deleted an account",
    "token.made": "made the token {subject} with the scope {value}",
    "token.revoked": "revoked the token {subject}",
}
"""How an entry reads behind the name of who did it."""
THE_STUDIO = "The studio"
"""Who did what no person did: a chore, or a command of the operator."""

_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


@contextmanager
def during(request: HttpRequest) -> Iterator[None]:
    """While a request is answered, what is recorded was done by its person."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


def record(
    what: str,
    *,
    project: Project | None = None,
    subject: str = "",
    value: str = "",
    person: User | None = None,
) -> None:
    """Write one entry. person: who did it, where that is not who sends the request. Raises RuntimeError
    outside of a transaction, and KeyError for what SENTENCES does not have."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("expected the transaction of the change that the audit log tells of")
    if what not in SENTENCES:
        raise KeyError(what)
    person = person or _acting()
    AuditEntry.objects.create(
        what=what,
        subject=subject[:200],
        value=value[:120],
        project=None if project is None else project.pk,
        project_name="" if project is None else project.name,
        person=person,
        person_name="" if person is None else person.username,
    )


def of_project(project: Project) -> QuerySet[AuditEntry]:
    """What was done in a project, the newest first."""
    return AuditEntry.objects.filter(project=project.pk).order_by("-pk")


def sentence(entry: AuditEntry) -> str:
    """An entry without its person, such as "made ben an editor"; what a later release wrote is named as it
    is."""
    said = SENTENCES.get(entry.what, entry.what.replace(".", " "))
    return said.format(subject=entry.subject, value=entry.value)


def name_of(entry: AuditEntry) -> str:
    """Who did it, as an entry says it."""
    return entry.person_name or THE_STUDIO


def replace_name(user: User, pseudonym: str) -> None:
    """Somebody has left: no entry says their name any more."""
    AuditEntry.objects.filter(person=user).update(person_name=pseudonym)
    AuditEntry.objects.filter(what__startswith="member.", subject=user.username).update(subject=pseudonym)


def _acting() -> User | None:
    user = getattr(_request.get(), "user", None)
    return user if isinstance(user, User) else None
