"""Log lines as JSON: what they are about, through request, socket, message and worker."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from celery import shared_task
from channels.testing import ApplicationCommunicator
from django.conf import LazySettings
from django.test import Client

from studio import limits
from studio.asgi import application
from studio.celery import app
from studio.models import Generation
from studio.ops import bell, log_context
from studio.services.runs import claims
from studio.web import request_ids
from studio.web.redaction import WithoutSecrets
from tests.studio.browsers import Browser, session_of
from tests.studio.workshop import Workshop

logger = logging.getLogger("of.a.test")


@pytest.fixture
def lines() -> Iterator[Any]:
    """Reads all lines that were logged, as JSON."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(log_context.JsonLines())
    handler.addFilter(WithoutSecrets())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_line_says_what_it_is_about_and_ends_where_its_work_ends(lines: Any) -> None:
    with log_context.within(request="r1", project=None):
        log_context.note(person=log_context.hashed(7))
        with log_context.within(generation="g1"):
            logger.info("stepped %d", 3)
        logger.warning("/sign-in/secret was\nopened")
    logger.info("later")
    stepped, opened, later = lines()
    assert (stepped["message"], stepped["level"], stepped["logger"]) == ("stepped 3", "INFO", "of.a.test")
    assert (stepped["request"], stepped["generation"]) == ("r1", "g1")
    assert stepped["person"] == log_context.hashed(7) != log_context.hashed(8)
    assert "project" not in stepped
    assert "generation" not in opened
    assert opened["message"] == "/sign-in/... was\nopened"
    assert later.keys() == {"time", "level", "logger", "message"}


def test_a_failure_has_its_traceback_in_the_same_line(lines: Any) -> None:
    try:
        raise OSError("gone")
    except OSError:
        logger.exception("failed")
    (line,) = lines()
    assert "OSError: gone" in line["exception"]


async def answer(headers: list[tuple[bytes, bytes]], path: str = "/api/projects") -> dict[bytes, bytes]:
    """The headers of an answer through the whole application."""
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"localhost"), *headers],
        "client": ("127.0.0.1", 1),
    }
    communicator = ApplicationCommunicator(application, scope)
    await communicator.send_input({"type": "http.request", "body": b"", "more_body": False})
    begun = await communicator.receive_output(timeout=20)
    while (await communicator.receive_output(timeout=20)).get("more_body"):
        pass
    await communicator.wait(timeout=20)
    return dict(begun["headers"])


@pytest.mark.django_db(transaction=True)
async def test_the_id_of_a_request_is_in_its_answer_and_in_its_lines(
    workshop: Workshop, lines: Any, settings: LazySettings
) -> None:
    settings.HAS_JSON_LINES = True
    client = Client(HTTP_HOST="localhost")
    await sync_to_async(client.force_login)(
        workshop.user("owner"), backend=settings.AUTHENTICATION_BACKENDS[0]
    )
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    found = await answer(
        [(b"cookie", f"{cookie.key}={cookie.value}".encode())], f"/api/projects/{workshop.project.pk}"
    )
    request = found[b"x-request-id"].decode()
    assert len(request) == 32
    line = next(line for line in lines() if line["logger"] == request_ids.logger.name)
    assert (line["request"], line["status"]) == (request, 200)
    assert line["project"] == str(workshop.project.pk)
    assert line["person"] == log_context.hashed(workshop.user("owner").pk)
    assert "owner" not in json.dumps(line)


@pytest.mark.django_db(transaction=True)
async def test_lines_of_a_socket_say_whose_it_is_and_of_which_project(
    workshop: Workshop, lines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SOCKETS_PER_PERSON_AND_PROJECT", 0)
    session = await sync_to_async(session_of)(workshop.user("viewer"))
    async with Browser(workshop.project, session):
        pass
    line = next(line for line in lines() if line["message"].startswith("socket "))
    assert len(line["request"]) == 32
    assert line["project"] == str(workshop.project.pk)
    assert line["person"] == log_context.hashed(workshop.user("viewer").pk)


@pytest.mark.parametrize(
    ("given", "is_behind_proxy", "is_taken"),
    [
        (b"abc-123_x.9", True, True),
        (b"abc-123_x.9", False, False),
        (b'"}\n{"', True, False),
        (b"a" * 65, True, False),
    ],
)
@pytest.mark.django_db
async def test_an_id_of_a_proxy_is_taken_where_it_can_be_believed(
    given: bytes, is_behind_proxy: bool, is_taken: bool, settings: LazySettings
) -> None:
    settings.IS_BEHIND_PROXY = is_behind_proxy

    async def nothing(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200})

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"x-request-id", given)]}
    await request_ids.WithRequestId(nothing)(scope, None, send)
    ((_, id),) = sent[0]["headers"]
    assert (id == given) is is_taken


def test_a_run_keeps_the_request_that_started_it_and_the_worker_names_it(
    workshop: Workshop, lines: Any
) -> None:
    with log_context.within(request="r1"):
        generation = workshop.start()
    workshop.run(generation, upto=2)
    line = next(line for line in lines() if "is claimed by" in line["message"])
    assert (line["request"], line["generation"]) == ("r1", str(generation.pk))
    assert line["project"] == str(workshop.project.pk)
    assert line["person"] == log_context.hashed(workshop.user("editor").pk)
    assert Generation.objects.get().request == "r1"
    assert claims.about(generation)["request"] == "r1"


def test_a_call_of_the_workers_brings_the_request_to_the_task(monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[Any] = []

    @shared_task(name="tests.probe")
    def probe() -> None:
        noted.append(log_context.current())

    class Broker:
        def send_task(self, name: str, *, headers: dict[str, str], **_: object) -> None:
            app.tasks["tests.probe"].apply(headers=headers)
            raise SystemExit

    monkeypatch.setattr(bell, "app", Broker())
    monkeypatch.setattr(bell, "_caller", lambda: None)
    with log_context.within(request="r1"):
        bell.call_workers()
    with pytest.raises(SystemExit):
        bell._call_forever()
    assert noted == [{"task": "tests.probe", "request": "r1"}]
    assert log_context.current() == {}
