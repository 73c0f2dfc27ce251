"""The score as the page that a canvas opens on: chords and lanes under each line, marking on the staff."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Reader
from tests.e2e.screen import (
    ALTO,
    BASS,
    MASKED,
    RENOISABLE,
    SOPRANO,
    UNMASKED,
    Screen,
    shared_canvas,
    with_an_odd_alto,
)
from tests.e2e.test_writing import opened, press, wait_engraved

HOLLOW = """() => {
  const marks = [...document.querySelectorAll(".engraved .note.composed .mark")];
  return marks.length > 0 && marks.every((one) => getComputedStyle(one).fill === "none");
}"""

pytestmark = pytest.mark.e2e

X_OF_HEAD = """(id) => {
  const box = document.querySelector(`${id} .mark`).getBoundingClientRect();
  return box.x + box.width / 2;
}"""
IN_STEP_PIXELS = 14
ENDS_IN_VIEW = """(numColumns) =>
  window.sunmaskStudio.rollPoint(numColumns, 60).x <= document.querySelector(".roll-scroll").clientWidth"""
ASKED_BY_THE_PAGE = """() => {
  const by = {};
  for (const { name, initiatorType } of performance.getEntriesByType("resource")) {
    const [, what] = /api.(account|projects|canvases)(..+.snapshot)?$/.exec(name) ?? [];
    if (what) (by[what] ??= []).push(initiatorType);
  }
  return by;
}"""
"""What is asked of the API to open a canvas, and from where."""


def middle(page: Page, name: str) -> tuple[float, float]:
    box = page.locator(f"{name} .mark").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_canvas_opens_on_the_score_with_chords_and_lanes_in_step(person: Callable[..., Reader]) -> None:
    ana = person("Ana", starts_on="score")
    screen = Screen(ana, shared_canvas(ana, is_whole=True)).open()
    page = screen.page
    expect(page.locator("#n-B-0")).to_be_visible()
    asked = page.evaluate(ASKED_BY_THE_PAGE)
    assert asked == {"account": ["link"], "projects": ["link"], "canvases": ["link"]}, "early, and once each"
    expect(page.get_by_test_id("lanes")).to_have_count(0)
    lines = page.locator(".staff-line").count()
    assert lines > 1
    expect(page.get_by_test_id("harmony")).to_have_count(lines)
    expect(page.get_by_test_id("line-lanes")).to_have_count(lines)

    # A chord stands under the bass of its beat, in every line.
    bass = screen.ask(f"symbols()[{BASS}]")
    for beat in [number for number in range(len(bass) // 4) if bass[4 * number] > 0][::5]:
        chord = page.locator(f'[data-beat="{beat}"]').bounding_box()
        assert chord
        assert abs(chord["x"] - page.evaluate(X_OF_HEAD, f"#n-B-{4 * beat}")) < IN_STEP_PIXELS

    # Of two heads that touch each other, a press takes the one that it is nearest to.
    for name, row in (("#n-S-0", SOPRANO), ("#n-A-0", ALTO)):
        page.mouse.click(*middle(page, name))
        assert {cell["row"] for cell in screen.ask("selected()")} == {row}

    # A bar of a staff by a press beside its notes, a stretch of voices by a drag, notes by the brush.
    alto, other = middle(page, "#n-A-0"), middle(page, "#n-A-4")
    page.mouse.click((alto[0] + other[0]) / 2, alto[1] - 2)
    assert {cell["row"] for cell in screen.ask("selected()")} == {SOPRANO, ALTO}
    assert {cell["column"] for cell in screen.ask("selected()")} == set(range(16))
    page.keyboard.press("3")
    screen.expect_cells("states", [(SOPRANO, 0), (ALTO, 15)], RENOISABLE)
    run = page.locator(".lane-run.renoisable").first.bounding_box()
    assert run
    for edge, head in ((run["x"], "#n-S-0"), (run["x"] + run["width"], "#n-S-16")):
        assert abs(edge - page.evaluate(X_OF_HEAD, head)) < 2 * IN_STEP_PIXELS
    page.keyboard.press("b")
    page.keyboard.press("2")
    low, next_low = middle(page, "#n-B-0"), middle(page, "#n-B-4")
    page.mouse.move(*low)
    page.mouse.down()
    page.mouse.move(*next_low, steps=8)
    page.mouse.up()
    screen.expect_cells("states", [(BASS, 0), (BASS, 7)], MASKED)

    # One switch takes every tint away, and the roll is one press off; both are kept.
    page.keyboard.press("Shift+t")
    expect(page.get_by_test_id("line-lanes")).to_have_count(0)
    page.get_by_test_id("notation-roll").click()
    screen.reopen()
    expect(screen.page.get_by_test_id("lanes")).to_be_visible()
    screen.page.keyboard.press("Control+0")  # all nineteen bars, however narrow
    screen.page.wait_for_function(ENDS_IN_VIEW, arg=len(bass))
    screen.page.keyboard.press("Shift+n")
    expect(screen.page.locator("#n-B-0")).to_be_visible()
    expect(screen.page.get_by_test_id("line-lanes")).to_have_count(0)


@pytest.mark.parametrize(
    ("width", "height"),
    [(844, 390), *(pytest.param(*size, marks=pytest.mark.thorough) for size in ((1440, 900), (390, 844)))],
)
def test_what_could_stand_in_a_beat_is_offered_in_view_and_beside_its_staves(
    person: Callable[..., Reader], width: int, height: int
) -> None:
    ana = person("Ana", starts_on="score", viewport={"width": width, "height": height})
    screen = Screen(ana, shared_canvas(ana)).open()
    page = screen.page
    expect(page.get_by_test_id("line-lanes").last).to_be_attached()
    page.evaluate("() => document.fonts.ready")
    numbers = [int(one.get_attribute("data-beat") or 0) for one in page.locator("[data-beat]").all()]
    for number in (0, 3, max(numbers)):
        page.locator(f'[data-beat="{number}"]').click()
        box = page.locator(".chord-box")
        expect(box).to_be_in_viewport(ratio=0.99)  # of a fraction of a pixel
        asked, chosen = page.get_by_test_id("chord-input").bounding_box(), box.bounding_box()
        assert asked
        assert chosen
        assert chosen["y"] >= asked["y"] + asked["height"]
        expect(box.get_by_role("button").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        expect(box.locator("[aria-pressed=true]")).to_have_count(1)
        page.keyboard.press("Escape")


@pytest.mark.thorough
def test_a_long_score_is_gone_through_by_its_overview(person: Callable[..., Reader]) -> None:
    low = {"width": 1280, "height": 720}
    ana, ben = (person(name, starts_on="score", viewport=low) for name in ("Ana", "Ben"))
    canvas = shared_canvas(ana, (ben, "editor"), is_whole=True)
    screen = Screen(ana, canvas).open()
    page = screen.page
    strip = page.get_by_role("slider", name="Part of the piece in view")
    expect(strip).to_have_attribute("aria-valuetext", re.compile("^Bars 1 to .* of 19$"))
    expect(strip.locator(".phrase")).to_have_count(9)
    Screen(ben, canvas).open().page.locator("#n-B-0").click()
    expect(strip.locator("title", has_text=ben.api.name)).to_have_count(2)
    box = strip.bounding_box()
    assert box
    page.mouse.click(box["x"] + 0.97 * box["width"], box["y"] + 15)
    expect(strip).to_have_attribute("aria-valuetext", re.compile("to 19 of 19$"))
    expect(page.locator("#n-S-288")).to_be_in_viewport()
    strip.press("Home")
    expect(page.locator("#n-S-0")).to_be_in_viewport()
    page.keyboard.press("Shift+Digit2")
    page.keyboard.press("Alt+a")
    page.keyboard.press("3")
    expect(strip.locator(".plan.renoisable")).to_have_count(1)


def test_placed_music_is_ink_that_nothing_rewrites_until_it_is_reworked(
    person: Callable[..., Reader],
) -> None:
    ana = person("Ana", starts_on="score")
    screen = Screen(ana, with_an_odd_alto(ana, shared_canvas(ana))).open()
    page = screen.page
    screen.paint_voice(ALTO, RENOISABLE)
    screen.choose(4)
    screen.press_generate()
    screen.wait_generation("done")
    expect(page.get_by_test_id("stage-line")).to_contain_text("step 4 of 4")
    brown = page.locator(".engraved .note.composed")
    expect(brown.first).to_be_visible()
    page.get_by_role("button", name="Place on canvas").click()
    expect(brown).to_have_count(0)
    screen.expect_saved()
    placed = screen.shared()
    assert {state for row in placed["states"] for state in row} == {UNMASKED}
    page.keyboard.press("Escape")  # else the button is about what is selected
    button = page.get_by_test_id("generate")
    expect(button).to_contain_text("Rework alto")
    button.click()
    screen.wait_generation("done")
    screen.expect_cells("states", [(ALTO, 0)], RENOISABLE)
    page.get_by_test_id("back-to-canvas").click()
    expect(brown.first).to_be_visible()
    page.wait_for_function(HOLLOW)  # a score that is engraved anew leaves marks that are nowhere


@pytest.mark.thorough
def test_drawing_and_playing_in_stay_on_the_score(person: Callable[..., Reader]) -> None:
    ana = person("Ana", starts_on="score")
    page = Screen(ana, shared_canvas(ana)).open().page
    page.get_by_test_id("tool-draw").click()
    expect(page.locator(".writing-bar")).to_be_visible()
    expect(page.get_by_test_id("score")).to_be_visible()
    page.get_by_test_id("play-in-button").click()
    expect(page.get_by_test_id("play-in")).to_be_visible()
    expect(page.get_by_test_id("score")).to_be_visible()
    expect(page.get_by_test_id("lanes")).to_have_count(0)


def test_an_empty_bar_that_begins_a_line_is_written_behind_its_clef_and_beside_silent_voices(
    person: Callable[..., Reader],
) -> None:
    screen = opened(person("Ana", starts_on="score"), num_bars=24)
    page = screen.page
    second = "[...document.querySelectorAll('.staves > svg')][1]"
    page.wait_for_function(f"() => {second}?.querySelector('.clef')")
    first = page.evaluate(f"() => Number({second}.querySelector('[id^=r-S-]').id.slice(4))")
    press(screen, " ".join(["Control+ArrowRight"] * (first // 16)))
    expect(page.get_by_test_id("whereabouts")).to_contain_text(f"bar {first // 16 + 1}, beat 1")
    caret = page.locator(".caret-field").bounding_box()
    clef = page.evaluate(f"() => {second}.querySelector('.clef').getBoundingClientRect().right")
    assert caret
    assert caret["x"] > clef
    # the alto's rest is not drawn beside the soprano: a press there is one on a beat and not on a rest
    press(screen, "5 c d e f Shift+2")
    wait_engraved(page, f"n-S-{first}", f"n-S-{first + 12}")
    expect(page.locator(f"#r-A-{first} .glyph")).to_have_count(0)
    beneath = page.locator(f"#r-A-{first} .mark").bounding_box()
    assert beneath
    page.mouse.click(beneath["x"] + beneath["width"] / 2, beneath["y"] + beneath["height"] / 2)
    page.wait_for_function(
        "(first) => window.sunmaskStudio.symbols()[1].slice(first + 4, first + 12).some((one) => one > 0)",
        arg=first,
    )
