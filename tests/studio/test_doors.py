"""What never reaches a route: bodies without end, sockets from elsewhere; and storage that fails."""

import errno
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from studio import limits
from studio.asgi import application
from studio.web.body_limit import BodyLimit
from studio.web.middleware import SessionAge, Sessions
from studio.web.not_now import NotNow
from tests.studio.workshop import Workshop


async def answer_of(chunks: list[bytes], headers: list[tuple[bytes, bytes]], **scope: str) -> tuple[int, int]:
    """Status, and how many bytes came through to the application."""
    sent: list[dict[str, Any]] = []
    num_bytes = 0

    async def receive() -> dict[str, Any]:
        body = chunks.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(chunks)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def reader(scope: dict[str, Any], receive: Any, send: Any) -> None:
        nonlocal num_bytes
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            num_bytes += len(message["body"])
            if not message["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})

    await BodyLimit(reader)({"type": "http", "headers": headers, **scope}, receive, send)
    return sent[0]["status"], num_bytes


async def test_a_body_is_counted_whatever_its_headers_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REQUEST_BYTES", 10)
    assert await answer_of([b"12345", b"67890"], []) == (200, 10)
    assert await answer_of([b"12345", b"67890", b"1"], []) == (413, 10)
    assert await answer_of([b"12345", b"67890", b"1"], [(b"content-length", b"3")]) == (413, 10)
    assert await answer_of([b"12345"], [(b"content-length", b"11")]) == (413, 0)


async def test_an_archive_of_somebody_with_a_session_may_be_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REQUEST_BYTES", 2)
    monkeypatch.setattr(limits, "ARCHIVE_BYTES", 8)
    cookie = [(b"cookie", f"{settings.SESSION_COOKIE_NAME}=x".encode())]
    assert await answer_of([b"1234567890"], cookie, method="POST", path="/api/archives") == (200, 10)
    assert await answer_of([b"12345678901"], cookie, method="POST", path="/api/archives") == (413, 0)
    for headers, method, path in (
        ([], "POST", "/api/archives"),
        (cookie, "GET", "/api/archives"),
        (cookie, "POST", "/api/projects"),
    ):
        assert await answer_of([b"123"], headers, method=method, path=path) == (413, 0)


HERE = settings.ORIGINS[0]


async def close_code_of(origin: str | None) -> int | None:
    headers = [] if origin is None else [(b"origin", origin.encode())]
    path = "/ws/projects/00000000-0000-4000-8000-000000000000"
    socket = WebsocketCommunicator(application, path, headers=headers)
    is_open, code = await socket.connect()
    if is_open:
        code = (await socket.receive_output())["code"]
    return code


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "http://evil.example",
        HERE.replace("http:", "https:"),
        HERE.rsplit(":", 1)[0] + ":9",
        HERE.replace("localhost", "localhost.evil.example"),
        HERE + "@evil.example",
    ],
)
@pytest.mark.django_db(transaction=True)
async def test_a_socket_from_elsewhere_is_refused(origin: str | None) -> None:
    assert await close_code_of(origin) == 1000  # before the handshake: the browser sees 403
    assert await close_code_of(HERE) != 1000  # refused later, for want of a session


def test_trouble_with_storage_asks_to_try_again(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("studio.services.projects.create", fail)
    response = workshop.owner.post("/projects", {"name": "N"})
    assert (response.status_code, response.json()["code"]) == (503, "not_stored")
    assert response["Retry-After"] == "2"
    assert "disk" not in response.content.decode()
    assert "its storage is full. Ask whoever runs it to make room" in response.json()["message"]
    assert workshop.owner.get("/projects").status_code == 200


def test_a_file_that_finds_no_room_is_no_mistake_of_the_studio(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("studio.services.projects.create", fail)
    response = workshop.owner.post("/projects", {"name": "N"})
    assert (response.status_code, response.json()["code"]) == (503, "not_stored")
    assert "its storage is full" in response.json()["message"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("DELETE", f"members/{10**22}", None),
        ("PATCH", f"members/{10**22}", {"role": "viewer"}),
        ("GET", "takes?since=0001-01-01T00:00:00%2B14:00", None),
        ("GET", "takes?until=9999-12-31T23:59:59-12:00", None),
        ("GET", f"takes?offset={10**22}", None),
    ],
)
def test_a_number_or_time_beyond_all_bounds_is_refused_in_a_sentence(
    method: str, path: str, body: Any, workshop: Workshop
) -> None:
    response = workshop.owner.send(method, f"/projects/{workshop.project.pk}/{path}", body)
    assert response.status_code in (404, 422)
    assert response.json()["message"].endswith(".")


def test_a_yes_is_no_number(workshop: Workshop) -> None:
    refused = workshop.owner.send("PATCH", f"/canvases/{workshop.canvas.pk}", {"position": True})
    assert refused.status_code == 422


def test_what_is_no_request_of_the_api_is_answered_in_json(workshop: Workshop) -> None:
    client, project = workshop.owner.client, workshop.project.pk
    imports = f"/api/projects/{project}/imports"
    two = {"file": SimpleUploadedFile("a.txt", b"a"), "more": SimpleUploadedFile("b.txt", b"b")}
    answers = [
        client.post(imports, two),
        client.post(imports, b"x", content_type="multipart/form-data"),
        client.post(imports, b"x", content_type="multipart/form-data; boundary=" + "x" * 300),
        client.put("/api/projects", b"{}", content_type="application/json"),
        client.delete("/api/account"),
    ]
    told = [(answer.status_code, answer.json()["code"]) for answer in answers]
    assert told == [(400, "bad_request")] * 3 + [(405, "method_not_allowed")] * 2
    assert answers[3]["Allow"] == "GET, POST"


def test_a_full_disk_is_told_on_every_page(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    client, owner = Client(raise_request_exception=False), workshop.owner.client
    monkeypatch.setattr("studio.limits.spend_all", fail)
    page = client.get("/sign-in/x")
    assert (page.status_code, page["Retry-After"]) == (503, "2")
    assert "could not store or read this" in page.content.decode()
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", fail)
    owner.raise_request_exception = False
    told = owner.get("/api/account")
    assert (told.status_code, told.json()["code"]) == (503, "not_stored")


async def test_a_body_that_finds_no_room_on_its_way_to_django_is_refused() -> None:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"x", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def spooling(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        raise OSError(errno.ENOSPC, "No space left on device")

    scope = {"type": "http", "method": "POST", "path": "/api/archives", "headers": []}
    await NotNow(BodyLimit(spooling))(scope, receive, send)
    assert sent[0]["status"] == 503
    assert b"its storage is full" in sent[1]["body"]


def test_a_full_disk_ends_no_session(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    save = Session.save

    def fail(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    owner = workshop.owner.client
    owner.raise_request_exception = False
    monkeypatch.setattr(SessionAge, "NOTED_EVERY_S", -1)  # whenever it is used
    monkeypatch.setattr(Session, "save", fail)
    assert [owner.get(path).status_code for path in ("/api/account", "/", "/healthz")] == [200] * 3
    request = RequestFactory().get("/")
    request.session = owner.session
    request.session["what"] = "is new"
    with pytest.raises(OperationalError):  # told, since the next request would lack it
        Sessions(lambda _: HttpResponse()).process_response(request, HttpResponse())
    monkeypatch.setattr(Session, "save", save)
    Session.objects.all().delete()
    assert owner.get("/api/account").status_code == 401, "one that has ended has ended"


def test_files_are_taken_away_from_a_full_disk(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("studio.models.Export.objects.update_or_create", fail)
    assert workshop.owner.get(f"/canvases/{workshop.canvas.pk}/export").status_code == 200


async def test_a_socket_where_none_is_is_refused() -> None:
    socket = WebsocketCommunicator(application, "/ws/projects/x", headers=[(b"origin", HERE.encode())])
    assert await socket.connect() == (False, 4404)


def test_changes_are_counted_without_asking_the_database(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WRITES", limits.Rate("write", 3, 60, "changes"))
    monkeypatch.setattr(limits, "in_memory", limits.Window())
    with CaptureQueriesContext(connection) as queries:
        answers = [workshop.owner.post("/projects", {"name": ""}).status_code for _ in range(5)]
    assert answers == [422, 422, 422, 429, 429]
    assert not any("ratebucket" in query["sql"] for query in queries)
    assert workshop.people["editor"].post("/projects", {"name": "N"}).status_code == 201
