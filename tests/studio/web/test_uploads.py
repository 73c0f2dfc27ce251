"""Large bodies at once, and slow ones, sent to the web server as it runs: few a sender, and none for long."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from studio import limits
from studio.errors import StudioError
from studio.web.uploads import Progress, Uploads
from tests.live_studio import wait_until
from tests.studio.web.servers import Server, web_server

ARCHIVE = 20_000_000
REQUEST = 4_000_000
SENT = 10_000_000
SILENCE_S = 2


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data: Path = tmp_path_factory.mktemp("data")
    its = {
        "REQUEST_BYTES": REQUEST,
        "ARCHIVE_BYTES": ARCHIVE,
        "BODIES_AT_ONCE": 2,
        "BODY_SILENCE_S": SILENCE_S,
        "BODY_BYTES_AT_ONCE": 30_000_000,
    }
    with web_server(data, its) as found:
        yield found


@pytest.fixture(scope="module")
def ana(server: Server) -> dict[str, str]:
    """The cookies of a person."""
    with httpx.Client(base_url=server.url, timeout=30) as client:
        client.get("/api/account")
        made = {"name": "ana", "password": "a long enough password"}
        headers = {"X-CSRFToken": client.cookies["csrftoken"]}
        assert client.post("/api/account/sign-up", json=made, headers=headers).status_code == 201
        return dict(client.cookies)


def begin(
    server: Server, cookies: dict[str, str], path: str = "/api/archives", *, announced: int = ARCHIVE
) -> socket.socket:
    """A connection that has announced a body."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nCookie: {cookie}\r\n"
        f"Content-Length: {announced}\r\n\r\n"
    )
    connection.sendall(head.encode())
    return connection


def send(connection: socket.socket, count: int) -> None:
    """So many bytes, or fewer where the server has closed."""
    with suppress(ConnectionError):
        connection.sendall(b"x" * count)


def answer_of(connection: socket.socket) -> bytes:
    connection.settimeout(20)
    answer = b""
    while b'"}' not in answer and b'_s":' not in answer:
        try:
            received = connection.recv(65_536)
        except ConnectionError:
            break
        if not received:
            break
        answer += received
    return answer


@pytest.mark.thorough
def test_one_person_sends_few_large_bodies_at_once_and_silent_ones_are_given_up(
    server: Server, ana: dict[str, str]
) -> None:
    connections = []
    most = 0
    for _ in range(6):
        connections.append(begin(server, ana))
        time.sleep(0.2)
        send(connections[-1], SENT)
        most = max(most, server.num_spooled())
    assert 0 < most <= SENT
    refused = [answer_of(connection) for connection in connections[1:]]
    assert all(answer.startswith(b"HTTP/1.1 429 Too Many Requests") for answer in refused)
    assert all(b'"code":"too_many"' in answer and b"retry-after: " in answer for answer in refused)
    for _ in range(2 * SILENCE_S):
        send(connections[0], 1)  # now and then
        time.sleep(1)
    assert answer_of(connections[0]).startswith(b"HTTP/1.1 408 ")
    wait_until(lambda: server.num_spooled() == 0, 5, "what was sent is still kept")
    for connection in connections:
        connection.close()


def test_who_hangs_up_or_is_refused_may_send_again(server: Server, ana: dict[str, str]) -> None:
    for _ in range(3):
        connection = begin(server, ana)
        send(connection, 1_000_000)
        connection.close()
        time.sleep(0.3)
    with begin(server, ana, announced=1_000_000) as connection:
        send(connection, 1_000_000)
        assert answer_of(connection).startswith(b"HTTP/1.1 403 ")  # no CSRF token


def test_strangers_at_one_address_do_not_take_the_room_of_a_person(
    server: Server, ana: dict[str, str]
) -> None:
    strangers = []
    for _ in range(3):
        strangers.append(begin(server, {}, "/api/account/sign-in", announced=REQUEST))
        time.sleep(0.2)
    assert answer_of(strangers[2]).startswith(b"HTTP/1.1 429 ")
    with begin(server, ana, announced=1_000_000) as connection:
        send(connection, 1_000_000)
        assert answer_of(connection).startswith(b"HTTP/1.1 403 ")
    for stranger in strangers:
        stranger.close()


def test_a_small_body_that_does_not_come_is_given_up(server: Server) -> None:
    with begin(server, {}, "/api/account/sign-in", announced=500) as connection:
        send(connection, 10)
        answer = answer_of(connection)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"too slowly" in answer


def test_bytes_on_their_way_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_BYTES_AT_ONCE", 10 << 20)
    uploads = Uploads()
    uploads.hold("ana", 1, 11 << 20)  # alone it is another limit's business
    with pytest.raises(StudioError, match="At most 10 MiB can be on their way"):
        uploads.hold("ana", 2, 1 << 20)
    uploads.hold("ben", 3, 1 << 20)
    uploads.let_go("ana", 1)
    uploads.hold("ana", 2, 1 << 20)
    uploads.hold("ana", 2, 2 << 20)  # more of the same


def test_a_body_must_come_at_some_pace_and_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_BYTES_PER_S", 1000)
    monkeypatch.setattr(limits, "BODY_S", 100)
    progress = Progress(0.0)
    progress.require(30.0, 500_000)
    progress.require(60.0, 530_000)
    with pytest.raises(StudioError, match="too slowly"):
        progress.require(90.0, 559_000)
    with pytest.raises(StudioError, match="too slowly"):
        progress.require(101.0, 9_000_000)
