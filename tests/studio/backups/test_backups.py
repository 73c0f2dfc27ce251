"""A backup holds everything, is what it says, and comes back whole or not at all."""

import json
import lzma
import os
import sqlite3
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from studio.backups import daily, reading, restoring, writing
from studio.backups.reading import DamagedBackupError, opened
from studio.backups.restoring import NewerBackupError
from studio.models import User
from tests.studio.test_migrations import NAME, file_of_its_own
from tests.studio.upgrades.databases import HERE

STEM = max(path.name.split(".")[0] for path in HERE.glob("*.sqlite3.xz"))


def silent(_: str) -> None:
    pass


@pytest.fixture(scope="module")
def full_file(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    """A database with rows in nearly every table, in the present state."""
    folder = tmp_path_factory.mktemp("full")
    (folder / NAME).write_bytes(lzma.decompress((HERE / f"{STEM}.sqlite3.xz").read_bytes()))
    with file_of_its_own(folder, django_db_blocker):
        call_command("migrate", interactive=False, verbosity=0)
    return folder / NAME


@pytest.fixture
def full(full_file: Path, tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    (tmp_path / NAME).write_bytes(full_file.read_bytes())
    with file_of_its_own(tmp_path, django_db_blocker):
        yield tmp_path


@pytest.fixture
def backup(full: Path) -> Path:
    writing.write(full / "backup.zip", silent)
    return full / "backup.zip"


def contents() -> dict[str, Any]:
    """The hash of each table as it is now."""
    path = Path(connection.settings_dict["NAME"]).with_name("now.zip")
    tables: dict[str, Any] = writing.write(path, silent)["tables"]
    return {name: table["sha256"] for name, table in tables.items()}


def with_member(path: Path, name: str, content: bytes) -> Path:
    """The same backup with another content of one of its files."""
    changed = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(changed, "w") as after:
        for each in before.namelist():
            after.writestr(each, content if each == name else before.read(each))
    return changed


def test_every_table_is_the_same_after_a_restore_over_other_rows(backup: Path) -> None:
    before = contents()
    assert sum(1 for name in before if before[name] != before["django_admin_log"]) > 20
    User.objects.exclude(pk=User.objects.earliest("pk").pk).update(is_active=False)
    User.objects.create_user("later")
    assert contents() != before
    with opened(backup) as found:
        restoring.restore(found, silent)
    assert contents() == before
    last = User.objects.latest("pk").pk
    assert User.objects.create_user("new").pk > last


def test_a_backup_is_restored_where_nothing_is_yet_with_its_keys(
    full: Path, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATA", full)
    (full / "secret_key").write_text("of before")
    (full / "provenance.pem").write_text("signed before")
    writing.write(full / "backup.zip", silent)
    before, new = contents(), full / "new"
    new.mkdir()
    monkeypatch.setattr(settings, "DATA", new)
    with file_of_its_own(new, django_db_blocker):
        with opened(full / "backup.zip") as found:
            restoring.restore(found, silent)
        assert contents() == before
    assert (new / "secret_key").read_text() == "of before"
    assert (new / "provenance.pem").read_text() == "signed before"
    private = (new / "secret_key", new / "provenance.pem", full / "backup.zip")
    assert {path.stat().st_mode & 0o777 for path in private} == {0o600}


def test_a_backup_made_while_people_write_is_of_one_moment(full: Path) -> None:
    """Two tables grow together, in a transaction each time; nobody who writes waits for the backup."""
    stop, written = threading.Event(), []

    def write_on() -> None:
        with closing(sqlite3.connect(full / NAME, isolation_level=None, timeout=1)) as own:
            for number in range(10_000):
                if stop.is_set():
                    return
                own.execute("BEGIN IMMEDIATE")
                own.execute(
                    "INSERT INTO django_content_type (app_label, model) VALUES ('a', ?)", [f"{number}"]
                )
                own.execute("INSERT INTO auth_group (name) VALUES (?)", [f"{number}"])
                own.execute("COMMIT")
                written.append(number)

    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        for turn in range(5):
            before = len(written)
            writing.write(full / f"{turn}.zip", silent)
            assert len(written) > before
            with opened(full / f"{turn}.zip") as found:
                types = sum(row[1] == "a" for row in found.rows("django_content_type"))
                assert types == found.tables["auth_group"]["rows"] >= before
    finally:
        stop.set()
        writer.join()


def test_a_damaged_table_is_named_and_nothing_changes(backup: Path) -> None:
    before = contents()
    with zipfile.ZipFile(backup) as archive:
        rows = archive.read("tables/studio_user.jsonl")
        manifest = json.loads(archive.read("backup.json"))
    # the last table, so that the others have been replaced by then
    fewer = with_member(backup, "tables/studio_user.jsonl", rows[: rows.index(b"\n") + 1])
    with opened(fewer) as found, pytest.raises(DamagedBackupError, match="studio_user is not as it was"):
        restoring.restore(found, silent)
    manifest["tables"]["studio_user"]["columns"].pop()
    other = with_member(backup, "backup.json", json.dumps(manifest).encode())
    with opened(other) as found, pytest.raises(DamagedBackupError, match="studio_user has the columns"):
        restoring.restore(found, silent)
    assert contents() == before


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_backup_is_refused_with_a_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(CommandError, match=r"x.zip is no backup of a studio"):
        call_command("check_backup", tmp_path / "x.zip")


def test_a_truncated_backup_is_refused(backup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_backup", backup)
    assert "is whole" in capsys.readouterr().out
    content = backup.read_bytes()
    backup.write_bytes(content[: len(content) // 2])
    with pytest.raises(CommandError, match="is no backup"):
        call_command("check_backup", backup)


def test_a_flipped_bit_is_found(backup: Path) -> None:
    content = bytearray(backup.read_bytes())
    with zipfile.ZipFile(backup) as archive:
        largest = max(archive.infolist(), key=lambda each: each.compress_size)
    content[largest.header_offset + len(largest.filename) + 200] ^= 1
    backup.write_bytes(content)
    with pytest.raises(CommandError, match=r"cannot be read|not as it was written"):
        call_command("check_backup", backup)


def test_a_backup_of_a_later_version_says_which_to_install(backup: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        manifest = json.loads(archive.read("backup.json"))
    manifest["migrations"].append(["studio", "9999_later"])
    manifest["version"] = "9.0"
    later = with_member(backup, "backup.json", json.dumps(manifest).encode())
    with (
        opened(later) as found,
        pytest.raises(NewerBackupError, match=r"Install version 9\.0 or a later one"),
    ):
        restoring.restore(found, silent)


def test_a_disk_that_takes_no_more_leaves_the_backup_before(
    backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = backup.read_bytes()

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "_write_table", full_disk)
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("backup", backup)
    assert backup.read_bytes() == before
    assert [path.name for path in backup.parent.glob("*.part")] == []


def test_people_are_not_replaced_unless_it_is_said(
    backup: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(settings, "DATA", backup.parent)
    with pytest.raises(CommandError, match="people, and what they made would be gone"):
        call_command("restore", backup)
    User.objects.all().update(first_name="Other")
    call_command("restore", backup, "--replace")
    assert "Everything is as it was on" in capsys.readouterr().out
    assert not User.objects.filter(first_name="Other").exists()


def test_a_database_that_others_use_is_not_replaced(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA", backup.parent)
    with closing(sqlite3.connect(backup.parent / NAME)) as other:
        other.execute("SELECT count(*) FROM studio_user").fetchone()
        with pytest.raises(CommandError, match="The database is in use"):
            call_command("restore", backup, "--replace")


def test_reading_stops_at_a_format_of_another_time(backup: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        manifest = json.loads(archive.read("backup.json"))
    other = with_member(backup, "backup.json", json.dumps(manifest | {"format": 2}).encode())
    with pytest.raises(DamagedBackupError, match="has the format 2"), opened(other):
        pass
    assert reading.FORMAT == 1


def test_a_backup_a_day_is_made_and_the_newest_are_kept(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "FOLDER", full / "backups")
    assert daily.back_up(0) is None
    first = daily.back_up(2)
    assert first is not None
    assert daily.back_up(2) is None
    (full / "backups" / "mine.zip").write_bytes(b"made by hand")
    for days in (3, 2, 1):
        for path in (full / "backups").glob("daily-*"):
            os.utime(path, (0, time.time() - days * daily.DAY_S))
        monkeypatch.setattr(writing, "new_name", lambda days=days: f"9999-{9 - days}.zip")
        assert daily.back_up(2) is not None
    assert sorted(path.name for path in (full / "backups").iterdir()) == [
        "daily-9999-7.zip",
        "daily-9999-8.zip",
        "mine.zip",
    ]
