"""Practice links: a canvas to sing from without an account, until the link is revoked or too old."""

from django.db.models import QuerySet

from studio import events, limits, links
from studio.errors import StudioError
from studio.models import Canvas, PracticeLink, User
from studio.services import audit
from sunmask.kinds import registry


@events.atomic()
def make_link(*, canvas: Canvas, user: User, days: int | None) -> tuple[PracticeLink, str]:
    """A new link and its token, which is shown only here: the row keeps its SHA-256.

    days: until it is too old; None for never. Raises StudioError 409 when there are too many, and 422 for a
    canvas that nobody sings from.
    """
    if not registry.codec(canvas.kind).is_engraved:
        raise StudioError(
            "not_engraved", 422, "A canvas of this kind has no score. Only music can be practised."
        )
    Canvas.objects.select_for_update(no_key=True).get(pk=canvas.pk)
    links.require_room(valid_links(canvas).count(), limits.PRACTICE_LINKS, "A canvas", "practice")
    made = links.make(PracticeLink, days=days, created_by=user, canvas=canvas)
    audit.record("link.made", project=canvas.project, subject=f"{canvas.name}, to practise")
    return made


@events.atomic()
def revoke(*, canvas: Canvas, link: str) -> None:
    """End a link at once. Raises StudioError 404 for one that is not of this canvas."""
    if links.revoke(PracticeLink.objects.filter(canvas=canvas), link, "practice"):
        audit.record("link.revoked", project=canvas.project, subject=f"{canvas.name}, to practise")


def valid_links(canvas: Canvas) -> QuerySet[PracticeLink]:
    """Links of a canvas that are neither revoked nor too old, the newest first."""
    return PracticeLink.objects.filter(links.in_force(), canvas=canvas).order_by("-created_at")
