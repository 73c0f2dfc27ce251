"""Links with a secret: the token is shown once, the row keeps its SHA-256."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from studio.errors import StudioError, not_found


def new_token() -> str:
    """A secret for an address, 43 characters."""
    return secrets.token_urlsafe(32)


def sha256_of(token: str) -> str:
    """How a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def expiry(days: int | None) -> datetime | None:
    """When a link made now is too old; None for never."""
    return None if days is None else timezone.now() + timedelta(days=days)


def in_force() -> Q:
    """Condition of rows with `revoked_at` and `expires_at` that are neither revoked nor expired."""
    return Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


def require_room(num_links: int, most: int, owner: str, kind: str) -> None:
    """Raise StudioError 409 where `owner` ("A project") has as many links of a kind as it can have."""
    if num_links >= most:
        message = f"{owner} can have at most {most} {kind} links. Revoke one that you no longer need."
        raise StudioError("too_many_links", 409, message)


def make(model: type[Any], *, days: int | None, **about: Any) -> tuple[Any, str]:
    """A new link of this sort and its token, which is shown only here: the row keeps its SHA-256.

    days: until it is too old; None for never. about: who makes it, and what it leads to.
    """
    token = new_token()
    row = model.objects.create(token_sha256=sha256_of(token), expires_at=expiry(days), **about)
    return row, token


def revoke(links: QuerySet[Any], pk: str, kind: str) -> bool:
    """End one of these links at once; whether it was in force until now, or had only expired. Raises
    StudioError 404 where it is not among them."""
    found = links.filter(pk=pk)
    if not found.exists():
        raise not_found(f"{kind} link")
    return found.filter(revoked_at=None).update(revoked_at=timezone.now()) > 0


def link_over() -> StudioError:
    """The answer to a link that leads nowhere, whatever the reason: it must not tell what there was."""
    message = "This link was revoked, has expired, or belongs to another studio. Ask for a new one."
    return StudioError("link_over", 404, message)
