"""A connection that is lost during a run: edits are kept and merged, every step arrives in order and once."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE_S, Reader
from tests.e2e.screen import (
    ALTO,
    BASS,
    MASKED,
    RENOISABLE,
    TENOR,
    Screen,
    SocketLog,
    expect_alike,
    shared_canvas,
)
from tests.live_studio import wait_until

pytestmark = pytest.mark.e2e

STEPS, STEPS_PER_SECOND, MISSED = 30, 0.5, 2
"""A minute, in which one is cut off for two steps."""


def running(person: Callable[..., Reader]) -> tuple[Screen, Screen, SocketLog, str]:
    """Ana and Ben at one canvas whose alto is being composed, what Ana's page hears, and the generation."""
    ana_reader, ben_reader = person("Ana"), person("Ben")
    canvas = shared_canvas(ana_reader, (ben_reader, "editor"))
    heard = SocketLog(ana_reader.page)
    ana, ben = Screen(ana_reader, canvas).open(), Screen(ben_reader, canvas).open()
    ana.paint_voice(ALTO, RENOISABLE)
    ana.choose(steps=STEPS, steps_per_second=STEPS_PER_SECOND)
    ana.press_generate()
    ana.page.wait_for_function("() => window.sunmaskStudio.step() >= 1")
    return ana, ben, heard, ana.generation()["id"]


def edit_without_connection(ana: Screen, ben: Screen, heard: SocketLog, generation: str) -> None:
    """Ana edits while she is cut off, and so does Ben, who is not."""
    ana.reader.context.set_offline(True)
    expect(ana.page.get_by_test_id("offline")).to_be_visible()
    expect(ana.page.get_by_test_id("offline")).to_contain_text("You are offline")
    num_heard = len(heard.steps(generation))
    ana.back_to_canvas()
    ana.paint(TENOR, 0, 3, MASKED)
    ben.paint(BASS, 8, 11, RENOISABLE)
    sentence = "no step was missed"
    wait_until(lambda: ben.generation()["last_step"] >= num_heard + MISSED, PATIENCE_S, sentence)
    expect(ana.page.get_by_test_id("saved")).to_contain_text("not saved")
    expect(ana.page.get_by_test_id("offline")).to_be_visible()
    ana.expect_cells("states", [(TENOR, 0), (TENOR, 3)], MASKED)
    assert ana.ask("states()")[BASS][8] != RENOISABLE
    assert len(heard.steps(generation)) == num_heard
    assert ben.generation()["state"] == "running"


def expect_merged(ana: Screen, ben: Screen) -> None:
    expect(ana.page.get_by_test_id("offline")).to_have_count(0)
    for screen in (ana, ben):
        screen.expect_cells("states", [(TENOR, column) for column in range(4)], MASKED)
        screen.expect_cells("states", [(BASS, column) for column in range(8, 12)], RENOISABLE)
    expect_alike(ana, ben)


def expect_every_step_once(ana: Screen, heard: SocketLog, generation: str) -> None:
    ana.go_on_at_full_speed()
    assert ana.wait_generation("done")["last_step"] == STEPS
    expect(ana.page.locator("section.candidates")).to_contain_text(f"Done, {STEPS} steps")

    def has_heard_all() -> bool:
        ana.page.wait_for_timeout(50)  # what a page hears is heard here while the page is asked something
        return STEPS in heard.steps(generation)

    wait_until(has_heard_all, PATIENCE_S, "the last step did not arrive")
    assert heard.steps(generation) == list(range(STEPS + 1))


def test_after_a_lost_connection_edits_are_merged_and_missed_steps_arrive(
    person: Callable[..., Reader],
) -> None:
    ana, ben, heard, generation = running(person)
    edit_without_connection(ana, ben, heard, generation)
    ana.reader.context.set_offline(False)
    expect_merged(ana, ben)
    expect_every_step_once(ana, heard, generation)
    assert heard.num_sockets > 1
    for screen in (ana, ben):
        screen.page.locator('[data-candidate="0"] .candidate-look').click()
        expect(screen.page.get_by_test_id("stage-line")).to_contain_text(f"step {STEPS} of {STEPS}")
    assert ana.ask("shownGrid()") == ben.ask("shownGrid()")


@pytest.mark.thorough
def test_a_reload_of_the_whole_page_does_the_same(person: Callable[..., Reader]) -> None:
    ana, ben, heard, generation = running(person)
    edit_without_connection(ana, ben, heard, generation)
    ana.page.on("dialog", lambda dialog: dialog.accept())
    ana.reader.context.set_offline(False)
    heard.events.clear()
    ana.page.reload()
    heard.events.clear()
    ana.wait_ready()
    expect_merged(ana, ben)
    expect_every_step_once(ana, heard, generation)
