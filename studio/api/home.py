"""The first page: canvases of late, and what one press begins."""

from ninja import Router, Status

from studio import access, bodies, limits
from studio.api.requests import SignedInRequest
from studio.demos import starts
from studio.reads import recent

router = Router()


@router.get("/recent", response=list[bodies.RecentCanvas])
def recent_canvases(request: SignedInRequest, search: str = ""):
    """The canvases of your projects that changed last.

    search: only those that have all of these words in their name or their project's."""
    return recent.canvases(request.user, search[: limits.SEARCH_CHARACTERS])


@router.post("/starts/{start}", response={201: bodies.Started})
def begin(request: SignedInRequest, start: bodies.Start):
    """Begin something at once, in a project of yours: a tune, a sentence, a pair to judge."""
    access.require_scope(request.user, "edit")
    return Status(201, starts.begin(start, request.user))
