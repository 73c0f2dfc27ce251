"""What is pasted into a text is text, or a clear refusal: never markup, never a broken document."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Reader
from tests.e2e.text_screen import TextScreen, expect_texts_alike, text_canvas

pytestmark = pytest.mark.e2e

START = "She went home."
PASTE = """text => {
  const clipboard = new DataTransfer();
  clipboard.setData("text/plain", text);
  clipboard.setData("text/html", `<b>${text.slice(0, 1000)}</b><img src=x onerror="window.isHarmed = true">`);
  document.querySelector(".cm-content").dispatchEvent(
    new ClipboardEvent("paste", {clipboardData: clipboard, bubbles: true, cancelable: true}));
}"""
HOSTILE = {
    "nul and controls": ("a\x00b\x07c\x1b[31m", "abc[31m"),
    "half of a character": ("x\ud800y\udfffz", "xyz"),
    "overrides of direction": ("\u202eevil\u202c \u2066x\u2069", "evil x"),
    "markup": ("<script>window.isHarmed = true</script><img src=x onerror=window.isHarmed=true>",) * 2,
    "a path": ("../../etc/passwd file:///etc/passwd C:\\con\\con",) * 2,
    "an address": ("https://x.example/?a=b&c=<d> javascript:window.isHarmed=true",) * 2,
    "lines of another system": ("one\r\ntwo\rthree", "one\ntwo\nthree"),
    "pictures and marks": ("👩‍👩‍👧‍👦🏳️‍🌈 Z͑͒͑͒ ﷽",) * 2,
}


def paste(screen: TextScreen, text: str) -> None:
    screen.page.locator(".cm-content").focus()
    screen.page.keyboard.press("Control+End")
    # Halves of characters cannot travel to the page as they are.
    escaped = "".join(f"\\u{ord(one):04x}" if 0xD800 <= ord(one) < 0xE000 else one for one in text)
    if escaped != text:
        screen.page.evaluate(f'() => ({PASTE})("{escaped}")')
    else:
        screen.page.evaluate(PASTE, text)


@pytest.mark.thorough
def test_hostile_text_that_is_pasted_is_text(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, START)).open()
    expected = START
    for text, clean in HOSTILE.values():
        paste(screen, f" {text}")
        expected += f" {clean}"
        screen.expect_text(expected)
    assert screen.page.locator(".cm-content img, .cm-content script, .cm-content b").count() == 0
    expect_texts_alike(screen)
    screen.reopen()
    screen.expect_text(expected)
    assert screen.page.evaluate("() => window.isHarmed") is None


@pytest.mark.thorough
def test_a_mebibyte_is_refused_in_a_sentence_and_a_part_of_it_is_text(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, START)).open()
    paste(screen, "all work and no play " * 50_000)
    expect(screen.toasts.filter(has_text="A text holds at most 20,000 words")).to_be_visible()
    screen.expect_text(START)
    many = " so it went" * 2_000
    paste(screen, many)
    screen.expect_text(START + many)
    screen.page.wait_for_function("() => window.sunmaskText.numUnsaved() === 0")
    stored = ben.api.get(f"/api/canvases/{screen.canvas['id']}/state")["content"]["words"]
    assert (len(stored), stored[-3:]) == (6_004, ["so", "it", "went"])
    screen.page.keyboard.press("Control+z")
    screen.expect_text(START)
