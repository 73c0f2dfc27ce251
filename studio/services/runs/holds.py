"""What operators ask of workers: to take up nothing more, or also to give back what they have."""

import logging

from django.conf import settings

from studio.models import Hold
from studio.ops.bell import call_workers

logger = logging.getLogger(__name__)

EVERYBODY = ""
"""In place of a worker's name."""


def put(worker: str, *, gives_back: bool) -> None:
    """Hold a worker, or EVERYBODY, until `lift`."""
    Hold.objects.update_or_create(worker=worker, defaults={"gives_back": gives_back})
    logger.warning("%s is held by an operator, gives back: %s", worker or "every worker", gives_back)
    if settings.REDIS_URL:
        call_workers()


def lift(worker: str) -> None:
    """Let a worker, or EVERYBODY, take up runs again."""
    Hold.objects.filter(worker=worker).delete()
    logger.warning("%s is held no more", worker or "every worker")
    if settings.REDIS_URL:
        call_workers()


def of(worker: str) -> Hold | None:
    """The hold that a worker keeps to; None where nothing holds it."""
    return Hold.objects.filter(worker__in=(EVERYBODY, worker)).order_by("-gives_back").first()


def all_of_them() -> dict[str, Hold]:
    """The holds by worker."""
    return Hold.objects.in_bulk()


def forget_others(workers: set[str]) -> None:
    """Forget the holds of workers that are gone: their names never come again."""
    Hold.objects.exclude(worker__in=workers | {EVERYBODY}).delete()
