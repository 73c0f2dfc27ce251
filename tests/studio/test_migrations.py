"""A database made in one go is the one that step by step comes out, and each state on the way goes on."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from studio.management.commands.migrate import EARLIER_NAME, SQUASHED
from studio.models import EventRow

REPLACED = [name for _, name in import_module(f"studio.migrations.{SQUASHED}").Migration.replaces]
NAME = "studio.sqlite3"
Tables = dict[str, tuple[set[str], set[tuple[str, str]]]]
NUMBERED = ("__unnamed", "fk_")
"""Beginnings of names that SQLite's tables do not have: they are counted in whatever order."""


@contextmanager
def file_of_its_own(folder: Path, blocker: Any) -> Iterator[None]:
    """A file with nothing in it instead of the tests' database."""
    if connection.vendor != "sqlite":
        pytest.skip("a file of its own for each")
    connection.close()
    with pytest.MonkeyPatch.context() as patch, blocker.unblock():
        patch.setitem(connection.settings_dict, "NAME", str(folder / NAME))
        yield
        connection.close()


@pytest.fixture
def empty_database(tmp_path: Path, django_db_blocker: Any) -> Iterator[None]:
    with file_of_its_own(tmp_path, django_db_blocker):
        yield


@pytest.fixture(scope="module")
def new_file(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    """A new database's."""
    folder = tmp_path_factory.mktemp("new")
    with file_of_its_own(folder, django_db_blocker):
        call_command("migrate", interactive=False, verbosity=0)
    return folder / NAME


@pytest.fixture
def new_database(new_file: Path, tmp_path: Path, django_db_blocker: Any) -> Iterator[None]:
    shutil.copy(new_file, tmp_path / NAME)
    with file_of_its_own(tmp_path, django_db_blocker):
        yield


@pytest.fixture(scope="module")
def new_tables(new_file: Path, django_db_blocker: Any) -> Tables:
    """Those of a new database."""
    with file_of_its_own(new_file.parent, django_db_blocker):
        return tables()


def test_all_at_once_and_one_after_the_other_lead_to_the_same_tables() -> None:
    at_once = MigrationLoader(None)
    step_by_step = MigrationLoader(None, replace_migrations=False)
    made = at_once.project_state()
    last = [key for key in step_by_step.graph.leaf_nodes() if key[1] != SQUASHED]
    assert MigrationAutodetector(step_by_step.project_state(last), made).changes(at_once.graph) == {}
    assert len(step_by_step.graph.nodes) > len(at_once.graph.nodes)


def migrate_to(name: str) -> None:
    """As a release did whose newest migration this is: one after the other, and all of other apps."""
    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=False)
    others = [key for key in executor.loader.graph.leaf_nodes() if key[0] != "studio"]
    connection.disable_constraint_checking()
    executor.migrate([("studio", name), *others])


def tables() -> Tables:
    """Columns, indexes and constraints of each table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = {str(row[:8]) for row in connection.introspection.get_table_description(cursor, table)}
            limits = connection.introspection.get_constraints(cursor, table).items()
            named = {("" if name.startswith(NUMBERED) else name, str(limit)) for name, limit in limits}
            found[table] = (columns, named)
    return found


def recorded() -> set[str]:
    return {name for app, name in MigrationRecorder(connection).applied_migrations() if app == "studio"}


def test_the_tables_that_a_new_database_is_given_are_those_of_the_migrations(
    new_tables: Tables, empty_database: None
) -> None:
    executor = MigrationExecutor(connection)
    connection.disable_constraint_checking()
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert tables() == new_tables


@pytest.mark.parametrize(
    "newest", [pytest.param(REPLACED[n], marks=pytest.mark.thorough) for n in (0, 7, 12)]
)
def test_a_database_of_any_earlier_state_becomes_what_a_new_one_is(
    newest: str, new_tables: Tables, empty_database: None
) -> None:
    migrate_to(newest)
    assert recorded() - {SQUASHED} == set(REPLACED[: REPLACED.index(newest) + 1])
    call_command("migrate", interactive=False, verbosity=0)
    assert recorded() >= {*REPLACED, SQUASHED}
    assert tables() == new_tables


@pytest.mark.parametrize(
    ("squashed", "is_alone"),
    [
        (SQUASHED, True),
        pytest.param(EARLIER_NAME, True, marks=pytest.mark.thorough),
        (EARLIER_NAME, False),
    ],
)
def test_a_database_that_was_made_in_one_go_goes_on_from_there(
    squashed: str, is_alone: bool, new_database: None
) -> None:
    made = tables()
    rows = MigrationRecorder(connection).migration_qs.filter(app="studio")
    rows.filter(name=SQUASHED).update(name=squashed)
    if is_alone:
        rows.filter(name__in=REPLACED).delete()
    call_command("migrate", interactive=False, verbosity=0)
    assert (tables(), recorded() >= {*REPLACED, squashed}) == (made, True)


@pytest.mark.thorough
def test_generations_in_stored_events_follow_the_present_names(empty_database: None) -> None:
    migrate_to("0014_best_first")
    executor = MigrationExecutor(connection)
    events = executor.loader.project_state([("studio", "0014_best_first")]).apps.get_model(
        "studio", "EventRow"
    )
    sent = {"kind": "generation", "generation": {"state": "paused", "wanted": "pause"}}
    events.objects.create(stream="project:1", seq=1, kind="generation", payload=sent)
    events.objects.create(stream="project:1", seq=2, kind="frame", payload={"first_step": 0})
    call_command("migrate", interactive=False, verbosity=0)
    first, second = EventRow.objects.order_by("seq")
    assert first.payload == {"kind": "generation", "generation": {"state": "paused", "requested": "pause"}}
    assert second.payload == {"first_step": 0}
