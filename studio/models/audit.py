"""The audit log: who changed rights, links and accounts, and what was deleted."""

from typing import Any

from django.db import models
from django.db.models.functions import Now

from studio.models.people import User


class AuditEntry(models.Model):
    """One change, which is written once and never changed or deleted.

    what: a key of `studio.services.audit.SENTENCES`. subject, value: what stands in that sentence. project:
    its id, which outlives the row; None for what concerns an account alone. person: who did it; None for the
    studio itself and for somebody who has left, of whom person_name keeps the pseudonym.
    """

    at = models.DateTimeField(db_default=Now())
    what = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, default="")
    value = models.CharField(max_length=120, default="")
    project = models.UUIDField(null=True)
    project_name = models.CharField(max_length=120, default="")
    person = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    person_name = models.CharField(max_length=150, default="")

    class Meta:
        verbose_name_plural = "audit log"
        indexes = [models.Index(fields=["project", "id"], name="audit_of_project")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises TypeError for an entry that is there already."""
        if not self._state.adding:
            raise TypeError("expected a new entry of the audit log: one that is there is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises TypeError: entries stay."""
        raise TypeError("expected the audit log to stay: its entries are never deleted")
