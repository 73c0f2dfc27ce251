"""Nothing is lost by generating again, by closing the tab, or by a tab that closes at once after an edit."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Reader
from tests.e2e.screen import ALTO, BASS, MASKED, RENOISABLE, SOPRANO, Screen, expect_alike, shared_canvas

pytestmark = pytest.mark.e2e

NUM_VERSIONS = 4
STEPS = 4


@pytest.mark.thorough
def test_every_version_and_every_mask_is_there_when_the_tab_is_opened_again(
    person: Callable[..., Reader],
) -> None:
    ana = person("Ana")
    screen = Screen(ana, shared_canvas(ana)).open()
    screen.paint_voice(ALTO, RENOISABLE)
    screen.paint(BASS, 4, 11, MASKED)
    screen.choose(steps=STEPS, candidates=2)
    screen.press_generate()
    for version in range(2, NUM_VERSIONS + 1):
        screen.wait_generation("done")
        screen.page.keyboard.press("Alt+r")
        expect(screen.page.get_by_label("Generation", exact=True).locator("option")).to_have_count(version)
    screen.wait_generation("done")
    screen.page.keyboard.press("Escape")
    before = screen.shared()
    assert before["states"][ALTO] == [RENOISABLE] * len(before["columns"])

    screen.reopen()
    assert screen.shared() == before
    versions = screen.page.get_by_label("Generation", exact=True)
    expect(versions.locator("option")).to_have_count(NUM_VERSIONS)
    generations = ana.api.get(f"/api/canvases/{screen.canvas['id']}/snapshot")["generations"]
    assert len({one["seed"] for one in generations}) == NUM_VERSIONS
    seen = []
    for generation in generations:
        versions.select_option(generation["id"])
        row = screen.page.locator('[data-candidate="1"]')
        row.get_by_role("button", name="Look at Candidate 2").click()
        in_view = screen.page.get_by_test_id("stage-line")
        expect(in_view).to_contain_text(f"generation {generation['number']}, step {STEPS} of {STEPS}")
        seen.append(screen.ask("shownGrid()"))
        assert seen[-1][SOPRANO] == before["symbols"][SOPRANO]
    assert len({str(grid[ALTO]) for grid in seen}) > 1


def test_an_edit_made_just_before_the_tab_closes_is_there_when_it_is_opened_again(
    person: Callable[..., Reader],
) -> None:
    ana = person("Ana")
    screen = Screen(ana, shared_canvas(ana)).open()
    for key, change in (("ArrowUp", 1), ("ArrowUp", 1), ("ArrowDown", -1)):
        pitch = abs(screen.ask(f"symbols()[{SOPRANO}][0]"))
        screen.transpose(SOPRANO, 0, key)
        screen.reopen()
        screen.expect_cells("symbols", [(SOPRANO, 0)], pitch + change)
        expect_alike(screen)


def test_edits_of_a_tab_that_lost_its_connection_and_was_closed_are_sent_by_the_next_one(
    person: Callable[..., Reader],
) -> None:
    ana = person("Ana")
    screen = Screen(ana, shared_canvas(ana)).open()
    ana.context.set_offline(True)
    expect(screen.page.get_by_test_id("offline")).to_be_visible()
    screen.paint(ALTO, 0, 3, RENOISABLE)
    screen.paint(BASS, 0, 0, MASKED)
    assert screen.ask("numUnsaved()") == 2
    screen.page.close()
    ana.context.set_offline(False)
    screen.page = ana.context.new_page()
    screen.open()
    screen.expect_cells("states", [(ALTO, 0), (ALTO, 3)], RENOISABLE)
    screen.expect_cells("states", [(BASS, 0)], MASKED)
    expect_alike(screen)
