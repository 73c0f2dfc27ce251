"""Reads a backup and finds what is wrong with it."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from studio.backups.tables import Migrations
from studio.backups.writing import FORMAT, MANIFEST, member


class DamagedBackupError(ValueError):
    """A file is no backup, or not the one that was written. Says, in a sentence, what was found."""


class Backup:
    """An open backup."""

    def __init__(self, archive: zipfile.ZipFile, name: str):
        """Raises DamagedBackupError for an archive that is no backup."""
        self._archive = archive
        try:
            found = json.loads(archive.read(MANIFEST))
            self.format, self.version = int(found["format"]), str(found["version"])
            self.made_at, self.database = str(found["made_at"]), str(found["database"])
            self.migrations: Migrations = [(str(app), str(of_app)) for app, of_app in found["migrations"]]
            self.tables: dict[str, dict[str, Any]] = dict(found["tables"])
        except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
            raise DamagedBackupError(
                f"{name} is no backup of a studio: {MANIFEST} cannot be read ({error})."
            ) from None
        if self.format != FORMAT:
            raise DamagedBackupError(
                f"{name} has the format {self.format}, and this version of the studio reads {FORMAT}. "
                f"Restore it with version {self.version}, which made it."
            )

    def key(self, name: str) -> bytes | None:
        """A key of `DATA`, by the name of its file; None where there was none, since the environment gave the
        studio another."""
        return self._archive.read(name) if name in self._archive.namelist() else None

    def rows(self, table: str) -> Iterator[list[Any]]:
        """The rows of a table. Raises DamagedBackupError, at the latest after the last row, where they are
        not those that were written."""
        expected, digest, count = self.tables[table], hashlib.sha256(), 0
        try:
            with self._archive.open(member(table)) as file:
                for content in file:
                    digest.update(content)
                    count += 1
                    yield json.loads(content)
        except (KeyError, ValueError, EOFError, zipfile.BadZipFile, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
            raise DamagedBackupError(
                f"The table {table} cannot be read after {count} rows: {error}."
            ) from None
        if (count, digest.hexdigest()) != (expected["rows"], expected["sha256"]):
            raise DamagedBackupError(
                f"The table {table} is not as it was written: expected {expected['rows']} rows with SHA-256 "
                f"{expected['sha256'][:12]}, got {count} with {digest.hexdigest()[:12]}."
            )

    def check(self) -> int:
        """Read every row; returns how many there are. Raises DamagedBackupError."""
        return sum(1 for table in self.tables for _ in self.rows(table))


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Raises DamagedBackupError for a file that is no backup, OSError for one that cannot be read."""
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise DamagedBackupError(f"{path.name} is no backup of a studio: {error}.") from None
    with archive:
        yield Backup(archive, path.name)
