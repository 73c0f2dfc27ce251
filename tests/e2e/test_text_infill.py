"""A writer frees some words of a sentence, watches only these change, and takes what reads well."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import stored
from tests.e2e.conftest import MOVING, Reader
from tests.e2e.screen import RENOISABLE, UNMASKED
from tests.e2e.text_screen import TextScreen, expect_done, expect_texts_alike, needs_model, text_canvas

pytestmark = [pytest.mark.e2e, needs_model]

SENTENCE = "The old sailor looked at the dark sea and walked slowly back home."
FREE = [2, 8, 9, 10, 11]
"""Words 3 and 9 to 12, as people count."""
STEPS, CANDIDATES = 6, 5


def test_only_the_freed_words_change_and_are_taken_one_by_one_or_all(person: Callable[..., Reader]) -> None:
    ben = person("Ben", reduced_motion=MOVING)
    screen = TextScreen(ben, text_canvas(ben)).open()
    page = screen.page
    screen.write_at_end(SENTENCE)
    screen.expect_text(SENTENCE)
    words = screen.words()
    expect(page.get_by_test_id("lack")).to_contain_text("No language model is installed here")
    screen.paint_words(2, 2, RENOISABLE)
    screen.paint_words(8, 11, RENOISABLE)
    screen.choose(steps=STEPS, candidates=CANDIDATES)
    screen.press_generate()
    page.wait_for_function("() => window.sunmaskText.step() > 0")
    done = expect_done(screen, STEPS)

    grids = stored.grids(ben.api, done["id"])
    assert sorted(grids) == list(range(STEPS + 1))
    held = [place for place in range(len(words)) if place not in FREE]
    for grid in grids.values():
        assert grid.shape == (CANDIDATES, 1, len(words))
        for candidate in grid:
            assert [candidate[0][place] for place in held] == [words[place] for place in held]
    assert any((grids[step] != grids[STEPS]).any() for step in range(1, STEPS))

    taken = take_one_word(page, screen, words)

    # Word by word on the stage: a press on a word that differs from the canvas takes it there.
    page.locator('[data-candidate="1"] .candidate-look').click()
    expect(page.get_by_test_id("stage-line")).to_contain_text("Candidate 2")
    shown = screen.ask("shownWords()")
    differing = [place for place, one in enumerate(shown) if one["differs"]]
    assert set(differing) <= set(FREE)
    # What was taken of another candidate, if it differs: else it would be asked which of the two is meant.
    place = taken if taken in differing else differing[0]
    screen.press_word(place)
    page.wait_for_function(
        "([place, word]) => window.sunmaskText.words()[place].word === word",
        arg=[place, shown[place]["word"]],
    )
    expect(screen.word(place)).not_to_have_class(re.compile(r"\bdiffers\b"))

    # All of it at once, as one edit that can be undone.
    before = screen.words()
    page.get_by_role("button", name="Place on canvas").click()
    screen.expect_text(screen.ask("shownText()"))
    assert screen.words() == [one["word"] for one in shown]
    screen.expect_states([UNMASKED] * len(shown))
    page.keyboard.press("Control+z")
    page.wait_for_function(
        "words => JSON.stringify(window.sunmaskText.words().map(({word}) => word)) === JSON.stringify(words)",
        arg=before,
    )
    expect_texts_alike(screen)


def take_one_word(page: Page, screen: TextScreen, words: list[str]) -> int:
    """Five results side by side, each with what differs from the original: one word is taken over; which."""
    page.get_by_role("button", name="Compare").click()
    compared = page.get_by_role("dialog").locator(".compare-one")
    expect(compared).to_have_count(1 + CANDIDATES)
    boxes = [box for box in (compared.nth(at).bounding_box() for at in (0, 1, 2)) if box]
    assert len({round(box["y"]) for box in boxes}) == 1, "they are not side by side"
    offers = page.get_by_role("dialog").locator(".compared-text button.fresh")
    expect(offers.first).to_be_visible()
    assert offers.count() <= CANDIDATES * len(FREE)
    taken = offers.first.inner_text()
    offers.first.click()
    page.wait_for_function("word => window.sunmaskText.words().some((one) => one.word === word)", arg=taken)
    now = screen.ask("words()")
    (changed,) = [place for place, one in enumerate(now) if one["word"] != words[place]]
    assert changed in FREE
    assert (now[changed]["word"], now[changed]["author"]) == (taken, "model")
    assert now[changed]["state"] == UNMASKED, "the next generation would write over what was taken"
    page.keyboard.press("Escape")
    return changed


@pytest.mark.thorough
def test_it_is_told_by_line_and_tooltip_who_wrote_a_word(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, "The old sailor looked at the sea.")).open()
    page = screen.page
    screen.write_at_end(" Then rain came.")
    screen.paint_words(2, 2, RENOISABLE)
    screen.choose(steps=3, candidates=2)
    screen.press_generate()
    expect_done(screen, 3)
    page.get_by_role("button", name="Place on canvas").click()
    page.wait_for_function("() => window.sunmaskText.words()[2].author === 'model'")
    line = "one => getComputedStyle(one).textDecorationLine + ' ' + getComputedStyle(one).textDecorationStyle"
    told = {}
    for place in (0, 2, 9):
        word = screen.word(place)
        told[place] = (word.get_attribute("title"), word.evaluate(line))
    assert told[0] == ("unmasked", "none solid")
    assert told[2] == ("unmasked, written by the model", "underline dotted")
    assert told[9] == ("unmasked, written by a person", "none solid")
    # Corrected by hand, it is both.
    place = screen.place(2)
    page.mouse.click(place["right"] - 1, (place["top"] + place["bottom"]) / 2)
    page.keyboard.type("s")
    expect(screen.word(2)).to_have_attribute("title", re.compile("corrected by a person"))
    assert screen.word(2).evaluate(line) == "underline dashed"
