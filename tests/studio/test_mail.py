"""Mail to a real server: an address that is confirmed, a new password by a link, an invitation."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.contrib.auth.hashers import MD5PasswordHasher
from django.http import HttpResponse

from studio import limits
from studio.environment import environment
from studio.models import InvitationLink, User
from studio.services.people import leaving
from tests.mail_server import Letterbox, mail_server
from tests.studio.browsers import make_project
from tests.studio.workshop import Person, person

PASSWORD, OTHER = "a correct horse", "another long one"
ADDRESS = "ana@example.org"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server() -> Iterator[Controller]:
    with mail_server() as controller:
        yield controller


@pytest.fixture(autouse=True)
def letters(server: Controller, settings: Any) -> Letterbox:
    settings.PASSWORD_HASHERS = [f"{MD5PasswordHasher.__module__}.{MD5PasswordHasher.__name__}"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.DEFAULT_FROM_EMAIL, settings.HAS_MAIL = "studio@example.org", True
    server.handler.letters.clear()
    return server.handler


@pytest.fixture
def ana() -> Person:
    return new_person("ana")


def new_person(name: str) -> Person:
    somebody = Person(None)
    somebody.made("POST", "/account/sign-up", {"name": name, "password": PASSWORD})
    return somebody


def with_address(somebody: Person, letters: Letterbox, address: str = ADDRESS) -> HttpResponse:
    """The answer to whoever opens the link and presses the button."""
    somebody.made("PUT", "/account/mail", {"address": address, "password": PASSWORD})
    return somebody.client.post(letters.link())


def test_an_address_counts_once_its_owner_has_opened_the_link(ana: Person, letters: Letterbox) -> None:
    assert ana.send("PUT", "/account/mail", {"address": ADDRESS, "password": "wrong"}).status_code == 403
    assert ana.send("PUT", "/account/mail", {"address": "no", "password": PASSWORD}).status_code == 422
    said = ana.made("PUT", "/account/mail", {"address": " Ana@Example.org", "password": PASSWORD})
    assert (said["address"], said["waiting"]) == ("", ADDRESS)
    assert letters.letters[-1][0] == ADDRESS
    link = letters.link()
    ben = new_person("ben")
    assert [each.client.post(link).status_code for each in (Person(None), ben)] == [403] * 2
    assert f"Is {ADDRESS} your address?" in ana.client.get(link).content.decode()
    assert ana.made("GET", "/account/mail")["address"] == ""  # to look at the page does nothing
    assert ana.client.post(link)["Location"] == "/account"
    assert ana.made("GET", "/account/mail") == {"is_sent": True, "address": ADDRESS, "waiting": ""}
    assert ana.client.post(link).status_code == 404
    assert with_address(ben, letters).status_code == 409
    assert with_address(ana, letters, "new@example.org").status_code == 302
    assert User.objects.get(username="ana").email == "new@example.org"
    assert ana.made("DELETE", "/account/mail")["address"] == ""


def test_a_link_sets_a_new_password_once_and_ends_all_sessions(ana: Person, letters: Letterbox) -> None:
    with_address(ana, letters)
    assert Person(None).made("POST", "/sign-in/reset", {"address": "nobody@example.org"}) == {
        "is_asked": True
    }
    assert Person(None).made("POST", "/sign-in/reset", {"address": ADDRESS.upper()}) == {"is_asked": True}
    link, somebody = letters.link(), Person(None)
    assert "account ana" in somebody.client.get(link).content.decode()
    short = somebody.client.post(link, {"password": "short"})
    assert (short.status_code, "too short" in short.content.decode()) == (422, True)
    assert ana.get("/account").status_code == 200
    assert somebody.client.post(link, {"password": OTHER})["Location"] == "/"
    assert [each.get("/account").status_code for each in (ana, somebody)] == [401] * 2
    assert somebody.client.get(link).status_code == 404
    assert somebody.made("POST", "/account/sign-in", {"name": "ana", "password": OTHER})["name"] == "ana"


def test_an_address_that_is_not_confirmed_opens_nothing(ana: Person, letters: Letterbox) -> None:
    ana.made("PUT", "/account/mail", {"address": ADDRESS, "password": PASSWORD})
    letters.link()
    Person(None).made("POST", "/sign-in/reset", {"address": ADDRESS})
    time.sleep(0.1)
    assert letters.letters == []
    assert Person(None).client.get("/reset/1-guess").status_code == 404


def test_links_to_one_address_are_limited(letters: Letterbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RESETS", limits.Rate("reset", 2, 3600, "links to this address"))
    said = [Person(None).post("/sign-in/reset", {"address": ADDRESS}).status_code for _ in range(3)]
    assert said == [200, 200, 429]
    assert Person(None).post("/sign-in/reset", {"address": "other@example.org"}).status_code == 200


def test_an_invitation_comes_by_mail_and_lets_in(ana: Person, letters: Letterbox) -> None:
    project = make_project(User.objects.get(username="ana"))
    path = f"/projects/{project.pk}/invitation-mails"
    ana.made("POST", path, {"address": "ben@example.org", "role": "editor", "days": 7})
    assert "ana invites you to the project “Chorales”" in letters.letters[-1][1]
    token = letters.link().rpartition("/")[2]
    assert Person(person("ben")).made("POST", f"/invitations/{token}")["role"] == "editor"


def test_a_server_that_takes_no_mail_is_said_and_leaves_no_link_behind(ana: Person, settings: Any) -> None:
    settings.EMAIL_PORT = 9
    project = make_project(User.objects.get(username="ana"))
    body = {"address": "ben@example.org", "role": "editor"}
    answer = ana.post(f"/projects/{project.pk}/invitation-mails", body)
    assert (answer.status_code, answer.json()["code"]) == (503, "mail_failed")
    assert InvitationLink.objects.get().revoked_at is not None


def test_a_studio_without_a_mail_server_says_so(ana: Person, settings: Any) -> None:
    settings.HAS_MAIL = False
    assert ana.made("GET", "/account/mail")["is_sent"] is False
    assert Person(None).made("GET", "/sign-in")["has_mail"] is False
    answer = ana.send("PUT", "/account/mail", {"address": ADDRESS, "password": PASSWORD})
    assert answer.json()["message"] == "This studio sends no mail. Ask the person who runs it."
    assert Person(None).post("/sign-in/reset", {"address": ADDRESS}).status_code == 409


def test_who_leaves_leaves_no_address(ana: Person, letters: Letterbox) -> None:
    with_address(ana, letters)
    leaving.leave(User.objects.get())
    with_address(new_person("ben"), letters)
    assert User.objects.get(username="ben").email == ADDRESS


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"SUNMASK_SMTP_URL": "mail.example.org"}, "smtps://"),
        ({"SUNMASK_SMTP_URL": "smtp://mail.example.org"}, "SUNMASK_MAIL_FROM"),
    ],
)
def test_what_an_operator_forgot_is_said(said: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        environment(said)
