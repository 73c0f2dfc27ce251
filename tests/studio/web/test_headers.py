"""What every answer says to a browser: policy, types, cookies; and who may send changes."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from tests.studio.workshop import Person, Workshop, person


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/p/none",
        "/api/account",
        "/api/docs",
        "/api/docs/socket",
        "/healthz",
        "/nowhere",
        "/admin/login/",
    ],
)
def test_every_page_has_a_strict_policy(path: str, db: None) -> None:
    response = Client(HTTP_HOST="localhost").get(path)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"(?<!wasm-)unsafe|\*|https?://", policy)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "<script>" not in response.content.decode()
    assert not re.search(r"\son\w+=", response.content.decode())


def test_cookies_are_kept_from_scripts_and_other_sites(db: None) -> None:
    browser = Client(HTTP_HOST="localhost")
    browser.get("/api/account")
    assert browser.cookies["csrftoken"]["samesite"] == "Lax"
    somebody = Person(person("ana"))
    somebody.client.get("/")
    session = somebody.client.cookies["sessionid"]
    assert session["samesite"] == settings.SESSION_COOKIE_SAMESITE == "Lax"
    assert settings.SESSION_COOKIE_HTTPONLY


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "application/x-www-form-urlencoded"]
)
def test_a_change_without_the_token_is_refused_whatever_it_calls_itself(
    content_type: str, workshop: Workshop
) -> None:
    foreign = Person(workshop.user("owner"), enforce_csrf=True)
    path = f"/api/projects/{workshop.project.pk}/bin"
    for headers in ({}, {"X-CSRFToken": "x" * 32}):
        response = foreign.client.generic("POST", path, "{}", content_type=content_type, headers=headers)
        assert (response.status_code, response.json()["code"]) == (403, "csrf")
    override = foreign.client.get(path, {"_method": "POST"}, headers={"X-HTTP-Method-Override": "POST"})
    assert override.status_code == 405
    for path in ("/api/account/sign-in", "/api/account/sign-up", "/api/account/sign-out"):
        assert foreign.client.post(path).status_code == 403
    workshop.project.refresh_from_db()
    assert workshop.project.binned_at is None


def test_a_change_with_the_token_goes_through(workshop: Workshop) -> None:
    browser = Person(workshop.user("owner"), enforce_csrf=True)
    browser.get("/account")
    token = browser.client.cookies["csrftoken"].value
    path = f"/projects/{workshop.project.pk}"
    assert browser.send("PATCH", path, {"name": "Mine"}, **{"X-CSRFToken": token}).status_code == 200


def test_answers_of_the_api_are_kept_by_no_cache(workshop: Workshop) -> None:
    for path in ("/projects", f"/canvases/{workshop.canvas.pk}/export?format=midi", "/nowhere"):
        assert workshop.owner.get(path)["Cache-Control"] == "private, no-store"


def test_a_foreign_host_is_answered_with_a_sentence_alone(db: None) -> None:
    foreign = Client(HTTP_HOST="evil.example")
    answer = foreign.get("/")
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()
    answer = foreign.get("/api/account")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("{", "application/json", 400),
        ("[]", "application/json", 422),
        ("null", "application/json", 422),
        ('{"name": {"$gt": ""}}', "application/json", 422),
        ("\x00\xff", "application/json", 400),
        ("x" * (1 << 20) + "x", "application/json", 413),
    ],
)
def test_a_body_that_makes_no_sense_gets_a_sentence(
    body: str, content_type: str, status: int, workshop: Workshop
) -> None:
    response = workshop.owner.client.generic("POST", "/api/projects", body, content_type=content_type)
    assert response.status_code == status
    assert set(response.json()) == {"code", "message"}


def test_an_unexpected_mistake_tells_nothing_of_the_inside(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("studio.reads.selectors.projects_of", fail)
    response = workshop.owner.get("/projects")
    assert (response.status_code, response.json()["code"]) == (500, "unexpected")
    assert "secret" not in response.content.decode()


def test_health_is_told_part_by_part(db: None) -> None:
    answer = Client(HTTP_HOST="localhost").get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["database"] == "ok"
    assert set(answer.json()) == {"web", "database", "broker", "worker"}


def test_rows_and_migrations_agree(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
