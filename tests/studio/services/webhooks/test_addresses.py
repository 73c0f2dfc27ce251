"""Webhooks send to hosts outside, and to those inside that the operator names."""

import base64
import socket
from typing import Any

import pytest

from studio import limits
from studio.errors import StudioError
from studio.services.webhooks import addresses, sending
from studio.services.webhooks.addresses import is_outside, target_of
from tests.studio.services.webhooks.receiver import Receiver

INSIDE = (
    "127.0.0.1",
    "127.8.9.10",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1%eth0",
    "fc00::1",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2002:a00:1::1",
)
OUTSIDE = ("8.8.8.8", "93.184.216.34", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8")


@pytest.mark.parametrize("place", INSIDE)
def test_an_address_inside_is_known_as_such(place: str) -> None:
    assert not is_outside(place)


@pytest.mark.parametrize("place", OUTSIDE)
def test_an_address_outside_is_known_as_such(place: str) -> None:
    assert is_outside(place)


def resolving(monkeypatch: pytest.MonkeyPatch, *places: str) -> None:
    """Whatever host is looked for has these addresses."""

    def find(host: str, port: int, **_: Any) -> list[Any]:
        return [(0, 0, 0, "", (place, port)) for place in places]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", find)


@pytest.mark.parametrize(
    "address",
    [
        "https://localhost/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.1:8000/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
    ],
)
def test_however_it_is_written_an_address_inside_is_refused(address: str) -> None:
    with pytest.raises(StudioError, match=r"inside a network|no host") as refused:
        target_of(address)
    assert refused.value.status == 422


def test_a_host_with_one_address_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "8.8.8.8", "10.0.0.1")
    with pytest.raises(StudioError, match="inside a network"):
        target_of("https://example.org/hook")
    resolving(monkeypatch, "8.8.8.8", "2606:4700::1111")
    target = target_of("https://Example.org/hook?a=1")
    assert (target.host, target.port, target.path) == ("example.org", 443, "/hook?a=1")
    assert target.places == ("8.8.8.8", "2606:4700::1111")


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://ana:secret@example.org/",
        "https:///hook",
        "https://example.org:port/",
        "https://example.org/a b",
        "https://example.org/\r\nX: y",
        "https://[::1/",
        "file:///etc/passwd",
        "https://example.org/" + "x" * 500,
    ],
)
def test_what_is_no_address_to_send_to_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "8.8.8.8")
    with pytest.raises(StudioError, match="Expected an address") as refused:
        target_of(address)
    assert refused.value.status == 422


def test_an_operator_allows_a_host_inside_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUNMASK_WEBHOOK_HOSTS", "Localhost,127.0.0.1:9000")
    assert target_of("http://localhost:1234/").port == 1234
    assert target_of("https://localhost/").port == 443
    assert target_of("http://127.0.0.1:9000/").path == "/"
    with pytest.raises(StudioError):
        target_of("https://127.0.0.1:9001/")


def test_a_message_goes_to_the_addresses_that_were_checked_and_to_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolving(monkeypatch, "93.184.216.34")
    reached: list[tuple[str, int]] = []

    def connect(place: tuple[str, int], timeout: float) -> socket.socket:
        reached.append(place)
        raise ConnectionRefusedError("refused")

    monkeypatch.setattr(sending.socket, "create_connection", connect)
    answer = sending.send(address="https://example.org/", secret=b"s", message_id="m", body=b"{}")
    assert reached == [("93.184.216.34", 443)]
    assert (answer.status, answer.problem) == (None, "No answer: refused.")


def test_a_host_that_has_moved_inside_since_is_not_reached(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUNMASK_WEBHOOK_HOSTS", "")
    resolving(monkeypatch, "127.0.0.1")
    address = f"https://example.org:{receiver.port}/"
    answer = sending.send(address=address, secret=b"s", message_id="m", body=b"{}")
    assert "inside a network" in answer.problem
    assert not receiver.messages


def send(receiver: Receiver) -> sending.Answer:
    return sending.send(address=receiver.address, secret=b"secret", message_id="msg_1", body=b'{"a":1}')


def test_a_message_is_signed_as_the_standard_says(receiver: Receiver) -> None:
    assert send(receiver) == sending.Answer(204, "")
    ((_, headers, body),) = receiver.messages
    assert (headers["path"], headers["host"], body) == ("/hook?for=me", receiver.host, b'{"a":1}')
    expected = sending.signature(b"secret", "msg_1", int(headers["webhook-timestamp"]), body)
    assert headers["webhook-signature"] == expected
    # an example that the standard's libraries share
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    assert sending.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}') == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_no_redirect_is_followed(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 307, {"Location": f"http://{receiver.host}/elsewhere"}
    assert send(receiver) == sending.Answer(307, "The receiver answered 307. Redirects are not followed.")
    assert len(receiver.messages) == 1


def test_a_receiver_that_answers_too_slowly_is_left(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WEBHOOK_S", 0.3)
    receiver.drips = True
    answer = send(receiver)
    assert (answer.status, answer.problem) == (None, "The receiver did not answer within 0.3 seconds.")
