"""An upgrade that finds anything wrong leaves the database as it was."""

import lzma
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from studio.backups import writing
from studio.backups.reading import opened
from tests.studio.test_migrations import NAME, file_of_its_own
from tests.studio.upgrades.databases import HERE

STEM = max(path.name.split(".")[0] for path in HERE.glob("*.sqlite3.xz"))


@pytest.fixture
def earlier(tmp_path: Path, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file of an earlier release's database."""
    (tmp_path / NAME).write_bytes(lzma.decompress((HERE / f"{STEM}.sqlite3.xz").read_bytes()))
    monkeypatch.setattr(writing, "FOLDER", tmp_path / "backups")
    with file_of_its_own(tmp_path, django_db_blocker):
        yield tmp_path / NAME


def dump(file: Path) -> list[str]:
    connection.close()
    with closing(sqlite3.connect(file)) as own:
        return list(own.iterdump())


def test_an_unreadable_document_stops_the_upgrade_and_all_is_as_before(earlier: Path) -> None:
    with closing(sqlite3.connect(earlier)) as own:
        own.execute('UPDATE studio_documentsnapshot SET "update" = ?', [b"no document"])
        own.commit()
    before = dump(earlier)
    with pytest.raises(CommandError, match="so the old one stays as it was: the document of canvas"):
        call_command("upgrade")
    assert dump(earlier) == before


def test_a_disk_without_room_for_the_backup_stops_the_upgrade(
    earlier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = dump(earlier)
    monkeypatch.setattr(writing, "_write_table", full_disk)
    with pytest.raises(CommandError, match=r"cannot be written .* so nothing was changed"):
        call_command("upgrade")
    assert dump(earlier) == before


def test_the_database_of_before_is_kept_in_a_backup_and_a_second_upgrade_does_nothing(
    earlier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("upgrade")
    assert "documents are readable" in capsys.readouterr().out
    (kept,) = writing.FOLDER.iterdir()
    with opened(kept) as found:
        assert found.check() > 0
        assert max(name for app, name in found.migrations if app == "studio").startswith(STEM)
    call_command("upgrade")
    assert "already" in capsys.readouterr().out
    assert len(list(writing.FOLDER.iterdir())) == 1
