"""Replay links of a generation, and what a person with a link but no account sees."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from studio import access, addresses, bodies, limits, protocol
from studio.api.requests import SignedInRequest
from studio.models import Generation, ReplayLink
from studio.reads import selectors
from studio.reads.rows import person, said_of
from studio.services.collection import replays
from studio.services.sign_in import address_of

router = Router()


def _link(row: ReplayLink, url: str = "") -> bodies.ReplayLink:
    return said_of(row, bodies.ReplayLink, url=url, created_by=person(row.created_by))


@router.get("/generations/{generation_id}/replay-links", response=list[bodies.ReplayLink])
def links(request: SignedInRequest, generation_id: UUID):
    """The active links. Their addresses are shown only when they are made."""
    row = access.generation_for(request.user, generation_id, may="see")
    return [_link(link) for link in replays.valid_links(row).select_related("created_by")]


@router.post("/generations/{generation_id}/replay-links", response={201: bodies.ReplayLink})
def make_link(request: SignedInRequest, generation_id: UUID, body: bodies.NewReplayLink):
    """A link by which anybody may watch this generation, and nothing else, without an account."""
    row = access.generation_for(request.user, generation_id, may="edit")
    link, token = replays.make_link(generation=row, user=request.user, days=body.days)
    return Status(201, _link(link, addresses.link(request, f"replay/{token}")))


@router.delete("/generations/{generation_id}/replay-links/{link_id}", response={204: None})
def revoke(request: SignedInRequest, generation_id: UUID, link_id: str):
    """End a link at once."""
    row = access.generation_for(request.user, generation_id, may="edit")
    replays.revoke(generation=row, link=link_id)
    return Status(204, None)


def _replayed(request: HttpRequest, response: HttpResponse, token: str) -> Generation:
    response["X-Robots-Tag"] = "noindex, nofollow"
    limits.spend(limits.REPLAYS, address_of(request))
    return access.generation_by_link(token)


@router.get("/replay/{token}", auth=None, response=bodies.Replay)
def replay(request: HttpRequest, response: HttpResponse, token: str):
    """The generation of a link, without the names of people."""
    row = _replayed(request, response, token)
    summary = selectors.generation(row.pk)
    nameless: dict[str, Any] = dict.fromkeys(("created_by", "parent", "job", "reproduces")) | {"sources": []}
    return bodies.Replay(
        kind=row.canvas.kind,
        generation=summary.model_copy(update=nameless),
        frozen=selectors.frozen(row).model_copy(update={"authors": None}),
        num_steps=row.num_steps,
    )


@router.get("/replay/{token}/frames", auth=None, response=list[protocol.Frame], exclude_none=True)
def replay_frames(request: HttpRequest, response: HttpResponse, token: str, after_step: int | None = None):
    """Its stored frames in order, at most 200 at a time; ask again after the last step to continue."""
    return selectors.frames(_replayed(request, response, token).pk, after_step=after_step)
