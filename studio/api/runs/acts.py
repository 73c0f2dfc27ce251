"""Acts: what people do to a running generation, in force from its next step."""

from uuid import UUID

from ninja import Router, Status

from studio import access, bodies, protocol
from studio.api.requests import SignedInRequest
from studio.reads import selectors
from studio.services.runs import acts

router = Router()


@router.get("/generations/{generation_id}/acts", response=list[protocol.Act])
def of_generation(request: SignedInRequest, generation_id: UUID):
    """The record of what people did to it, by number."""
    return selectors.acts(access.generation_for(request.user, generation_id, may="see").pk)


@router.post("/generations/{generation_id}/acts", response={201: protocol.Act})
def add(request: SignedInRequest, generation_id: UUID, body: bodies.NewAct):
    """Change cells or settings from the next step on; the step is known once a worker has taken it up."""
    row = access.generation_for(request.user, generation_id, may="edit")
    act = acts.add(generation=row, user=request.user, change=body)
    return Status(201, selectors.act(act))
