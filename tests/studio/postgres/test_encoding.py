"""A database that cannot keep every text is refused while it is empty, and makes nothing."""

from pathlib import Path

import pytest
from django.db import connection

from studio.environment import environment
from tests.studio.upgrades.databases import MIGRATE, created

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite always keeps UTF-8")


def test_a_database_of_another_encoding_is_refused_and_the_sentence_makes_one_that_is_not(
    tmp_path: Path,
) -> None:
    url = environment().database_url
    assert url
    other = ("--encoding", "SQL_ASCII", "--template", "template0", "--locale", "C")
    with created(url, tmp_path / "other", "other", *other) as database:
        refused = database.manage(*MIGRATE)
    assert refused.returncode == 1
    assert "The database other keeps text as SQL_ASCII, but the studio needs UTF8." in refused.stderr
    assert "Traceback" not in refused.stderr

    *_, told = refused.stderr.strip().partition("createdb ")
    *wanted, name = told.split()
    with created(url, tmp_path / "wanted", name, *wanted) as database:
        database.migrate()
