"""A kind of canvas from an installed package, beside a chorale: in lists, and open in the studio."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import Reader, signed_in
from tests.live_studio import LiveStudio, live_studio
from tests.other_kind import installed_drums

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveStudio]:
    """One in which the drums of `tests/drums` are installed."""
    environment = installed_drums(tmp_path_factory.mktemp("drums"))
    data = tmp_path_factory.mktemp("studio") / "data"
    with live_studio(data, DJANGO_SETTINGS_MODULE="tests.e2e.settings", **environment) as running:
        running.wait_ready(120)
        yield running


@pytest.fixture(scope="module")
def drummer(studio: LiveStudio, browser: Browser) -> Iterator[Reader]:
    with signed_in(studio, browser, "Drummer", starts_on="score") as reader:
        yield reader


@pytest.fixture(scope="module")
def rock(drummer: Reader) -> Any:
    """A canvas of drums; a chorale lies beside it in its project."""
    project = drummer.api.make("/api/projects", {"name": "Beats"})["id"]
    chorale = {"kind": "chorale", "name": "Hymn", "start": "blank", "options": {"num_bars": 2}}
    drummer.api.make(f"/api/projects/{project}/canvases", chorale)
    wish = {"kind": "drums", "name": "Rock", "start": "rock", "options": {}}
    return drummer.api.make(f"/api/projects/{project}/canvases", wish)


def test_its_canvas_stands_in_lists_beside_the_others(drummer: Reader, rock: Any) -> None:
    page = drummer.page
    page.goto("/")
    expect(page.get_by_test_id("recent").get_by_role("link", name="Rock")).to_be_visible()
    expect(page.get_by_test_id("recent").get_by_role("link", name="Hymn")).to_be_visible()
    page.goto(f"/p/{rock['project']}")
    expect(page.get_by_role("link", name="Rock", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Hymn", exact=True)).to_be_visible()


def test_a_kind_that_is_not_known_is_named_with_a_way_on(drummer: Reader, rock: Any) -> None:
    page = drummer.page
    renamed(page, "**/snapshot", rock["id"], kind="zither")
    page.goto(f"/p/{rock['project']}")
    card = page.locator(".canvas-card", has_text="Rock")
    expect(card.get_by_text("zither", exact=False).first).to_be_visible()
    page.goto(f"/p/{rock['project']}/c/{rock['id']}")
    expect(page.get_by_role("heading", name="Rock")).to_be_visible()
    expect(page.get_by_text("the kind “zither”")).to_be_visible()
    page.unroute_all()
    page.get_by_role("link", name="To its project").click()
    expect(page.get_by_role("link", name="Hymn", exact=True)).to_be_visible()


def test_a_card_that_fails_takes_nothing_else_along(drummer: Reader, rock: Any) -> None:
    page = drummer.page
    renamed(page, "**/snapshot", rock["id"], notices=None)
    page.goto(f"/p/{rock['project']}")
    expect(page.get_by_text("“Rock” cannot be shown.")).to_be_visible()
    expect(page.get_by_role("link", name="Hymn", exact=True)).to_be_visible()
    page.unroute_all()


def test_a_page_that_fails_says_so_and_leads_on(drummer: Reader, rock: Any) -> None:
    page = drummer.page
    page.route(
        "**/rankings",
        lambda route: route.fulfill(json={}) if "/api/" in route.request.url else route.continue_(),
    )
    page.goto(f"/p/{rock['project']}/rankings")
    expect(page.get_by_role("heading", name="This page cannot be shown")).to_be_visible()
    page.unroute_all()
    page.get_by_role("link", name="All projects").click()
    expect(page.get_by_test_id("recent").get_by_role("link", name="Rock")).to_be_visible()


def renamed(page: Page, address: str, canvas: str, **fields: Any) -> None:
    """Let the browser be told something else of a canvas."""

    def change(body: Any) -> None:
        for one in body["canvases"] if "canvases" in body else [body["canvas"]] if "canvas" in body else []:
            if one["id"] == canvas:
                one |= fields

    changed(page, address, change)


def changed(page: Page, address: str, change: Callable[[Any], None]) -> None:
    """Let an answer of the studio come otherwise."""

    def answer(route: Route) -> None:
        body = route.fetch().json()
        change(body)
        route.fulfill(content_type="application/json", body=json.dumps(body))

    page.route(address, answer)
