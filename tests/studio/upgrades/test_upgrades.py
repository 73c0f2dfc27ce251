"""A database of an earlier release is migrated, and everything in it is what that release read."""

import base64
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pycrdt
import pytest
from django.db import connection

from studio.backups.reading import opened
from studio.documents import store
from tests.studio.upgrades import filling, reading
from tests.studio.upgrades.databases import HERE, KILLED, Database, created, web_server
from tests.studio_client import Person

STEMS = sorted({path.name.split(".")[0] for path in HERE.glob("*.xz")})


@pytest.fixture
def database(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """One with nothing in it: a file, or in the cluster of the tests where they run on PostgreSQL."""
    data = tmp_path / "data"
    if connection.vendor == "sqlite":
        yield Database(data)
    else:
        name = f"upgrade_{os.getpid()}_{STEMS.index(request.getfixturevalue('stem'))}"
        with created(os.environ["SUNMASK_DATABASE_URL"], data, name) as own:
            yield own


def record_of(stem: str, database: Database) -> Any:
    return json.loads((HERE / f"{stem}{database.ending}.json").read_text())


def differences(found: reading.Contents, expected: reading.Contents) -> list[str]:
    """What is gone, new or other, by noun and name."""
    nouns = sorted(found.keys() | expected.keys())
    return [
        f"{noun} {name}"
        for noun in nouns
        for name in sorted(found.get(noun, {}).keys() | expected.get(noun, {}).keys())
        if found.get(noun, {}).get(name) != expected.get(noun, {}).get(name)
    ]


def expect_all(url: str, record: Any) -> None:
    """A server shows what the record of its database says."""
    person = Person(url, filling.OWNER)
    assert differences(reading.read(person), record["contents"]) == []
    assert Person(url, filling.GUEST).get(record["links"]["invitation"])["name"] == "Chorales"
    steps = reading.hash_of(reading.steps(person, f"{record['links']['replay']}/frames"))
    assert steps in record["contents"]["steps"].values()
    read_otherwise(person)


def read_otherwise(person: Person) -> None:
    """What the hashes leave out: a document by its history, files of takes, where things come from."""
    assert person.get("/api/recent")
    for project in person.get("/api/projects"):
        for canvas in person.get(f"/api/projects/{project['id']}/snapshot")["canvases"]:
            address = f"/api/canvases/{canvas['id']}"
            history = person.get(f"{address}/history")
            document = pycrdt.Doc()
            for update in (history["snapshot"], *(moment["update"] for moment in history["moments"])):
                document.apply_update(base64.b64decode(update))
            state = person.get(f"{address}/state")
            assert store.state_hash(store.cells_of(document, canvas["kind"])) == state["hash"]
            assert person.get(f"{address}/lineage")["nodes"]
            for take in person.get(f"{address}/snapshot")["takes"]:
                file = person.http.get(f"{address}/export?format=musicxml&take={take['id']}")
                assert b"<score-partwise" in file.raise_for_status().content
                settings = person.get(f"/api/takes/{take['id']}/settings")
                assert settings["seed"] == settings["generation"]["seed"]


@pytest.mark.thorough
@pytest.mark.parametrize("stem", STEMS)
def test_all_that_an_earlier_release_kept_is_there_after_the_migration(stem: str, database: Database) -> None:
    database.load(HERE / stem)
    database.migrate()
    with web_server(database) as url:
        expect_all(url, record_of(stem, database))


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("stem", "killed_at"),
    [(STEMS[0], ("0005", "0011")), (STEMS[-1], ("0016", "0018")), (STEMS[-1], ("0026",))],
)
def test_a_migration_that_was_killed_is_finished_by_the_next(
    stem: str, killed_at: tuple[str, ...], database: Database
) -> None:
    database.load(HERE / stem)
    for name in killed_at:
        assert database.manage("-c", KILLED, name).returncode == -signal.SIGKILL
    upgraded = database.manage("manage.py", "upgrade")
    assert upgraded.returncode == 0, upgraded.stderr[-2000:]
    assert "documents are readable" in upgraded.stdout
    with web_server(database) as url:
        expect_all(url, record_of(stem, database))


@pytest.mark.thorough
@pytest.mark.parametrize("stem", STEMS[-1:])
def test_a_backup_is_restored_in_the_other_kind_of_database_and_back(
    stem: str, database: Database, tmp_path: Path
) -> None:
    if not database.url:
        pytest.skip("the tests on PostgreSQL have both kinds")
    database.load(HERE / stem)
    database.migrate()
    other = Database(tmp_path / "other")
    files = [tmp_path / f"{number}.zip" for number in range(3)]
    for where, command in (
        (database, ("backup", files[0])),
        (other, ("restore", files[0])),
        (other, ("backup", files[1])),
        (database, ("restore", files[1], "--replace")),
        (database, ("backup", files[2])),
    ):
        done = where.manage("manage.py", *map(str, command))
        assert done.returncode == 0, done.stderr[-2000:]
    assert tables_in(files[0]) == tables_in(files[2])


def tables_in(backup: Path) -> dict[str, Any]:
    with opened(backup) as found:
        return found.tables
