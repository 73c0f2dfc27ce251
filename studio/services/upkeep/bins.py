"""The bin: what is in it is out of view, and comes back as it was."""

from datetime import datetime

from django.utils import timezone

from studio.models import Canvas, Project, Ranking, Take


def put_in(row: Canvas | Project | Ranking | Take) -> None:
    """A row that is in the bin already keeps the time at which it came there."""
    _save(row, row.binned_at or timezone.now())


def take_out(row: Canvas | Project | Ranking | Take) -> None:
    _save(row, None)


def _save(row: Canvas | Project | Ranking | Take, binned_at: datetime | None) -> None:
    row.binned_at = binned_at
    is_dated = isinstance(row, Canvas | Project)
    row.save(update_fields=["binned_at", "updated_at"] if is_dated else ["binned_at"])
