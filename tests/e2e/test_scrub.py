"""Every step of a generation can be gone back to, heard, and branched from."""

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from sunmask.chorale.music.symbols import normalise
from tests.e2e import melody, stored, witness
from tests.e2e.screen import RENOISABLE, Screen

pytestmark = pytest.mark.e2e

NUM_STEPS, CHOSEN = 24, 8
EDGE_PX = 8
TARGET_MS, GENEROUS = 100, 5

WATCH = """
([chosen, expected]) => {
  window.scrubbed = null;
  let moved = 0;
  addEventListener("pointermove", (event) => { moved = event.timeStamp; }, true);
  addEventListener("pointermove", () => {
    const studio = window.sunmaskStudio;
    if (studio.step() !== chosen || window.scrubbed) return;
    const isRight = JSON.stringify(studio.shownGrid()) === JSON.stringify(expected);
    const known = performance.now() - moved;
    requestAnimationFrame(() => requestAnimationFrame(() => {
      window.scrubbed = { isRight, known, drawn: performance.now() - moved };
    }));
  });
}
"""
"""The first look is in the capture phase, the second after the page has acted on the same move."""


def test_a_step_is_gone_back_to_played_and_branched_from_and_the_parent_stays(person) -> None:
    ana = person("Ana")
    witness.record_sound(ana.context)
    screen = Screen(ana, melody.imported(ana)).open()
    page = screen.page
    for row in (1, 2, 3):
        screen.paint_voice(row, RENOISABLE)
    screen.choose(NUM_STEPS)
    page.keyboard.press("Control+Enter")
    parent = screen.wait_generation("done", 120)
    line = page.get_by_role("slider", name="Step of the generation")
    expect(line).to_have_attribute("aria-valuenow", str(NUM_STEPS))
    frames_before = stored.frames(ana.api, parent["id"])
    grids = stored.grids(ana.api, parent["id"])
    assert sorted(grids) == list(range(NUM_STEPS + 1))
    chosen_VT = grids[CHOSEN][0]
    assert not np.array_equal(chosen_VT, grids[NUM_STEPS][0])

    expect_scrubbed(page, chosen_VT, line, screen)

    # See: play plays the chosen step
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => window.struck.length >= 12")
    page.get_by_role("button", name="Pause", exact=True).last.click()
    check_played(witness.recorded(page, "struck"), chosen_VT)

    # See: "Branch here" makes a child, and the parent stays unchanged
    page.get_by_role("button", name="Branch here").click()
    expect(page.get_by_test_id("stage-line")).to_contain_text("generation 2")
    child = screen.wait_generation("done", 120)
    assert (child["parent"], child["parent_candidate"]) == (parent["id"], 0)
    assert (child["first_step"], child["last_step"]) == (CHOSEN, NUM_STEPS)
    assert child["number"] == parent["number"] + 1
    grids_of_child = stored.grids(ana.api, child["id"])
    assert sorted(grids_of_child) == list(range(CHOSEN, NUM_STEPS + 1))
    assert np.array_equal(grids_of_child[CHOSEN][0], chosen_VT)
    assert not np.array_equal(grids_of_child[NUM_STEPS], grids[NUM_STEPS]), "the child took no way of its own"
    assert (grids_of_child[NUM_STEPS][0][0] == melody.symbols()).all()
    changed_last = (grids_of_child[NUM_STEPS] != grids_of_child[NUM_STEPS - 1]).mean()
    assert changed_last < 0.2, "what stood was taken for noise"
    now = ana.api.get(f"/api/generations/{parent['id']}")
    assert stored.ungraded(now) == stored.ungraded(parent)
    assert stored.frames(ana.api, parent["id"]) == frames_before
    expect(line).to_have_attribute("aria-valuemin", str(CHOSEN))
    page.get_by_label("Generation", exact=True).select_option(parent["id"])
    page.wait_for_function(
        "expected => JSON.stringify(window.sunmaskStudio.shownGrid()) === JSON.stringify(expected)",
        arg=grids[NUM_STEPS][0].tolist(),
    )


def expect_scrubbed(page: Page, chosen_VT: np.ndarray, line: Any, screen: Screen) -> None:
    # See: the grid of the chosen step within 100 ms
    page.evaluate(WATCH, [CHOSEN, chosen_VT.tolist()])
    drag(page, line, NUM_STEPS, CHOSEN)
    expect(line).to_have_attribute("aria-valuenow", str(CHOSEN))
    page.wait_for_function("() => window.scrubbed !== null")
    seen = page.evaluate("() => window.scrubbed")
    print(
        f"\nafter the drag came to step {CHOSEN} it was known in {seen['known']:.1f} ms "
        f"and drawn in {seen['drawn']:.1f} ms"
    )
    assert seen["isRight"]
    assert seen["drawn"] <= GENEROUS * TARGET_MS
    assert screen.ask("shownGrid()") == chosen_VT.tolist()
    expect(page.get_by_test_id("stage-line")).to_contain_text(f"step {CHOSEN} of {NUM_STEPS}")


def drag(page: Page, line: Any, num_steps: int, chosen: int) -> None:
    """Take the handle from the last step to the chosen one."""
    box = line.bounding_box()
    assert box

    def x(step: int) -> float:
        return box["x"] + EDGE_PX + step / num_steps * (box["width"] - 2 * EDGE_PX)

    y = box["y"] + box["height"] / 2
    page.mouse.move(x(num_steps), y)
    page.mouse.down()
    page.mouse.move(x(chosen), y, steps=12)
    page.mouse.up()


def check_played(struck: list[dict[str, Any]], grid_VT: np.ndarray) -> None:
    """The notes sent to sound are those of the grid, from its beginning on."""
    assert {one["step"] for one in struck} == {CHOSEN}
    sixteenth_s = 60 / melody.TEMPO / 4
    start = struck[0]["time"]
    played = {(round((one["time"] - start) / sixteenth_s), one["voice"], one["pitch"]) for one in struck}
    last = max(column for column, _, _ in played)
    rows = normalise(grid_VT)
    written = {(t, row, int(rows[row, t])) for row in range(4) for t in range(last + 1) if rows[row, t] > 0}
    assert played == written
