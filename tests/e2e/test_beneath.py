"""A whole studio beneath a path of its host: from signing up to a link for others, and to the way out."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e import witness
from tests.e2e.conftest import MOVING, PATIENCE_S, Reader
from tests.e2e.screen import Screen, SocketLog
from tests.e2e.test_first_minute import GENEROUS_S
from tests.e2e.test_invitations import make_link, open_members
from tests.e2e.test_round_trip import save
from tests.live_studio import LiveStudio, live_studio, origin_of
from tests.studio_client import Person

pytestmark = [pytest.mark.e2e, pytest.mark.thorough]

PATH = "/school/music"
PASSWORD = "a long enough password"


@pytest.fixture
def beneath(tmp_path: Path) -> Iterator[LiveStudio]:
    said = {"SUNMASK_PATH": f"{PATH}/", "DJANGO_SETTINGS_MODULE": "tests.e2e.settings"}
    with live_studio(tmp_path / "data", has_demo=False, **said) as studio:
        yield studio


class Wanderer:
    """Notes what a browser asks of the host outside the studio's path, and what it does not get."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.outside: list[str] = []
        self.failed: list[str] = []
        host = re.sub("^http", "(http|ws)", origin_of(url))
        is_inside = re.compile(f"{host}{PATH}(/|$)")

        def ask(address: str) -> None:
            if re.match(host, address) and not is_inside.match(address):
                self.outside.append(address)

        def watch(page: Page) -> None:
            page.on("pageerror", lambda error: self.failed.append(f"{error}\n{error.stack}"))
            page.on("websocket", lambda socket: ask(socket.url))

        context.on("page", watch)
        context.on("request", lambda request: ask(request.url))
        context.on(
            "response",
            lambda answer: (
                self.failed.append(f"{answer.status} {answer.url}") if answer.status > 401 else None
            ),
        )


def test_everything_is_beneath_the_path(beneath: LiveStudio, browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(accept_downloads=True, reduced_motion=MOVING)
    context.set_default_timeout(1000 * PATIENCE_S)
    wanderer = Wanderer(context, beneath.url)
    witness.record_sound(context)
    page = context.new_page()
    log = SocketLog(page)

    # the first page, an account, and music that is composed and sounds
    page.goto(beneath.url)
    page.get_by_role("button", name="Make a new account").click()
    page.get_by_label("Name").fill("Ana")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make account").click()
    page.get_by_role("button", name="Hear it composed").click()
    page.wait_for_url(re.compile(f"{PATH}/p/[^/]+/c/"))
    page.wait_for_function(
        "() => new Set(window.struck.map(({ voice }) => voice)).size === 4", timeout=GENEROUS_S * 1000
    )
    used = page.evaluate("() => [...document.fonts].filter((font) => font.status === 'loaded').length")
    assert used > 0

    # a project and a canvas of one's own, and a run that comes over the socket
    page.get_by_role("link", name="SUNMASK, all projects").click()
    page.get_by_label("Name of a new project").fill("Evensong")
    page.get_by_role("button", name="New project").click()
    page.wait_for_url(re.compile(f"{PATH}/p/[^/]+$"))
    expect(page.get_by_role("heading", name="Evensong", level=1)).to_be_visible()
    api = Person(beneath.url, "Ana", PASSWORD)
    (project,) = [each["id"] for each in api.get("/api/projects") if each["name"] == "Evensong"]
    body = {"kind": "chorale", "name": "Psalm", "start": "blank", "options": {"num_bars": 1}}
    canvas = api.make(f"/api/projects/{project}/canvases", body)
    page.get_by_role("link", name="Psalm", exact=True).click()
    screen = Screen(Reader(api, context, page, wanderer.failed), canvas)
    screen.wait_ready()
    screen.choose(4)
    screen.press_generate()
    run = screen.wait_generation("done")
    page.wait_for_function("() => window.sunmaskStudio.step() === 4")
    assert log.steps(run["id"])[-1] == 4
    screen.back_to_canvas()

    # what leaves: a file, and a link that opens for somebody who has no account
    assert "<score-partwise" in save(page, "musicxml", tmp_path).read_text()
    open_members(page)
    link = make_link(page, "viewer")
    assert link.startswith(f"{beneath.url}/join/")
    other = browser.new_context()
    others = Wanderer(other, beneath.url)
    guest = other.new_page()
    guest.goto(link)
    expect(guest.get_by_text("Ana invites you to join as viewer")).to_be_visible()
    other.close()

    page.keyboard.press("Escape")
    page.reload()
    screen.wait_ready()
    assert page.url.startswith(f"{beneath.url}/p/{project}/c/{canvas['id']}")
    page.get_by_role("link", name="Evensong").click()
    page.get_by_role("button", name="Account of Ana").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.url == f"{beneath.url}/"
    context.close()
    assert wanderer.outside + others.outside == []
    assert wanderer.failed + others.failed == []
