"""Sign-in by an installed package: the one that the template begins, against a small server of CAS."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount

from studio.environment import environment
from studio.models import User
from studio.services.people import sign_in_packages
from sunmask.plugins import sign_in
from tests.plugin_packages import installed, other_version
from tests.studio.workshop import Person, person

BEGIN = "/sign-in/providers/campus"

pytestmark = pytest.mark.django_db


class Validation(BaseHTTPRequestHandler):
    """Every ticket `TICKET-name` is valid once for the service that it names, which is any."""

    def do_GET(self) -> None:
        ticket = parse_qs(urlsplit(self.path).query)["ticket"][0]
        found = re.fullmatch(r"TICKET-(\w+)", ticket)
        inner = f"<cas:user>{found[1]}</cas:user>" if found else ""
        said = "authenticationSuccess" if found else "authenticationFailure"
        body = f'<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas"><cas:{said}>{inner}</cas:{said}>'
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"{body}</cas:serviceResponse>".encode())

    def log_message(self, *_: Any) -> None:
        """Nothing: a test reads the log."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Validation) as running:
        Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.fixture
def campus(server: str, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The package is installed, and the operator has named it."""
    said = {
        "SUNMASK_SIGN_IN": "campus",
        "SUNMASK_SIGN_IN_CAMPUS_ADDRESS": server,
        "SUNMASK_SIGN_IN_CAMPUS_NAME": "Campus",
    }
    settings.PROVIDERS = {each.id: each for each in environment(said).providers}
    with installed(tmp_path, monkeypatch):
        yield server


def way_back(somebody: Person, path: str = BEGIN, **body: str) -> str:
    """The address to which the server sends a browser back, without its ticket."""
    address = somebody.made("POST", path, body)["address"]
    back = urlsplit(parse_qs(urlsplit(address).query)["service"][0])
    return f"{back.path}?{back.query}"


def test_who_the_server_knows_comes_in_and_is_the_same_person_each_time(campus: str) -> None:
    ways = Person(None).made("GET", "/sign-in")
    assert ways["providers"] == [{"id": "campus", "name": "Campus"}]
    for _ in range(2):
        ana = Person(None)
        answer = ana.client.get(f"{way_back(ana, after='/account')}&ticket=TICKET-ana")
        assert (answer.status_code, answer["Location"]) == (302, "/account")
        assert ana.made("GET", "/account")["name"] == "ana"
    assert User.objects.count() == 1
    assert SocialAccount.objects.get().uid == "ana"


def test_an_account_is_linked_and_unlinked_as_that_of_any_provider(campus: str) -> None:
    row = person("ben")
    row.set_password("a correct horse")
    row.save()
    ben = Person(row)
    assert ben.client.get(f"{way_back(ben, '/account/providers/campus')}&ticket=TICKET-b7").status_code == 302
    assert ben.made("GET", "/account/providers") == [{"id": "campus", "name": "Campus", "is_linked": True}]
    again = Person(None)
    again.client.get(f"{way_back(again)}&ticket=TICKET-b7")
    assert again.made("GET", "/account")["name"] == "ben"
    ben.made("DELETE", "/account/providers/campus")
    assert not SocialAccount.objects.exists()


def test_what_nobody_began_or_the_server_does_not_confirm_signs_nobody_in(campus: str) -> None:
    somebody, foreign = Person(None), Person(None)
    back = way_back(somebody)
    assert foreign.client.get(f"{back}&ticket=TICKET-eva").status_code == 403
    forged = re.sub("state=[^&]+", "state=other", back)

    def refused(path: str, sentence: str) -> None:
        answer = somebody.client.get(path)
        assert answer.status_code == 403
        assert sentence in answer.content.decode()

    refused(f"{forged}&ticket=TICKET-eva", "did not say who you are")
    refused(re.sub("state=[^&]+", "state=%C3%BC", way_back(somebody)), "did not say who you are")
    refused(f"{back}&ticket=TICKET-eva", "did not say who you are")  # the forged answer has ended it
    refused(f"{way_back(somebody)}&ticket=old", "does not know your ticket any more")
    refused(way_back(somebody), "without a ticket")
    late = way_back(somebody)
    session = somebody.client.session
    session[sign_in_packages.UNDER_WAY] |= {"at": 0.0}
    session.save()
    refused(f"{late}&ticket=TICKET-eva", "ten minutes")
    assert not User.objects.exists()


def test_a_server_that_does_not_answer_is_said_in_a_sentence(campus: str, settings: Any) -> None:
    gone = {"SUNMASK_SIGN_IN": "campus", "SUNMASK_SIGN_IN_CAMPUS_ADDRESS": "http://127.0.0.1:9"}
    settings.PROVIDERS = {each.id: each for each in environment(gone).providers}
    somebody = Person(None)
    answer = somebody.client.get(f"{way_back(somebody)}&ticket=TICKET-eva")
    assert answer.status_code == 503
    assert "Campus does not answer" in answer.content.decode()


def fails(*_: Any) -> Any:
    raise ZeroDivisionError("of the package's own")


def gives(answer: Any) -> Callable[..., Any]:
    return lambda *_: answer


@pytest.fixture
def does(campus: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """does(begin=..., finish=...): what the package does instead."""

    def change(**instead: Callable[..., Any]) -> None:
        found = sign_in.installed()[0]
        monkeypatch.setitem(found, "campus", replace(found["campus"], **instead))

    return change


@pytest.mark.parametrize("begin", [fails, gives(None), gives("javascript:alert(1)")])
def test_a_package_that_fails_at_the_beginning_is_said_and_logged(
    begin: Callable[..., Any], does: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    does(begin=begin)
    answer = Person(None).post(BEGIN, {})
    assert (answer.status_code, answer.json()["code"]) == (503, "provider_failed")
    assert "Signing in with Campus failed, and it was logged." in answer.json()["message"]
    assert "Traceback" in caplog.text
    assert "the way to sign in campus failed" in caplog.text


@pytest.mark.parametrize("finish", [fails, gives(None), gives({"sub": "ana", "groups": {"choir"}})])
def test_a_package_that_fails_at_the_end_is_said_and_logged(
    finish: Callable[..., Any], does: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    does(finish=finish)
    somebody = Person(None)
    answer = somebody.client.get(f"{way_back(somebody)}&ticket=TICKET-ana")
    assert answer.status_code == 503
    assert "Signing in with Campus failed, and it was logged." in answer.content.decode()
    assert "the way to sign in campus failed" in caplog.text
    assert not User.objects.exists()


@pytest.mark.parametrize("why", ["another version", "no address", "not installed"])
def test_a_package_that_cannot_be_used_is_not_offered(
    why: str,
    server: str,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    said = {"SUNMASK_SIGN_IN": "campus"}
    if why != "no address":
        said["SUNMASK_SIGN_IN_CAMPUS_ADDRESS"] = server
    settings.PROVIDERS = {each.id: each for each in environment(said).providers}
    sign_in_packages._logged.cache_clear()

    def refused(sentence: str) -> None:
        assert Person(None).made("GET", "/sign-in")["providers"] == []
        assert Person(None).post(BEGIN, {}).status_code == 404
        assert sentence in caplog.text

    if why == "not installed":
        refused("expected a package that adds the way to sign in campus")
        return
    with installed(tmp_path, monkeypatch, other_version if why == "another version" else str):
        refused(
            "campus:PLUGIN is written for version 2"
            if why == "another version"
            else "expected SUNMASK_SIGN_IN_CAMPUS_ADDRESS"
        )


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"SUNMASK_SIGN_IN": "My Campus"}, "small letters and digits"),
        ({"SUNMASK_SIGN_IN": "campus,campus"}, "each name once"),
    ],
)
def test_what_an_operator_wrote_wrongly_is_said(said: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        environment(said)
