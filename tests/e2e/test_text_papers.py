"""Writers' papers: bold, italics and headings in the editor, from the clipboard and in files, and a note."""

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Reader
from tests.e2e.text_screen import TextScreen, expect_done, needs_model, text_canvas

pytestmark = pytest.mark.e2e

TEXT = 'The harbour\n\nJonas said "no", and Anna left.\n\nRain fell.'
PASTE = """([text, html]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  data.setData("text/html", html);
  document.querySelector(".cm-content").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def content(screen: TextScreen) -> Any:
    screen.expect_saved()
    return screen.reader.api.get(f"/api/canvases/{screen.canvas['id']}/state")["content"]


def test_bold_italics_and_headings_are_set_by_key_and_button_and_kept_by_the_model(
    person: Callable[..., Reader],
) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, TEXT)).open()
    page, press = screen.page, screen.page.keyboard.press
    screen.select_words(2, 3)
    press("Control+b")
    expect(page.locator(".cm-content .is-bold").first).to_be_visible()
    expect(page.get_by_test_id("bold")).to_have_attribute("aria-pressed", "true")
    screen.select_words(9, 9)
    page.get_by_test_id("italic").click()
    expect(page.locator(".cm-content .is-italic").first).to_have_text("Anna")
    screen.select_words(0, 1)
    page.get_by_test_id("paragraph").select_option(label="Heading 1")
    expect(page.locator(".cm-line.heading-1")).to_have_text("The harbour")
    styles = [[0, 1, {"heading": 1}], [2, 3, {"bold": True}], [9, 9, {"italic": True}]]
    assert content(screen)["styles"] == styles

    # Typing goes on in bold; undo takes a style back, and the text was never touched.
    place = screen.place(3)
    page.mouse.click(place["right"] - 1, (place["top"] + place["bottom"]) / 2)
    page.keyboard.type("ly")
    screen.expect_text(TEXT.replace("said", "saidly"))
    assert content(screen)["styles"] == styles
    screen.select_words(3, 3)
    press("Control+b")
    expect(page.locator(".cm-content .is-bold", has_text="saidly")).to_have_count(0)
    press("Control+z")
    expect(page.locator(".cm-content .is-bold", has_text="saidly")).to_have_count(1)


@needs_model
@pytest.mark.thorough
def test_a_bold_word_that_is_written_anew_stays_bold(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, "The old sailor looked at the sea.")).open()
    page = screen.page
    screen.choose(steps=2, candidates=1)
    screen.select_words(1, 2)
    page.keyboard.press("Control+b")
    page.keyboard.press("Control+Enter")
    expect_done(screen, 2)
    expect(page.locator(".in-candidate .is-bold").first).to_be_visible()
    page.keyboard.press("Shift+Tab")
    page.wait_for_function("() => window.sunmaskText.stage().view === 'canvas'")
    assert content(screen)["styles"] == [[1, 2, {"bold": True}]]
    # Words are counted alike above the text, beside the candidate and in what is stored.
    expect(page.get_by_test_id("word-count")).to_contain_text("7 words · 0 to write")
    assert page.locator('[data-candidate="0"] .figures').first.inner_text() == "7 words"


@pytest.mark.thorough
def test_paste_and_copy_keep_bold_and_blank_lines(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben)).open()
    page = screen.page
    page.locator(".cm-content").focus()
    html = (
        "<meta charset='utf-8'><b style='font-weight:normal'><h2>The harbour</h2><p><br></p>"
        "<p><span style='font-weight:700'>Jonas</span> said \"<i>no</i>\", and Anna left.</p>"
        "<p>&nbsp;</p><p>Rain fell.<script>document.title = 'hit'</script></p></b>"
    )
    page.evaluate(PASTE, [TEXT, html])
    screen.expect_text(TEXT)
    styles = [[0, 1, {"heading": 2}], [2, 2, {"bold": True}], [5, 5, {"italic": True}]]
    assert content(screen)["styles"] == styles
    assert page.title() != "hit"
    page.keyboard.press("Control+a")
    copied = page.evaluate(
        """() => {
          const data = new DataTransfer();
          document.querySelector(".cm-content").dispatchEvent(
            new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }));
          return [data.getData("text/plain"), data.getData("text/html")];
        }"""
    )
    assert copied[0] == TEXT
    assert "<h2>The harbour</h2>" in copied[1]
    assert "<strong>Jonas</strong>" in copied[1]
    page.keyboard.press("Control+z")
    screen.expect_text("")


def test_a_word_document_comes_in_by_the_project_page_and_goes_out_alike(
    person: Callable[..., Reader],
) -> None:
    ben = person("Ben")
    document = docx.Document()
    document.add_heading("The harbour", 1)
    paragraph = document.add_paragraph()
    for text, bold in (("Jonas ", True), ('said "no"', False), (", twice.", None)):
        paragraph.add_run(text).bold = bold
    document.add_paragraph()
    written = io.BytesIO()
    document.save(written)
    project = ben.api.make("/api/projects", {"name": "Letters"})
    page = ben.page
    page.goto(f"{ben.api.url}/p/{project['id']}")
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    page.locator("input[type=file]").first.set_input_files(
        {"name": "Letter.docx", "mimeType": kind, "buffer": written.getvalue()}
    )
    expect(page.locator(".cm-line.heading-1")).to_have_text("The harbour")
    expect(page.locator(".cm-content .is-bold")).to_have_text("Jonas")
    canvas = page.url.rsplit("/", 1)[-1].split("?")[0]
    answer = ben.api.http.get(f"/api/canvases/{canvas}/export", params={"format": "docx"})
    back = docx.Document(io.BytesIO(answer.content))
    assert [(one.style.name, one.text) for one in back.paragraphs] == [
        ("Heading 1", "The harbour"),
        ("Normal", 'Jonas said "no", twice.'),
        ("Normal", ""),
    ]
    assert [run.text.strip() for run in back.paragraphs[1].runs if run.bold] == ["Jonas"]


def test_a_note_is_kept_beside_the_text_and_is_no_part_of_it(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, "Jonas went home.")).open()
    note = screen.page.get_by_test_id("note")
    note.fill("names: Jonas, Anna; now; Berlin")
    note.press("Enter")
    stored = content(screen)
    assert stored["meta"]["note"] == "names: Jonas, Anna; now; Berlin"
    assert stored["words"] == ["Jonas", "went", "home", "."]
    screen.reopen()
    expect(screen.page.get_by_test_id("note")).to_have_value("names: Jonas, Anna; now; Berlin")
    screen.page.get_by_test_id("note").fill("")
    screen.page.get_by_test_id("note").press("Enter")
    assert "note" not in content(screen)["meta"]
