"""`manage.py backup`: everything in one file, while people edit."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from studio.backups import writing


class Command(BaseCommand):
    help = "Write the database and the secret key into one file, while the studio runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, help="default: a new one in DATA/backups, named by the time"
        )

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        path = file or writing.FOLDER / writing.new_name()
        try:
            manifest = writing.write(path, self.stdout.write)
        except OSError as error:
            raise CommandError(f"The backup cannot be written: {error}") from None
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"{rows:,} rows of {len(manifest['tables'])} tables are in {path}.")
        self.stdout.write("Whoever has this file can read everything in it and sign in as anybody.")
