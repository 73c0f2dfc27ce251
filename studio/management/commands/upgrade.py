"""`manage.py upgrade`: make a backup, migrate the database and check it; if anything is wrong, go back."""

from importlib.metadata import version
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from studio.backups import writing
from studio.backups.restoring import unchecked_constraints
from studio.backups.verification import UnreadableError, verify
from studio.management.commands.migrate import record_what_was_replaced
from studio.ops.command import PACKAGE


class Command(BaseCommand):
    help = "Make a backup, migrate the database to this version and check it; if anything is wrong, go back."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            record_what_was_replaced(connection)
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not plan:
            self.stdout.write(f"The database is that of version {version(PACKAGE)} already.")
            return
        path = writing.FOLDER / writing.new_name(f"-before-{version(PACKAGE)}")
        if executor.loader.applied_migrations:
            try:
                writing.write(path, self.stdout.write)
            except OSError as error:
                raise CommandError(
                    f"The backup cannot be written ({error}), so nothing was changed."
                ) from None
            self.stdout.write(f"The database as it is now is in {path}.")
        self.stdout.write(f"{len(plan)} migrations ...")
        try:
            with unchecked_constraints(), transaction.atomic():
                call_command("migrate", interactive=False, verbosity=0)
                connection.check_constraints()
                self.stdout.write(f"{verify():,} documents are readable.")
        except (DatabaseError, IntegrityError, UnreadableError) as error:
            raise CommandError(
                f"The new database is not as it should be, so the old one stays as it was: {error}"
            ) from None
        self.stdout.write(f"The database is that of version {version(PACKAGE)} now.")
