"""Texts are steered as chorales are: held while they run, made again with proof, the best kept, repaired."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from sunmask.kinds import kind
from sunmask.kinds.registry import codec
from sunmask.models import cards
from tests.e2e import stored
from tests.e2e.conftest import PATIENCE_S, Reader
from tests.e2e.screen import RENOISABLE
from tests.e2e.text_screen import TextScreen, needs_model, text_canvas
from tests.live_studio import wait_until
from tests.studio_client import Person

pytestmark = [pytest.mark.e2e, needs_model]

SENTENCE = "The old sailor looked at the dark sea and thought of home."
FREE = (2, 11)
REPEATED = "She went to the market and bought bread bread bread bread for the long winter."


def opened(ben: Reader, text: str) -> TextScreen:
    return TextScreen(ben, text_canvas(ben, text)).open()


def is_done(api: Person, generation: Any) -> bool:
    now = api.get(f"/api/generations/{generation['id']}")
    return now["state"] == "done" and now["is_graded"]


def grades_of(api: Person, generation: str, grids_BVT: np.ndarray) -> list[float]:
    """Found again from the stored words."""
    from sunmask.models import checkpoints  # takes seconds: only where it is needed

    network = checkpoints.load(cards.default_card("text").name).for_inference()
    content = api.get(f"/api/generations/{generation}/frozen")["content"]
    contents = [codec("text").with_symbols(content, grid_VT) for grid_VT in grids_BVT]
    return [kind("text").sampler.grade(network, each).overall for each in contents]


def test_words_that_are_held_in_mid_run_stay_and_the_run_is_made_again_with_proof(
    person: Callable[..., Reader],
) -> None:
    ben = person("Ben")
    screen, api = opened(ben, SENTENCE), ben.api
    page = screen.page
    screen.paint_words(*FREE, RENOISABLE)
    screen.expect_saved()
    run = api.generate(
        screen.canvas["id"], settings={"num_steps": 12}, num_candidates=2, pace={"mode": "single"}
    )
    address = f"/api/generations/{run['id']}"
    page.get_by_role("button", name="Look at Candidate 1").click()
    for step in range(1, 4):
        api.make(f"{address}/step")
        page.wait_for_function("step => window.sunmaskText.step() === step", arg=step)
    screen.select_words(5, 6)
    page.keyboard.press("1")
    expect(page.get_by_test_id("held")).to_have_text(re.compile(rf"{api.name} kept .* from step 4"))
    api.make(f"{address}/pace", {"mode": "full"})
    screen.wait_generation("done")
    (act,) = api.get(f"{address}/acts")
    assert (act["cells"], act["from_step"], act["candidate"]) == ([5, 6], 4, 0)
    grids = stored.grids(api, run["id"])
    for step in range(4, 13):
        assert (grids[step][0, 0, 5:7] == grids[3][0, 0, 5:7]).all()
    assert (grids[12][0, 0] != grids[4][0, 0]).any(), "the rest stood still"
    assert (grids[12][:, 0, :2] == ["The", "old"]).all()

    page.get_by_text("How it was made").click()
    page.get_by_role("button", name="Reproduce").click()
    verdict = page.get_by_test_id("verdict")
    expect(verdict).to_contain_text("Identical to generation 1 at every step")
    assert screen.generation()["result_hash"] == api.get(address)["result_hash"]


@pytest.mark.thorough
def test_the_best_texts_are_kept(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen, api = opened(ben, SENTENCE), ben.api
    page = screen.page
    screen.paint_words(*FREE, RENOISABLE)
    screen.expect_saved()
    screen.choose(4)
    screen.all_settings().get_by_test_id("best-of").click()
    for label, number in (("to keep", 2), ("to make", 6), ("at once", 3)):
        page.get_by_label(f"How many {label}").fill(str(number))
    page.get_by_test_id("start-best-of").click()
    expect(page.get_by_test_id("job-progress")).to_have_text("All 6 done", timeout=2_000 * PATIENCE_S)
    shown = api.get(f"/api/canvases/{screen.canvas['id']}/snapshot")
    found = [
        grade
        for generation in shown["jobs"][0]["generations"]
        for grade in grades_of(api, generation, stored.grids(api, generation)[4])
    ]
    assert sorted(take["grade"] for take in shown["takes"]) == pytest.approx(sorted(found)[:2], abs=1e-3)
    expect(page.locator("ol.ranked-list > li.best")).to_have_count(2)


@pytest.mark.thorough
def test_repeated_words_are_repaired_with_one_press(person: Callable[..., Reader]) -> None:
    ben = person("Ben")
    screen, api = opened(ben, REPEATED), ben.api
    page = screen.page
    held = api.generate(screen.canvas["id"], settings={"num_steps": 2})
    wait_until(lambda: is_done(api, held), PATIENCE_S, "the generation was not done")
    shape = np.shape(api.get(f"/api/generations/{held['id']}/frozen")["states"])
    nothing = {"states": np.zeros(shape, int).tolist(), "pins": np.zeros(shape, bool).tolist()}
    # a branch from its very end, in which nothing is held any more
    body = {"candidate": 0, "step": 1, "num_candidates": 1, "settings": {"correction": 0.0}, **nothing}
    source = api.make(f"/api/generations/{held['id']}/branch", body)
    wait_until(lambda: is_done(api, source), PATIENCE_S, "the branch was not done")
    page.get_by_role("button", name="Look at Candidate 1").click()
    faults = page.get_by_role("list", name="Faults")
    expect(faults.get_by_role("listitem").filter(has_text="bread").first).to_be_visible()
    (grade,) = api.get(f"/api/generations/{source['id']}/grades")

    page.get_by_role("button", name="Repair", exact=True).click()
    wait_until(lambda: screen.generation()["purpose"] == "repair", PATIENCE_S, "no repair was begun")
    repair = screen.generation()
    wait_until(lambda: is_done(api, repair), PATIENCE_S, "the repair was not done")
    variants = page.get_by_role("button", name="Look at Variant")
    expect(variants).to_have_count(3)
    frozen = api.get(f"/api/generations/{repair['id']}/frozen")
    is_open = np.array(frozen["states"]) == RENOISABLE
    assert is_open.any()
    assert is_open.mean() < 0.7
    last_BVT = stored.grids(api, repair["id"])[repair["num_steps"]]
    words = np.array([frozen["content"]["words"]])
    assert (last_BVT[:, ~is_open] == words[~is_open]).all()
    after = api.get(f"/api/generations/{repair['id']}/grades")
    assert min(len(one["faults"]) for one in after) < len(grade["faults"])
