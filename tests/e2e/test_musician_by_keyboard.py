"""A musician without a mouse writes notes, chords and words, and a singer practises, on every screen."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Reader
from tests.e2e.keyboard import Keyboard
from tests.e2e.screen import SOPRANO
from tests.e2e.test_access_for_all import expect_nothing_serious
from tests.e2e.test_every_size import BY_HAND, BY_MOUSE
from tests.e2e.test_practice import link_of
from tests.e2e.test_writing import expect_row, lyrics_at, opened, press

pytestmark = [pytest.mark.e2e, pytest.mark.thorough]


def test_notes_chords_and_words_are_written_by_keyboard_alone(person: Callable[..., Reader]) -> None:
    screen = opened(person("Ana"), num_bars=2)
    page = screen.page
    press(screen, "5 g a b 6 c")
    expect_row(screen, SOPRANO, (67, 4), (69, 4), (71, 4), (72, 8))
    expect_nothing_serious(page, "writing")

    press(screen, "Home Control+l")
    expect(page.get_by_test_id("lyric")).to_be_focused()
    press(screen, "O Space l o r d Escape")
    screen.expect_saved()
    assert [one["text"] for column in (0, 4) for one in lyrics_at(screen, column)] == ["O", "lord"]

    press(screen, "n Home Shift+C")
    field = page.get_by_test_id("chord-input")
    expect(field).to_be_focused()
    expect_nothing_serious(page, "a chord is typed")
    press(screen, "V 6 5 Enter")
    expect(page.locator("[data-beat='0']").first).to_have_attribute("data-requested", re.compile("."))
    screen.expect_saved()


def test_a_singer_practises_by_keyboard_and_on_every_size(
    person: Callable[..., Reader], browser: Browser
) -> None:
    address, _ = link_of(person("Ana", starts_on="score"))
    context = browser.new_context(reduced_motion="reduce")
    try:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_role("radio", name="Alto")).to_be_visible()
        keyboard = Keyboard(page)
        keyboard.go_to("Soprano", "radio")
        keyboard.press("ArrowRight")
        expect(page.get_by_role("radio", name="Alto")).to_be_checked()
        keyboard.go_to("Play", "button")
        keyboard.press("Enter")
        expect(page.get_by_role("button", name="Pause")).to_be_visible()
        keyboard.press("Enter")
        keyboard.go_to("Slower", "button")
        keyboard.press("Enter")
        expect(page.get_by_text("90 % speed")).to_be_visible()
        keyboard.go_to("Bar 3", "button")
        keyboard.press("Enter")
        keyboard.go_to("Bar 4", "button")
        keyboard.press("Enter")
        expect(page.get_by_text("bars 3 to 4")).to_be_visible()
        keyboard.go_to("Count-in.*", "switch")
        keyboard.press("Space")
        expect(page.get_by_role("switch", name=re.compile("Count-in"))).to_be_checked()
        for where, (width, height) in (BY_HAND | BY_MOUSE).items():
            page.set_viewport_size({"width": width, "height": height})
            expect(page.get_by_role("button", name="Play", exact=True)).to_be_in_viewport(ratio=1)
            assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), where
            expect_nothing_serious(page, f"practice, {where}")
    finally:
        context.close()
