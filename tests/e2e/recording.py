"""A log of what a browser did, to be printed where its test fails: requests, console, pages."""

import re
import time
from collections import deque
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request, WebSocket

NUM_KEPT = 60
"""Lines of a recording: what came last explains most."""
ALWAYS_LOGGED = {"document", "fetch", "xhr"}
"""Types of resources of which each request is logged. Of the others, such as scripts, only failures are."""
PICTURES = Path("test-results")


class Recording:
    """Requests, sockets, the console and errors of all pages of a browser, with seconds since it was opened.

    A request without a line `<-` was not answered.
    """

    def __init__(self, name: str, context: BrowserContext):
        self.name = name
        self._context = context
        self._started_at = time.monotonic()
        self._lines: deque[str] = deque(maxlen=NUM_KEPT)
        context.on("page", self._watch)
        context.on("request", self._note_request)
        context.on("requestfinished", self._note_answer)
        context.on("requestfailed", lambda request: self._note(f"<- {request.failure} {request.url}"))
        context.on("console", self._note_console)

    def tell(self) -> str:
        """The lines, then of each page its address, its picture and what a screen reader finds."""
        told = [f"Log of {self.name}'s browser:", *self._lines]
        for number, page in enumerate(self._context.pages, start=1):
            picture = PICTURES / f"{re.sub('[^a-zA-Z0-9-]', '_', self.name)}-{number}.png"
            told += ["", f"Page {number}: {page.url}"]
            with suppress(Error):  # a page that crashed shows nothing
                page.screenshot(path=picture, timeout=10_000)
                told += [f"Picture: {picture}", page.locator("body").aria_snapshot(timeout=10_000)]
        return "\n".join(told)

    def _note(self, line: str) -> None:
        self._lines.append(f"{time.monotonic() - self._started_at:8.2f} s {line[:500]}")

    def _note_request(self, request: Request) -> None:
        if request.resource_type in ALWAYS_LOGGED:
            self._note(f"-> {request.method} {request.url}")

    def _note_answer(self, request: Request) -> None:
        if request.resource_type in ALWAYS_LOGGED:
            answer = request.existing_response
            self._note(f"<- {answer.status if answer else 'nothing'} {request.method} {request.url}")

    def _note_console(self, message: ConsoleMessage) -> None:
        self._note(f"console, {message.type}: {message.text}")

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self._note(f"error: {error}"))
        page.on("framenavigated", lambda frame: self._note(f"at {frame.url}"))
        page.on("websocket", self._watch_socket)

    def _watch_socket(self, socket: WebSocket) -> None:
        self._note(f"socket opened: {socket.url}")
        socket.on("close", lambda socket: self._note(f"socket closed: {socket.url}"))
