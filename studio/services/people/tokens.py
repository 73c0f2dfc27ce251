"""Tokens with which programs send requests as a person: made, read from a request, revoked."""

import hmac
import re
import secrets
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils import timezone

from studio import events, limits, links
from studio.errors import StudioError, invalid
from studio.models import ApiToken, User
from studio.services import audit
from studio.services.sign_in import address_of
from studio.services.upkeep.checks import require_room_for_another

BEARER = re.compile(r"Bearer +(smk_[^\s]+)", re.IGNORECASE)
"""Of an Authorization header. Other bearers are somebody else's, such as a proxy's."""
_TOKEN = re.compile(r"smk_([0-9a-f]{12})_[A-Za-z0-9_-]{43}", re.ASCII)
MAX_NAME_CHARACTERS = 80
USED_INTERVAL = timedelta(minutes=1)
"""So often at most is it written down that a token was used."""


def bearer(authorization: str) -> str:
    """The token in an Authorization header, whether it is valid or not; "" for none of the studio's."""
    found = BEARER.fullmatch(authorization.strip())
    return found[1] if found else ""


@events.atomic()
def make(*, user: User, name: str, scope: str, days: int | None) -> tuple[ApiToken, str]:
    """A new token and its secret, which is shown only here. days: until it is too old; None for never.

    Raises StudioError 422 for a name that cannot be, 409 when there are too many.
    """
    name = name.strip()
    if not 1 <= len(name) <= MAX_NAME_CHARACTERS:
        raise invalid(
            f"The name of a token must have 1 to {MAX_NAME_CHARACTERS} characters; this one has {len(name)}."
        )
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    sentence = "You can have at most {most} tokens. Revoke one that you no longer need."
    require_room_for_another(of(user).count(), limits.TOKENS_PER_PERSON, "too_many_tokens", sentence)
    key = secrets.token_hex(6)
    token = f"smk_{key}_{links.new_token()}"
    row = ApiToken.objects.create(
        key=key,
        sha256=links.sha256_of(token),
        user=user,
        name=name,
        scope=scope,
        expires_at=links.expiry(days),
    )
    audit.record("token.made", subject=name, value=scope, person=user)
    return row, token


def of(user: User) -> QuerySet[ApiToken]:
    """The tokens of a person that are not revoked, those that are too old among them, the newest first."""
    return ApiToken.objects.filter(user=user, revoked_at=None).order_by("-created_at")


@events.atomic()
def revoke(*, user: User, key: str) -> None:
    """End a token at once. Raises StudioError 404 for one that is not this person's."""
    found = ApiToken.objects.filter(user=user, key=key)
    token = found.first()
    if token is None:
        raise StudioError("not_found", 404, "There is no such token. Reload the page.")
    if found.filter(revoked_at=None).update(revoked_at=timezone.now()):
        audit.record("token.revoked", subject=token.name, person=user)


def person_of(token: str) -> User | None:
    """Whose token it is, with its scope; None for one that is unknown, revoked or too old.

    Read from the database each time, so that a revoked token is refused from the next request on.
    """
    parts = _TOKEN.fullmatch(token)
    if parts is None:
        return None
    row = ApiToken.objects.select_related("user").filter(links.in_force(), key=parts[1]).first()
    if row is None or not hmac.compare_digest(row.sha256, links.sha256_of(token)) or not row.user.is_active:
        return None
    _note_use(row)
    row.user.token_scope = row.scope
    return row.user


def sign_in(request: HttpRequest, token: str) -> User:
    """The person of a request that brings a token. Raises StudioError 401, 429 for too many wrong ones."""
    user = person_of(token)
    if user is None:
        limits.in_memory.spend(limits.WRONG_TOKENS, address_of(request))
        message = "This token is wrong, revoked or too old. Make another one on your account's page."
        raise StudioError("token_refused", 401, message)
    request.user = user
    return user


def _note_use(row: ApiToken) -> None:
    before = Q(used_at=None) | Q(used_at__lt=Now() - USED_INTERVAL)
    if row.used_at is None or timezone.now() - row.used_at > USED_INTERVAL:
        ApiToken.objects.filter(before, pk=row.pk).update(used_at=Now())
