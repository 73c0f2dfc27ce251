"""`manage.py check_backup`: whether a backup is whole and this version can restore it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from studio.backups.reading import DamagedBackupError, opened
from studio.backups.restoring import NewerBackupError, check_is_known


class Command(BaseCommand):
    help = "Read a backup to its end and say whether this version can restore it. Changes nothing."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with opened(file) as backup:
                rows = backup.check()
                check_is_known(backup)
                self.stdout.write(
                    f"{file} is whole: {rows:,} rows of {len(backup.tables)} tables, made by version "
                    f"{backup.version} on {backup.made_at}."
                )
        except (DamagedBackupError, NewerBackupError, OSError) as error:
            raise CommandError(str(error)) from None
