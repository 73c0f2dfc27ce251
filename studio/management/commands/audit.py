"""`manage.py audit`: the audit log of the whole studio, a line an entry, the newest last."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from studio.models import AuditEntry
from studio.services import audit


class Command(BaseCommand):
    """Writes entries to the output; each can be filtered by what tools for lines of text can."""

    help = "Show who changed rights, links and accounts, and what was deleted."

    def add_arguments(self, parser: CommandParser) -> None:
        """The filters."""
        parser.add_argument("--days", type=int, default=30, help="how far back (30)")
        parser.add_argument("--project", type=UUID, help="the id of one project")
        parser.add_argument("--person", default="", help="what one person did, by name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Filter and print."""
        rows = AuditEntry.objects.filter(at__gte=timezone.now() - timedelta(days=options["days"]))
        if options["project"]:
            rows = rows.filter(project=options["project"])
        if options["person"]:
            rows = rows.filter(person_name__iexact=options["person"])
        for row in rows.order_by("pk").iterator():
            place = f" [{row.project_name} {row.project}]" if row.project else ""
            self.stdout.write(f"{row.at:%Y-%m-%d %H:%M:%S} {audit.name_of(row)} {audit.sentence(row)}{place}")
