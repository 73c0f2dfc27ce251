"""A mail server for tests, which keeps what it is sent."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from studio.ops.supervisor import free_port


class Letterbox(Message):
    """Keeps what it is sent."""

    def __init__(self) -> None:
        super().__init__(EmailMessage)
        self.letters: list[tuple[str, str]] = []

    def handle_message(self, message: Any) -> None:
        text = message.get_payload(decode=True).decode()
        self.letters.append((message["To"], text))

    def link(self) -> str:
        """Where the newest letter leads, once it has come."""
        for _ in range(200):
            if self.letters:
                break
            time.sleep(0.02)  # a link for a new password is sent on the side
        found = re.search(r"https?://[^/\s]+(/\S+)", self.letters[-1][1])
        self.letters.clear()
        assert found
        return found[1]


@contextmanager
def mail_server() -> Iterator[Controller]:
    """Its `handler` is a Letterbox; `port` is where it is."""
    controller = Controller(Letterbox(), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()
