"""Replay links: a generation to watch and scrub without an account, until the link is revoked or too old."""

from django.db.models import QuerySet

from studio import events, limits, links
from studio.models import Generation, ReplayLink, User
from studio.services import audit


@events.atomic()
def make_link(*, generation: Generation, user: User, days: int | None) -> tuple[ReplayLink, str]:
    """A new link and its token, which is shown only here: the row keeps its SHA-256.

    days: until it is too old; None for never. Raises StudioError 409 when there are too many.
    """
    Generation.objects.select_for_update(no_key=True).get(pk=generation.pk)
    links.require_room(valid_links(generation).count(), limits.REPLAY_LINKS, "A generation", "replay")
    made = links.make(ReplayLink, days=days, created_by=user, generation=generation)
    _record("link.made", generation)
    return made


@events.atomic()
def revoke(*, generation: Generation, link: str) -> None:
    """End a link at once. Raises StudioError 404 for one that is not of this generation."""
    if links.revoke(ReplayLink.objects.filter(generation=generation), link, "replay"):
        _record("link.revoked", generation)


def valid_links(generation: Generation) -> QuerySet[ReplayLink]:
    """Links of a generation that are neither revoked nor too old, the newest first."""
    return ReplayLink.objects.filter(links.in_force(), generation=generation).order_by("-created_at")


def _record(what: str, generation: Generation) -> None:
    canvas = generation.canvas
    subject = f"generation {generation.number} of {canvas.name}, to watch"
    audit.record(what, project=canvas.project, subject=subject)
