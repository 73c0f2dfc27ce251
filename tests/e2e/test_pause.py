"""A generation is paused, resumed and stopped; what it would have become does not change."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import melody, stored
from tests.e2e.conftest import PATIENCE_S
from tests.e2e.screen import RENOISABLE, Screen, number_in
from tests.live_studio import wait_until
from tests.studio_client import Person

pytestmark = pytest.mark.e2e

NUM_STEPS, STEPS_PER_SECOND, SEED = 24, 1, 20_251


@pytest.fixture
def slow(person) -> Screen:
    """A melody whose other voices are free, with a pace at which one can act."""
    ana = person("Ana")
    screen = Screen(ana, melody.imported(ana)).open()
    for row in (1, 2, 3):
        screen.paint_voice(row, RENOISABLE)
    screen.choose(NUM_STEPS, steps_per_second=STEPS_PER_SECOND)
    field = screen.all_settings().get_by_label("Seed")
    field.fill(str(SEED))
    field.press("Tab")
    screen.expect_saved()
    return screen


def test_pause_stops_the_work_and_resume_ends_as_if_there_had_been_none(slow: Screen) -> None:
    page, api = slow.page, slow.reader.api
    page.get_by_test_id("generate").click()
    page.wait_for_function("() => window.sunmaskStudio.step() >= 2")
    with page.expect_response(re.compile("/pause$")) as answer:
        page.get_by_role("button", name="Pause", exact=True).click()
    paused = answer.value.json()
    assert paused["state"] == "paused"
    seen = page.evaluate("() => window.sunmaskStudio.step()")
    print(f"\npaused at step {paused['last_step']} in {answer.value.request.timing['responseEnd']:.0f} ms")
    expect(page.get_by_test_id("progress")).to_contain_text("Paused at step")
    assert number_in(page.get_by_test_id("progress").inner_text()) == paused["last_step"]
    assert seen <= paused["last_step"] + 1

    # the worker is free: another generation runs from start to end meanwhile, and this one stays
    other = api.generate(slow.canvas["id"], settings={"num_steps": 4}, num_candidates=1)
    wait_done(api, other["id"])
    unpaused = api.generate(slow.canvas["id"], settings=paused["settings"], num_candidates=1, seed=SEED)
    wait_done(api, unpaused["id"])
    now = api.get(f"/api/generations/{paused['id']}")
    assert (now["state"], now["last_step"]) == ("paused", paused["last_step"])
    assert max(stored.grids(api, paused["id"])) == paused["last_step"] < NUM_STEPS
    expect(page.get_by_test_id("progress")).to_contain_text("Paused at step")

    page.get_by_role("button", name="Resume").click()
    api.make(f"/api/generations/{paused['id']}/pace", {"mode": "full"})
    wait_done(api, paused["id"])
    page.wait_for_function(f"() => window.sunmaskStudio.step() === {NUM_STEPS}")
    resumed = api.get(f"/api/generations/{paused['id']}")
    unbroken = api.get(f"/api/generations/{unpaused['id']}")
    assert resumed["seed"] == unbroken["seed"] == SEED
    assert resumed["result_hash"] is not None
    assert resumed["result_hash"] == unbroken["result_hash"]
    ours, theirs = (stored.grids(api, one["id"]) for one in (resumed, unbroken))
    assert sorted(ours) == list(range(NUM_STEPS + 1))
    assert all((ours[step] == theirs[step]).all() for step in ours)
    assert page.evaluate("() => window.sunmaskStudio.shownGrid()") == ours[NUM_STEPS][0].tolist()


def wait_done(api: Person, generation: str) -> None:
    """As long as a page that waits for its newest generation does."""
    address = f"/api/generations/{generation}"
    wait_until(lambda: api.get(address)["state"] == "done", PATIENCE_S, f"{address} was not done")


def test_the_key_pauses_and_resumes(slow: Screen) -> None:
    page = slow.page
    page.keyboard.press("Control+Enter")
    page.wait_for_function("() => window.sunmaskStudio.step() >= 2")
    page.keyboard.press("Control+.")
    slow.wait_generation("paused")
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    page.keyboard.press("Control+.")
    slow.go_on_at_full_speed()
    slow.wait_generation("done")
    expect(page.get_by_test_id("generate")).to_be_visible()


def test_stop_keeps_the_last_step_as_a_take_that_says_where(slow: Screen) -> None:
    page, api = slow.page, slow.reader.api
    page.get_by_test_id("generate").click()
    page.wait_for_function("() => window.sunmaskStudio.step() >= 2")
    page.get_by_role("button", name="Stop", exact=True).click()
    stopped = slow.wait_generation("stopped")
    at = stopped["last_step"]
    assert 2 <= at < NUM_STEPS
    expect(page.get_by_test_id("generate")).to_be_visible()

    page.get_by_role("tab", name="Takes").click()
    take = page.get_by_role("tabpanel").get_by_role("listitem")
    expect(take).to_have_count(1)
    expect(take).to_contain_text(f"stopped at {at}")
    kept = api.get(f"/api/canvases/{slow.canvas['id']}/snapshot")["takes"]
    grids = stored.grids(api, stopped["id"])
    assert [(one["note"], one["step"], one["generation"]) for one in kept] == [
        (f"stopped at {at}", at, stopped["id"])
    ]
    assert max(grids) == at
    assert kept[0]["symbols"] == grids[at][0].ravel().tolist()
    take.get_by_role("button", name="Look at").click()
    page.wait_for_function(
        "expected => JSON.stringify(window.sunmaskStudio.shownGrid()) === JSON.stringify(expected)",
        arg=grids[at][0].tolist(),
    )

    # nothing works on it any more
    page.wait_for_timeout(1500)
    assert api.get(f"/api/generations/{stopped['id']}") == stopped
    assert max(stored.grids(api, stopped["id"])) == at
