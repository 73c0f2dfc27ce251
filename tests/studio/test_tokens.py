"""Tokens: programs send requests as a person, up to a scope, until the token is revoked."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.utils import timezone

from studio import access, limits
from studio.models import ApiToken, User
from studio.services.people import leaving, tokens
from studio.web.body_limit import person_of
from tests.studio.test_doors import answer_of
from tests.studio.test_permissions import FOR_THE_SIGNED_IN, ROUTES, all_routes, ask, rows_of
from tests.studio.workshop import Person, Workshop

WRONG = "smk_0123456789ab_" + "x" * 43
CHANGES_OF_NO_PROJECT = [route for route in sorted(FOR_THE_SIGNED_IN) if route[0] != "GET"]


class Program(Person):
    """A client without a session; CSRF is checked as for browsers."""

    def __init__(self, token: str) -> None:
        super().__init__(None, enforce_csrf=True)
        self.client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"


def program(user: User, scope: str = "own") -> Program:
    return Program(tokens.make(user=user, name="A program", scope=scope, days=None)[1])


def code_of(answer: HttpResponse) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_token_is_shown_once_used_and_revoked_at_once(workshop: Workshop) -> None:
    about = {"name": " My notebook ", "scope": "edit", "days": 30}
    made = workshop.owner.made("POST", "/account/tokens", about)
    token = made["token"]
    assert token.startswith(f"smk_{made['key']}_")
    assert token not in str(ApiToken.objects.values().get())
    notebook = Program(token)
    assert notebook.made("GET", "/account")["name"] == "owner"
    (listed,) = workshop.owner.made("GET", "/account/tokens")
    assert (listed["token"], listed["name"], listed["scope"]) == ("", "My notebook", "edit")
    assert listed["used_at"] is not None
    assert listed["expires_at"] is not None
    assert workshop.people["editor"].send("DELETE", f"/account/tokens/{made['key']}").status_code == 404
    assert notebook.get("/projects").status_code == 200
    workshop.owner.made("DELETE", f"/account/tokens/{made['key']}")
    assert code_of(notebook.get("/projects")) == code_of(notebook.get("/account")) == (401, "token_refused")
    assert workshop.owner.made("GET", "/account/tokens") == []


def test_a_program_changes_things_without_csrf_session_or_cookie(workshop: Workshop) -> None:
    notebook = program(workshop.user("owner"))
    answer = notebook.post("/projects", {"name": "By a program"})
    assert (answer.status_code, answer.json()["role"]) == (201, "owner")
    assert not answer.cookies
    assert not notebook.get("/account").cookies
    file = SimpleUploadedFile("a.txt", b"The sea is calm.")
    made = notebook.client.post(f"/api/projects/{answer.json()['id']}/imports", {"file": file})
    assert made.status_code == 201


def test_no_session_counts_beside_a_token(workshop: Workshop) -> None:
    browser = Person(workshop.user("owner"), enforce_csrf=True)
    before = dict(browser.client.session.items())
    wrong = browser.post("/projects", {"name": "N"}, Authorization=f"Bearer {WRONG}")
    assert code_of(wrong) == (401, "token_refused")
    strangers = tokens.make(user=workshop.user("stranger"), name="S", scope="own", days=None)[1]
    path = f"/projects/{workshop.project.pk}"
    assert browser.get(path, Authorization=f"Bearer {strangers}").status_code == 404
    assert dict(browser.client.session.items()) == before
    forged = browser.post("/projects", {"name": "N"}, Authorization="Bearer of-a-proxy")
    assert forged.status_code == 403
    assert browser.get(path, Authorization="Bearer of-a-proxy").status_code == 200


@pytest.mark.parametrize("spoiled", ["", "smk_", WRONG, "smk_" + "a" * 5000])
def test_what_is_no_token_is_refused(spoiled: str, workshop: Workshop) -> None:
    assert Program(spoiled).get("/projects").status_code == 401


def test_a_token_is_refused_once_it_is_too_old_or_its_secret_differs_or_its_person_is_gone(
    workshop: Workshop,
) -> None:
    user = workshop.user("viewer")
    row, token = tokens.make(user=user, name="Old", scope="see", days=1)
    assert tokens.person_of(token) == user
    assert tokens.person_of(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    ApiToken.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert tokens.person_of(token) is None
    ApiToken.objects.filter(pk=row.pk).update(expires_at=None)
    assert tokens.person_of(token) == user
    leaving.leave(user)
    assert tokens.person_of(token) is None
    assert not ApiToken.objects.filter(user=user).exists()


def test_no_token_reaches_an_account(workshop: Workshop) -> None:
    notebook = program(workshop.user("owner"))
    below = [(method, path) for method, path in all_routes() if path.startswith(("/account/", "/sign-in/"))]
    assert len(below) >= 10
    for method, path in below:
        answer = notebook.send(method, re.sub(r"{\w+}", "1", path), {"name": "owner", "password": "x"})
        assert code_of(answer) == (403, "not_by_token"), path
    assert User.objects.get(username="owner").is_active
    assert notebook.client.get("/admin/").status_code == 302  # to sign in


SCOPES = tuple(access.PERMISSIONS)


def test_a_token_may_what_its_scope_says_and_never_more_than_its_person(workshop: Workshop) -> None:
    """Of each permission, routes that take it, by each scope: as an owner's token and as a viewer's."""
    rows = rows_of(workshop)
    routes = [
        ("GET", "/projects/{project_id}"),
        ("POST", "/canvases/{canvas_id}/comments"),
        ("PATCH", "/takes/{take_id}"),
        ("PATCH", "/canvases/{canvas_id}"),
        ("PATCH", "/projects/{project_id}"),
        ("GET", "/rankings/{ranking_id}/judges"),
    ]
    for scope in SCOPES:
        owners = program(workshop.user("owner"), scope)
        viewers = program(workshop.user("viewer"), scope)
        for method, path in routes:
            permission, body = ROUTES[method, path]
            may = SCOPES.index(permission) <= SCOPES.index(scope)
            answer = ask(owners, method, path.format(**rows), body)
            if may:
                assert answer.status_code == 200 + (method == "POST"), (path, scope)
            else:
                assert code_of(answer) == (403, "scope_too_low"), (path, scope)
            by_viewer = ask(viewers, method, path.format(**rows), body)
            assert by_viewer.status_code == (200 if permission == "see" else 403), (path, scope)
        project = owners.made("GET", f"/projects/{workshop.project.pk}")
        assert project["role"] == access.PERMISSIONS[scope][0]
        assert {one["role"] for one in owners.made("GET", "/projects")} == {project["role"]}


@pytest.mark.parametrize("route", CHANGES_OF_NO_PROJECT, ids=" ".join)
def test_what_no_project_decides_takes_the_scope_to_edit(route: tuple[str, str], workshop: Workshop) -> None:
    method, path = route
    reader = program(workshop.user("owner"), "curate")
    path = re.sub(r"{\w+}", "1", path.replace("{start}", "steer"))
    body = {"name": "N"}
    if path == "/archives":
        answer = reader.client.post("/api/archives", {"file": SimpleUploadedFile("a.zip", b"x")})
    else:
        answer = reader.send(method, path, body)
    assert code_of(answer) in [(403, "scope_too_low"), (403, "not_by_token")]


def test_a_token_that_only_sees_claims_no_names(workshop: Workshop) -> None:
    path = f"/projects/{workshop.project.pk}/imported-name"
    assert code_of(program(workshop.user("viewer"), "see").post(path)) == (403, "scope_too_low")
    assert program(workshop.user("viewer"), "edit").post(path).status_code == 200
    assert program(workshop.user("stranger"), "see").post(path).status_code == 404


def test_tokens_and_their_changes_are_limited_apart_from_the_browsers(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TOKENS_PER_PERSON", 2)
    monkeypatch.setattr(limits, "WRITES", limits.Rate("write", 3, 60, "changes"))
    first, second = program(workshop.user("owner")), program(workshop.user("owner"))
    with pytest.raises(access.StudioError, match="at most 2 tokens"):
        program(workshop.user("owner"))
    answers = [each.post("/projects", {"name": ""}).status_code for each in (first, second, first, second)]
    assert answers == [422, 422, 422, 429]
    assert workshop.owner.post("/projects", {"name": ""}).status_code == 422
    monkeypatch.setattr(limits, "WRONG_TOKENS", limits.Rate("wrong-token", 2, 60, "wrong tokens"))
    assert [Program(WRONG).get("/projects").status_code for _ in range(3)] == [401, 401, 429]
    assert first.get("/projects").status_code == 200


@pytest.mark.parametrize("change", [{"name": " "}, {"name": "x" * 81}, {"scope": "all"}, {"days": 0}])
def test_a_token_that_cannot_be_is_refused(change: dict[str, Any], workshop: Workshop) -> None:
    about = {"name": "N", "scope": "see", "days": 1} | change
    assert workshop.owner.post("/account/tokens", about).status_code == 422


@pytest.mark.django_db
async def test_an_archive_may_be_sent_by_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REQUEST_BYTES", 2)
    monkeypatch.setattr(limits, "ARCHIVE_BYTES", 8)
    for authorization, status in ((f"Bearer {WRONG}", 200), ("Bearer other", 413)):
        headers = [(b"authorization", authorization.encode())]
        sent = await answer_of([b"1234567890"], headers, method="POST", path="/api/archives")
        assert sent[0] == status


def test_large_bodies_are_counted_by_the_person_of_a_token(workshop: Workshop) -> None:
    user = workshop.user("owner")
    token = tokens.make(user=user, name="N", scope="see", days=None)[1]
    assert person_of("", token) == str(user.pk)
    assert person_of("", WRONG) is None
