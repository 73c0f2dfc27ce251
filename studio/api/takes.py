"""Takes: keep a candidate at a step; name, star, order and bin what was kept."""

from uuid import UUID

from ninja import Router, Status

from studio import access, bodies, protocol, selectors
from studio.api.requests import SignedInRequest
from studio.services import canvases, takes

router = Router()


@router.post("/generations/{generation_id}/takes", response={201: protocol.Take})
def keep(request: SignedInRequest, generation_id: UUID, body: bodies.NewTake):
    """Keep a candidate at a step; the same one again is the same take."""
    generation = access.generation_for(request.user, generation_id, may="curate")
    canvases.require_live(generation.canvas)
    take = takes.keep(
        generation=generation,
        user=request.user,
        candidate=body.candidate,
        step=body.step,
        name=body.name,
        note=body.note,
    )
    return Status(201, selectors.take(take))


@router.patch("/takes/{take_id}", response=protocol.Take)
def change_take(request: SignedInRequest, take_id: UUID, body: bodies.TakeChange):
    """Name it, star it, move it."""
    take = access.take_for(request.user, take_id, may="curate")
    changed = takes.change(take=take, name=body.name, is_starred=body.is_starred, position=body.position)
    return selectors.take(changed)


@router.post("/takes/{take_id}/bin", response=protocol.Take)
def bin_take(request: SignedInRequest, take_id: UUID):
    """Put it in the bin, from which it can be restored."""
    return selectors.take(takes.put_in_bin(take=access.take_for(request.user, take_id, may="curate")))


@router.post("/takes/{take_id}/restore", response=protocol.Take)
def restore_take(request: SignedInRequest, take_id: UUID):
    return selectors.take(takes.restore(take=access.take_for(request.user, take_id, may="curate")))
