"""A generation with acts is made again: the verdict says identical, or where it first differs and why."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

from tests.e2e import melody, stored
from tests.e2e.screen import ALTO, RENOISABLE, Screen
from tests.live_studio import LiveStudio

pytestmark = pytest.mark.e2e

NUM_STEPS = 10


@pytest.fixture
def steered(person) -> Screen:
    """A generation that was paused and in which somebody held a bar."""
    ana = person("Ana")
    screen = Screen(ana, melody.imported(ana)).open()
    screen.paint_voice(ALTO, RENOISABLE)
    screen.expect_saved()
    run = ana.api.generate(
        screen.canvas["id"], settings={"num_steps": NUM_STEPS}, pace={"mode": "single"}, num_candidates=2
    )
    address = f"/api/generations/{run['id']}"
    ana.api.make(f"{address}/step")
    ana.api.make(f"{address}/acts", {"cells": [64 + column for column in range(20, 36)], "state": 0})
    ana.api.make(f"{address}/pace", {"mode": "full"})
    screen.wait_generation("done")
    return screen


def reproduce(screen: Screen, number: int) -> None:
    """Press Reproduce at a generation, and wait until it was done again."""
    page = screen.page
    generation = screen.generation(number - 1)
    page.get_by_label("Generation", exact=True).select_option(generation["id"])
    page.get_by_text("How it was made").click()
    page.get_by_role("button", name="Reproduce").click()
    expect(page.get_by_test_id("verdict")).to_be_visible()


@pytest.mark.thorough
def test_a_run_with_acts_is_reproduced_and_said_to_be_identical(steered: Screen) -> None:
    page, api = steered.page, steered.reader.api
    reproduce(steered, 1)
    verdict = page.get_by_test_id("verdict")
    expect(verdict).to_contain_text("Identical to generation 1 at every step")
    original, again = steered.generation(0), steered.generation(1)
    assert again["verdict"]["is_identical"]
    assert again["result_hash"] == original["result_hash"]
    first, second = (stored.grids(api, one["id"]) for one in (original, again))
    assert sorted(first) == sorted(second) == list(range(NUM_STEPS + 1))
    assert all((first[step] == second[step]).all() for step in first)
    acts = [
        [
            (act["cells"], act["from_step"], act["author"]["name"])
            for act in api.get(f"/api/generations/{one['id']}/acts")
        ]
        for one in (original, again)
    ]
    assert acts[0] == acts[1]
    page.get_by_label("Generation", exact=True).select_option(original["id"])
    expect(verdict).to_contain_text("Reproduced by generation 2: identical at every step")


@pytest.mark.thorough
def test_where_a_run_comes_out_otherwise_the_first_difference_and_its_reason_are_told(
    steered: Screen, studio: LiveStudio
) -> None:
    page, original = steered.page, steered.generation(0)
    # as if it had been made by other weights, which make other notes of the same noise
    with sqlite3.connect(studio.data / "studio.sqlite3", timeout=30) as database:
        changed = database.execute(
            "UPDATE studio_generation SET settings = json_set(settings, '$.temperature', 2.0), "
            "checkpoint_sha256 = 'other' WHERE id = ?",
            (original["id"].replace("-", ""),),
        )
        assert changed.rowcount == 1
    reproduce(steered, 1)
    verdict = page.get_by_test_id("verdict")
    expect(verdict).to_contain_text(
        re.compile(r"First differs from generation 1 at step \d+, candidate \d, .*beat [\d.]+ alto")
    )
    expect(verdict).to_contain_text("now has other weights")
    again = steered.generation(1)
    assert not again["verdict"]["is_identical"]
    first, second = (stored.grids(steered.reader.api, one["id"]) for one in (original, again))
    step, candidate, cell = (again["verdict"][name] for name in ("step", "candidate", "cell"))
    assert step > 0
    assert all((first[at] == second[at]).all() for at in range(step))
    assert first[step][candidate].ravel()[cell] != second[step][candidate].ravel()[cell]
