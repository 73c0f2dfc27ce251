"""One message to one receiver, signed by the Standard Webhooks scheme (standardwebhooks.com)."""

import base64
import hashlib
import hmac
import http.client
import socket
import ssl
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from uuid import UUID

from django.utils.crypto import salted_hmac

from studio import limits
from studio.errors import StudioError
from studio.services.webhooks.addresses import Target, target_of

CONNECT_S = 5.0
MOST_PLACES = 2
"""Numeric addresses of a host that are tried."""
GONE = 410
"""By this status a receiver says that it wants nothing more."""


@dataclass(frozen=True)
class Answer:
    """status: of HTTP; None where no answer came. problem: a sentence, "" where the message was taken."""

    status: int | None
    problem: str

    @property
    def is_taken(self) -> bool:
        return self.problem == ""


def secret_of(webhook_id: UUID) -> bytes:
    """The key of a webhook's signatures: it follows from the studio's secret key, so no row holds it."""
    return salted_hmac("studio.webhook", str(webhook_id), algorithm="sha256").digest()


def said_secret(secret: bytes) -> str:
    """A key as receivers are given it."""
    return f"whsec_{base64.b64encode(secret).decode()}"


def signature(secret: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    signed = f"{message_id}.{timestamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()}"


def send(*, address: str, secret: bytes, message_id: str, body: bytes) -> Answer:
    """Send a message and wait for the status of the answer; redirects are not followed, bodies not read."""
    try:
        target = target_of(address)
    except StudioError as error:
        return Answer(None, error.message)
    timestamp = int(time.time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "SUNMASK-studio",
        "Connection": "close",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, message_id, timestamp, body),
    }
    began_at = time.monotonic()
    try:
        status = _post(target, headers, body)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() - began_at >= limits.WEBHOOK_S:
            return Answer(None, f"The receiver did not answer within {limits.WEBHOOK_S} seconds.")
        return Answer(None, f"No answer: {str(error) or type(error).__name__}."[:300])
    if 200 <= status < 300:
        return Answer(status, "")
    moved = " Redirects are not followed." if 300 <= status < 400 else ""
    return Answer(status, f"The receiver answered {status}.{moved}")


def _post(target: Target, headers: dict[str, str], body: bytes) -> int:
    with closing(_Connection(target)) as connection:
        alarm = threading.Timer(limits.WEBHOOK_S, connection.cut)
        alarm.daemon = True
        alarm.start()
        try:
            connection.request("POST", target.path, body, headers)
            return connection.getresponse().status
        finally:
            alarm.cancel()


class _Connection(http.client.HTTPConnection):
    """To the checked addresses of a target and to no other; certificates are checked by its name."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=CONNECT_S)
        if target.is_secure:
            self.default_port = 443  # else the port would stand in the Host header
        self._target = target

    def connect(self) -> None:
        for number, place in enumerate(self._target.places[:MOST_PLACES], start=1):
            try:
                self.sock = socket.create_connection((place, self.port), CONNECT_S)
                break
            except OSError:
                if number == len(self._target.places[:MOST_PLACES]):
                    raise
        if self._target.is_secure:
            context = ssl.create_default_context()
            secured = context.wrap_socket(
                self.sock, server_hostname=self._target.host, do_handshake_on_connect=False
            )
            self.sock = secured  # before it shakes hands, so that it can be cut
            secured.do_handshake()

    def cut(self) -> None:
        """End it from another thread, however slowly bytes still come."""
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
