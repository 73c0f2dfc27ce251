"""Accounts over HTTP: names, passwords, sessions, links that sign in."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.hashers import (
    Argon2PasswordHasher,
    MD5PasswordHasher,
    check_password,
    make_password,
)
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from studio import limits
from studio import settings as studio_settings
from studio.models import SignInLink, User
from studio.services.people import accounts
from studio.services.sign_in import Pbkdf2InTurn
from tests.studio.workshop import Person, person

PASSWORD = "a correct horse"


@pytest.fixture(autouse=True)
def quick_hashes(settings, db: None) -> None:
    settings.PASSWORD_HASHERS = [f"{MD5PasswordHasher.__module__}.{MD5PasswordHasher.__name__}"]


@pytest.fixture
def ana() -> Person:
    somebody = Person(None)
    somebody.made("POST", "/account/sign-up", {"name": "ana", "password": PASSWORD})
    return somebody


def test_signing_up_signs_in_and_signing_out_ends_it(ana: Person) -> None:
    assert ana.made("GET", "/account")["name"] == "ana"
    ana.made("POST", "/account/sign-out")
    assert ana.get("/account").status_code == 401
    ana.made("POST", "/account/sign-in", {"name": "ana", "password": PASSWORD})
    assert ana.made("GET", "/account")["name"] == "ana"


@pytest.mark.parametrize(
    ("name", "password", "status"),
    [
        ("ANA", PASSWORD, 409),
        ("", PASSWORD, 422),
        ("a b", PASSWORD, 422),
        ("<script>", PASSWORD, 422),
        ("x" * 41, PASSWORD, 422),
        ("ben", "short", 422),
        ("ben", "password123", 422),
        ("bernhardine", "bernhardine1", 422),
        ("ben", "x" * 300, 422),
        ("ben", " " * 12, 422),
        ("\u0430n\u0430", PASSWORD, 422),  # Cyrillic a, twice
        ("\uff41\uff4e\uff41", PASSWORD, 409),  # as wide as Chinese letters
        ("\u0430\u0438\u0430-\u03b1", PASSWORD, 422),  # Cyrillic and Greek
    ],
)
def test_a_name_or_password_that_cannot_be_is_refused(
    name: str, password: str, status: int, ana: Person
) -> None:
    response = Person(None).post("/account/sign-up", {"name": name, "password": password})
    assert response.status_code == status
    assert response.json()["message"].endswith(".")
    assert User.objects.count() == 1


def test_a_name_in_other_letters_that_looks_like_one_that_is_taken_is_refused(ana: Person) -> None:
    ana.made("POST", "/account/sign-out")
    for name, status in [("cap", 201), ("\u0441\u0430\u0440", 409), ("\u0441\u0430\u0440\u0430\u0448", 201)]:
        answer = Person(None).post("/account/sign-up", {"name": name, "password": PASSWORD})
        assert answer.status_code == status, name
    for name in ("日本のはな", "한국어", "Ζωή", "Łukasz", "Søren_2"):
        assert Person(None).post("/account/sign-up", {"name": name, "password": PASSWORD}).status_code == 201


def test_an_operator_can_close_the_door_to_new_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SIGN_UP", limits.Rate("sign-up", 0, 3600, "new accounts from this address"))
    answer = Person(None).post("/account/sign-up", {"name": "ana", "password": PASSWORD})
    assert answer.status_code == 403
    assert answer.json()["message"] == (
        "This studio does not allow new accounts from this address. Ask the person who runs it."
    )
    assert not User.objects.exists()


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(ana: Person) -> None:
    wrong = {"name": "ana", "password": "not this one"}, {"name": "nobody", "password": PASSWORD}
    answers = [Person(None).post("/account/sign-in", body) for body in wrong]
    assert answers[0].status_code == answers[1].status_code == 401
    assert answers[0].content == answers[1].content


def test_guessing_a_password_is_slowed_down(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    rate = limits.Rate("sign-in-name", 2, 900, "tries")
    monkeypatch.setattr(limits, "SIGN_IN_BY_NAME", rate)
    guess = {"name": "Ana ", "password": "guess"}
    assert [Person(None).post("/account/sign-in", guess).status_code for _ in range(3)] == [401, 401, 429]
    spoofed = Person(None).post("/account/sign-in", guess, **{"X-Forwarded-For": "9.9.9.9"})
    assert spoofed.status_code == 429
    assert int(spoofed["Retry-After"]) > 0


def test_the_admin_pages_send_nobody_to_another_site_after_their_sign_in() -> None:
    ana = person("ana")
    ana.is_staff = True
    ana.set_password("a correct horse")
    ana.save()
    said = {"username": "ana", "password": "a correct horse", "next": "https://evil.example/"}
    answer = Client(HTTP_HOST="localhost").post("/admin/login/", said, follow=True)
    assert answer.redirect_chain == [("/admin/", 302)]
    assert answer.status_code == 200


def test_the_admins_door_has_the_same_limit(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SIGN_IN_BY_NAME", limits.Rate("sign-in-name", 3, 900, "tries"))
    assert Person(None).post("/account/sign-in", {"name": "ana", "password": "guess"}).status_code == 401
    guess = {"username": "Ana", "password": "guess"}
    pages = [Client(HTTP_HOST="localhost").post("/admin/login/", guess) for _ in range(3)]
    assert [page.status_code for page in pages] == [200, 200, 429]
    assert int(pages[-1]["Retry-After"]) > 0
    assert "Too many tries" in pages[-1].content.decode()
    right = {"name": "ana", "password": PASSWORD}
    assert Person(None).post("/account/sign-in", right).status_code == 429


def test_passwords_are_hashed_two_at_a_time(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PASSWORD_HASHERS = studio_settings.PASSWORD_HASHERS
    at_once, most, guard = 0, 0, threading.Lock()
    encode = Argon2PasswordHasher.encode

    def watched(*arguments, **options):
        nonlocal at_once, most
        with guard:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.02)
        try:
            return encode(*arguments, **options)
        finally:
            with guard:
                at_once -= 1

    monkeypatch.setattr(Argon2PasswordHasher, "encode", watched)
    with ThreadPoolExecutor(8) as threads:
        hashes = list(threads.map(make_password, [PASSWORD] * 8))
    assert most == 2
    assert all(each.startswith("argon2$") for each in hashes)
    assert check_password(PASSWORD, hashes[0])
    assert check_password(PASSWORD, Pbkdf2InTurn().encode(PASSWORD, "salt", 10))


@pytest.mark.django_db(transaction=True)
def test_no_hash_is_made_while_the_database_is_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    locked: list[bool] = []
    encode = MD5PasswordHasher.encode

    def watched(*arguments, **options):
        locked.append(connection.in_atomic_block)
        return encode(*arguments, **options)

    monkeypatch.setattr(MD5PasswordHasher, "encode", watched)
    user = accounts.sign_up(name="ana", password=PASSWORD)
    accounts.change_password(user=user, old=PASSWORD, new="another long one")
    assert len(locked) == 3
    assert not any(locked)


def test_the_session_changes_when_somebody_signs_in(ana: Person) -> None:
    browser = Person(None)
    browser.client.get("/")
    session = browser.client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    browser.client.cookies["sessionid"] = planted
    browser.made("POST", "/account/sign-in", {"name": "ana", "password": PASSWORD})
    assert browser.client.cookies["sessionid"].value != planted


def test_another_password_ends_the_other_sessions(ana: Person) -> None:
    elsewhere = Person(None)
    elsewhere.made("POST", "/account/sign-in", {"name": "ana", "password": PASSWORD})
    change = {"old_password": PASSWORD, "new_password": "another long one"}
    wrong = ana.post("/account/password", change | {"old_password": "wrong"})
    assert wrong.status_code == 403
    ana.made("POST", "/account/password", change)
    assert ana.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 401
    assert Person(None).post("/account/sign-in", {"name": "ana", "password": PASSWORD}).status_code == 401


def test_a_sign_in_link_signs_in_once_after_a_yes_and_leaves_the_address(db: None) -> None:
    person("ana")
    out = StringIO()
    call_command("sign_in_link", user="ana", base_url="http://localhost:9", stdout=out)
    path = out.getvalue().strip().removeprefix("http://localhost:9")
    browser = Client(HTTP_HOST="localhost")
    assert browser.head(path).status_code == 405  # what looks ahead does not sign in
    asked = browser.get(path)
    assert "Sign in as ana" in asked.content.decode()
    assert browser.get("/api/account").status_code == 401  # to look at it does nothing
    foreign = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    assert foreign.post(path).status_code == 403
    answer = browser.post(path)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert browser.get("/api/account").json()["name"] == "ana"
    phone = Client(HTTP_HOST="localhost")
    assert phone.get(path).status_code == phone.post(path).status_code == 404
    assert phone.get("/api/account").status_code == 401


def test_a_link_dies_of_age_and_is_not_stored_readably(db: None) -> None:
    token = accounts.make_sign_in_link(user=person("ana"))
    link = SignInLink.objects.get()
    assert token not in link.token_sha256
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client(HTTP_HOST="localhost").get(f"/sign-in/{token}").status_code == 404


def test_guessing_links_is_slowed_down(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(limits, "SIGN_IN_LINK", limits.Rate("sign-in-link", 2, 60, "links"))
    answers = [Client(HTTP_HOST="localhost").get("/sign-in/guess").status_code for _ in range(3)]
    assert answers == [404, 404, 429]


def test_a_session_ends_when_it_is_idle_for_a_day(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ana.get("/account").status_code == 200
    session = ana.client.session
    session["seen_at"] -= 25 * 3600
    session.save()
    assert ana.get("/account").status_code == 401


def test_the_demo_can_be_made_twice_and_lets_its_people_in(db: None) -> None:
    for _ in range(2):
        call_command("demo", verbosity=0, stdout=StringIO())
    assert set(User.objects.values_list("username", flat=True)) == {"ana", "ben", "cara", "dora", "vic"}
    made = Person(User.objects.get(username="ben")).made("GET", "/projects")
    assert [(project["role"], project["num_canvases"]) for project in made] == [("editor", 4)] * 2
    assert not User.objects.get(username="ana").has_usable_password()
