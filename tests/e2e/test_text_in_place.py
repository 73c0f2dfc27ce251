"""A candidate in the text itself: quiet until it is taken, by word or phrase, and kept from then on."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Reader
from tests.e2e.screen import RENOISABLE, UNMASKED
from tests.e2e.text_screen import TextScreen, expect_done, needs_model, text_canvas

pytestmark = [pytest.mark.e2e, needs_model]

GAPS = "She opened the door and saw ▢ ▢ ▢ . It was ▢ ▢ ."
VIEW = "view => window.sunmaskText.stage().view === view"


def generated(screen: TextScreen, candidates: int = 2) -> Any:
    """Ask for candidates by key, from the text; the first stands in it when this returns."""
    screen.choose(steps=3, candidates=candidates)
    screen.page.locator(".cm-content").focus()
    screen.page.keyboard.press("Control+Enter")
    done = expect_done(screen, 3)
    expect(screen.page.locator(".word.next")).not_to_have_count(0)  # words are shown calmly, a moment later
    return done


def test_tab_takes_a_word_and_shift_tab_the_phrase_and_one_writes_on_behind_it(
    person: Callable[..., Reader],
) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, GAPS)).open()
    page, press = screen.page, screen.page.keyboard.press
    generated(screen)
    expect(page.locator(".cm-content")).to_be_focused()
    shown = [one["word"] for one in screen.ask("shownWords()")]
    for place in (6, 7, 8, 12, 13):
        expect(screen.word(place)).to_have_class(re.compile(r"\boffered\b"))
    expect(screen.word(6)).to_have_class(re.compile(r"\bnext\b"))

    press("Tab")
    page.wait_for_function("word => window.sunmaskText.words()[6].word === word", arg=shown[6])
    taken = screen.ask("words()")[6]
    assert (taken["state"], taken["isPinned"], taken["author"]) == (UNMASKED, True, "model")
    expect(screen.word(6)).to_have_class(re.compile(r"\btaken\b"))
    expect(screen.word(7)).to_have_class(re.compile(r"\bnext\b"))
    press("Shift+Tab")
    page.wait_for_function("word => window.sunmaskText.words()[8].word === word", arg=shown[8])
    assert screen.states()[6:9] == [UNMASKED] * 3
    assert screen.words()[12:14] == ["▢", "▢"]
    expect(screen.word(12)).to_have_class(re.compile(r"\bnext\b"))

    # Esc leaves the rest; what was taken is kept from the next run.
    press("Escape")
    page.wait_for_function(VIEW, arg="canvas")
    generated(screen)
    assert [one["word"] for one in screen.ask("shownWords()")][6:9] == shown[6:9]
    frozen = ben.api.get(f"/api/generations/{screen.generation()['id']}/frozen")
    assert frozen["states"][0][6:9] == [UNMASKED] * 3

    # Another candidate comes into the same text, and after its last word one writes on.
    press("Alt+ArrowDown")
    expect(page.get_by_test_id("stage-line")).to_contain_text("Candidate 2")
    now = [one["word"] for one in screen.ask("shownWords()")]
    press("Shift+Tab")
    page.wait_for_function(VIEW, arg="canvas")
    assert screen.words()[12:14] == now[12:14]
    assert max(screen.states()) == UNMASKED
    page.keyboard.type("!")
    page.wait_for_function("() => window.sunmaskText.words()[14].word === '!'")
    page.keyboard.press("Control+z")
    screen.expect_saved()


def test_a_gap_is_open_until_there_is_a_phrase_and_one_goes_on_from_it(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen, api = TextScreen(ben, text_canvas(ben, GAPS)).open(), ben.api
    page = screen.page
    run = api.generate(
        screen.canvas["id"], settings={"num_steps": 3}, num_candidates=2, pace={"mode": "single"}
    )
    page.get_by_role("button", name="Look at Candidate 1").click()
    page.wait_for_function("() => window.sunmaskText.step() === 0")
    expect(screen.word(6)).to_have_class(re.compile(r"\bsought\b"))
    expect(page.locator(".word.offered")).to_have_count(0)
    expect(page.get_by_test_id("held")).to_have_text("Each free word may change.")
    api.make(f"/api/generations/{run['id']}/step")
    page.wait_for_function("() => window.sunmaskText.step() === 1")
    expect(page.locator(".word.offered")).not_to_have_count(0)
    step_1 = screen.ask("shownWords()")
    for place in (6, 7, 8, 12, 13):  # the network alone leaves a place open now and then
        look = "sought" if step_1[place]["word"] == "▢" else "offered"
        expect(screen.word(place)).to_have_class(re.compile(rf"\b{look}\b"))
    api.make(f"/api/generations/{run['id']}/pace", {"mode": "full"})
    screen.wait_generation("done")
    rows = page.locator(".candidate-list [data-candidate]")
    assert [rows.nth(at).get_attribute("data-candidate") for at in range(3)] == ["-1", "0", "1"]
    page.get_by_role("button", name="Continue").click()
    more = expect_done(screen, 6)
    assert (more["parent"], more["first_step"], more["num_steps"]) == (run["id"], 3, 6)


@pytest.mark.thorough
def test_who_types_over_a_candidate_writes_in_its_place(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, GAPS)).open()
    generated(screen, candidates=1)
    screen.page.keyboard.type("a cat,")
    screen.page.wait_for_function(VIEW, arg="canvas")
    screen.expect_text("She opened the door and saw a cat, ▢ ▢ . It was ▢ ▢ .")
    assert screen.ask("words()")[6]["author"] == "human"
    screen.expect_saved()


def test_control_and_enter_free_a_selection_and_write_it(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    text = "The old sailor looked at the dark sea."
    screen = TextScreen(ben, text_canvas(ben, text)).open()
    screen.choose(steps=2, candidates=1)
    screen.select_words(3, 4)
    screen.page.keyboard.press("Control+Enter")
    expect_done(screen, 2)
    assert screen.states() == [0, 0, 0, RENOISABLE, RENOISABLE, 0, 0, 0, 0]
    screen.page.keyboard.press("Escape")
    screen.expect_text(text)


@pytest.mark.thorough
def test_one_goes_on_from_the_caret(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, "The old sailor looked out.\n\nRain fell.")).open()
    page = screen.page
    screen.choose(steps=2, candidates=1)
    place = screen.place(4)
    page.mouse.click((place["left"] + place["right"]) / 2, (place["top"] + place["bottom"]) / 2)
    expect(page.get_by_test_id("generate")).to_contain_text("Continue here: 12 words")
    page.keyboard.press("Control+Enter")
    expect_done(screen, 2)
    words = screen.words()
    assert words[:5] == ["The", "old", "sailor", "looked", "out"]
    assert words[5:] == ["▢"] * 12 + [".", "Rain", "fell", "."]
    assert "\n\nRain fell." in screen.ask("text()")


@pytest.mark.thorough
def test_a_long_text_is_compared_by_the_phrases_that_differ(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    lines = [f"Line {number} of the sea and of the harbour." for number in range(80)]
    screen = TextScreen(ben, text_canvas(ben, "\n\n".join(lines))).open()
    page = screen.page
    screen.choose(steps=2, candidates=3)
    screen.select_words(2, 4)
    page.keyboard.press("Control+Enter")
    expect_done(screen, 2)
    page.keyboard.press("Escape")
    rows = page.locator(".candidate-list .text-miniature")
    expect(rows).to_have_count(4)
    for number in (1, 2):  # under the settings and the original
        expect(rows.nth(number)).to_be_in_viewport()
    page.get_by_role("button", name="Compare").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".compare-one")).to_have_count(4)
    expect(dialog.locator(".compared-text button.fresh").first).to_be_visible()
    for shown in (*rows.all_inner_texts(), *dialog.locator(".compared-text").all_inner_texts()):
        assert 5 < len(shown.split()) < 60
    assert any("harbour.\n\nLine" in shown for shown in dialog.locator(".compared-text").all_inner_texts())
