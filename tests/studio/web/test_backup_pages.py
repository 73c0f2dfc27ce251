"""The operator's page of backups."""

import io
import zipfile
from pathlib import Path

import pytest
from django.test import Client

from studio.backups import writing
from studio.models import User
from tests.studio.web.conftest import client_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(writing, "FOLDER", tmp_path / "backups")
    return tmp_path / "backups"


def test_an_operator_makes_a_backup_and_takes_it_along(operator: Client, folder: Path) -> None:
    assert "There is none yet" in operator.get("/admin/backups/").content.decode()
    assert "/admin/backups/" in operator.get("/admin/").content.decode()
    page = operator.post("/admin/backups/", follow=True)
    (made,) = folder.iterdir()
    assert made.name in page.content.decode()
    answer = operator.get(f"/admin/backups/{made.name}")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert "backup.json" in archive.namelist()


@pytest.mark.parametrize("name", ["none.zip", "..%2Fsecret_key", "secret_key", ".zip"])
def test_no_other_file_leaves(name: str, operator: Client, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder.parent / "secret_key").write_text("secret")
    (folder / "secret_key").write_text("secret")
    assert operator.get(f"/admin/backups/{name}").status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_for_superusers_alone(method: str, folder: Path) -> None:
    staff = client_of(User.objects.create_user("staff", is_staff=True))
    anybody = client_of(User.objects.create_user("anybody"))
    folder.mkdir(parents=True)
    (folder / "a.zip").write_bytes(b"secret")
    for path in ("/admin/backups/", "/admin/backups/a.zip"):
        assert getattr(staff, method)(path).status_code in (403, 405)
        assert getattr(anybody, method)(path).status_code in (302, 405)
    assert [path.name for path in folder.iterdir()] == ["a.zip"]


def test_a_person_deleted_by_an_operator_leaves_a_pseudonym(operator: Client) -> None:
    user = User.objects.create_user("ana", email="a@example.org")
    operator.post(f"/admin/studio/user/{user.pk}/delete/", {"post": "yes"})
    user.refresh_from_db()
    assert user.username.startswith("former-member-")
    assert not user.email
