"""One studio for all browser tests, whichever process they run in, and people with a browser each."""

import logging
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect, sync_playwright

from tests.e2e.recording import Recording
from tests.live_studio import LiveStudio, live_studio
from tests.studio_client import Person

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
"""The first of those that are there: the shell has no window to draw, which halves what a page costs."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]

MOVING = "no-preference"
"""What a browser says of motion where nobody has asked for less."""
PATIENCE_S = 180
"""For a page or a generation to come to a state, on a machine that has other work too."""

expect.set_options(timeout=1000 * PATIENCE_S)
logging.getLogger("httpx").setLevel(logging.WARNING)  # else every failure drowns in requests


_ALL = pytest.StashKey[LiveStudio]()
_recordings: list[Recording] = []
"""One for each browser that is open now."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Pages of the fixtures are still open here, as the test left them."""
    report = yield
    if call.when == "call" and report.failed:
        report.sections += [("browser", recording.tell()) for recording in _recordings]
    return report


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Where tests run in several processes, theirs starts one studio for all, and tells each where it is."""
    config = node.config
    if _ALL not in config.stash:
        stack = ExitStack()
        config.add_cleanup(stack.close)
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        config.stash[_ALL] = stack.enter_context(_started(Path(folder)))
    node.workerinput["studio"] = asdict(config.stash[_ALL]) | {"data": str(config.stash[_ALL].data)}


def _started(folder: Path) -> AbstractContextManager[LiveStudio]:
    return live_studio(folder / "data", DJANGO_SETTINGS_MODULE="tests.e2e.settings")


@pytest.fixture(scope="session")
def studio(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveStudio]:
    told = getattr(request.config, "workerinput", {}).get("studio")
    if told:
        yield LiveStudio(**told | {"data": Path(told["data"])})
    else:
        with _started(tmp_path_factory.mktemp("studio")) as running:
            yield running


@contextmanager
def launched() -> Iterator[Browser]:
    """Chromium without a window, until the end of the block."""
    assert CHROMIUM, "browser tests need Chromium: `make chromium`, or set CHROMIUM to its path"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with launched() as chromium:
        yield chromium


@dataclass
class Reader:
    """A person at a browser: `api` is the same account without the browser."""

    api: Person
    context: BrowserContext
    page: Page
    errors: list[str]

    def open_canvas(self, project: str, canvas: str) -> None:
        """Show a canvas and wait until its document is there."""
        self.page.goto(f"{self.api.url}/p/{project}/c/{canvas}")
        expect(self.page.get_by_test_id("generate")).to_be_visible()


@contextmanager
def signed_in(
    studio: LiveStudio, browser: Browser, name: str, *, starts_on: str = "roll", **options: Any
) -> Iterator[Reader]:
    """Sign up through the API and open a browser that is signed in.

    starts_on: "roll" where somebody chose the roll and the open score before, "score" for a new browser. They
    want less motion, which draws each step many times; a test of motion asks for it (reduced_motion=MOVING).

    At the end no page may have thrown an error, and no request may have met an error of the server.
    """
    api = Person(studio.url, name)
    # Most tests point at notes by pitch and time, and at staves of one voice each.
    kept = {"sunmask:notation": '"roll"', "sunmask:score-view": '"open"'} if starts_on == "roll" else {}
    storage = [{"name": name, "value": value} for name, value in kept.items()]
    usual = {
        "viewport": {"width": 1440, "height": 900},
        "reduced_motion": "reduce",
        "storage_state": {"origins": [{"origin": studio.url, "localStorage": storage}]},
    }
    context = browser.new_context(base_url=studio.url, accept_downloads=True, **(usual | options))
    context.set_default_timeout(1000 * PATIENCE_S)
    host = urlparse(studio.url).hostname
    context.add_cookies(
        [
            {"name": cookie.name, "value": cookie.value or "", "domain": host, "path": "/"}
            for cookie in api.http.cookies.jar
        ]
    )
    errors: list[str] = []

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: errors.append(f"{error}\n{error.stack}"))
        page.on("response", lambda answer: note(answer) if answer.status >= 500 else None)

    def note(answer: Response) -> None:
        errors.append(f"{answer.status} {answer.request.method} {answer.url}")

    context.on("page", watch)
    recording = Recording(name, context)
    _recordings.append(recording)
    try:
        yield Reader(api, context, context.new_page(), errors)
    except BaseException as failure:  # of a test that opened this browser itself
        failure.add_note(recording.tell())
        raise
    finally:
        _recordings.remove(recording)
        context.close()
    assert errors == []


@pytest.fixture
def person(studio: LiveStudio, browser: Browser) -> Iterator[Callable[..., Reader]]:
    """person(name, starts_on=..., **context options): somebody new, at a browser that is signed in."""
    studio.wait_ready()
    with ExitStack() as readers:

        def open_browser(name: str, **options: Any) -> Reader:
            unique = f"{name}-{uuid.uuid4().hex[:8]}"
            return readers.enter_context(signed_in(studio, browser, unique, **options))

        yield open_browser
