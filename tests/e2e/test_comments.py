"""Comments: a commenter writes one and others see it at once; names, answers, settling, and what is gone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Reader
from tests.e2e.screen import ALTO, Screen, shared_canvas
from tests.e2e.text_screen import TextScreen, text_canvas

pytestmark = pytest.mark.e2e


def open_comments(page: Page) -> Locator:
    """The tab beside the canvas; the panel."""
    page.get_by_role("tab", name="Comments").click()
    return page.locator("section.comments")


def write(panel: Locator, text: str) -> None:
    """A new thread on what the panel offers first."""
    field = panel.get_by_role("textbox", name="Write a comment")
    field.fill(text)
    panel.get_by_role("button", name="Comment", exact=True).click()
    expect(field).to_have_value("")


def thread(panel: Locator, text: str) -> Locator:
    return panel.locator("li.thread", has_text=text)


@pytest.mark.thorough
def test_an_author_says_a_comment_otherwise_and_others_see_it_at_once(person: Callable[..., Reader]) -> None:
    ana, cleo = person("Ana"), person("Cleo")
    canvas = shared_canvas(ana, (cleo, "commenter"))
    owner, commenter = Screen(ana, canvas).open(), Screen(cleo, canvas).open()
    seen, panel = open_comments(owner.page), open_comments(commenter.page)
    write(panel, "A sixth here?")
    said = thread(seen, "A sixth here?")
    expect(said).to_be_visible()
    expect(said.get_by_text("edited", exact=True)).to_have_count(0)
    expect(said.get_by_role("button", name="Edit this comment")).to_have_count(0)
    thread(panel, "A sixth here?").get_by_role("button", name="Edit this comment").click()
    field = panel.get_by_role("textbox", name="Edit the comment")
    expect(field).to_be_focused()
    expect(field).to_have_value("A sixth here?")
    field.fill("A seventh here?")
    panel.get_by_role("button", name="Save").click()
    expect(thread(seen, "A seventh here?")).to_be_visible()
    expect(thread(seen, "A sixth here?")).to_have_count(0)
    edited = thread(seen, "A seventh here?").get_by_text("edited", exact=True)
    expect(edited).to_have_attribute("title", re.compile(r"^Edited .*\d"))
    thread(panel, "A seventh here?").get_by_role("button", name="Edit this comment").click()
    panel.get_by_role("textbox", name="Edit the comment").press("Escape")
    expect(thread(panel, "A seventh here?")).to_be_visible()


def test_a_commenter_comments_on_a_note_and_the_editor_sees_it_answers_and_settles_it(
    person: Callable[..., Reader],
) -> None:
    ana, cleo = person("Ana"), person("Cleo")
    canvas = shared_canvas(ana, (cleo, "commenter"))
    owner, commenter = Screen(ana, canvas).open(), Screen(cleo, canvas).open()
    seen = open_comments(owner.page)
    commenter.put_cursor(ALTO, 8)
    panel = open_comments(commenter.page)
    expect(panel.locator(".thread-on option:checked")).to_contain_text("bar 1")
    write(panel, f"A seventh here? @{ana.api.name}")

    # live, with its place and the name, and a word to the person who is named
    said = thread(seen, "A seventh here?")
    expect(said.locator(".mention")).to_have_text(f"@{ana.api.name}")
    expect(said.locator(".thread-place")).to_contain_text("alto")
    expect(owner.toasts.filter(has_text=f"{cleo.api.name} mentions you")).to_be_visible()
    expect(owner.page.get_by_role("tab", name="Comments 1")).to_be_visible()

    # the place leads to its cell
    owner.put_cursor(0, 0)
    said.locator(".thread-place").click()
    owner.page.wait_for_function(
        "cell => JSON.stringify(window.sunmaskStudio.selected()[0]) === JSON.stringify(cell)",
        arg={"row": ALTO, "column": 8},
    )

    said.get_by_role("button", name="Reply").click()
    answer = said.get_by_role("textbox", name="Reply")
    answer.fill("Try the")
    answer.press("Control+Enter")
    expect(thread(panel, "A seventh here?").locator(".said")).to_have_count(2)
    thread(panel, "A seventh here?").get_by_role("button", name="Resolve").click()
    expect(owner.page.get_by_role("tab", name="Comments", exact=True)).to_be_visible()
    expect(said.get_by_text(f"Resolved by {cleo.api.name}")).to_be_visible()


@pytest.mark.thorough
def test_members_are_offered_after_an_at(person: Callable[..., Reader]) -> None:
    ana, ben = person("Ana"), person("Ben")
    screen = Screen(ana, shared_canvas(ana, (ben, "viewer"))).open()
    panel = open_comments(screen.page)
    field = panel.get_by_role("textbox", name="Write a comment")
    field.press_sequentially("Look, @be")
    offered = panel.get_by_role("option", name=f"@{ben.api.name}")
    expect(offered).to_be_visible()
    field.press("Enter")
    expect(field).to_have_value(f"Look, @{ben.api.name} ")
    field.press("Control+Enter")
    expect(panel.locator(".mention")).to_have_text(f"@{ben.api.name}")


@pytest.mark.thorough
def test_a_viewer_reads_comments_and_writes_none(person: Callable[..., Reader]) -> None:
    ana, vera = person("Ana"), person("Vera")
    canvas = shared_canvas(ana, (vera, "viewer"))
    ana.api.make(f"/api/canvases/{canvas['id']}/comments", {"text": "Read me"})
    panel = open_comments(Screen(vera, canvas).open().page)
    expect(thread(panel, "Read me")).to_be_visible()
    expect(panel.get_by_role("textbox")).to_have_count(0)
    expect(panel.get_by_role("button", name="Reply")).to_have_count(0)
    expect(panel.get_by_text("ask an owner for the role of commenter")).to_be_visible()


@pytest.mark.thorough
def test_a_comment_outlives_its_bar_and_finds_it_again(person: Callable[..., Reader]) -> None:
    ana = person("Ana")
    screen = Screen(ana, shared_canvas(ana)).open()
    screen.select(ALTO, 16, 19)
    panel = open_comments(screen.page)
    panel.locator(".thread-on select").select_option(label="bar 2")
    write(panel, "Too dark")
    place = thread(panel, "Too dark").locator(".thread-place")
    expect(place).to_have_text("bar 2")
    screen.open_menu(ALTO, 18).get_by_role("menuitem", name="Delete the selected bars").click()
    expect(place).to_have_text("on a place that is gone: bar 2")
    expect(place).to_be_disabled()
    screen.page.get_by_test_id("roll").focus()
    screen.page.keyboard.press("Control+z")
    expect(place).to_have_text("bar 2")


def test_a_comment_on_a_word_moves_with_it_and_says_when_it_is_gone(person: Callable[..., Reader]) -> None:
    ana, cleo = person("Ana"), person("Cleo")
    canvas = text_canvas(ana, "She went home.", (cleo, "commenter"))
    column = ana.api.get(f"/api/canvases/{canvas['id']}/state")["columns"][1]
    body = {"text": "Walked?", "column": column, "row": 0, "place": "word 2", "quote": "“went”"}
    cleo.api.make(f"/api/canvases/{canvas['id']}/comments", body)
    screen = TextScreen(ana, canvas).open()
    place = thread(open_comments(screen.page), "Walked?").locator(".thread-place")
    expect(place).to_have_text("“went”")
    expect(screen.page.locator(".cm-content .commented")).to_have_text("went")
    place.click()
    screen.page.wait_for_function(
        "() => window.sunmaskText.selected().length === 1 || getSelection().toString() === 'went'"
    )
    content = screen.page.locator(".cm-content")
    content.focus()
    screen.page.keyboard.press("Control+Home")
    screen.page.keyboard.type("Then ")
    expect(place).to_have_text("“went”")
    screen.page.keyboard.press("Control+a")
    screen.page.keyboard.press("Delete")
    expect(place).to_have_text("on a word that is gone: “went”, word 2")
