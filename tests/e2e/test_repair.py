"""Faults stand on their notes with a sentence; one press composes the fewest notes anew, three times."""

import numpy as np
import pytest
from playwright.sync_api import Route, expect

from sunmask.chorale.demos import demo_chorale
from sunmask.chorale.grade.cells import grade_content
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.notation.scores import write_musicxml
from tests.e2e import stored
from tests.e2e.conftest import PATIENCE_S
from tests.e2e.screen import BASS, SOPRANO, Screen
from tests.live_studio import wait_until

pytestmark = pytest.mark.e2e

DEMO, BAR = "Ach bleib bei uns, Herr Jesu Christ", 6
MESSAGE = f"Parallel fifths between soprano and bass into bar {BAR}, beat 2"


def with_parallel_fifths() -> Chorale:
    """Bach's chorale, but for two quarters of soprano and bass in bar 6 that move in fifths."""
    chorale = demo_chorale(DEMO)
    first = chorale.meta.pickup + 16 * (BAR - 1)
    symbols_VT = chorale.symbols_VT.copy()
    for row, pitches in ((SOPRANO, (73, 71)), (BASS, (54, 52))):
        for number, pitch in enumerate(pitches):
            start = first + 4 * number
            symbols_VT[row, start : start + 4] = [pitch, -pitch, -pitch, -pitch]
    symbols_VT[[SOPRANO, BASS], first + 8] = np.abs(symbols_VT[[SOPRANO, BASS], first + 8])
    return chorale.with_symbols(symbols_VT)


@pytest.fixture
def faulty(person) -> Screen:
    """A candidate with parallel fifths in bar 6, nothing of it held."""
    ana = person("Ana")
    project = ana.api.make("/api/projects", {"name": "Mended"})
    files = {"file": ("chorale.musicxml", write_musicxml(with_parallel_fifths()))}
    canvas = ana.api.make(f"/api/projects/{project['id']}/imports", files=files)
    settings = {"num_steps": 2, "correction": 0.0}
    held = ana.api.generate(canvas["id"], settings=settings)
    wait_until(lambda: is_done(ana.api, held), PATIENCE_S, "the generation was not done")
    shape = np.shape(ana.api.get(f"/api/generations/{held['id']}/frozen")["states"])
    body = {
        "candidate": 0,
        "step": 0,
        "num_candidates": 1,
        "settings": settings,
        "states": np.zeros(shape, dtype=int).tolist(),
        "pins": np.zeros(shape, dtype=bool).tolist(),
    }
    free = ana.api.make(f"/api/generations/{held['id']}/branch", body)
    wait_until(lambda: is_done(ana.api, free), PATIENCE_S, "the branch was not done")
    return Screen(ana, canvas).open()


def is_done(api, generation) -> bool:
    now = api.get(f"/api/generations/{generation['id']}")
    return now["state"] == "done" and now["is_graded"]


def test_parallel_fifths_are_repaired_with_one_press(faulty: Screen) -> None:
    page, api = faulty.page, faulty.reader.api
    source = faulty.generation()
    look = page.get_by_role("button", name="Look at Candidate 1")
    look.click()
    faults = page.get_by_role("list", name="Faults")
    fault = faults.get_by_role("listitem").filter(has_text=MESSAGE)
    expect(fault).to_have_count(1)

    # the fault's cells are the four notes that make it
    (grade,) = api.get(f"/api/generations/{source['id']}/grades")
    (told,) = [one for one in grade["faults"] if one["message"].startswith(MESSAGE)]
    num_columns = len(faulty.ask("columns()"))
    first = with_parallel_fifths().meta.pickup + 16 * (BAR - 1)
    assert told["code"] == "parallel_fifths"
    assert set(told["cells"]) == {row * num_columns + first + t for row in (SOPRANO, BASS) for t in range(8)}

    page.get_by_role("button", name="Repair", exact=True).click()
    wait_until(lambda: faulty.generation()["purpose"] == "repair", PATIENCE_S, "no repair was begun")
    repair = faulty.generation()
    wait_until(lambda: is_done(api, repair), PATIENCE_S, "the repair was not done")
    assert repair["num_candidates"] == 3

    # three variants with the grade before and after
    before = page.get_by_role("button", name="Look at Before")
    expect(before).to_contain_text(f"{grade['overall']:.1f}")
    variants = page.get_by_role("button", name="Look at Variant")
    expect(variants).to_have_count(3)
    for variant in variants.all():
        expect(variant.get_by_test_id("grade")).to_be_visible()

    # nothing outside the chosen cells has changed, and they are few
    frozen = api.get(f"/api/generations/{repair['id']}/frozen")
    is_open = np.array(frozen["states"]) == 2
    assert 0 < is_open.sum() <= 0.25 * is_open.size
    assert np.array(frozen["pins"])[~is_open].all()
    original = with_parallel_fifths().symbols_VT
    grids = stored.grids(api, repair["id"])
    for grids_BVT in grids.values():
        assert (grids_BVT[:, ~is_open] == original[~is_open]).all()

    # the best one is no worse, lacks the fault that was pressed, and is placed
    graded = [grade_content({**frozen["content"], "symbols": grid.tolist()}) for grid in grids[max(grids)]]
    stored_grades = api.get(f"/api/generations/{repair['id']}/grades")
    assert [one["overall"] for one in stored_grades] == [one.overall for one in graded]
    best = min(range(3), key=lambda number: graded[number].overall)
    assert graded[best].overall <= grade["overall"]
    # whether others come instead is chance: three variants help in most cases, not in all
    assert set(told["cells"]) not in [set(fault.cells) for fault in graded[best].faults]
    variants.nth(best).click()
    page.wait_for_function(
        "expected => JSON.stringify(window.sunmaskStudio.shownGrid()) === JSON.stringify(expected)",
        arg=grids[max(grids)][best].tolist(),
    )
    assert faulty.generation(-1)["sources"] == [
        take["id"] for take in api.get(f"/api/canvases/{faulty.canvas['id']}/snapshot")["takes"]
    ]


@pytest.mark.thorough
def test_a_repair_that_finds_nothing_better_says_so_and_reaches_farther(faulty: Screen) -> None:
    page, api, source = faulty.page, faulty.reader.api, faulty.generation()
    body = {"candidate": 0, "step": source["num_steps"], "num_variants": 1}
    repair = api.make(f"/api/generations/{source['id']}/repair", body)
    wait_until(lambda: is_done(api, repair), PATIENCE_S, "the repair was not done")

    def make_worse(route: Route) -> None:
        answer = route.fetch()
        snapshot = answer.json()
        for grade in snapshot["grades"]:
            grade["overall"] += 50 * (grade["generation"] == repair["id"])
        route.fulfill(response=answer, json=snapshot)

    page.route("**/api/canvases/*/snapshot", make_worse)
    faulty.open()
    page.get_by_role("tab", name="Candidates").click()
    outcome = page.get_by_test_id("repair-outcome")
    expect(outcome).to_contain_text("Nothing better was found")
    outcome.get_by_role("button", name="Try a beat more on each side").click()
    wait_until(lambda: faulty.generation()["id"] != repair["id"], PATIENCE_S, "no wider repair was begun")
    wider = faulty.generation()
    assert wider["sources"] == repair["sources"]
    narrow, wide = (
        np.array(api.get(f"/api/generations/{one['id']}/frozen")["states"]) == 2 for one in (repair, wider)
    )
    assert (wide >= narrow).all()
    assert wide.sum() > narrow.sum()
