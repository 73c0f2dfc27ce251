"""Requests that are sent again with the same key: the first one's row is the answer to all."""

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError

from studio import events
from studio.errors import StudioError
from studio.models import Canvas, Comment, Generation, Job, User

Row = TypeVar("Row", Comment, Generation, Job)


def sent_before(rows: type[Row], user: User, idempotency_key: str | None, canvas: Canvas) -> Row | None:
    """The row that this person's key has made already, if any. Raises StudioError 409 where it was made on
    another canvas."""
    if idempotency_key is None:
        return None
    first = rows.objects.filter(created_by=user, idempotency_key=idempotency_key).first()
    if first is not None and first.canvas_id != canvas.pk:
        raise StudioError(
            "key_reused",
            409,
            "This Idempotency-Key was used for another canvas. Send a new one with each request.",
        )
    return first


def once(make: Callable[[], Row], first: Callable[[], Row | None]) -> Row:
    """The row that `make` creates in a transaction of its own, or `first` if the same key came at the same
    moment and another call created it."""
    try:
        with events.atomic():
            return make()
    except IntegrityError:
        if (made := first()) is None:
            raise
        return made
