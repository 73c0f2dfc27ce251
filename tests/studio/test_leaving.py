"""Somebody takes what is theirs, and goes: nothing with their name stays behind."""

import io
import json
import lzma
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from studio import limits
from studio.backups import tables
from studio.models import (
    Duel,
    EventRow,
    Member,
    Project,
    Ranking,
    Role,
    Take,
    TakesChange,
    TakeTag,
    User,
)
from studio.services.people import leaving
from studio.services.upkeep import pruning
from tests.studio.test_migrations import NAME, file_of_its_own
from tests.studio.upgrades.databases import HERE
from tests.studio.upgrades.filling import OWNER
from tests.studio.workshop import Person, Workshop, make_workshop, person, streamed

STEM = max(path.name.split(".")[0] for path in HERE.glob("*.sqlite3.xz"))


@pytest.fixture
def workshop(db: None) -> Workshop:
    return make_workshop()


@pytest.fixture
def full(tmp_path: Path, django_db_blocker: Any) -> Iterator[None]:
    """A database with rows in nearly every table, of people who did all that there is to do."""
    (tmp_path / NAME).write_bytes(lzma.decompress((HERE / f"{STEM}.sqlite3.xz").read_bytes()))
    with file_of_its_own(tmp_path, django_db_blocker):
        call_command("migrate", interactive=False, verbosity=0)
        yield


def rows_that_say(word: str) -> list[str]:
    loader = tables.MigrationLoader(connection)
    return [
        f"{table.name}: {line[:200]}"
        for table in tables.tables_after(sorted(loader.applied_migrations), loader)
        for line in (tables.line(row).decode() for row in table.rows())
        if word in line
    ]


def test_no_row_says_the_name_of_somebody_who_has_left(full: None) -> None:
    user = User.objects.get(username=OWNER)
    quoted = f'"{OWNER}"'
    take = Take.objects.filter(canvas__project__memberships__user=user).first()
    assert take is not None
    project = take.canvas.project
    Take.objects.filter(pk=take.pk).update(remarks="Good", remarks_by=OWNER)
    TakeTag.objects.create(take=take, name="close", user_name=OWNER)
    before = {"removed": [["close", OWNER, [str(take.pk)]]]}
    for person_who_changed in (user, User.objects.create_user("other")):
        TakesChange.objects.create(project=project, user=person_who_changed, before=before)
    said = {"take": {"remarks_by": OWNER, "tagged_by": {"close": [OWNER]}}}
    EventRow.objects.create(stream=f"project:{project.pk}", seq=10**6, kind="take", payload=said)
    assert len({row.split(":")[0] for row in rows_that_say(quoted)}) > 3
    User.objects.filter(pk=user.pk).update(email="o@example.org", password="!")
    leaving.delete_account(user=User.objects.get(pk=user.pk), name=OWNER, password="")
    assert rows_that_say(quoted) == []
    assert rows_that_say("o@example.org") == []
    assert rows_that_say("former-member-")


@pytest.mark.thorough
def test_what_they_made_stays_under_one_pseudonym(full: None) -> None:
    user = User.objects.get(username=OWNER)
    votes = Duel.objects.filter(judge=user).count()
    ranking = Ranking.objects.filter(duels__judge=user).first()
    assert votes
    assert ranking is not None
    ranking.set_aside = [OWNER, "somebody else"]
    ranking.save()
    User.objects.filter(pk=user.pk).update(password="!")
    leaving.delete_account(user=User.objects.get(pk=user.pk), name=OWNER, password="")
    after = User.objects.get(pk=user.pk)
    assert after.username.startswith("former-member-")
    assert [after.is_active, after.is_staff, after.is_superuser, after.has_usable_password()] == [False] * 4
    assert set(Duel.objects.filter(judge=user).values_list("judge_name", flat=True)) == {after.username}
    assert Ranking.objects.get(pk=ranking.pk).set_aside == [after.username, "somebody else"]


def test_a_project_goes_to_the_highest_of_those_who_stay_and_one_with_nobody_else_to_the_bin(
    workshop: Workshop,
) -> None:
    owner = workshop.owner
    own = Project.objects.create(name="Alone", created_by=owner.user)
    Member.objects.create(project=own, user=owner.user, role=Role.OWNER)
    told = owner.made("GET", "/account/leaving")
    editor = workshop.user("editor")
    assert told["last_owned"] == [
        {"name": "Alone", "heir": None},
        {"name": workshop.project.name, "heir": editor.username},
    ]
    name = owner.made("GET", "/account")["name"]
    owner.made("POST", "/account/deletion", {"name": name})
    assert owner.get("/account").status_code == 401
    assert Member.objects.get(project=workshop.project, user=editor).role == Role.OWNER
    own.refresh_from_db()
    assert own.binned_at is not None
    assert not own.memberships.exists()


def test_another_owner_is_left_to_be_the_owner(workshop: Workshop) -> None:
    Member.objects.create(project=workshop.project, user=person("second"), role=Role.OWNER)
    assert workshop.owner.made("GET", "/account/leaving")["last_owned"] == []


@pytest.mark.parametrize(
    ("name", "password", "sentence"),
    [("somebody", "a correct horse", "type its name: ana"), ("ana", "wrong", "The password is wrong")],
)
def test_a_wrong_name_or_password_deletes_nothing(name: str, password: str, sentence: str, db: None) -> None:
    ana = Person(None)
    ana.made("POST", "/account/sign-up", {"name": "ana", "password": "a correct horse"})
    answer = ana.post("/account/deletion", {"name": name, "password": password})
    assert answer.status_code == 403
    assert sentence in answer.json()["message"]
    assert ana.made("GET", "/account")["name"] == "ana"


def test_nobody_takes_the_name_of_somebody_who_has_left_nor_one_that_looks_like_it(db: None) -> None:
    Person(None).made("POST", "/account/sign-up", {"name": "ana", "password": "a correct horse"})
    user = User.objects.get(username="ana")
    leaving.delete_account(user=user, name="ana", password="a correct horse")
    for name in ("ana", "ANA", "аnа"):
        answer = Person(None).post("/account/sign-up", {"name": name, "password": "a correct horse"})
        assert answer.status_code in (409, 422), name
    assert (
        Person(None).post("/account/sign-up", {"name": "anna", "password": "a correct horse"}).status_code
        == 201
    )


def test_all_sessions_end_with_the_account(db: None) -> None:
    first, second = Person(None), Person(None)
    body = {"name": "ana", "password": "a correct horse"}
    first.made("POST", "/account/sign-up", body)
    second.made("POST", "/account/sign-in", body)
    first.made("POST", "/account/deletion", body)
    assert second.get("/account").status_code == 401
    assert second.post("/account/sign-in", body).status_code == 401


def test_own_data_has_the_account_and_an_archive_of_each_project(workshop: Workshop) -> None:
    workshop.owner.made("PATCH", f"/projects/{workshop.project.pk}", {"name": "Hymns"})
    content = streamed(workshop.owner.get("/account/data"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        account = json.loads(archive.read("account.json"))
        assert account["name"] == workshop.owner.made("GET", "/account")["name"]
        assert account["projects"] == [{"id": str(workshop.project.pk), "name": "Hymns", "role": "owner"}]
        assert account["audit_log"][-1]["what"] == "renamed the project Chorales to Hymns"
        (inner,) = [name for name in archive.namelist() if name.startswith("projects/")]
        with zipfile.ZipFile(io.BytesIO(archive.read(inner))) as project:
            assert json.loads(project.read("manifest.json"))["project"] == "Hymns"


def test_projects_that_nobody_is_in_are_pruned_after_a_while(workshop: Workshop) -> None:
    Member.objects.filter(project=workshop.project).delete()
    name = "projects that nobody is in any more"
    assert pruning.due()[name] == 0
    long_ago = timezone.now() - timedelta(days=limits.BIN_DAYS + 1)
    Project.objects.filter(pk=workshop.project.pk).update(updated_at=long_ago)
    assert pruning.prune()[name] == 1
    assert not Project.objects.filter(pk=workshop.project.pk).exists()
