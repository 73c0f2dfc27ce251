"""The studio on every size of screen: notes, candidates, undo, mute and play can be seen and pressed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Reader
from tests.e2e.screen import Screen, shared_canvas
from tests.e2e.text_screen import TextScreen, text_canvas
from tests.live_studio import wait_until

pytestmark = pytest.mark.e2e

PATIENCE_S = 15
BY_HAND = {"phone": (390, 844), "phone on its side": (844, 390), "tablet": (820, 1180)}
BY_MOUSE = {"desk": (1440, 900), "desk at 200 %": (720, 450), "wall": (3840, 2160)}
LINE_AT_MOST = 64
"""Pixels of the line that names what is in view: two lines of words on a phone."""
DESK_WIDTH = 1440
"""From here on all that a musician starts and stops with stands in sight."""
CAN_BE_PRESSED = """(element) => {
  const box = (element.querySelector(".mark") ?? element).getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const isWhole = box.width > 0 && box.left >= 0 && box.top >= 0
    && box.right <= innerWidth && box.bottom <= innerHeight;
  const found = document.elementFromPoint(x, y);
  // Beside a head its staff is free to be pressed: the nearest head takes it.
  const staff = element.closest("g.staff") ?? element;
  return isWhole && found !== null && (staff.contains(found) || found.contains(element));
}"""


GRADES_UNDER_BUTTONS = """() => {
  const boxOf = (element) => element.getBoundingClientRect();
  const inner = 8; // a button has that much room around its sign
  return [...document.querySelectorAll(".candidate:has(.candidate-acts)")].some((one) => {
    const grade = one.querySelector(".candidate-grade");
    const buttons = [...one.querySelectorAll(".candidate-acts button")].map(boxOf);
    return grade && buttons.some(({ left, right, bottom }) =>
      left < boxOf(grade).right && boxOf(grade).left < right && boxOf(grade).top < bottom - inner);
  });
}"""
NOTES_AT_LEAST = 8
NOTES_IN_ROLL = """() => {
  const box = document.querySelector(".roll-canvas").getBoundingClientRect();
  const { rollPoint, symbols } = window.sunmaskStudio;
  return symbols().flatMap((row) => row.map((symbol, column) => [symbol, column]))
    .filter(([symbol]) => symbol > 0)
    .filter(([symbol, column]) => {
      const at = rollPoint(column, symbol);
      const [x, y] = [box.left + at.x, box.top + at.y];
      return x < box.right && y < box.bottom - 4 && at.y > 44
        && document.elementFromPoint(x, y)?.classList.contains("roll-canvas");
    }).length;
}"""
"""Beginnings of notes that can be pressed."""


def expect_pressable(one: Locator, where: str) -> None:
    expect(one, where).to_be_visible()
    wait_until(lambda: one.evaluate(CAN_BE_PRESSED), PATIENCE_S, f"{where} could not be pressed")


def expect_all_in_reach(page: Page, where: str) -> None:
    parts = page.get_by_role("navigation", name="Parts of the studio")
    is_paged = parts.is_visible()
    if is_paged:
        parts.get_by_role("button", name="Candidates").click()
    else:
        page.get_by_role("tab", name="Candidates").click()
    expect_pressable(page.locator(".candidate-look").first, f"{where}: a candidate")
    expect(page.get_by_test_id("grade").first).to_be_visible()
    assert not page.evaluate(GRADES_UNDER_BUTTONS), f"{where}: a grade lies under its candidate's buttons"
    if is_paged:
        parts.get_by_role("button", name="Canvas").click()
    expect_pressable(page.locator("#n-S-0"), f"{where}: a note")
    expect_pressable(page.get_by_test_id("undo"), f"{where}: undo")
    expect_pressable(page.get_by_role("button", name="Play", exact=True), f"{where}: play")
    expect_pressable(page.get_by_test_id("notation-roll"), f"{where}: the roll")
    expect_pressable(page.get_by_test_id("generate").or_(parts).first, f"{where}: generate")
    mixer = page.get_by_role("button", name="Mixer")
    mixer.click()
    expect_pressable(page.get_by_role("button", name="Mute soprano", exact=True), f"{where}: mute")
    top = page.get_by_role("dialog", name="Mixer").evaluate("one => one.getBoundingClientRect().top")
    assert top >= 0, f"{where}: the mixer begins above the screen, at {top}"
    page.keyboard.press("Escape")
    if not is_paged:  # what is said of a candidate in view must not push the canvas over the panel
        page.locator(".candidate-look").nth(1).click()  # the first is the original
        expect(page.get_by_role("button", name="Back to canvas")).to_be_visible()
        expect_pressable(page.get_by_test_id("generate"), f"{where}: generate beside a candidate")
    else:
        parts.get_by_role("button", name="Candidates").click()
        page.locator(".candidate-look").nth(1).click()
        parts.get_by_role("button", name="Canvas").click()
    expect_candidate_in_reach(page, where)
    for side in ("Width", "Height"):
        fits = f"() => document.scrollingElement.scroll{side} <= inner{side}"
        assert page.evaluate(fits), f"{where}: the page scrolls, {side}"


def expect_candidate_in_reach(page: Page, where: str) -> None:
    """What can be done with a candidate in view covers neither the music nor what is heard."""
    back = page.get_by_role("button", name="Back to canvas")
    expect_pressable(back, f"{where}: back to the canvas")
    expect_pressable(page.get_by_role("button", name="Place on canvas"), f"{where}: place")
    expect_pressable(
        page.get_by_role("button", name="Tempo, loop and sound"), f"{where}: tempo beside a candidate"
    )
    expect_pressable(page.get_by_role("button", name="Metronome"), f"{where}: metronome beside a candidate")
    line = page.get_by_test_id("stage-line").bounding_box()
    assert line
    assert line["height"] <= LINE_AT_MOST, f"{where}: what is said of a candidate takes {line['height']}"
    back.click()


def expect_roll_in_reach(screen: Screen, where: str) -> None:
    """The roll shows an octave at least, around the middle of what is written, with the lanes in reach."""
    page = screen.page
    page.get_by_test_id("notation-roll").click()
    canvas = page.locator(".roll-canvas")
    expect(canvas).to_be_visible()
    hidden = f"{where}: the roll shows too few notes"
    wait_until(lambda: page.evaluate(NOTES_IN_ROLL) >= NOTES_AT_LEAST, PATIENCE_S, hidden)
    expect_pressable(page.get_by_test_id("undo"), f"{where}: undo beside the roll")
    expect_pressable(page.get_by_role("button", name="Play", exact=True), f"{where}: play beside the roll")
    expect_pressable(page.get_by_role("button", name="Mixer"), f"{where}: the mixer beside the roll")
    opener = page.get_by_test_id("open-lanes")
    if opener.is_visible():
        opener.click()
        letter = page.get_by_test_id("voice-T")
        expect_pressable(letter, f"{where}: a voice in its lane")
        page.get_by_test_id("fold-lanes").click()
        expect(letter).to_have_count(0)
    page.get_by_test_id("notation-score").click()


def expect_whole_toolbar(page: Page, where: str) -> None:
    """While one paints in the roll, the toolbar is longest: the way back and the help stay in reach."""
    page.get_by_test_id("notation-roll").click()
    page.get_by_test_id("tool-paint").click()
    expect_pressable(page.get_by_test_id("notation-score"), f"{where}: the score")
    expect_pressable(page.get_by_test_id("undo"), f"{where}: undo while painting")
    help_button = page.get_by_test_id("help")
    if not help_button.is_visible():
        page.get_by_test_id("more-tools").click()
    expect_pressable(help_button, f"{where}: help")
    page.keyboard.press("Escape")
    page.get_by_test_id("notation-score").click()
    view = page.get_by_test_id("score-view")
    if not view.is_visible():
        page.get_by_test_id("more-tools").click()
    view.click()
    views = page.get_by_role("dialog", name="How the score is shown")
    expect(views).to_be_visible()
    assert views.evaluate("one => one.getBoundingClientRect().bottom <= innerHeight"), f"{where}: views"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def test_notes_candidates_undo_mute_and_play_are_in_reach(person: Callable[..., Reader]) -> None:
    hand = person("Hand", starts_on="score", has_touch=True, is_mobile=True)
    mouse = person("Mouse", starts_on="score")
    canvas = shared_canvas(hand, (mouse, "editor"))
    hand.api.generate(canvas["id"], settings={"num_steps": 4}, num_candidates=2)
    for reader, sizes in ((hand, BY_HAND), (mouse, BY_MOUSE)):
        screen = Screen(reader, canvas)
        reader.page.set_viewport_size({"width": 1440, "height": 900})
        screen.open().wait_generation("done")
        screen.page.keyboard.press("Escape")
        for name, (width, height) in sizes.items():
            screen.page.set_viewport_size({"width": width, "height": height})
            expect_all_in_reach(screen.page, name)
            expect_roll_in_reach(screen, name)
            if sizes is BY_MOUSE:
                expect_whole_toolbar(screen.page, name)
            if width >= DESK_WIDTH:
                for toggle in ("Metronome", "Count-in", "Loop"):
                    button = screen.page.get_by_role("button", name=toggle, exact=True)
                    expect_pressable(button, f"{name}: {toggle}")


def test_every_tool_of_a_writer_is_in_sight(person: Callable[..., Reader]) -> None:
    ada = person("Ada")
    page = (
        TextScreen(ada, text_canvas(ada, "When the ▢ ▢ came to our street, the children went out."))
        .open()
        .page
    )
    for width in (1440, 1280, 1100, 768):
        page.set_viewport_size({"width": width, "height": 800})
        for tool in ("paragraph", "free-span", "undo", "help"):
            expect_pressable(page.get_by_test_id(tool), f"{width} pixels: {tool}")
