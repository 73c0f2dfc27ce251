"""`manage.py restore`: put a backup in the place of what is in the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from studio.backups.reading import DamagedBackupError, opened
from studio.backups.restoring import NewerBackupError, restore
from studio.management.commands.studio import own_folder

PATIENCE_MS = 1000


class Command(BaseCommand):
    help = "Replace everything in the database by a backup. The studio must be stopped."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="also where the database has people")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        with own_folder(Path(settings.DATA)):
            require_alone()
            if not replace and (people := num_people()):
                raise CommandError(
                    f"The database has {people} people, and what they made would be gone. Make a backup of "
                    "it first; then say --replace."
                )
            try:
                with opened(file) as backup:
                    backup.check()
                    restore(backup, self.stdout.write)
                    made_at = backup.made_at
            except (DamagedBackupError, NewerBackupError, OSError) as error:
                raise CommandError(f"{error} Nothing has changed.") from None
        self.stdout.write(f"Everything is as it was on {made_at}.")


def require_alone() -> None:
    """Keep others out of the database until this process ends. Raises CommandError where some are in it."""
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
                cursor.execute("PRAGMA locking_mode=EXCLUSIVE")
                cursor.execute("BEGIN EXCLUSIVE")
                cursor.execute("COMMIT")
            else:
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                    "AND application_name <> current_setting('application_name') "
                    "AND backend_type = 'client backend'"
                )
                if others := cursor.fetchone()[0]:
                    raise OperationalError(f"{others} connections")
    except OperationalError as error:
        raise CommandError(
            f"The database is in use or does not answer ({error}). Stop every web server, worker and beat "
            "that uses it, and try again."
        ) from None


def num_people() -> int:
    with connection.cursor() as cursor:
        if "studio_user" not in connection.introspection.table_names(cursor):
            return 0
        cursor.execute("SELECT count(*) FROM studio_user")
        return int(cursor.fetchone()[0])
