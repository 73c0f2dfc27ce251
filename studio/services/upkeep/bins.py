"""The bin: what is in it is out of view, and comes back as it was."""

from datetime import datetime

from django.utils import timezone

from studio.models import Campaign, Canvas, ListeningTest, Project, Ranking, Take
from studio.services import audit

Binned = Campaign | Canvas | ListeningTest | Project | Ranking | Take


def put_in(row: Binned) -> None:
    """A row that is in the bin already keeps the time at which it came there."""
    _lock(row)
    if row.binned_at is None:
        _record(row, "binned")
    _save(row, row.binned_at or timezone.now())


def take_out(row: Binned) -> None:
    _lock(row)
    if row.binned_at is not None:
        _record(row, "restored")
    _save(row, None)


def _lock(row: Binned) -> None:
    """Read whether it is in the bin once nobody else can change that: the same request may be at work twice,
    sent again by somebody who got no answer."""
    rows = type(row)._default_manager.select_for_update(no_key=True)
    row.binned_at = rows.values_list("binned_at", flat=True).get(pk=row.pk)


def _record(row: Binned, what: str) -> None:
    """In the audit log; takes come and go by the hundred, and are told of by events."""
    if isinstance(row, Project):
        audit.record(f"project.{what}", project=row)
    elif not isinstance(row, Take):
        noun = str(row._meta.verbose_name).replace(" ", "_")
        audit.record(f"{noun}.{what}", project=row.project, subject=row.name)


def _save(row: Binned, binned_at: datetime | None) -> None:
    row.binned_at = binned_at
    is_dated = isinstance(row, Canvas | Project)
    row.save(update_fields=["binned_at", "updated_at"] if is_dated else ["binned_at"])
