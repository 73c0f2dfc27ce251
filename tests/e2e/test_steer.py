"""People act between the steps of a generation: what they hold stays, the rest goes on; it is on record."""

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.e2e import melody, stored
from tests.e2e.conftest import PATIENCE_S
from tests.e2e.screen import ALTO, BASS, RENOISABLE, TENOR, Screen
from tests.live_studio import wait_until

pytestmark = pytest.mark.e2e

NUM_STEPS, STEPS_PER_SECOND, ACT_AT = 24, 1, 3
BAR = 2
FIRST = melody.PICKUP + 16 * (BAR - 1)
LAST = FIRST + 15
NUM_CELLS = 4 * melody.NUM_SIXTEENTHS


@pytest.fixture
def running(person) -> Screen:
    """A melody whose other voices are composed, at a pace at which one can act; step ACT_AT is in view."""
    ana = person("Ana")
    screen = Screen(ana, melody.imported(ana)).open()
    for row in (ALTO, TENOR, BASS):
        screen.paint_voice(row, RENOISABLE)
    screen.choose(NUM_STEPS, candidates=2, steps_per_second=STEPS_PER_SECOND)
    screen.press_generate()
    screen.page.wait_for_function(f"() => window.sunmaskStudio.step() >= {ACT_AT}")
    return screen


def record(screen: Screen, generation: Any) -> list[dict[str, Any]]:
    acts: list[dict[str, Any]] = screen.reader.api.get(f"/api/generations/{generation['id']}/acts")
    return acts


def cells_of(row: int) -> set[int]:
    return {row * melody.NUM_SIXTEENTHS + column for column in range(FIRST, LAST + 1)}


def test_a_bar_that_is_held_in_mid_run_never_changes_later_and_the_rest_goes_on(running: Screen) -> None:
    page, api = running.page, running.reader.api
    running.select(ALTO, FIRST, LAST)
    seen = running.ask("step()")
    with page.expect_response(lambda one: one.request.method == "POST" and one.url.endswith("/acts")):
        page.keyboard.press("1")
    at_once = running.generation()["last_step"] + 2
    held = page.get_by_test_id("held")
    name = running.reader.api.name
    expect(held).to_have_text(re.compile(rf"{name} kept alto in bar {BAR}.* from step \d+"))
    words = held.inner_text()

    running.go_on_at_full_speed()
    done = running.wait_generation("done")
    (act,) = record(running, done)
    assert (act["kind"], act["author"]["name"], act["candidate"]) == ("cells", name, 0)
    assert set(act["cells"]) == cells_of(ALTO)
    assert seen < act["from_step"] <= at_once, "it was not in time"
    assert f"from step {act['from_step']}" in words

    grids = stored.grids(api, done["id"])
    assert sorted(grids) == list(range(NUM_STEPS + 1))
    from_step = act["from_step"]
    bar = np.s_[ALTO, FIRST : LAST + 1]
    for step in range(from_step, NUM_STEPS + 1):
        assert (grids[step][0][bar] == grids[from_step - 1][0][bar]).all()
    others = np.ones((4, melody.NUM_SIXTEENTHS), dtype=bool)
    others[bar] = False
    # not only the last step: what the rework made worse is taken back at the end of its rounds
    later = (grids[step][0] for step in range(from_step + 1, NUM_STEPS + 1))
    assert any((grid != grids[from_step][0])[others].any() for grid in later), "the rest stood still"
    assert (grids[NUM_STEPS][0][0] == melody.symbols()).all()
    page.wait_for_function(
        "expected => JSON.stringify(window.sunmaskStudio.shownGrid()) === JSON.stringify(expected)",
        arg=grids[NUM_STEPS][0].tolist(),
    )
    # the canvas is what it was: a generation never writes it, and neither does who steers one
    running.expect_cells("states", [(ALTO, FIRST), (ALTO, LAST)], RENOISABLE)

    # the record is on the step line and in a list, which leads to the step
    expect(page.locator('.act-mark[data-kind="cells"]')).to_have_count(1)
    page.get_by_test_id("acts").click()
    line = page.get_by_role("region", name="Acts on this generation").get_by_role("button")
    expect(line).to_contain_text(f"from step {from_step}")
    line.click()
    page.wait_for_function("step => window.sunmaskStudio.step() === step", arg=from_step)

    # every browser is told the same
    running.reopen()
    page = running.page
    page.get_by_role("button", name="Look at Candidate 1").click()
    page.get_by_test_id("acts").click()
    again = page.get_by_role("region", name="Acts on this generation").get_by_role("button")
    expect(again).to_contain_text(f"{name} kept alto in bar {BAR}")
    expect(again).to_contain_text(f"from step {from_step}")


def test_what_one_frees_or_sets_holds_for_all_candidates_where_that_is_chosen(running: Screen) -> None:
    page = running.page
    page.get_by_role("radio", name="All", exact=True).click()
    running.select(BASS, FIRST, LAST)
    page.keyboard.press("1")
    expect(page.get_by_test_id("held")).to_contain_text("from step")
    panel = running.all_settings()
    field = panel.get_by_role("textbox", name="Temperature", exact=True)
    field.fill("1.3")
    field.press("Tab")
    page.get_by_role("button", name="Apply to the running generation").click()
    expect(page.get_by_test_id("held")).to_contain_text("Temperature to 1.3 from step")
    page.get_by_role("button", name="Stop after this step").click()
    stopped = running.wait_generation("stopped")
    first, settings, end = record(running, stopped)
    assert (first["candidate"], set(first["cells"])) == (None, cells_of(BASS))
    assert settings["settings"] == {"temperature": 1.3}
    assert (end["kind"], end["from_step"]) == ("stop", stopped["last_step"] + 1)
    grids = stored.grids(running.reader.api, stopped["id"])
    for candidate in range(2):
        for step in range(first["from_step"], stopped["last_step"] + 1):
            bar = np.s_[candidate, BASS, FIRST : LAST + 1]
            assert (grids[step][bar] == grids[first["from_step"] - 1][bar]).all()


@pytest.mark.thorough
def test_a_step_is_branched_with_other_states_and_the_parent_stays(running: Screen) -> None:
    page, api = running.page, running.reader.api
    page.get_by_role("button", name="Stop", exact=True).click()
    parent = running.wait_generation("stopped")
    frames, chosen = stored.frames(api, parent["id"]), ACT_AT - 1
    line = page.get_by_role("slider", name="Step of the generation")
    line.focus()
    while running.ask("step()") > chosen:
        page.keyboard.press("ArrowLeft")
    running.select(TENOR, FIRST, LAST)
    page.keyboard.press("1")
    expect(page.get_by_test_id("draft")).to_contain_text("Changed: tenor in bar")
    page.get_by_role("button", name="Branch with these").click()
    wait_until(lambda: running.generation()["parent"] == parent["id"], PATIENCE_S, "no branch was begun")
    child = running.generation()
    assert (child["parent_candidate"], child["first_step"]) == (0, chosen)
    frozen = api.get(f"/api/generations/{child['id']}/frozen")
    is_held = (np.array(frozen["states"]) != RENOISABLE) & np.array(frozen["pins"])
    assert is_held[TENOR, FIRST : LAST + 1].all()
    assert not is_held[TENOR, :FIRST].any()

    wait_until(
        lambda: running.generation()["last_step"] >= chosen + 2, PATIENCE_S, "the branch does not go on"
    )
    api.make(f"/api/generations/{child['id']}/stop")
    theirs, ours = stored.grids(api, parent["id"]), stored.grids(api, child["id"])
    bar = np.s_[:, TENOR, FIRST : LAST + 1]
    for grid in ours.values():
        assert (grid[bar] == theirs[chosen][0][TENOR, FIRST : LAST + 1]).all()
    assert (ours[max(ours)] != ours[chosen]).any()
    now = api.get(f"/api/generations/{parent['id']}")
    assert stored.ungraded(now) == stored.ungraded(parent)
    assert stored.frames(api, parent["id"]) == frames
