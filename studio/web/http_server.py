"""Daphne with a limit on bodies: `python -m studio.web.http_server`, with its options and `--standby`.

Daphne alone takes in a whole body, in a file where it is large, before the studio hears of it. Here a body
that is too large is refused by its Content-Length, or by its bytes as soon as they are too many, and
nothing of it is kept. What more its sender has to say is read for LINGER_S and thrown away, since an answer
is lost when a connection closes with bytes unread.
"""

import asyncio
import sys
from http.cookies import SimpleCookie
from threading import Thread
from typing import Any

import daphne.server  # before anything else of Twisted: it chooses the event loop

# isort: split
import daphne.cli
from channels.db import database_sync_to_async
from daphne.access import AccessLogGenerator
from daphne.cli import CommandLineInterface
from daphne.http_protocol import HTTPFactory, WebRequest
from django.conf import settings
from django.urls import get_resolver
from twisted.internet import reactor
from twisted.internet.defer import Deferred

from studio.asgi import application  # noqa: F401 (sets Django up for what follows)
from studio.web.redaction import SECRET

# isort: split
from studio import limits
from studio.ops import watchdog
from studio.web import body_limit, engraving

LINGER_S = 5.0
STANDBY = "--standby"
"""Get ready, and begin when a line comes in by the standard input; end when that closes without one."""
APPLICATION = "studio.asgi:application"


class LimitedRequest(WebRequest):
    """A request whose body is counted while it comes in."""

    _parsePOSTFormSubmission = False
    """Twisted would read forms, files included, into memory; Django reads them when it must."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._num_bytes = 0
        self._most_bytes = limits.REQUEST_BYTES
        self._is_refused = False
        self._inquiry: Deferred[Any] | None = None
        """Whether the sender of so much is signed in; meanwhile nothing more is read."""

    def gotLength(self, length: int | None) -> None:
        self._require(length or 0)
        super().gotLength(0 if self._is_refused else length)

    def handleContentChunk(self, data: bytes) -> None:
        self._num_bytes += len(data)
        self._require(self._num_bytes)
        if not self._is_refused:
            super().handleContentChunk(data)

    def process(self) -> Any:
        if self._inquiry is not None:
            self._inquiry.addCallback(lambda _: self.process())
        elif self._is_refused:
            self.channel.loseConnection()
        else:
            return super().process()
        return None

    def _require(self, num_bytes: int) -> None:
        """Refuse more than this request may carry; an archive's sender may carry more."""
        if num_bytes <= self._most_bytes or self._is_refused or self._inquiry is not None:
            return
        archive_bytes = body_limit.archive_bytes()
        key = self._session_key()
        if num_bytes > archive_bytes or not self._is_archive() or not key:
            self._refuse()
            return
        self.channel._networkProducer.pauseProducing()
        self._inquiry = Deferred.fromFuture(
            asyncio.ensure_future(database_sync_to_async(body_limit.is_signed_in)(key))
        )
        self._inquiry.addErrback(lambda _: False)
        self._inquiry.addCallback(self._decide, archive_bytes)

    def _decide(self, is_signed_in: bool, archive_bytes: int) -> None:
        self._inquiry = None
        if self.channel is None:
            return
        if is_signed_in:
            self._most_bytes = archive_bytes
            self._require(self._num_bytes)
        else:
            self._refuse()
        self.channel._networkProducer.resumeProducing()

    def _refuse(self) -> None:
        self._is_refused = True
        if self.content is not None:
            self.content.truncate(0)
        self.requestHeaders.removeHeader(b"expect")  # no "100 Continue"
        headers, body = body_limit.refusal(self._most_bytes)
        lines = [b"HTTP/1.1 413 Content Too Large", *(b": ".join(header) for header in headers)]
        self.channel.transport.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        self.channel.persistent = False
        asyncio.get_running_loop().call_later(LINGER_S, self._hang_up)

    def _hang_up(self) -> None:
        if self.channel is not None:
            self.channel.forceAbortClient()

    def _is_archive(self) -> bool:
        command, path = self.channel._command, self.channel._path
        return (command, path.split(b"?", 1)[0].decode("latin-1")) == (b"POST", body_limit.ARCHIVES_PATH)

    def _session_key(self) -> str:
        cookies: SimpleCookie = SimpleCookie()
        for header in self.requestHeaders.getRawHeaders(b"cookie", []):
            cookies.load(header.decode("latin-1"))
        found = cookies.get(settings.SESSION_COOKIE_NAME)
        return found.value if found else ""


class LimitedFactory(HTTPFactory):
    """Daphne's connections, with requests that are limited."""

    def buildProtocol(self, addr: Any) -> Any:
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = LimitedRequest
        return protocol


class DiscreetLog(AccessLogGenerator):
    """Daphne's log of requests, without the secrets that stand in addresses of links."""

    def write_entry(self, host: str, date: Any, request: str, **more: Any) -> None:
        super().write_entry(host, date, SECRET.sub(r"\1...", request), **more)


if __name__ == "__main__":
    daphne.server.HTTPFactory = LimitedFactory  # its server takes no factory as an option
    daphne.cli.AccessLogGenerator = DiscreetLog
    # people's addresses are those that a proxy reports, but only where one is known to stand in front
    proxy = ["--proxy-headers"] if settings.IS_BEHIND_PROXY else []
    arguments = [argument for argument in sys.argv[1:] if argument != STANDBY]
    get_resolver().url_patterns  # noqa: B018 (loads every route, before somebody waits for one)
    if len(arguments) == len(sys.argv) - 1 or sys.stdin.readline():
        Thread(target=engraving.get_ready, daemon=True).start()
        guard = watchdog.Guard()
        reactor.addSystemEventTrigger("before", "shutdown", guard.expect_end)  # type: ignore[arg-type]
        CommandLineInterface().run([*proxy, *arguments, APPLICATION])
