"""The score beside the roll: the same notes, states and selection; it follows edits and runs."""

import re
import time
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import MOVING, Reader
from tests.e2e.screen import ALTO, BASS, CHORALE, MASKED, RENOISABLE, TENOR, Screen, shared_canvas
from tests.e2e.test_access_for_all import PHONE, expect_nothing_serious

pytestmark = pytest.mark.e2e

SHOWS_THE_GRID = """() => {
  const onsets = window.sunmaskStudio.shownGrid().flatMap((row, voice) =>
    row.flatMap((symbol, column) => {
      const before = Math.abs(row[column - 1] ?? 0);
      return symbol > 0 || (symbol < 0 && -symbol !== before) ? [`n-${"SATB"[voice]}-${column}`] : [];
    }));
  const heads = [...document.querySelectorAll(".engraved g.note")].map(({id}) => id);
  return onsets.length > 0 && onsets.every((id) => heads.filter((head) => head === id).length === 1)
    && heads.filter((id) => !onsets.includes(id)).every((id) => {
      const [, voice, column] = id.split("-");
      return window.sunmaskStudio.shownGrid()["SATB".indexOf(voice)][Number(column)] < 0;
    });
}"""
"""Each note of the grid has one head at its start; other heads are where notes go on, tied."""
LOOK = """(id) => {
  const note = document.getElementById(id);
  const mark = getComputedStyle(note.querySelector(".mark"));
  return {colour: getComputedStyle(note).color, fill: mark.fill, edge: mark.strokeDasharray};
}"""
LEAST_INTERVAL_S = 0.3
"""A score in motion is engraved anew some three times a second, however fast the steps come."""
IS_IN_VIEW = """(chosen) => {
  const [note, view] = [chosen, '[data-testid="score"]'].map((one) => document.querySelector(one));
  const [inner, outer] = [note, view].map((one) => one?.getBoundingClientRect());
  return inner !== undefined && inner.top >= outer.top && inner.bottom <= outer.bottom;
}"""
PLACE = "(id) => document.querySelector(`#${id} .mark`)?.getAttribute('y')"


def show_score(page: Page) -> None:
    page.keyboard.press("Shift+n")
    expect(page.get_by_test_id("score")).to_be_visible()
    page.wait_for_function(SHOWS_THE_GRID)


def selected(screen: Screen) -> list[list[int]]:
    return [[cell["row"], cell["column"]] for cell in screen.ask("selected()")]


@pytest.mark.parametrize("device", ["desk", pytest.param("phone", marks=pytest.mark.thorough)])
def test_the_score_shows_what_the_roll_shows(person: Callable[..., Reader], device: str) -> None:
    ana = person("Ana", **(PHONE if device == "phone" else {}))
    screen = Screen(ana, shared_canvas(ana)).open()
    page = screen.page
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text) if line.type == "error" else None)
    show_score(page)

    # A click selects a note with all of its cells, and the keys work on it from there.
    page.locator("#n-B-0").click()
    assert selected(screen) == [[BASS, column] for column in range(4)]
    expect(page.locator("#n-B-0")).to_have_class(re.compile(r"\bselected\b"))
    page.keyboard.press("2")
    screen.expect_cells("states", [(BASS, column) for column in range(4)], MASKED)
    page.locator("#n-T-0").click()
    page.keyboard.press("3")
    screen.expect_cells("states", [(TENOR, 0)], RENOISABLE)

    # Music is ink in every state; states are told by a tint with a pattern, and an edge.
    looks: list[dict[str, Any]] = [page.evaluate(LOOK, f"n-{letter}-0") for letter in "SBT"]
    assert len({look["colour"] for look in looks}) == 1
    assert looks[0]["fill"] == "none"
    assert "score-hatch" in looks[1]["fill"]
    assert looks[1]["edge"] == "none"
    assert "score-dots" in looks[2]["fill"]
    assert looks[2]["edge"] != "none"

    # An edit of the score is one of the grid, and an edit of the grid is seen in the score.
    before, place = screen.ask("symbols()"), page.evaluate(PLACE, "n-T-0")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    screen.expect_cells("symbols", [(TENOR, 0)], before[TENOR][0] + 2)
    page.wait_for_function(f"([id, place]) => ({PLACE})(id) !== place", arg=["n-T-0", place])
    page.keyboard.press("Shift+n")
    expect(page.get_by_test_id("score")).to_have_count(0)
    expect(page.get_by_test_id("roll")).to_be_visible()
    page.keyboard.press("Delete")
    screen.expect_cells("symbols", [(TENOR, 0)], 0)
    show_score(page)
    expect(page.locator("#n-T-0")).to_have_count(0)
    expect(page.locator("#r-T-0")).to_have_count(1)

    expect_nothing_serious(page, "score")
    assert page.evaluate("() => document.scrollingElement.scrollWidth <= innerWidth")
    assert page.get_by_test_id("score").evaluate("one => one.scrollWidth <= one.clientWidth")
    assert refused == []


@pytest.mark.thorough
def test_the_score_follows_a_run_to_its_end(person: Callable[..., Reader]) -> None:
    ana = person("Ana", reduced_motion=MOVING)
    screen = Screen(ana, shared_canvas(ana)).open()
    screen.paint_voice(ALTO, RENOISABLE)
    show_score(screen.page)
    asked: list[str] = []
    screen.page.on("request", lambda one: asked.append(one.url) if "engravings" in one.url else None)
    screen.choose(steps=20, steps_per_second=10)
    began = time.monotonic()
    screen.press_generate()
    screen.wait_generation("done")
    expect(screen.page.get_by_test_id("stage-line")).to_contain_text("step 20 of 20")
    screen.page.wait_for_function(SHOWS_THE_GRID)
    assert 2 <= len(asked) <= 2 + (time.monotonic() - began) / LEAST_INTERVAL_S


@pytest.mark.thorough
def test_the_score_tells_doubt_and_pins_and_can_be_drawn_larger(person: Callable[..., Reader]) -> None:
    ana = person("Ana")
    screen = Screen(ana, shared_canvas(ana)).open()
    page = screen.page
    show_score(page)

    # A lock stands only where a pin differs from its state's own.
    expect(page.locator(".engraved .lock")).to_have_count(0)
    page.locator("#n-B-0").click()
    page.keyboard.press("p")
    expect(page.locator("#n-B-0 .lock")).to_have_count(1)
    page.keyboard.press("p")
    expect(page.locator(".engraved .lock")).to_have_count(0)

    # Every head is a bar of doubt, as high as the model is unsure, until the map is off again.
    page.keyboard.press("h")
    expect(page.locator("#n-B-0 .doubt")).to_have_count(1)
    expect(page.locator(".engraved .doubted")).to_have_count(page.locator(".engraved .mark").count())
    expect(page.get_by_test_id("doubt-legend")).to_be_visible()
    page.keyboard.press("h")
    expect(page.locator(".engraved .doubted")).to_have_count(0)

    def head_width() -> float:
        return page.evaluate("() => document.querySelector('#n-B-0 .mark').getBoundingClientRect().width")

    fitting = head_width()
    page.keyboard.press("Control+=")
    page.keyboard.press("Control+=")
    page.wait_for_function(
        "(least) => document.querySelector('#n-B-0 .mark').getBoundingClientRect().width > least",
        arg=1.3 * fitting,
    )
    page.keyboard.press("Control+0")
    page.wait_for_function(
        "(most) => document.querySelector('#n-B-0 .mark').getBoundingClientRect().width < most",
        arg=1.1 * fitting,
    )


@pytest.mark.thorough
def test_who_follows_in_the_score_is_taken_to_the_line_of_the_other(person: Callable[..., Reader]) -> None:
    ana, ben = person("Ana"), person("Ben")
    canvas = shared_canvas(ana, (ben, "editor"))
    hers, his = Screen(ana, canvas).open(), Screen(ben, canvas).open()
    show_score(his.page)
    for _ in range(4):
        his.page.keyboard.press("Control+=")
    his.page.get_by_role("button", name=f"Follow {ana.api.name}").click()
    line = hers.ask("symbols()")[TENOR]
    in_her_view = [column for column, symbol in enumerate(line) if symbol > 0]
    for column in (in_her_view[-1], 0):
        hers.put_cursor(TENOR, column)
        his.page.wait_for_function(IS_IN_VIEW, arg=f"#n-T-{column}")


def test_what_is_in_view_is_printed_in_black_on_pages_of_its_own(person: Callable[..., Reader]) -> None:
    ana = person("Ana")
    screen = Screen(ana, shared_canvas(ana)).open()
    page = screen.page
    page.evaluate("() => { window.print = () => { window.isPrinted = true; }; }")
    page.get_by_role("button", name="Print").click()
    page.wait_for_function("() => window.isPrinted")
    sheets = page.locator(".print-sheets")
    expect(sheets).to_be_hidden()
    page.emulate_media(media="print")
    expect(sheets.get_by_role("heading")).to_be_visible()
    expect(sheets.locator("#n-B-0")).to_be_visible()
    assert sheets.locator("#n-B-0").evaluate("one => getComputedStyle(one).color") == "rgb(0, 0, 0)"
    expect(page.get_by_test_id("chorale")).to_be_hidden()
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    expect(sheets).to_have_count(0)
    # From the browser's own menu: the score on the screen, without what only the screen shows.
    page.get_by_test_id("notation-score").dispatch_event("click")
    expect(page.locator(".score-view #n-B-0")).to_be_visible()
    expect(page.locator(".score-view #n-B-0 .ring")).to_be_hidden()
    page.emulate_media(media="screen")
    expect(page.locator(".score-view #n-B-0 .ring")).to_be_visible()
    page.keyboard.press("Control+p")
    expect(sheets).to_have_count(1)


@pytest.mark.parametrize("scheme", [pytest.param("light", marks=pytest.mark.thorough), "dark"])
def test_the_browsers_own_print_has_the_score_and_nothing_else(
    person: Callable[..., Reader], scheme: str
) -> None:
    ana = person("Ana", starts_on="score", color_scheme=scheme)
    screen = Screen(ana, shared_canvas(ana, is_whole=True)).open()
    expect(screen.page.locator("#n-S-0")).to_be_visible()
    said = {"text": "Louder?", "column": screen.ask("columns()")[0], "row": 0, "place": "note"}
    ana.api.make(f"/api/canvases/{screen.canvas['id']}/comments", said)
    screen.page.keyboard.press("n")
    for seen in (".comment-mark", ".pen .caret-field"):
        expect(screen.page.locator(seen)).to_be_visible()
    screen.page.emulate_media(media="print")
    for unseen in (".comment-mark", ".pen .caret-field"):
        expect(screen.page.locator(unseen)).to_be_hidden()
    screen.page.emulate_media(media="null")
    document = pypdfium2.PdfDocument(screen.page.pdf())
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert CHORALE in text
    assert "Soprano" in text
    assert not [word for word in ("SUNMASK", "Compose", "Candidates", "Select", "Mixer") if word in text]
    last = document[len(document) - 1].render(scale=1).to_numpy()
    assert last.min() < 60, "the last page has ink"
    assert last[2, 2].min() > 200, "and is paper white"
