"""The request as routes get it: somebody is signed in (`signed_in` has seen to it)."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from studio import access
from studio.models import User
from studio.reads.ratings import Reader


class SignedInRequest(HttpRequest):
    user: User


Number = Annotated[int, Query(ge=0, le=2**31 - 1)]
"""Where a page begins."""


def reader_of(request: SignedInRequest, project_id: UUID) -> Reader:
    """Whose eyes takes are for: what they may rate decides what they see of others' stars."""
    role = access.role_of(request.user, project_id)
    return Reader(request.user.username, role is not None and access.role_may(role, "curate"))
