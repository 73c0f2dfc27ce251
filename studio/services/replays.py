"""Replay links: a generation to watch and scrub without an account, until the link is revoked or too old."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from studio import limits
from studio.errors import StudioError, not_found
from studio.models import Generation, ReplayLink, User


@transaction.atomic
def make_link(*, generation: Generation, user: User, days: int | None) -> tuple[ReplayLink, str]:
    """A new link, and its token, which is told only here: the row keeps its SHA-256.

    days: until it is too old; None for never. Raises StudioError 409 when there are too many.
    """
    Generation.objects.select_for_update().get(pk=generation.pk)
    if valid_links(generation).count() >= limits.REPLAY_LINKS:
        most = limits.REPLAY_LINKS
        message = f"A generation has at most {most} replay links. Revoke one that is no longer needed."
        raise StudioError("too_many_links", 409, message)
    token = secrets.token_urlsafe(32)
    expires_at = None if days is None else timezone.now() + timedelta(days=days)
    link = ReplayLink.objects.create(
        token_sha256=sha256_of(token), generation=generation, created_by=user, expires_at=expires_at
    )
    return link, token


def revoke(*, generation: Generation, link: str) -> None:
    """End a link at once. Raises StudioError 404 for one that is not of this generation."""
    links = ReplayLink.objects.filter(generation=generation, pk=link)
    if not links.exists():
        raise not_found("replay link")
    links.filter(revoked_at=None).update(revoked_at=timezone.now())


def valid_links(generation: Generation | None = None) -> QuerySet[ReplayLink]:
    """Links that are neither revoked nor too old, the newest first."""
    links = ReplayLink.objects.filter(revoked_at=None)
    if generation is not None:
        links = links.filter(generation=generation)
    in_time = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return links.filter(in_time).order_by("-created_at")


def sha256_of(token: str) -> str:
    """How a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()
