"""Makes a backup, while people edit: all tables are read as they were at one moment."""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from studio.backups.tables import Table, line, tables_after
from studio.ops.command import PACKAGE

FOLDER = settings.DATA / "backups"
FORMAT = 1
MANIFEST = "backup.json"
SECRET_KEY = "secret_key"
PROVENANCE_KEY = "provenance.pem"
KEYS = (SECRET_KEY, PROVENANCE_KEY)
"""Files of `DATA`: what keeps sessions valid, and what signs files that leave the studio."""
ROWS_BETWEEN_NEWS = 20_000
Say = Callable[[str], None]


def new_name(why: str = "") -> str:
    """A name for a backup that is made now. why: follows the time."""
    return f"{timezone.now():%Y-%m-%d-%H%M%S}{why}.zip"


def write(path: Path, say: Say) -> dict[str, Any]:
    """Write everything into a new file that its owner alone can read; returns what `backup.json` says.

    A file of that name is replaced once the new one is whole. Raises OSError where it cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        try:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, one_moment():
                manifest = _write_into(archive, say)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    part.replace(path)
    return manifest


@contextmanager
def one_moment() -> Iterator[None]:
    """What is read within was there at one moment, and nobody waits who writes meanwhile."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # `atomic` would take the lock of writers
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


def _write_into(archive: zipfile.ZipFile, say: Say) -> dict[str, Any]:
    loader = MigrationLoader(connection)
    applied = sorted(loader.applied_migrations)
    tables = tables_after(applied, loader)
    manifest = {
        "format": FORMAT,
        "version": version(PACKAGE),
        "made_at": timezone.now().isoformat(),
        "database": connection.vendor,
        "migrations": applied,
        "tables": {table.name: _write_table(archive, table, say) for table in tables},
    }
    for name in KEYS:
        if (key := settings.DATA / name).exists():
            archive.writestr(name, key.read_bytes())
    archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return manifest


def _write_table(archive: zipfile.ZipFile, table: Table, say: Say) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    with archive.open(member(table.name), "w", force_zip64=True) as file:
        for count, row in enumerate(table.rows(), 1):
            content = line(row)
            digest.update(content)
            file.write(content)
            if count % ROWS_BETWEEN_NEWS == 0:
                say(f"{table.name}: {count:,} rows ...")
    return {"columns": table.columns, "rows": count, "sha256": digest.hexdigest()}


def member(table: str) -> str:
    """The file in a backup that has a table's rows."""
    return f"tables/{table}.jsonl"
