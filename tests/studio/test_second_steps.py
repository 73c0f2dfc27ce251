"""Codes of an authenticator app and recovery codes beside the password, in all ways in.

Passkeys need a browser: tests/e2e/test_ways_in.py.
"""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from studio import limits
from studio.models import User
from studio.services.people import accounts, entry, leaving
from tests.studio.workshop import Person

PASSWORD = "a correct horse"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{MD5PasswordHasher.__module__}.{MD5PasswordHasher.__name__}"]


@pytest.fixture
def ana() -> Person:
    somebody = Person(None)
    somebody.made("POST", "/account/sign-up", {"name": "ana", "password": PASSWORD})
    return somebody


def code_of(secret: str, later: int = 0) -> str:
    """What an app shows, so many half minutes later."""
    now = next(iter(totp.yield_hotp_counters_from_time())) + 1
    return totp.format_hotp_value(totp.hotp_value(secret, now + later))


def set_up(somebody: Person) -> tuple[str, list[str]]:
    """The app's secret, and recovery codes."""
    made = somebody.made("POST", "/account/authenticator", {"password": PASSWORD})
    assert made["secret"] in made["address"]
    assert made["picture"].startswith("<?xml")
    done = somebody.made("PUT", "/account/authenticator", {"code": code_of(made["secret"])})
    assert (done["has_app"], done["num_recovery_codes"]) == (True, 10)
    return made["secret"], done["recovery_codes"]


def with_password(name: str = "ana") -> Person:
    """A browser in which the password was right."""
    somebody = Person(None)
    answer = somebody.post("/account/sign-in", {"name": name, "password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (401, "second_step")
    return somebody


def test_a_password_alone_no_longer_signs_in_and_a_code_does_once(ana: Person) -> None:
    secret, _ = set_up(ana)
    browser = with_password()
    waiting = browser.get("/account")
    assert (waiting.status_code, waiting.json()["code"]) == (401, "second_step")
    assert browser.get("/projects").status_code == 401
    used = {"code": code_of(secret)}
    assert browser.post("/sign-in/code", used).json()["code"] == "wrong_code"  # when it was set up
    code = code_of(secret, 1)
    assert browser.made("POST", "/sign-in/code", {"code": f"{code[:3]} {code[3:]}"})["name"] == "ana"
    assert browser.made("GET", "/account")["name"] == "ana"
    assert with_password().post("/sign-in/code", {"code": code}).status_code == 401


def test_who_begins_to_sign_in_as_somebody_else_is_signed_out_first(ana: Person) -> None:
    set_up(ana)
    browser = Person(None)
    browser.made("POST", "/account/sign-up", {"name": "ben", "password": PASSWORD})
    assert browser.post("/account/sign-in", {"name": "ana", "password": PASSWORD}).status_code == 401
    assert browser.get("/account").json()["code"] == "second_step"


def test_each_recovery_code_signs_in_once_and_new_ones_replace_them(ana: Person) -> None:
    _, codes = set_up(ana)
    assert with_password().made("POST", "/sign-in/code", {"code": codes[3]})["name"] == "ana"
    assert with_password().post("/sign-in/code", {"code": codes[3]}).status_code == 401
    assert ana.made("GET", "/account/second-steps")["num_recovery_codes"] == 9
    made = ana.made("POST", "/account/recovery-codes", {"password": PASSWORD})
    assert (made["num_recovery_codes"], set(made["recovery_codes"]) & set(codes)) == (10, set())
    assert with_password().post("/sign-in/code", {"code": codes[4]}).status_code == 401


def test_only_wrong_codes_count_and_many_of_them_shut_the_door(
    ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SECOND_STEP", limits.Rate("second-step", 2, 900, "wrong codes"))
    _, codes = set_up(ana)
    for code in codes[:4]:
        with_password().made("POST", "/sign-in/code", {"code": code})
    guesser = with_password()
    assert [guesser.post("/sign-in/code", {"code": "000000"}).status_code for _ in range(3)] == [
        401,
        401,
        429,
    ]
    assert with_password().post("/sign-in/code", {"code": codes[5]}).status_code == 429


def test_nobody_confirms_what_nobody_has_begun(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, _ = set_up(ana)
    assert Person(None).post("/sign-in/code", {"code": code_of(secret, 1)}).json()["code"] == "too_late"
    slow = with_password()
    monkeypatch.setattr(entry, "LONGEST_WAIT_S", -1)
    assert slow.post("/sign-in/code", {"code": code_of(secret, 1)}).json()["code"] == "too_late"


def test_to_change_it_takes_the_password(ana: Person) -> None:
    paths = ("/account/authenticator", "/account/passkeys/options", "/account/recovery-codes")
    assert [ana.post(path, {"password": "wrong"}).status_code for path in paths] == [403] * 3
    set_up(ana)
    assert ana.post("/account/authenticator/removal", {"password": "wrong"}).status_code == 403
    ana.made("POST", "/account/authenticator/removal", {"password": PASSWORD})
    assert not Authenticator.objects.exists()  # recovery codes alone would be of no use
    assert Person(None).made("POST", "/account/sign-in", {"name": "ana", "password": PASSWORD})


def test_an_account_without_a_password_takes_a_session_that_is_new(ana: Person) -> None:
    User.objects.update(password="!")
    user = User.objects.get()
    fresh = Person(user)
    session = fresh.client.session
    assert fresh.post("/account/authenticator", {}).json()["code"] == "sign_in_again"
    session["entered_at"] = entry.time.time()
    session.save()
    assert fresh.post("/account/authenticator", {}).status_code == 200


def test_a_passkey_is_kept_only_where_one_was_to_be_made(ana: Person) -> None:
    ana.made("POST", "/sign-in/passkey/options")  # which any page may ask for
    said = {"name": "Mine", "credential": {"id": "AA", "type": "public-key", "response": {}}}
    assert ana.post("/account/passkeys", said).status_code == 422
    ana.made("POST", "/account/passkeys/options", {"password": PASSWORD})
    assert ana.post("/account/passkeys", said).status_code == 422


@pytest.mark.parametrize(
    "credential",
    [
        {},
        {"response": {"userHandle": "MQ"}},
        {"response": []},
        {"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": None}},
        {"rawId": "AA", "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"}},
    ],
)
def test_a_made_up_passkey_signs_nobody_in(credential: dict[str, Any], ana: Person) -> None:
    somebody = Person(None)
    somebody.made("POST", "/sign-in/passkey/options")
    answer = somebody.post("/sign-in/passkey", {"credential": credential})
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_passkey")


def test_the_admins_door_sends_who_has_a_second_step_to_the_page(ana: Person) -> None:
    User.objects.update(is_staff=True)
    set_up(ana)
    page = Client(HTTP_HOST="localhost").post("/admin/login/", {"username": "ana", "password": PASSWORD})
    assert page.status_code == 200
    assert "Sign in on the studio&#x27;s page" in page.content.decode()


def test_an_operators_link_lets_in_who_has_lost_the_phone(ana: Person) -> None:
    set_up(ana)
    path = f"/sign-in/{accounts.make_sign_in_link(user=User.objects.get())}"
    assert Client(HTTP_HOST="localhost").post(path).status_code == 302


def test_no_secret_is_stored_readably_and_a_changed_key_is_said(ana: Person, settings: Any) -> None:
    secret, codes = set_up(ana)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert not any(each in stored for each in (secret, *codes))
    somebody = with_password()
    settings.SECRET_KEY = "another" * 10
    again = with_password()
    answer = again.post("/sign-in/code", {"code": code_of(secret, 1)})
    assert (answer.status_code, answer.json()["code"]) == (403, "key_changed")
    assert somebody.get("/account").status_code == 401


def test_who_leaves_leaves_none_of_it(ana: Person) -> None:
    set_up(ana)
    leaving.leave(User.objects.get())
    assert not Authenticator.objects.exists()
