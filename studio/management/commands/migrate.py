"""`manage.py migrate` in one transaction: a database is migrated as a whole or not at all, whatever ends it.

Django records a migration after it has been committed, so one that is killed in between would be made twice.
"""

from importlib import import_module
from typing import Any

from django.core.management.commands import migrate
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

SQUASHED = "0001_squashed_0013_canvas_of_invitation_links"
EARLIER_NAME = "0001_first_to_thirteenth"


class Command(migrate.Command):
    def handle(self, *args: Any, database: str, **options: Any) -> None:
        connection = connections[database]
        # for SQLite, which rebuilds tables without its checks, and cannot leave them off within a transaction
        connection.disable_constraint_checking()
        try:
            with transaction.atomic(using=database):
                record_what_was_replaced(connection)
                super().handle(*args, database=database, **options)
        finally:
            connection.enable_constraint_checking()


def record_what_was_replaced(connection: BaseDatabaseWrapper) -> None:
    """Where the squashed migration alone is recorded, add those that it replaces: Django goes by them."""
    recorder = MigrationRecorder(connection)
    applied = recorder.applied_migrations().keys()
    if not any(("studio", name) in applied for name in (SQUASHED, EARLIER_NAME)):
        return
    replaced = import_module(f"studio.migrations.{SQUASHED}").Migration.replaces
    for app, name in replaced:
        if (app, name) not in applied:
            recorder.record_applied(app, name)
