"""The request as routes get it: somebody is signed in (`signed_in` has seen to it)."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Header, Query

from studio import access, protocol
from studio.errors import invalid
from studio.models import User
from studio.reads.judging import blind
from studio.reads.judging.ratings import Reader


class SignedInRequest(HttpRequest):
    user: User


MAX_KEY_CHARACTERS = 80
IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key")]
"""A request that is sent again with the same key is done once."""


def checked_key(key: str | None) -> str | None:
    """An Idempotency-Key as it was sent. Raises the answer 422 for one that is empty or too long."""
    if key is not None and not 1 <= len(key) <= MAX_KEY_CHARACTERS:
        raise invalid(
            f"An Idempotency-Key has 1 to {MAX_KEY_CHARACTERS} characters; this one has {len(key)}."
        )
    return key


Number = Annotated[int, Query(ge=0, le=2**31 - 1)]
"""Where a page begins."""


def reader_of(request: SignedInRequest, role: protocol.Role) -> Reader:
    """Whose eyes takes are for: what they may rate in their role decides what they see of others' stars."""
    return Reader(request.user.username, access.role_may(role, "curate"), blind.of_request(request).takes)
