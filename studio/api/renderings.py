"""Renderings: sound, printed scores and pictures to take away."""

from uuid import UUID

from django.http import StreamingHttpResponse
from ninja import Router
from ninja.security import django_auth

from studio import access, bodies, limits
from studio.api.requests import SignedInRequest
from studio.api.sources import chosen_source
from studio.web import exports, rendering

router = Router()


# What is taken away is only read, though the options come in a body: it is no change of a person's.
@router.post("/canvases/{canvas_id}/renderings", auth=django_auth)
def render(request: SignedInRequest, canvas_id: UUID, body: bodies.NewRendering) -> StreamingHttpResponse:
    """Lines of JSON, `{"done": 0.4, "what": "the score"}` or `{"problem": "..."}`; then
    `{"name": ..., "media_type": ..., "num_bytes": ...}` and so many bytes: the file, a zip for several."""
    row = access.canvas_for(request.user, canvas_id, may="see")
    limits.spend(limits.RENDERINGS, str(request.user.pk))
    chosen = chosen_source(
        request.user,
        row,
        take=body.take,
        generation=body.generation,
        candidate=body.candidate,
        step=body.step,
    )

    def remember(ending: str) -> None:
        exports.remember(row, request.user, chosen.origin, ending)

    return rendering.stream(chosen, body.options, on_made=remember, has_sidecars=body.has_sidecars)
