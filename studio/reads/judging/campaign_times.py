"""Whether a campaign is over: closed by hand, or past its deadline."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from studio.models import Campaign

Rows = TypeVar("Rows", bound=Model)


def is_over(row: Campaign) -> bool:
    return row.closed_at is not None or (row.deadline is not None and row.deadline <= timezone.now())


def going_on(rows: QuerySet[Rows], path: str = "") -> QuerySet[Rows]:
    """Those of the rows whose campaign, joined by `path`, is not over."""
    no_deadline = Q(**{f"{path}deadline": None}) | Q(**{f"{path}deadline__gt": timezone.now()})
    return rows.filter(no_deadline, **{f"{path}closed_at": None})
