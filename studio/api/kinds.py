"""The kinds of canvas, with everything that a panel needs to offer generations of them."""

from django.http import HttpRequest
from ninja import Router

from studio import bodies
from studio.reads import kinds as known
from studio.reads.runs import speed
from studio.services.upkeep.checks import checked_card

router = Router()


@router.get("/kinds", response=list[bodies.Kind])
def kinds(request: HttpRequest):
    """Settings, checkpoints, export formats and demos of each kind."""
    return known.kinds()


@router.get("/kinds/{kind}/speed", response=bodies.Speed)
def kind_speed(request: HttpRequest, kind: str, checkpoint: str | None = None):
    """How long a step takes here with a checkpoint; without one, with the kind's default."""
    return speed.speed(checked_card(kind, checkpoint))
