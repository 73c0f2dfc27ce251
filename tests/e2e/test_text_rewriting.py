"""Whole phrases said again: chosen in the panel, quiet in the text, and no gap where they became shorter."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, expect

from sunmask.environment import environment
from sunmask.fetching import FOLDER
from sunmask.text.language_model.chosen_weights import SMOLLM2
from sunmask.text.words.words import is_mark
from tests.e2e.conftest import Reader
from tests.e2e.screen import MASKED, UNMASKED
from tests.e2e.text_screen import TextScreen, expect_done, needs_model, text_canvas
from tests.live_studio import LiveStudio, live_studio

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.weights,
    needs_model,
    pytest.mark.skipif(not SMOLLM2.is_there, reason="the language model is not here"),
]

WEIGHTS = environment().weights
BEFORE, AFTER = "We were late.", "Nobody minded."
PHRASE = "The old fisherman repaired his nets in the pale light of the morning."
TEXT = f"{BEFORE} {PHRASE} {AFTER}"
FIRST, LAST = 4, 17
"""The words of the phrase, with its full stop."""


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveStudio]:
    """One of its own, with the language model."""
    with live_studio(
        tmp_path_factory.mktemp("studio") / "data",
        has_demo=False,
        DJANGO_SETTINGS_MODULE="tests.e2e.settings",
        **{FOLDER: str(WEIGHTS)},
    ) as running:
        yield running


def rewording(screen: TextScreen, length: str) -> Locator:
    """The choices for the phrase, selected, with a length."""
    screen.choose(steps=4)
    screen.select_words(FIRST, LAST)
    expect(screen.page.get_by_test_id("lack")).to_have_count(0)
    choices = screen.page.get_by_test_id("rewording")
    expect(choices).to_contain_text("Say 13 words again")
    choices.get_by_role("radio", name=length).click()
    expect(choices.get_by_role("radio", name=length)).to_have_attribute("aria-checked", "true")
    return choices


def num_words(cells: list[str]) -> int:
    """Without marks and empty cells. A word may have an apostrophe or a hyphen."""
    return sum(bool(word) and not is_mark(word) for word in cells)


@pytest.mark.thorough
def test_a_shorter_phrase_is_taken_as_a_whole_and_leaves_no_gap(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, TEXT)).open()
    rewording(screen, "Shorter").get_by_role("button", name="Near").click()
    expect_done(screen, 4)
    settings = screen.generation()["settings"]
    assert (settings["wording"], settings["length"]) == ("near", "shorter")
    assert screen.states()[FIRST : LAST + 1] == [MASKED] * 14

    shown = [one["word"] for one in screen.ask("shownWords()")]
    phrase = [word for word in shown[FIRST : LAST + 1] if word]
    assert shown[FIRST : LAST + 1] == [*phrase, *[""] * (14 - len(phrase))]
    assert 6 <= num_words(phrase) <= 10
    assert "  " not in screen.ask("shownText()")

    screen.page.locator(".cm-content").focus()
    screen.page.keyboard.press("Tab")
    screen.page.wait_for_function(
        "([at, word]) => window.sunmaskText.words()[at].word === word", arg=[FIRST, shown[FIRST]]
    )
    screen.page.keyboard.press("Shift+Tab")
    words = [word for word in shown if word]
    screen.page.wait_for_function(
        "words => JSON.stringify(window.sunmaskText.words().map(({word}) => word)) === JSON.stringify(words)",
        arg=words,
    )
    text = screen.ask("text()")
    assert text.startswith(f"{BEFORE} ")
    assert text.endswith(f". {AFTER}")
    assert "  " not in text
    assert max(screen.states()) == UNMASKED
    screen.expect_saved()
    assert ben.api.get(f"/api/canvases/{screen.canvas['id']}/state")["content"]["words"] == words


@pytest.mark.thorough
def test_a_phrase_may_become_as_long_as_the_model_likes(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, TEXT)).open()
    rewording(screen, "Any").get_by_role("button", name="Near").click()
    expect_done(screen, 4)
    settings = screen.generation()["settings"]
    assert (settings["wording"], settings["length"]) == ("near", "free")
    assert "▢" in screen.words()
    shown = [one["word"] for one in screen.ask("shownWords()")]
    assert "▢" not in shown
    num_before = num_words(screen.words()[FIRST : LAST + 1])
    assert num_before / 2 <= num_words(shown[FIRST:-3]) <= num_before * 3 / 2
    assert "  " not in screen.ask("shownText()")


@pytest.mark.thorough
def test_a_doubted_sentence_is_said_in_other_words_by_the_large_button(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, TEXT)).open()
    screen.choose(steps=4)
    screen.paint_words(FIRST, LAST, MASKED)
    screen.page.keyboard.press("Escape")
    button = screen.page.get_by_test_id("generate")
    expect(button).to_contain_text("Reword 13 doubted words")
    expect(screen.page.get_by_role("button", name="Rewrite word by word")).to_be_visible()
    button.click()
    expect_done(screen, 4)
    assert screen.generation()["settings"]["wording"] == "other"
    text = screen.ask("shownText()")
    assert text.startswith(f"{BEFORE} ")
    assert text.endswith(f" {AFTER}")
    assert PHRASE not in text


@pytest.mark.thorough
def test_a_longer_phrase_gets_room_and_placing_it_leaves_no_empty_place(
    person: Callable[..., Reader],
) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, TEXT)).open()
    rewording(screen, "Longer").get_by_role("button", name="Other words").click()
    expect_done(screen, 4)
    assert screen.words().count("▢") == 7
    shown = [one["word"] for one in screen.ask("shownWords()")]
    assert 16 <= num_words(shown[FIRST:-3]) <= 20
    screen.page.get_by_role("button", name="Place on canvas").click()
    words = [word for word in shown if word]
    screen.page.wait_for_function(
        "words => JSON.stringify(window.sunmaskText.words().map(({word}) => word)) === JSON.stringify(words)",
        arg=words,
    )
    text = screen.ask("text()")
    assert "▢" not in text
    assert "  " not in text
    assert text.endswith(f". {AFTER}")
    screen.page.keyboard.press("Control+z")
    screen.page.wait_for_function("() => window.sunmaskText.text().includes('▢ ▢')")


@pytest.mark.parametrize(("choice", "least", "most"), [("length-chosen", 1, 7), ("length-about", 7, 8)])
@pytest.mark.thorough
def test_open_places_may_be_a_limit_and_placing_leaves_none_of_them(
    person: Callable[..., Reader], choice: str, least: int, most: int
) -> None:
    ben = person("Ben")
    places = " ".join(["▢"] * 8)
    screen = TextScreen(
        ben, text_canvas(ben, f"Heat the oil in a pan and add the {places} . Stir it.")
    ).open()
    first = screen.words().index("▢")
    screen.choose(steps=4, candidates=3)
    expect(screen.page.get_by_test_id("length-about")).to_have_attribute("aria-checked", "true")
    screen.page.get_by_test_id("length-each").click()
    expect(screen.page.get_by_test_id("length-each")).to_have_attribute("aria-checked", "true")
    screen.page.get_by_test_id(choice).click()
    expect(screen.page.get_by_test_id(choice)).to_have_attribute("aria-checked", "true")
    screen.page.get_by_test_id("generate").click()
    expect_done(screen, 4)
    settings = screen.generation()["settings"]
    assert settings["choose_length"] is (choice == "length-chosen")
    assert settings["about_length"] is True
    shown = [one["word"] for one in screen.ask("shownWords()")]
    new = shown[first : first + 8]
    there = [word for word in new if word]
    assert new == [*there, *[""] * (8 - len(there))]
    assert least <= len(there) <= most
    assert "  " not in screen.ask("shownText()")
    screen.page.get_by_role("button", name="Place on canvas").click()
    screen.page.wait_for_function("() => !window.sunmaskText.text().includes('▢')")
    assert screen.words() == [word for word in shown if word]
    assert "  " not in screen.ask("text()")
