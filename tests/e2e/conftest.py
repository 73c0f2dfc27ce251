"""One studio for all browser tests, and people with a browser each."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.live_studio import LiveStudio, live_studio
from tests.studio_client import Person

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
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

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveStudio]:
    with live_studio(Path(tmp_path_factory.mktemp("studio")) / "data") as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "browser tests need Chromium: `make chromium`, or set CHROMIUM to its path"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


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
        expect(self.page.get_by_role("button", name="Generate", exact=False).first).to_be_visible()


@pytest.fixture
def person(studio: LiveStudio, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Reader]]:
    """person(name, **context options): signs up through the API and opens a browser that is signed in.

    After the test no page may have thrown an error.
    """
    studio.wait_ready()
    readers: list[Reader] = []

    def open_browser(name: str, **options: Any) -> Reader:
        unique = f"{name}{abs(hash(request.node.nodeid)) % 10**8}"
        api = Person(studio.url, unique)
        context = browser.new_context(
            base_url=studio.url, accept_downloads=True, **({"viewport": {"width": 1440, "height": 900}} | options)
        )
        host = urlparse(studio.url).hostname
        context.add_cookies(
            [
                {"name": cookie.name, "value": cookie.value or "", "domain": host, "path": "/"}
                for cookie in api.http.cookies.jar
            ]
        )
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        readers.append(Reader(api, context, page, errors))
        return readers[-1]

    yield open_browser
    for reader in readers:
        reader.context.close()
    assert [error for reader in readers for error in reader.errors] == []
