"""Looks: questions to the model about a grid as it is."""

from uuid import UUID

from ninja import Router, Status

from studio import access, bodies, protocol
from studio.api.requests import SignedInRequest
from studio.models import Generation, Take
from studio.reads import selectors
from studio.services.runs import looks

router = Router()


@router.post("/canvases/{canvas_id}/looks", response={201: protocol.Look})
def ask(request: SignedInRequest, canvas_id: UUID, body: bodies.NewLook):
    """Ask for doubt, alternatives or a grade; `look` on the project's stream tells that it is answered."""
    canvas = access.canvas_for(request.user, canvas_id, may="see")
    generation: Generation | None = None
    take: Take | None = None
    if body.generation is not None:
        generation = access.generation_for(request.user, body.generation, may="see")
    if body.take is not None:
        take = access.take_for(request.user, body.take, may="see")
    look = looks.ask(
        canvas=canvas,
        user=request.user,
        question=body.question,
        cells=body.cells,
        about=looks.Subject(generation, body.candidate, body.step, take),
    )
    return Status(201, selectors.look(look.pk))


@router.get("/looks/{look_id}", response=protocol.Look)
def look(request: SignedInRequest, look_id: UUID):
    return selectors.look(access.look_for(request.user, look_id, may="see").pk)
