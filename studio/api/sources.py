"""The source of a file that is made from a canvas: itself, a take of it, or a candidate at a step."""

from uuid import UUID

from studio import access
from studio.models import Canvas, User
from studio.web import exports


def chosen_source(
    user: User,
    canvas: Canvas,
    *,
    take: UUID | None,
    generation: UUID | None,
    candidate: int,
    step: int | None,
) -> exports.Chosen:
    """A take before a candidate (step: the newest when None) before the canvas. Raises StudioError 404 for
    what is not of this canvas or not for this person."""
    if take is not None:
        return exports.of_take(canvas, access.take_for(user, take, may="see"))
    if generation is not None:
        found = access.generation_for(user, generation, may="see")
        return exports.of_candidate(canvas, found, candidate, step)
    return exports.of_canvas(canvas)
