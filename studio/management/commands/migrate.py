"""`manage.py migrate` in one transaction: a database is migrated as a whole or not at all, whatever ends it.

Django records a migration after it has been committed, so one that is killed in between would be made twice.
A new database has nothing to convert, so its tables are made from the models, as they are today.
"""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
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
                # asked for one app or up to one migration, it goes step by step
                if not options["app_label"] and not connection.introspection.table_names():
                    require_unicode(connection)
                    make_tables(connection)
                super().handle(*args, database=database, **options)
        finally:
            connection.enable_constraint_checking()


def require_unicode(connection: BaseDatabaseWrapper) -> None:
    """PostgreSQL's own default is the locale's: SQL_ASCII, which counts bytes, where a server has no locale.

    Raises CommandError where the database cannot keep every text.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_database(), pg_encoding_to_char(encoding) FROM pg_database"
            " WHERE datname = current_database()"
        )
        name, encoding = cursor.fetchone()
    if encoding != "UTF8":
        raise CommandError(
            f"The database {name} keeps text as {encoding}, but the studio needs UTF8. It is empty, so make"
            f" it anew: dropdb {name}; createdb --encoding UTF8 --template template0 --locale C.UTF-8 {name}"
        )


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


def make_tables(connection: BaseDatabaseWrapper) -> None:
    """The studio's tables in an empty database, and all its migrations recorded."""
    executor = MigrationExecutor(connection)
    # accounts have groups and permissions, and other apps' tables name accounts
    executor.migrate(
        [key for key in executor.loader.graph.leaf_nodes() if key[0] in ("auth", "contenttypes")]
    )
    with connection.schema_editor() as editor:
        for model in apps.get_app_config("studio").get_models():
            editor.create_model(model)
    for app, name in executor.loader.disk_migrations:
        if app == "studio":
            executor.recorder.record_applied(app, name)
