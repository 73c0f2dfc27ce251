"""Many candidates are made and graded while one watches; the best are kept, the others can be."""

import re
from statistics import median

import pytest
from playwright.sync_api import Locator, expect

from sunmask.chorale.grade.cells import grade_content
from tests.e2e import melody, stored
from tests.e2e.conftest import PATIENCE_S
from tests.e2e.screen import RENOISABLE, Screen
from tests.live_studio import wait_until

pytestmark = pytest.mark.e2e

NUM_STEPS, TOTAL, KEEP, BATCH = 6, 12, 3, 3
"""As the best 8 of 64, which `tests/benchmarks/best_of.py` makes and times; small, since this runs often."""
MANY = 60
"""More than are made before somebody has stopped it."""

WATCH = """() => {
  window.lengths = [];
  window.told = [];
  new MutationObserver(() => {
    const words = document.querySelector("[data-testid=job-progress]")?.textContent;
    if (words && window.told.at(-1) !== words) window.told.push(words);
    const length = document.querySelectorAll("ol.ranked-list > li").length;
    if (length > 0 && window.lengths.at(-1) !== length) window.lengths.push(length);
  }).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""
"""Notes how long the list is and what is said of the job, whenever that changes."""


@pytest.fixture
def free(person) -> Screen:
    """A melody whose other voices are free."""
    ana = person("Ana")
    screen = Screen(ana, melody.imported(ana)).open()
    for row in (1, 2, 3):
        screen.paint_voice(row, RENOISABLE)
    screen.expect_saved()
    return screen


def start(screen: Screen, total: int = TOTAL) -> None:
    """Fill in the open panel and begin."""
    for label, number in (("to keep", KEEP), ("to make", total), ("at once", BATCH)):
        screen.page.get_by_label(f"How many {label}").fill(str(number))
    screen.page.get_by_test_id("start-best-of").click()


def only_job(screen: Screen):
    (job,) = screen.reader.api.get(f"/api/canvases/{screen.canvas['id']}/snapshot")["jobs"]
    return job


def expect_time_left_and_names(job_view: Locator) -> None:
    """While it went on it told how long that takes; grade and candidate have their names above them."""
    told = job_view.page.evaluate("() => window.told")
    assert [words for words in told if re.search(rf"^\d+ of {TOTAL} done · \d+ (s|min) left$", words)], told
    for name, column in ((".of-grade", "b"), (".of-candidate", ".ranked-name")):
        above, below = job_view.locator(name).bounding_box(), job_view.locator(column).first.bounding_box()
        assert above
        assert below
        assert above["x"] == pytest.approx(below["x"], abs=2), name


@pytest.mark.thorough
def test_the_best_are_kept_and_the_list_fills_best_first_while_others_run(free: Screen) -> None:
    page, api = free.page, free.reader.api
    free.choose(NUM_STEPS)
    free.all_settings().get_by_test_id("best-of").click()
    expect(page.get_by_label("How many to keep")).to_have_value("8")
    expect(page.get_by_label("How many to make")).to_have_value("64")
    page.evaluate(WATCH)
    start(free)
    job_view = page.get_by_test_id("job")
    expect(job_view).to_have_accessible_name(f"Best {KEEP} of {TOTAL}")
    rows = job_view.locator("ol.ranked-list > li")

    expect(page.get_by_test_id("job-progress")).to_have_text(f"All {TOTAL} done", timeout=2_000 * PATIENCE_S)
    expect(rows).to_have_count(TOTAL)
    lengths = page.evaluate("() => window.lengths")
    assert lengths == sorted(lengths)
    assert any(0 < length < TOTAL for length in lengths), "no grade was there while others still ran"
    expect(job_view.locator("li.best")).to_have_count(KEEP)
    expect_time_left_and_names(job_view)
    names = [one.get_attribute("aria-label") or "" for one in job_view.locator(".ranked-look").all()]
    shown = [float(re.search(r"grade ([\d.]+)", name)[1]) for name in names]  # type: ignore[index]
    assert shown == sorted(shown)
    assert [name.endswith(", kept") for name in names] == [True] * KEEP + [False] * (TOTAL - KEEP)

    # the kept are those of the lowest grades, computed again from the stored steps
    job = only_job(free)
    assert (job["state"], job["num_done"]) == ("done", TOTAL)
    overall = {}
    for generation in job["generations"]:
        content = api.get(f"/api/generations/{generation}/frozen")["content"]
        for candidate, grid_VT in enumerate(stored.grids(api, generation)[NUM_STEPS]):
            assert grid_VT[0].tolist() == melody.symbols()
            graded = grade_content({**content, "symbols": grid_VT.tolist()})
            overall[generation, candidate] = graded.overall
    lowest = sorted(overall.values())
    takes = api.get(f"/api/canvases/{free.canvas['id']}/snapshot")["takes"]
    assert sorted(take["grade"] for take in takes) == pytest.approx(lowest[:KEEP])
    assert all(overall[take["generation"], take["candidate"]] == take["grade"] for take in takes)
    assert {take["note"] for take in takes} == {f"best {KEEP} of {TOTAL}"}
    assert median(lowest[:KEEP]) <= median(lowest)
    assert [one["overall"] for one in job["best"]] == pytest.approx(lowest)

    # total and nine parts of each grade
    job_view.get_by_role("button", name="Table").click()
    table = page.get_by_role("dialog").get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_count(4 + 9)
    expect(table.locator("tbody tr")).to_have_count(TOTAL)
    page.keyboard.press("Escape")

    # one of the others is kept as any candidate is
    ninth = rows.nth(KEEP)
    ninth.get_by_role("button", name=re.compile("More for")).click()
    page.get_by_role("menuitem", name="Keep as take").click()
    wait_until(
        lambda: len(api.get(f"/api/canvases/{free.canvas['id']}/snapshot")["takes"]) == KEEP + 1,
        10,
        "it was not kept",
    )


@pytest.mark.thorough
@pytest.mark.parametrize("button", ["Stop now", "Stop after this one"])
def test_a_job_that_is_stopped_keeps_the_best_so_far(button: str, free: Screen) -> None:
    page = free.page
    free.choose(NUM_STEPS)
    free.all_settings().get_by_test_id("best-of").click()
    start(free, MANY)
    expect(page.locator("ol.ranked-list > li")).not_to_have_count(0)
    page.get_by_role("button", name=button).click()
    wait_until(lambda: only_job(free)["state"] == "stopped", PATIENCE_S, "the job was not stopped")
    job = only_job(free)
    num_kept = min(KEEP, job["num_done"])
    assert 0 < job["num_done"] < MANY
    expect(page.get_by_test_id("job-progress")).to_contain_text("Stopped")
    assert [one["take"] is not None for one in job["best"]] == (
        [True] * num_kept + [False] * (job["num_done"] - num_kept)
    )
    states = {
        one["state"]
        for one in free.reader.api.get(f"/api/canvases/{free.canvas['id']}/snapshot")["generations"]
    }
    assert states <= {"done", "stopped"}
    expect(page.get_by_test_id("generate")).to_be_enabled()
