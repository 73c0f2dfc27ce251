"""Engravings: the score of the music in view."""

from uuid import UUID

from django.views.decorators.gzip import gzip_page
from ninja import Router
from ninja.decorators import decorate_view
from ninja.security import django_auth

from studio import access, bodies, limits
from studio.api.requests import SignedInRequest
from studio.web import engraving

router = Router()


# A score is only read, though its grid comes in a body: it must not count against a person's changes.
@router.post("/canvases/{canvas_id}/engravings", response=bodies.Engraving, auth=django_auth)
@decorate_view(gzip_page)  # to a seventh; nothing secret is in it that its length could give away
def engrave(request: SignedInRequest, canvas_id: UUID, body: bodies.ScoreInView):
    """The grid as a score in SVG; heads and rests have ids such as `n-S-0` and `r-B-16`: voice, sixteenth."""
    row = access.canvas_for(request.user, canvas_id, may="see")
    limits.in_memory.spend(limits.ENGRAVINGS, str(request.user.pk))
    return bodies.Engraving(pages=engraving.engrave(row.kind, body))
