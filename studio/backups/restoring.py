"""Puts a backup in the place of what is in the database: all of it, or nothing."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from studio.backups.reading import Backup, DamagedBackupError
from studio.backups.tables import Table, latest, tables_after
from studio.backups.writing import KEYS, Say


class NewerBackupError(ValueError):
    """A backup has migrations that this version of the studio does not know."""


def restore(backup: Backup, say: Say) -> None:
    """Replace everything in the database, and the secret key. A backup of an earlier version is migrated.

    Nobody else may use the database meanwhile. Raises DamagedBackupError and NewerBackupError; then nothing
    has changed.
    """
    check_is_known(backup)
    new = MigrationLoader(None)
    newest = latest(backup.migrations, new)
    tables = {table.name: table for table in tables_after(backup.migrations, new)}
    check_same_tables(backup, tables)
    with unchecked_constraints(), transaction.atomic():
        drop_all_tables()
        if newest == sorted(new.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)  # from the models, which is sooner
        else:
            MigrationExecutor(connection).migrate(newest)
        connection.check_constraints()  # on PostgreSQL all wait for the end from here on, as some did not
        for table in tables.values():
            table.delete_all()  # what migrations have put there is in the backup too
        for name, table in tables.items():
            if number := backup.tables[name]["rows"]:
                say(f"{name}: {number:,} rows ...")
            try:
                table.insert(backup.rows(name))
            except (DataError, IntegrityError) as error:
                raise DamagedBackupError(f"The rows of {name} cannot be stored: {error}") from None
        count_on(tables)
        call_command("migrate", interactive=False, verbosity=0)
        try:
            connection.check_constraints()
        except IntegrityError as error:
            raise DamagedBackupError(f"Rows refer to others that are not there: {error}") from None
    for name in KEYS:
        if (key := backup.key(name)) is not None:
            put_key(name, key)


def check_is_known(backup: Backup) -> None:
    """Raise NewerBackupError where this version cannot have the backup's tables."""
    known = MigrationLoader(None).disk_migrations.keys()
    for app, name in backup.migrations:
        if (app, name) not in known:
            raise NewerBackupError(
                f"The backup was made by version {backup.version}, whose migration {app}.{name} this version "
                f"does not know. Install version {backup.version} or a later one, and restore it with that."
            )


def check_same_tables(backup: Backup, tables: dict[str, Table]) -> None:
    """Raise DamagedBackupError where the backup has other tables or columns than its migrations make."""
    for name in sorted(backup.tables.keys() | tables.keys()):
        expected = tables[name].columns if name in tables else None
        found = backup.tables.get(name, {}).get("columns")
        if expected != found:
            raise DamagedBackupError(
                f"By its migrations the backup's table {name} has the columns {expected}, but it says "
                f"{found}."
            )


@contextmanager
def unchecked_constraints() -> Iterator[None]:
    """Rows may come before those to which they refer. SQLite cannot leave its checks off within a
    transaction."""
    connection.disable_constraint_checking()
    try:
        yield
    finally:
        connection.enable_constraint_checking()


def drop_all_tables() -> None:
    with connection.cursor() as cursor:
        cascade = "" if connection.vendor == "sqlite" else " CASCADE"
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)}{cascade}")


def count_on(tables: dict[str, Table]) -> None:
    """Let new rows have numbers after those that are there now."""
    models = [table.model for table in tables.values()]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def put_key(name: str, key: bytes) -> None:
    """Keep it in DATA, readable by its owner only."""
    part = settings.DATA / f"{name}.part"
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(key)
    part.replace(settings.DATA / name)
