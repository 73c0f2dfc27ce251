"""The request as routes get it: somebody is signed in (`signed_in` has seen to it)."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query

from studio import access, protocol
from studio.models import User
from studio.reads.judging import blind
from studio.reads.judging.ratings import Reader


class SignedInRequest(HttpRequest):
    user: User


Number = Annotated[int, Query(ge=0, le=2**31 - 1)]
"""Where a page begins."""


def reader_of(request: SignedInRequest, role: protocol.Role) -> Reader:
    """Whose eyes takes are for: what they may rate in their role decides what they see of others' stars."""
    return Reader(request.user.username, access.role_may(role, "curate"), blind.of_request(request).takes)
