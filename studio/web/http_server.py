"""Daphne with a limit on bodies: `python -m studio.web.http_server`, with its options and `--standby`.

Daphne alone takes in a whole body, in a file where it is large, before the studio hears of it. Here a body
that is too large is refused by its Content-Length, or by its bytes as soon as they are too many, and
nothing of it is kept. So is one that comes too slowly, or beside too many others of its sender (`uploads`).
What more its sender has to say is read for LINGER_S and thrown away, since an answer is lost when a
connection closes with bytes unread.
"""

import asyncio
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.cookies import SimpleCookie
from io import BytesIO
from threading import Thread
from typing import Any

import daphne.server  # before anything else of Twisted: it chooses the event loop

# isort: split
import daphne.cli
from channels.db import database_sync_to_async
from daphne.access import AccessLogGenerator
from daphne.cli import CommandLineInterface
from daphne.http_protocol import HTTPFactory, WebRequest
from daphne.utils import parse_x_forwarded_for
from django.conf import settings
from django.urls import get_resolver
from twisted.internet import reactor
from twisted.internet.defer import Deferred

from studio.asgi import application  # noqa: F401 (sets Django up for what follows)
from studio.web.redaction import SECRET

# isort: split
from studio import limits
from studio.errors import StudioError, is_storage_full, not_stored
from studio.ops import watchdog
from studio.services.people import tokens
from studio.web import body_limit, engraving
from studio.web.uploads import SMALL, Progress, Uploads

logger = logging.getLogger(__name__)

LINGER_S = 5.0
STANDBY = "--standby"
"""Get ready, and begin when a line comes in by the standard input; end when that closes without one."""
APPLICATION = "studio.asgi:application"


uploads = Uploads()


class LimitedRequest(WebRequest):
    """A request whose body is counted while it comes in."""

    content: Any
    _parsePOSTFormSubmission = False
    """Twisted would read forms, files included, into memory; Django reads them when it must."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._num_bytes = 0
        """So far."""
        self._announced = 0
        self._sender: str | None = None
        """Whose upload it is, once it is large: a person's or an address's."""
        self._refused = False
        self._inquiry: Deferred[Any] | None = None
        """Whose session or token it is that sends so much; meanwhile nothing more is read."""
        self._watch: asyncio.TimerHandle | None = None

    def gotLength(self, length: int | None) -> None:
        self._announced = length or 0
        self._require()
        with self._unless_full():
            super().gotLength(0 if self._refused else length)
        if length != 0 and not self._refused:
            self._look_again(Progress(time.monotonic()))

    def handleContentChunk(self, data: bytes) -> None:
        self._num_bytes += len(data)
        self._require()
        if not self._refused:
            with self._unless_full():
                super().handleContentChunk(data)

    def process(self) -> Any:
        if self._inquiry is not None:
            self._inquiry.addCallback(lambda _: self.process())
            return None
        self._stop_watching()
        if not self._refused and self.content is not None:
            with self._unless_full():
                self.content.flush()  # the last bytes of a large body
        if self._refused:
            self.channel.loseConnection()
            return None
        return super().process()

    @contextmanager
    def _unless_full(self) -> Iterator[None]:
        """Refuse a body for which the disk with temporary files has no room."""
        try:
            yield
        except OSError as error:
            if not is_storage_full(error):
                raise
            logger.warning("a body of %s bytes finds no room: %s", self._announced or "many", error)
            with suppress(OSError):  # it cannot write what it still holds
                if self.content is not None:
                    self.content.close()
            self.content = BytesIO()
            self._refuse(not_stored(error))

    def handle_exception(self, exception: BaseException) -> None:
        """Daphne would begin a second answer, fail, and look after no request any more."""
        if not self._response_started:
            super().handle_exception(exception)
        elif self.channel is not None:
            self.channel.forceAbortClient()  # so that nobody takes what has come for the whole

    def connectionLost(self, reason: Any) -> None:
        self._stop_watching()
        super().connectionLost(reason)

    def _require(self) -> None:
        """Refuse more than this request may carry, or its sender may send at once; the sender of an archive
        may send more than others."""
        if self._refused or self._inquiry is not None:
            return
        num_bytes = max(self._num_bytes, self._announced)
        may_be_archive = self._is_archive() and bool(self._session_key() or self._token())
        most = body_limit.archive_bytes() if may_be_archive else limits.REQUEST_BYTES
        if num_bytes > most:
            self._refuse(body_limit.too_large(most))
        elif num_bytes > SMALL and self._sender is None:
            self._ask_who_sends()
        elif num_bytes > SMALL:
            self._hold(num_bytes)

    def _ask_who_sends(self) -> None:
        self.channel._networkProducer.pauseProducing()
        person = database_sync_to_async(body_limit.person_of)(self._session_key(), self._token())
        self._inquiry = Deferred.fromFuture(asyncio.ensure_future(person))
        self._inquiry.addErrback(lambda _: None)
        self._inquiry.addCallback(self._decide)

    def _decide(self, person: str | None) -> None:
        self._inquiry = None
        if self.channel is None:
            return
        num_bytes = max(self._num_bytes, self._announced)
        if person is None and num_bytes > limits.REQUEST_BYTES:
            self._refuse(body_limit.too_large(limits.REQUEST_BYTES))
        else:
            self._sender = f"address {self._address()}" if person is None else f"person {person}"
            self.notifyFinish().addBoth(self._let_go)
            self._hold(num_bytes)
        self.channel._networkProducer.resumeProducing()

    def _hold(self, num_bytes: int) -> None:
        assert self._sender is not None
        try:
            uploads.hold(self._sender, self, num_bytes)
        except StudioError as error:
            self._refuse(error)

    def _let_go(self, _: Any = None) -> None:
        if self._sender is not None:
            uploads.let_go(self._sender, self)

    def _look_again(self, progress: Progress) -> None:
        """End a body that does not come any more."""

        def look() -> None:
            if self.channel is None or self._refused:
                return
            try:
                progress.require(time.monotonic(), self._num_bytes)
            except StudioError as error:
                self._refuse(error)
            else:
                self._look_again(progress)

        self._watch = asyncio.get_running_loop().call_later(limits.BODY_SILENCE_S, look)

    def _stop_watching(self) -> None:
        if self._watch is not None:
            self._watch.cancel()

    def _refuse(self, error: StudioError) -> None:
        self._refused = True
        if self.content is not None:
            self.content.truncate(0)
        self._let_go()
        self.requestHeaders.removeHeader(b"expect")  # no "100 Continue"
        headers, body = body_limit.refusal(error)
        status = f"HTTP/1.1 {error.status} {HTTPStatus(error.status).phrase}"
        lines = [status.encode(), *(b": ".join(header) for header in headers)]
        self.channel.transport.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        self.channel.persistent = False
        asyncio.get_running_loop().call_later(LINGER_S, self._hang_up)

    def _hang_up(self) -> None:
        if self.channel is not None:
            self.channel.forceAbortClient()

    def _is_archive(self) -> bool:
        command, path = self.channel._command, self.channel._path
        without_query = path.split(b"?", 1)[0].decode("latin-1")
        return body_limit.takes_archives(command.decode("latin-1"), without_query)

    def _address(self) -> str:
        """As Daphne tells it the studio."""
        address = [str(self.client.host), self.client.port]
        header = self.server.proxy_forwarded_address_header
        if header:
            others = self.server.proxy_forwarded_port_header, self.server.proxy_forwarded_proto_header
            address, _ = parse_x_forwarded_for(self.requestHeaders, header, *others, address)
        return str(address[0])

    def _token(self) -> str:
        headers = self.requestHeaders.getRawHeaders(b"authorization", [])
        return tokens.bearer(headers[0].decode("latin-1")) if headers else ""

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


def serve(options: list[str], asgi: str = APPLICATION) -> None:
    """Run the web server until it ends. options: Daphne's, and `STANDBY`."""
    daphne.server.HTTPFactory = LimitedFactory  # its server takes no factory as an option
    daphne.cli.AccessLogGenerator = DiscreetLog
    # people's addresses are those that a proxy reports, but only where one is known to stand in front
    proxy = ["--proxy-headers"] if settings.IS_BEHIND_PROXY else []
    arguments = [option for option in options if option != STANDBY]
    get_resolver().url_patterns  # noqa: B018 (loads every route, before somebody waits for one)
    if len(arguments) == len(options) or sys.stdin.readline():
        Thread(target=engraving.get_ready, daemon=True).start()
        guard = watchdog.Guard()
        reactor.addSystemEventTrigger("before", "shutdown", guard.expect_end)  # type: ignore[arg-type]
        CommandLineInterface().run([*proxy, *arguments, asgi])


if __name__ == "__main__":
    serve(sys.argv[1:])
