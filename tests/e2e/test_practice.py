"""Singers practise by a link, on a phone, without an account and without cookies."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import Reader
from tests.live_studio import LiveStudio

pytestmark = pytest.mark.e2e

PHONE = {"width": 390, "height": 844}
FEWEST_PX = 44
"""A finger's width."""
MARK_X = 118


def link_of(ana: Reader) -> tuple[str, dict[str, Any]]:
    """A practice link to a hymn with words, made by the director in the dialog."""
    project = ana.api.make("/api/projects", {"name": "Thursday choir"})
    about = {"kind": "chorale", "start": "Aus meines Herzens Grunde"}
    canvas = ana.api.make(f"/api/projects/{project['id']}/canvases", about)
    ana.open_canvas(project["id"], canvas["id"])
    page = ana.page
    page.get_by_role("button", name="Share", exact=True).first.click()
    section = _section(ana)
    section.get_by_role("button", name="Make a practice link").click()
    address = section.get_by_role("textbox", name="Practice link").input_value()
    return address, canvas


def test_a_singer_practises_by_a_link_in_two_taps(
    person: Callable[..., Reader], studio: LiveStudio, browser: Browser
) -> None:
    ana = person("Ana", starts_on="score")
    address, _ = link_of(ana)
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce")
    try:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_role("heading", name="Aus meines Herzens Grunde")).to_be_visible()
        for name in ("Soprano", "Alto", "Tenor", "Bass"):
            expect(page.get_by_role("radio", name=name)).to_be_visible()

        page.get_by_role("radio", name="Alto").tap()
        page.get_by_role("button", name="Play", exact=True).tap()
        expect(page.get_by_role("button", name="Pause")).to_be_visible()
        part = page.get_by_test_id("practice-part")
        expect(part.locator("[id^=n-A-]").first).to_be_attached()
        words = part.locator(".verse text").all_inner_texts()
        assert len(words) > 20, "the alto has the words of the hymn"
        expect(part.locator(".note.sounding")).to_have_count(1)
        scroller = part.locator(".practice-scroller")
        page.wait_for_function("(one) => one.scrollLeft > 200", arg=scroller.element_handle())
        mark = part.locator(".note.sounding .mark").bounding_box()
        assert mark
        assert abs(mark["x"] + mark["width"] / 2 - MARK_X) < 120, "the note that sounds is at the mark"

        page.get_by_role("button", name="Pause").tap()
        page.get_by_role("button", name="Slower").tap()
        expect(page.get_by_text("90 % speed")).to_be_visible()
        page.get_by_role("button", name="Bar 3", exact=True).tap()
        page.get_by_role("button", name="Bar 4", exact=True).tap()
        expect(page.get_by_text("bars 3 to 4")).to_be_visible()
        page.get_by_label("My voice loud").fill("0")
        expect(page.get_by_text("others 0 %")).to_be_visible()
        page.get_by_role("switch", name=re.compile("Count-in")).tap()
        expect(page.get_by_role("switch", name=re.compile("Count-in"))).to_be_checked()
        _check_size(page)

        page.reload()
        expect(page.get_by_role("radio", name="Alto")).to_be_checked()
        assert context.cookies() == []
        assert page.get_by_text("Ana-").count() == 0

        _section(ana).get_by_role("button", name="Revoke").click()
        expect(ana.page.get_by_text("The link no longer works.")).to_be_visible()
        page.reload()
        expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
    finally:
        context.close()


def _section(ana: Reader) -> Locator:
    """What the director has of practice links."""
    return ana.page.locator("section", has=ana.page.get_by_role("heading", name="Let singers practise"))


def _check_size(page: Page) -> None:
    """Nothing is wider than the phone, and what is pressed is as large as a finger."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for button in page.get_by_role("button").all() + page.get_by_role("radio").all():
        box = button.bounding_box()
        assert box is None or box["height"] >= FEWEST_PX, button.get_attribute("aria-label")
