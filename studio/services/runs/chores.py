"""Claims of grades and looks, the work of workers besides runs, so that one worker does each.

A claim is a row that expires; its holder renews it by claiming again. The rows say what waits (a
generation without grades, a look without an answer), so a lost claim costs time only.
"""

from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import DateTimeField, Exists, ExpressionWrapper, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from studio.models import Claim

CLAIM_S = 15.0
RENEW_INTERVAL_S = 3.0
GIVEN_UP_FOR_S = 365 * 24 * 3600.0
MOST_TRIES = 3

Row = TypeVar("Row", bound=Model)
ANY_CHECKPOINT: frozenset[str] = frozenset()
"""In place of names of checkpoints: the worker takes work for all of them."""


def of(checkpoints: frozenset[str], field: str = "checkpoint") -> Q:
    """Condition of the work that a worker of these checkpoints takes. field: the name of the checkpoint."""
    return Q(**{f"{field}__in": checkpoints}) if checkpoints else Q()


def take_up(rows: QuerySet[Row], worker: str) -> Row | None:
    """Claim the first of the rows that wait; None where nothing does, or others were quicker."""
    taken = Claim.objects.filter(subject=OuterRef("pk"), until__gt=Now()).exclude(worker=worker)
    for _ in range(MOST_TRIES):
        row = rows.exclude(Exists(taken)).first()
        if row is None:
            return None
        if claim(row.pk, worker):
            still_waits = rows.filter(pk=row.pk).first()
            if still_waits is not None:
                return still_waits
            forget(row.pk)
    return None


def claim(subject: UUID, worker: str) -> bool:
    """Claim or renew; False while another worker has it."""
    until = _in(CLAIM_S)
    is_free = Q(worker=worker) | Q(until__lte=Now())
    if Claim.objects.filter(is_free, subject=subject).update(worker=worker, until=until):
        return True
    new = Claim(subject=subject, worker=worker, until=until)
    Claim.objects.bulk_create([new], ignore_conflicts=True)
    return Claim.objects.filter(subject=subject, worker=worker).exists()


def give_up(subject: UUID, worker: str) -> None:
    """Mark work as impossible, as this worker has found, so that nobody tries it again."""
    Claim.objects.filter(subject=subject, worker=worker).update(worker="", until=_in(GIVEN_UP_FOR_S))


def forget(subject: UUID) -> None:
    """Delete the claim of work that is done."""
    Claim.objects.filter(subject=subject).delete()


def forget_all_of(worker: str) -> None:
    """Delete the claims of a dead worker, so that others can take up its chores at once."""
    Claim.objects.filter(worker=worker).delete()


def _in(seconds: float) -> ExpressionWrapper:
    return ExpressionWrapper(Now() + timedelta(seconds=seconds), output_field=DateTimeField())
