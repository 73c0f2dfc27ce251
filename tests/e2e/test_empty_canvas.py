"""An empty canvas: what it offers stands beside the staff, and each of its ways to begin is one press."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sunmask.chorale.content import chorale_to_json
from sunmask.chorale.demos import ode_to_joy
from sunmask.kinds import registry
from tests.e2e.conftest import Reader
from tests.e2e.screen import RENOISABLE, Screen

pytestmark = pytest.mark.e2e

SIZES = {"wide": (1440, 900), "phone": (390, 844), "phone on its side": (844, 390)}


def empty(person: Callable[..., Reader], **options: Any) -> Screen:
    ana = person("Ana", starts_on="score", **options)
    project = ana.api.make("/api/projects", {"name": "Empty"})
    body = {"kind": "chorale", "name": "New", "start": "blank", "options": {}}
    screen = Screen(ana, ana.api.make(f"/api/projects/{project['id']}/canvases", body)).open()
    expect(offers(screen.page)).to_be_visible()
    return screen


def offers(page: Page) -> Any:
    return page.get_by_role("region", name="Ways to begin")


@pytest.mark.parametrize(
    "size", [size if size == "phone" else pytest.param(size, marks=pytest.mark.thorough) for size in SIZES]
)
def test_the_offers_are_in_view_and_leave_the_first_staff_free(
    person: Callable[..., Reader], size: str
) -> None:
    width, height = SIZES[size]
    page = empty(person, viewport={"width": width, "height": height}).page
    expect(page.locator(".staff-line .staves svg").first).to_be_visible()
    box, staves = offers(page).bounding_box(), page.locator(".staff-line .staves").first.bounding_box()
    scroller = page.get_by_test_id("score").bounding_box()
    assert box
    assert staves
    assert scroller
    end = scroller["y"] + scroller["height"]
    assert staves["y"] + staves["height"] <= end <= box["y"] + 1
    for button in offers(page).get_by_role("button").all():
        expect(button).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("size", [pytest.param("wide", marks=pytest.mark.thorough), "phone"])
def test_one_press_leads_to_writing_and_only_the_next_key_writes(
    person: Callable[..., Reader], size: str
) -> None:
    width, height = SIZES[size]
    screen = empty(person, viewport={"width": width, "height": height})
    offers(screen.page).get_by_role("button", name=re.compile("^Write")).click()
    expect(offers(screen.page)).to_be_hidden()
    assert not any(map(any, screen.ask("symbols()")))
    screen.page.keyboard.press("c")
    screen.page.wait_for_function("() => window.sunmaskStudio.symbols()[0][0] > 0")


def test_one_press_takes_a_file_which_opens(person: Callable[..., Reader]) -> None:
    screen = empty(person)
    page = screen.page
    file = registry.codec("chorale").write(chorale_to_json(ode_to_joy()), "musicxml")
    with page.expect_file_chooser() as chooser:
        offers(page).get_by_role("button", name=re.compile("^Import")).click()
    chooser.value.set_files({"name": "joy.musicxml", "mimeType": "text/xml", "buffer": file})
    page.wait_for_url(lambda url: not url.endswith(screen.canvas["id"]))
    page.wait_for_function("() => window.sunmaskStudio?.symbols()[0]?.some((symbol) => symbol > 0)")


@pytest.mark.thorough
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(person: Callable[..., Reader]) -> None:
    screen = empty(person)
    with screen.page.expect_file_chooser() as chooser:
        offers(screen.page).get_by_role("button", name=re.compile("^Import")).click()
    chooser.value.set_files({"name": "no.musicxml", "mimeType": "text/xml", "buffer": b"no music"})
    expect(screen.toasts.first).to_be_visible()
    expect(offers(screen.page).get_by_role("button", name=re.compile("^Import"))).to_be_visible()


def test_one_press_composes_all_four_voices(person: Callable[..., Reader]) -> None:
    screen = empty(person)
    screen.choose(4)
    offers(screen.page).get_by_role("button", name=re.compile("^Compose")).click()
    screen.wait_generation("done")
    last = len(screen.ask("columns()")) - 1
    screen.expect_cells("states", [(row, column) for row in range(4) for column in (0, last)], RENOISABLE)
