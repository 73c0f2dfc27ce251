"""Bars of one take with the rest of another: the seam is composed anew, all else stays as it was."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.e2e import melody, stored
from tests.e2e.conftest import PATIENCE_S
from tests.e2e.screen import ALTO, BASS, RENOISABLE, TENOR, Screen
from tests.live_studio import wait_until

pytestmark = pytest.mark.e2e


@pytest.fixture
def two_takes(person) -> Screen:
    """A melody with two takes that differ in the voices below it."""
    ana = person("Ana")
    screen = Screen(ana, melody.imported(ana)).open()
    for row in (ALTO, TENOR, BASS):
        screen.paint_voice(row, RENOISABLE)
    screen.expect_saved()
    run = ana.api.generate(screen.canvas["id"], settings={"num_steps": 4}, num_candidates=2)
    screen.wait_generation("done")
    for candidate in range(2):
        ana.api.make(f"/api/generations/{run['id']}/takes", {"candidate": candidate, "step": 4})
    return screen


@pytest.mark.thorough
def test_two_takes_are_spliced_and_only_the_seam_is_composed_anew(two_takes: Screen) -> None:
    page, api = two_takes.page, two_takes.reader.api
    page.get_by_role("tab", name=re.compile("Takes")).click()
    boxes = page.get_by_role("checkbox", name=re.compile("to compare"))
    expect(boxes).to_have_count(2)
    for box in boxes.all():
        box.check()
    page.get_by_role("button", name="Splice", exact=True).click()
    dialog = page.get_by_role("dialog", name="Splice two takes")
    for bar in range(1, 5):
        part = dialog.get_by_role("button", name=f"Bar {bar}: from")
        if (part.get_attribute("aria-pressed") == "true") != (bar <= 2):
            part.click()
    dialog.get_by_role("button", name="Splice", exact=True).click()
    wait_until(lambda: two_takes.generation()["purpose"] == "splice", PATIENCE_S, "no splice was begun")
    splice = two_takes.wait_generation("done")
    expect(page.get_by_role("button", name="Look at Take A")).to_be_visible()
    expect(page.get_by_role("button", name="Look at Variant")).to_have_count(3)

    takes = {
        take["id"]: take for take in api.get(f"/api/canvases/{two_takes.canvas['id']}/snapshot")["takes"]
    }
    first, second = (np.array(takes[source]["symbols"]).reshape(4, -1) for source in splice["sources"])
    is_open = np.array(api.get(f"/api/generations/{splice['id']}/frozen")["states"]) == RENOISABLE
    border = melody.PICKUP + 2 * 16
    assert is_open[ALTO:, border - 1 : border + 1].all()
    assert not is_open[0].any(), "both takes have the same melody"
    assert is_open.mean() < 0.25
    spliced = np.where(np.arange(melody.NUM_SIXTEENTHS) < border, first, second)
    last_BVT = stored.grids(api, splice["id"])[splice["num_steps"]]
    assert (last_BVT[:, ~is_open] == spliced[~is_open]).all()
