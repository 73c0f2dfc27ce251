"""What else could stand in a place: doubt over the words, and alternatives from both sides of the context."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from sunmask.text.words.words import FREE
from tests.e2e.conftest import Reader
from tests.e2e.screen import UNMASKED
from tests.e2e.text_screen import TextScreen, expect_texts_alike, needs_model, text_canvas

pytestmark = [pytest.mark.e2e, needs_model]

SENTENCE = "The old sailor looked at the dark sea."


def shown_level(screen: TextScreen, place: int) -> int:
    """How strongly the doubt of a word is drawn, 0 to 6."""
    found = re.search(r"\bdoubt-(\d)\b", screen.word(place).get_attribute("class") or "")
    assert found
    return int(found[1])


def test_doubt_is_drawn_and_an_alternative_is_chosen_as_one_edit_by_hand(
    person: Callable[..., Reader],
) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, SENTENCE)).open()
    page = screen.page
    page.get_by_test_id("doubt").click()
    page.wait_for_function("() => window.sunmaskText.doubt()?.length === 9")
    doubt = screen.ask("doubt()")
    assert all(0 <= value <= 1 for value in doubt)
    # What stands out is what it doubts more than the rest: of nine words at most four.
    levels = [shown_level(screen, place) for place in range(9)]
    order = sorted(range(9), key=lambda place: -doubt[place])
    assert [levels[place] for place in order] == sorted(levels, reverse=True)
    assert levels[order[0]] == round(doubt[order[0]] * 6)
    assert all(levels[place] == 0 for place in order[4:])
    expect(screen.word(order[0])).to_have_attribute("title", re.compile("doubted most of all words"))
    expect(screen.word(order[2])).to_have_attribute("title", re.compile("doubted more than 75 % of the"))
    page.get_by_test_id("doubt").click()

    page.get_by_test_id("tool-ask").click()
    screen.word(6).click()
    offers = page.get_by_test_id("alternatives").locator(".alternative")
    expect(offers.first).to_be_visible()
    labels = [offer.get_attribute("data-label") for offer in offers.all()]
    shares = [float(offer.get_attribute("data-probability") or "nan") for offer in offers.all()]
    assert len(labels) >= 5
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) <= 1 + 1e-6
    assert screen.ask("text()") == SENTENCE, "asking changes nothing"
    chosen = next(label for label in labels if label != "dark")
    offers.and_(page.locator(f'[data-label="{chosen}"]')).click()
    screen.expect_text(SENTENCE.replace("dark", str(chosen)))
    word = screen.ask("words()")[6]
    assert (word["state"], word["isPinned"], word["author"]) == (UNMASKED, True, "human")
    expect_texts_alike(screen)
    page.keyboard.press("Control+z")
    screen.expect_text(SENTENCE)
    expect_texts_alike(screen)


@pytest.mark.thorough
def test_an_open_place_is_not_drawn_as_doubted(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, f"The old {FREE} looked at the dark sea.")).open()
    page = screen.page
    page.get_by_test_id("doubt").click()
    page.wait_for_function("() => window.sunmaskText.doubt()?.length === 9")
    assert shown_level(screen, 2) == 0
    assert max(shown_level(screen, place) for place in range(9)) > 0
    expect(screen.word(2)).not_to_have_attribute("title", re.compile("doubt"))
