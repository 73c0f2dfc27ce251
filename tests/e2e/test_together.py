"""Two people at one canvas while it is generated: they see each other, both edits survive, all end alike."""

import statistics
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE_S, Reader
from tests.e2e.screen import (
    ALTO,
    BASS,
    MASKED,
    RENOISABLE,
    SOPRANO,
    TENOR,
    UNMASKED,
    Screen,
    expect_alike,
    shared_canvas,
)
from tests.live_studio import wait_until

pytestmark = pytest.mark.e2e

PRESENCE_MS = 250
"""From an act to the other's screen: the median of several."""
STEPS, STEPS_PER_SECOND = 30, 0.5
"""A minute, in which both edit."""

NOTE_WHEN_PRESSED = """() => window.addEventListener(
  "pointerdown", () => { window.pressedAt = Date.now(); }, {capture: true})"""
NOTE_WHEN_SEEN = """([person, row]) => {
  window.seenAt = {};
  setInterval(() => {
    const other = window.sunmaskStudio.people().find((one) => one.person.name === person);
    const [id, at] = other?.cursor ?? [];
    if (at === row) window.seenAt[window.sunmaskStudio.columns().indexOf(id)] ??= Date.now();
  }, 5);
}"""
PRESS_AT = """([key, at]) => {
  setTimeout(() => document.body.dispatchEvent(
    new KeyboardEvent("keydown", {key, code: `Digit${key}`, bubbles: true})), at - Date.now());
  return at - Date.now();
}"""
READY_IN_MS = 2000
"""A loaded machine takes so long to set the clocks of two pages."""


@pytest.fixture
def two(person: Callable[..., Reader]) -> tuple[Screen, Screen]:
    """Ana, who owns the project, and Ben, an editor, at the same canvas."""
    ana, ben = person("Ana"), person("Ben")
    canvas = shared_canvas(ana, (ben, "editor"))
    return Screen(ana, canvas).open(), Screen(ben, canvas).open()


def test_each_sees_at_once_where_the_other_is(two: tuple[Screen, Screen]) -> None:
    ana, ben = two
    for screen, other in ((ana, ben), (ben, ana)):
        others = screen.page.get_by_role("list", name="Other people here")
        expect(others.get_by_role("button", name=other.reader.api.name)).to_be_visible()
    unmarked = ben.page.locator("canvas.roll-canvas").screenshot()
    ana.page.evaluate(NOTE_WHEN_PRESSED)
    ben.page.evaluate(NOTE_WHEN_SEEN, [ana.reader.api.name, TENOR])
    ways_ms = []
    for column in range(4, 13):
        ana.put_cursor(TENOR, column)
        ben.page.wait_for_function("column => window.seenAt[column]", arg=column)
        seen_at = ben.page.evaluate(f"() => window.seenAt[{column}]")
        ways_ms.append(seen_at - ana.page.evaluate("() => window.pressedAt"))
    assert statistics.median(ways_ms) <= PRESENCE_MS, ways_ms
    assert ben.page.locator("canvas.roll-canvas").screenshot() != unmarked
    ana.select(BASS, 16, 23)
    columns = ana.ask("columns()")
    ben.page.wait_for_function(
        "selections => window.sunmaskStudio.people().some("
        "(one) => JSON.stringify(one.selection) === JSON.stringify(selections))",
        arg=[[columns[16], columns[23], BASS, BASS]],
    )


def test_both_edit_while_it_denoises_and_both_edits_survive(two: tuple[Screen, Screen]) -> None:
    ana, ben = two
    ana.paint_voice(ALTO, RENOISABLE)
    ana.choose(steps=STEPS, steps_per_second=STEPS_PER_SECOND)
    ana.press_generate()
    ana.page.wait_for_function("() => window.sunmaskStudio.step() > 0")
    expect(ben.page.get_by_test_id("progress")).to_contain_text("tep")
    ana.back_to_canvas()
    for first in (0, 4, 8):
        ana.paint(TENOR, first, first + 3, MASKED)
        ben.paint(BASS, first, first + 3, RENOISABLE)
    run = ana.generation()
    assert run["state"] == "running", "the run ended before the edits were made"
    ana.go_on_at_full_speed()
    for screen in two:
        screen.expect_cells("states", [(TENOR, column) for column in range(12)], MASKED)
        screen.expect_cells("states", [(BASS, column) for column in range(12)], RENOISABLE)
    done = ana.wait_generation("done")
    assert done["last_step"] == STEPS
    grids = []
    for screen in two:
        row = screen.page.locator('[data-candidate="0"]')
        row.get_by_role("button", name="Look at Candidate 1").click()
        expect(screen.page.get_by_test_id("stage-line")).to_contain_text(f"step {STEPS} of {STEPS}")
        grids.append(screen.ask("shownGrid()"))
    assert grids[0] == grids[1]
    assert grids[0][SOPRANO] == ana.ask(f"symbols()[{SOPRANO}]")
    expect_alike(ana, ben)


@pytest.mark.thorough
def test_one_follows_another_from_place_to_place_until_one_acts_oneself(two: tuple[Screen, Screen]) -> None:
    ana, ben = two
    page = ben.page
    for _ in range(6):
        page.keyboard.press("Control+=")
    assert ben.ask("rollPoint(4, 60)")["x"] < 0
    avatar = page.get_by_role("button", name=f"Follow {ana.reader.api.name}")
    avatar.click()
    expect(page.get_by_test_id("following")).to_contain_text(f"Following {ana.reader.api.name}")
    expect(avatar).to_have_attribute("aria-pressed", "true")

    ana.put_cursor(TENOR, 4)
    page.wait_for_function("() => window.sunmaskStudio.rollPoint(4, 60).x > 0")
    ana.paint(ALTO, 0, 3, RENOISABLE)
    ana.choose(steps=4)
    ana.press_generate()
    run = ana.wait_generation("done")
    page.wait_for_function("id => window.sunmaskStudio.stage().generation === id", arg=run["id"])
    ana.back_to_canvas()
    page.wait_for_function("() => window.sunmaskStudio.stage().view === 'canvas'")

    body = {"kind": "text", "name": "Letter", "start": "blank", "options": {"text": "Dear Ben"}}
    other = ana.reader.api.make(f"/api/projects/{ana.canvas['project']}/canvases", body)
    ana.page.get_by_role("link", name="Together").click()
    ana.page.get_by_role("link", name="Letter", exact=True).click()
    page.wait_for_url(f"**/c/{other['id']}")
    expect(page.get_by_test_id("following")).to_be_visible()
    page.get_by_test_id("text-page").click()
    expect(page.get_by_test_id("following")).to_have_count(0)
    ana.page.get_by_role("link", name="Together").click()
    ana.page.get_by_role("link", name="Chorale", exact=True).click()
    ana.wait_ready()
    page.wait_for_timeout(500)
    assert page.url.endswith(other["id"])


@pytest.mark.thorough
def test_of_two_edits_of_the_same_cells_at_once_one_wins_on_both_screens_and_the_other_is_told(
    two: tuple[Screen, Screen],
) -> None:
    ana, ben = two
    told = [screen.toasts.filter(has_text="at the same moment") for screen in two]
    for column in (0, 8, 16):
        for screen in two:
            screen.select(SOPRANO, column, column + 3)
        at = ana.page.evaluate("() => Date.now()") + READY_IN_MS
        # Neither waits for the other: both keys are pressed by the pages' own clocks.
        for screen, key in ((ana, "2"), (ben, "3")):
            assert screen.page.evaluate(PRESS_AT, [key, at]) > 0, "the moment passed before the clock was set"
        ana.page.wait_for_function(
            f"column => window.sunmaskStudio.states()[0][column] !== {UNMASKED}", arg=column
        )
        # Toasts go away by themselves: they are counted before anything else.
        wait_until(lambda: any(toast.count() for toast in told), PATIENCE_S, "nobody was told")
        expect_alike(ana, ben)
        states = {ana.ask(f"states()[{SOPRANO}][{cell}]") for cell in range(column, column + 4)}
        assert states <= {MASKED, RENOISABLE}
        assert sum(toast.count() for toast in told) <= 1
        for screen in two:
            for toast in screen.toasts.all():
                toast.get_by_role("button", name="Dismiss").click()
