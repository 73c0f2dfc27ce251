"""The request as routes get it: somebody is signed in (`signed_in` has seen to it)."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query

from studio.models import User


class SignedInRequest(HttpRequest):
    user: User


Number = Annotated[int, Query(ge=0, le=2**31 - 1)]
"""Where a page begins."""
