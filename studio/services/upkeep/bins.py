"""The bin: what is in it is out of view, and comes back as it was."""

from datetime import datetime

from django.utils import timezone

from studio.models import Canvas, Project, Ranking, Take
from studio.services import audit


def put_in(row: Canvas | Project | Ranking | Take) -> None:
    """A row that is in the bin already keeps the time at which it came there."""
    if row.binned_at is None:
        _record(row, "binned")
    _save(row, row.binned_at or timezone.now())


def take_out(row: Canvas | Project | Ranking | Take) -> None:
    if row.binned_at is not None:
        _record(row, "restored")
    _save(row, None)


def _record(row: Canvas | Project | Ranking | Take, what: str) -> None:
    """In the audit log; takes come and go by the hundred, and are told of by events."""
    if isinstance(row, Project):
        audit.record(f"project.{what}", project=row)
    elif isinstance(row, Canvas | Ranking):
        audit.record(f"{row._meta.model_name}.{what}", project=row.project, subject=row.name)


def _save(row: Canvas | Project | Ranking | Take, binned_at: datetime | None) -> None:
    row.binned_at = binned_at
    is_dated = isinstance(row, Canvas | Project)
    row.save(update_fields=["binned_at", "updated_at"] if is_dated else ["binned_at"])
