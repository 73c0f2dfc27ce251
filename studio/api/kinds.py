"""What kinds of canvas there are, with everything a panel needs to offer generations of them."""

from django.http import HttpRequest
from ninja import Router

from studio import bodies
from studio.reads import kinds as known

router = Router()


@router.get("/kinds", response=list[bodies.Kind])
def kinds(request: HttpRequest):
    """Settings, checkpoints, export formats and demos of each kind."""
    return known.kinds()
