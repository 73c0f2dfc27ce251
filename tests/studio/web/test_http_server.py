"""Bodies without end, sent to the web server as it runs: refused while they come in, nothing kept."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from studio.ops.supervisor import free_port, is_port_free
from tests.live_studio import ROOT, wait_until
from tests.studio.web.servers import Server, web_server

MOST = 100_000
ARCHIVE = 300_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with web_server(
        tmp_path_factory.mktemp("data"), {"REQUEST_BYTES": MOST, "ARCHIVE_BYTES": ARCHIVE}
    ) as found:
        yield found


@pytest.mark.parametrize("path", ["/healthz", "/api/account/sign-in", "/api/archives", "/nowhere"])
def test_a_body_whose_header_says_too_much_is_refused_before_it_comes(server: Server, path: str) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Length: 600000000\r\n\r\n"
    answer, _, spooled = server.send(head, 9155)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"code":"too_large"' in answer
    assert b"100 Continue" not in answer
    assert spooled == 0


def test_a_body_in_chunks_is_refused_when_it_has_become_too_large(server: Server) -> None:
    head = f"POST /healthz HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer, num_sent, spooled = server.send(head, 9155, is_chunked=True)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert num_sent < 1000
    assert spooled <= MOST


def test_a_client_that_asks_first_is_not_told_to_go_on(server: Server) -> None:
    head = (
        f"POST /healthz HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Length: 600000000\r\n"
        "Expect: 100-continue\r\n\r\n"
    )
    answer, _, _ = server.send(head, 0)
    assert answer.startswith(b"HTTP/1.1 413 ")


@pytest.mark.thorough
def test_one_that_stands_by_listens_once_it_is_told() -> None:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "studio.web.http_server",
        "-b",
        "127.0.0.1",
        "-p",
        str(port),
        "--standby",
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=ROOT) as waiting:
        try:
            time.sleep(1)
            assert is_port_free("127.0.0.1", port)
            assert waiting.stdin
            waiting.stdin.write(b"begin\n")
            waiting.stdin.close()
            wait_until(lambda: not is_port_free("127.0.0.1", port), 60, "it does not listen")
        finally:
            waiting.kill()
    with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=ROOT) as forgotten:
        assert forgotten.stdin
        forgotten.stdin.close()  # as when the studio has gone
        assert forgotten.wait(60) == 0


def test_what_stays_below_the_limit_comes_through(server: Server) -> None:
    body = b'{"name": "ana", "password": "not hers"}' + b" " * (MOST - 100)
    with httpx.Client(base_url=server.url, timeout=60) as client:
        client.get("/api/account")
        headers = {"X-CSRFToken": client.cookies["csrftoken"], "Content-Type": "application/json"}
        answer = client.post("/api/account/sign-in", content=body, headers=headers)
        assert answer.status_code == 401
        in_chunks = client.post(
            "/api/account/sign-in", content=iter([body[:1000], body[1000:]]), headers=headers
        )
        assert in_chunks.status_code == 401


def fill(filler: Path) -> None:
    """Take all the room that its disk has left."""
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)) == 4096:
            pass


def test_a_body_for_which_there_is_no_room_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "data").mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(tmp_path / "full")]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("only root may mount a disk that is full")
    try:
        with web_server(tmp_path / "data", {}, TMPDIR=str(tmp_path / "full")) as small:
            fill(tmp_path / "full" / "filler")
            with httpx.Client(base_url=small.url, timeout=60) as client:
                client.get("/api/account")
                headers = {"X-CSRFToken": client.cookies["csrftoken"], "Content-Type": "application/json"}
                for num_bytes in (130_000, 1_000_000):
                    body = b" " * num_bytes
                    answer = client.post("/api/account/sign-in", content=body, headers=headers)
                    assert (answer.status_code, answer.json()["code"]) == (503, "not_stored")
                    assert "its storage is full" in answer.json()["message"]
                assert client.get("/api/account").status_code == 401
            assert "Traceback" not in small.log.read_text()
    finally:
        subprocess.run(["umount", "--lazy", str(tmp_path / "full")], check=True)


def test_only_somebody_signed_in_may_send_an_archive_and_no_larger_one(server: Server) -> None:
    with httpx.Client(base_url=server.url, timeout=30) as client:
        client.get("/api/account")
        headers = {"X-CSRFToken": client.cookies["csrftoken"]}
        archive = {"file": ("project.zip", b"x" * (ARCHIVE - 10_000))}
        cookies = {"sessionid": "made-up"} | dict(client.cookies)
        stranger = httpx.post(
            f"{server.url}/api/archives", files=archive, headers=headers, cookies=cookies, timeout=30
        )
        assert stranger.status_code == 413
        made = {"name": "ana", "password": "a long enough password"}
        assert client.post("/api/account/sign-up", json=made, headers=headers).status_code == 201
        headers = {"X-CSRFToken": client.cookies["csrftoken"]}
        read = client.post("/api/archives", files=archive, headers=headers)
        assert read.status_code in (415, 422)
        larger = {"file": ("project.zip", b"x" * (ARCHIVE + MOST + 1000))}
        assert client.post("/api/archives", files=larger, headers=headers).status_code == 413
        elsewhere = client.post("/api/projects", files=archive, headers=headers)
        assert elsewhere.status_code == 413


def test_ten_such_bodies_at_once_hold_nobody_up(server: Server) -> None:
    head = f"POST /healthz HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nTransfer-Encoding: chunked\r\n\r\n"
    answers: list[bytes] = []
    senders = [
        threading.Thread(target=lambda: answers.append(server.send(head, 200, is_chunked=True)[0]))
        for _ in range(10)
    ]
    for sender in senders:
        sender.start()
    answer = httpx.get(f"{server.url}/api/account", timeout=10)
    for sender in senders:
        sender.join()
    assert answer.status_code == 401
    assert all(each.startswith(b"HTTP/1.1 413 ") for each in answers)


def test_the_log_holds_no_secret_of_a_link(server: Server) -> None:
    for path in ("/sign-in/secret-token", "/join/secret-token", "/api/invitations/secret-token"):
        httpx.get(f"{server.url}{path}")
    log = server.log.read_text()
    assert "/sign-in/..." in log
    assert "secret-token" not in log
