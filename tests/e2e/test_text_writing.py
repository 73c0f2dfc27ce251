"""Writing a text: any word, spans of a chosen length, what is kept, and several people at once."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE_S, Reader
from tests.e2e.screen import MASKED, RENOISABLE
from tests.e2e.text_screen import TextScreen, expect_done, expect_texts_alike, needs_model, text_canvas
from tests.live_studio import wait_until

pytestmark = pytest.mark.e2e

SENTENCE = "The old sailor looked at the dark sea."
SLOT = "▢"


WRITTEN = "Jonas saw gulls, 2 tons of them, by the café on the 3rd, qxzvwpk 日本 🙂."


def test_no_word_of_the_author_is_marked_as_wrong_or_replaced(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben)).open()
    page = screen.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/check" in request.url else None)
    screen.write_at_end(WRITTEN)
    screen.expect_text(WRITTEN)
    screen.expect_saved()
    for place in range(len(screen.words())):
        word = screen.word(place)
        assert "wavy" not in word.evaluate("one => getComputedStyle(one).textDecorationStyle")
        assert not word.evaluate("one => one.classList.contains('unknown')")
    screen.word(0).click(button="right")
    expect(page.get_by_role("menu")).to_be_visible()
    expect(page.get_by_role("menuitem", name="Write “")).to_have_count(0)
    assert asked == []


@needs_model
def test_an_unknown_word_that_is_held_comes_back_as_it_was_written(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, "The qxzvwpk went home early.")).open()
    screen.paint_words(4, 4, RENOISABLE)
    screen.choose(steps=3, candidates=2)
    screen.press_generate()
    expect_done(screen, 3)
    for candidate in (0, 1):
        screen.page.locator(f'[data-candidate="{candidate}"] .candidate-look').click()
        words = [one["word"] for one in screen.ask("shownWords()")]
        assert (words[:4], len(words)) == (["The", "qxzvwpk", "went", "home"], 6)


@needs_model
def test_a_freed_span_has_as_many_words_as_were_asked_for(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, SENTENCE)).open()
    page = screen.page
    screen.select_words(3, 4)
    expect(page.get_by_test_id("free-span")).to_have_text("2 new words")
    page.get_by_test_id("more-slots").click()
    page.get_by_test_id("more-slots").click()
    expect(page.get_by_test_id("free-span")).to_have_text("4 new words")
    page.get_by_test_id("free-span").click()
    expected = ["The", "old", "sailor", SLOT, SLOT, SLOT, SLOT, "the", "dark", "sea", "."]
    page.wait_for_function(
        "words => JSON.stringify(window.sunmaskText.words().map(({word}) => word)) === JSON.stringify(words)",
        arg=expected,
    )
    assert screen.states() == [0, 0, 0, 2, 2, 2, 2, 0, 0, 0, 0]
    # The run of slots at hand becomes shorter.
    page.get_by_test_id("fewer-slots").click()
    page.wait_for_function("() => window.sunmaskText.words().length === 10")
    expect(page.get_by_test_id("free-span")).to_have_text("3 words to write")
    screen.choose(steps=4, candidates=3)
    screen.press_generate()
    expect_done(screen, 4)
    for candidate in range(3):
        page.locator(f'[data-candidate="{candidate}"] .candidate-look').click()
        expect(page.get_by_test_id("stage-line")).to_contain_text(f"Candidate {candidate + 1}")
        words = [one["word"] for one in screen.ask("shownWords()")]
        assert (words[:3], words[6:]) == (["The", "old", "sailor"], ["the", "dark", "sea", "."])
        assert len(words) == 10
        assert not {SLOT, ""} & set(words[3:6]), "a slot was left without a word"


@pytest.mark.thorough
@needs_model
def test_banned_words_do_not_come_and_forced_words_do(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, "She opened the door and saw ▢ ▢ ▢ ▢ ▢ ▢ .")).open()
    panel = screen.all_settings()
    panel.get_by_label("Words to avoid").fill("the, a, her, his, it, that, and, of, in, to")
    panel.get_by_label("Words that must appear").fill("harbour")
    screen.choose(steps=4, candidates=4)
    screen.press_generate()
    done = expect_done(screen, 4)
    assert done["settings"]["forced_words"] == "harbour"
    banned = set(done["settings"]["banned_words"].split(", "))
    for candidate in range(4):
        screen.page.locator(f'[data-candidate="{candidate}"] .candidate-look').click()
        expect(screen.page.get_by_test_id("stage-line")).to_contain_text(f"Candidate {candidate + 1}")
        free = [one["word"] for one in screen.ask("shownWords()")][6:12]
        assert "harbour" in free
        assert not banned & {word.lower() for word in free}


@pytest.mark.thorough
@needs_model
def test_every_retry_the_caret_the_masks_and_the_last_letters_are_there_when_the_tab_comes_back(
    person: Callable[..., Reader],
) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, SENTENCE)).open()
    page = screen.page
    screen.paint_words(2, 2, RENOISABLE)
    screen.paint_words(6, 6, MASKED)
    screen.choose(steps=2, candidates=1)
    screen.press_generate()
    versions = page.get_by_label("Generation", exact=True).locator("option")
    for version in range(2, 7):
        screen.wait_generation("done", 120)
        page.keyboard.press("Alt+r")
        expect(versions).to_have_count(version)
    screen.wait_generation("done", 120)
    screen.back_to_canvas()
    place = screen.place(3)
    page.mouse.click(place["right"] - 1, (place["top"] + place["bottom"]) / 2)
    page.keyboard.type(" out")
    caret = screen.ask("caret()")

    screen.reopen()  # at once: what was typed is not waited for
    text = "The old sailor looked out at the dark sea."
    screen.expect_text(text)
    assert caret == text.index(" at the")
    screen.page.wait_for_function("caret => window.sunmaskText.caret() === caret", arg=caret)
    assert screen.states() == [0, 0, RENOISABLE, 0, 0, 0, 0, MASKED, 0, 0]
    page = screen.page
    expect(page.get_by_label("Generation", exact=True).locator("option")).to_have_count(6)
    seen = set()
    for generation in ben.api.get(f"/api/canvases/{screen.canvas['id']}/snapshot")["generations"]:
        page.get_by_label("Generation", exact=True).select_option(generation["id"])
        page.locator('[data-candidate="0"] .candidate-look').click()
        expect(page.get_by_test_id("stage-line")).to_contain_text(
            f"generation {generation['number']}, step 2 of 2"
        )
        seen.add(screen.ask("shownText()"))
        screen.back_to_canvas()
    assert len(seen) > 1
    expect_texts_alike(screen)


def test_the_whole_text_in_view_is_printed_under_its_name(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    text = "The old sailor looked out.\n\n" + " ".join(f"Line {number} of the sea." for number in range(400))
    screen = TextScreen(ben, text_canvas(ben, text)).open()
    page = screen.page
    page.evaluate("() => { window.print = () => { window.isPrinted = true; }; }")
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+p")  # while one writes, too
    page.wait_for_function("() => window.isPrinted")
    sheets = page.locator(".print-sheets")
    expect(sheets).to_be_hidden()
    page.emulate_media(media="print")
    expect(sheets.get_by_role("heading", name=screen.canvas["name"])).to_be_visible()
    assert sheets.locator("section > p").text_content() == text
    expect(page.get_by_test_id("text-page")).to_be_hidden()
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    expect(sheets).to_have_count(0)
    assert screen.ask("text()") == text


def test_keys_reach_all_of_a_long_text_of_which_only_a_part_is_drawn(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    text = "\n\n".join(f"Line {number} of the sea and the harbour." for number in range(300))
    screen = TextScreen(ben, text_canvas(ben, text)).open()
    press = screen.page.keyboard.press
    screen.write_at_end(" The end.")
    screen.expect_text(f"{text} The end.")
    press("Control+Home")
    screen.page.keyboard.type("Hear! ")
    screen.expect_text(f"Hear! {text} The end.")
    press("Control+Shift+End")
    screen.page.keyboard.type("me")
    screen.expect_text("Hear! me")
    press("Control+z")
    screen.expect_text(f"Hear! {text} The end.")
    press("Control+a")
    press("Delete")
    screen.expect_text("")
    press("Control+z")
    screen.expect_text(f"Hear! {text} The end.")
    press("Control+a")
    press("Enter")
    screen.expect_text("\n")
    screen.expect_saved()


def test_two_people_write_in_one_text_and_undo_is_mine_alone(person: Callable[..., Reader]) -> None:
    ana_reader, ben_reader = person("Ana"), person("Ben")
    canvas = text_canvas(ana_reader, SENTENCE, (ben_reader, "editor"))
    ana, ben = TextScreen(ana_reader, canvas).open(), TextScreen(ben_reader, canvas).open()
    ana.select_words(1, 1)
    flag = ben.page.locator(".person-flag", has_text=ana_reader.api.name)
    expect(flag).to_be_attached()
    expect(ben.page.locator(".person-selection")).to_have_text("old")
    ana.page.keyboard.type("young")
    ben.write_at_end(" Rain fell.")
    for screen in (ana, ben):
        screen.expect_text("The young sailor looked at the dark sea. Rain fell.")
    ben.paint_words(2, 2, RENOISABLE)
    ana.expect_states([0, 0, RENOISABLE, *[0] * 9])
    expect_texts_alike(ana, ben)

    ana.page.keyboard.press("Control+z")
    for screen in (ana, ben):
        screen.expect_text("The old sailor looked at the dark sea. Rain fell.")
        screen.expect_states([0, 0, RENOISABLE, *[0] * 9])
    assert wait_until(lambda: ben.ask("numUnsaved()") == 0, PATIENCE_S, "Ben's edits were not saved") is None
    ben.page.keyboard.press("Control+z")
    ana.expect_states([0] * 12)
    expect_texts_alike(ana, ben)


def test_a_digit_replaces_a_selected_word_and_paints_with_alt(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, "We met three gulls.")).open()
    screen.select_words(2, 2)
    screen.page.keyboard.press("3")
    screen.expect_text("We met 3 gulls.")
    screen.select_words(3, 3)
    screen.page.keyboard.press("Alt+3")
    screen.expect_states([0, 0, 0, RENOISABLE, 0])
    screen.expect_text("We met 3 gulls.")
    expect(screen.page.get_by_test_id("word-count")).to_contain_text("4 words · 1 to write")


@pytest.mark.thorough
def test_no_line_begins_with_a_space(person: Callable[..., Reader]) -> None:
    """Not even where an open place ends so near the edge that no space fits behind it."""
    ben = person("Ben")
    ben.page.set_viewport_size({"width": 1440, "height": 5000})
    beginnings = ["m" * num_wide + "i" * num_narrow for num_wide in range(4) for num_narrow in range(1, 11)]
    text = "\n".join(f"{word} {' '.join([SLOT] * 12)}" for word in beginnings)
    screen = TextScreen(ben, text_canvas(ben, text)).open()
    screen.place(0)
    places = screen.page.evaluate(
        "() => [...document.querySelectorAll('.cm-content [data-word]')].map((one) => {"
        " const { left, top, bottom } = one.getBoundingClientRect(); return [(top + bottom) / 2, left]; })"
    )
    lines = [[places[0]]]
    for before, place in pairwise(sorted(places)):
        if place[0] > before[0] + 15:  # further down than a word is from an open place beside it
            lines.append([])
        lines[-1].append(place)
    begin = [min(left for _, left in line) for line in lines]
    assert len(begin) > len(beginnings)
    assert max(begin) - min(begin) < 1


@pytest.mark.parametrize("pace", [pytest.param("limited", marks=pytest.mark.thorough), "single"])
def test_the_buttons_of_a_run_stay_within_the_panel(person: Callable[..., Reader], pace: str) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, f"The sea was {SLOT} {SLOT} that day.")).open()
    screen.expect_saved()
    asked = {"mode": pace} | ({"steps_per_second": 0.5} if pace == "limited" else {})
    ben.api.generate(screen.canvas["id"], settings={"num_steps": 12}, pace=asked)
    expect(screen.page.get_by_role("button", name="Stop after this step")).to_be_visible()
    over = screen.page.locator(".generate-acts").evaluate(
        "(acts) => Math.max(...[...acts.querySelectorAll('button')]"
        ".map((one) => one.getBoundingClientRect().right - acts.getBoundingClientRect().right))"
    )
    assert over < 1
