"""Texts for everybody: no serious violation in light and dark, by keyboard alone, on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from studio.demos.pieces import PULL
from tests.e2e.conftest import Reader
from tests.e2e.screen import MASKED, RENOISABLE
from tests.e2e.test_access_for_all import PHONE, expect_nothing_serious
from tests.e2e.text_screen import TextScreen, expect_done, needs_model, text_canvas

pytestmark = [pytest.mark.e2e, needs_model]


@pytest.mark.thorough
@pytest.mark.parametrize("device", ["desk", "phone"])
def test_a_text_has_no_serious_violation(person: Callable[..., Reader], device: str) -> None:
    ben = person("Ben", **(PHONE if device == "phone" else {}))
    screen = TextScreen(ben, text_canvas(ben, start=PULL)).open()
    page = screen.page
    page.locator(".cm-content").focus()
    for _ in range(2):
        page.keyboard.press("Control+Shift+ArrowRight")
    page.keyboard.press("Alt+3")
    page.keyboard.press("ArrowRight")
    page.keyboard.type(" qxzvwpk")
    expect_nothing_serious(page, "text")
    pages = page.get_by_role("navigation", name="Parts of the studio")
    if device == "phone":
        pages.get_by_role("button", name="Pull").click()
    else:
        screen.open_tab("Pull")
    page.get_by_test_id("pull-doubted").select_option("play")
    expect_nothing_serious(page, "pull")
    ben.api.generate(screen.canvas["id"], settings={"num_steps": 2}, num_candidates=2)
    screen.wait_generation("done", 120)
    if device == "phone":
        pages.get_by_role("button", name="Candidates").click()
    else:
        screen.open_tab("Candidates")
    page.locator('[data-candidate="0"] .candidate-look').click()
    expect_nothing_serious(page, "candidate")
    page.keyboard.press("c")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect_nothing_serious(page, "comparison")
    assert page.evaluate("() => document.scrollingElement.scrollWidth - innerWidth") <= 0


def test_words_are_painted_and_generated_by_keyboard_alone(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, "The old sailor looked at the sea.")).open()
    page = screen.page
    screen.choose(steps=2, candidates=1)
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Alt+b")  # from writing to painting, word by word
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("spoken-word")).to_have_text("word 2, old, unmasked")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("3")
    screen.expect_states([0, RENOISABLE, RENOISABLE, 0, 0, 0, 0, 0])
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("2")
    page.keyboard.press("p")
    screen.expect_states([0, RENOISABLE, RENOISABLE, 0, 0, MASKED, MASKED, 0])
    expect(page.get_by_test_id("spoken-word")).to_have_text("word 6, the, masked, pinned")
    page.keyboard.press("Control+Enter")
    expect_done(screen, 2)
    expect(page.get_by_test_id("step-announcement")).to_contain_text("done, step 2 of 2")
    page.keyboard.press("Escape")
    page.wait_for_function("() => window.sunmaskText.stage().view === 'canvas'")
