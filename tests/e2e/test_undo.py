"""Undo takes back one's own last act and nothing of anybody else."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Reader
from tests.e2e.screen import (
    ALTO,
    BASS,
    RENOISABLE,
    SOPRANO,
    TENOR,
    Screen,
    expect_alike,
    shared_canvas,
    with_an_odd_alto,
)

pytestmark = pytest.mark.e2e


def test_undo_takes_back_mine_and_leaves_bens_edit_and_what_ben_placed(person: Callable[..., Reader]) -> None:
    ana_reader, ben_reader = person("Ana"), person("Ben")
    canvas = with_an_odd_alto(ana_reader, shared_canvas(ana_reader, (ben_reader, "editor")))
    ana, ben = Screen(ana_reader, canvas).open(), Screen(ben_reader, canvas).open()
    start = ana.shared()

    ana.transpose(SOPRANO, 0, "ArrowUp")
    mine = [(SOPRANO, 0)]
    raised = abs(start["symbols"][SOPRANO][0]) + 1
    ben.expect_cells("symbols", mine, raised)
    ben.transpose(BASS, 0, "ArrowDown")
    ben.paint_voice(ALTO, RENOISABLE)
    ben.choose(steps=8)
    ben.press_generate()
    ben.wait_generation("done")
    expect(ben.page.get_by_test_id("stage-line")).to_contain_text("step 8 of 8")
    placed = ben.ask(f"shownGrid()[{ALTO}]")
    assert placed != start["symbols"][ALTO]
    ben.page.get_by_role("region", name="Timeline").get_by_role("button", name="Place on canvas").click()
    ana.page.wait_for_function(
        "row => JSON.stringify(window.sunmaskStudio.symbols()[1]) === JSON.stringify(row)", arg=placed
    )
    expect_alike(ana, ben)
    before = ana.shared()
    assert before["symbols"][SOPRANO][0] == raised

    ana.page.keyboard.press("Control+z")
    ana.expect_cells("symbols", mine, start["symbols"][SOPRANO][0])
    ben.expect_cells("symbols", mine, start["symbols"][SOPRANO][0])
    after = ana.shared()
    assert after["symbols"][SOPRANO] == start["symbols"][SOPRANO]
    for row in (ALTO, TENOR, BASS):
        assert after["symbols"][row] == before["symbols"][row]
    assert after["states"] == before["states"]
    expect_alike(ana, ben)

    ana.page.keyboard.press("Control+z")
    assert ana.shared() == after
    expect(ana.page.get_by_test_id("undo")).to_be_disabled()
    ben.page.keyboard.press("Control+z")
    ana.page.wait_for_function(
        "row => JSON.stringify(window.sunmaskStudio.symbols()[1]) === JSON.stringify(row)",
        arg=start["symbols"][ALTO],
    )
    expect_alike(ana, ben)


@pytest.mark.thorough
def test_a_cell_that_ben_changed_since_stays_and_ana_is_told(person: Callable[..., Reader]) -> None:
    ana_reader, ben_reader = person("Ana"), person("Ben")
    canvas = shared_canvas(ana_reader, (ben_reader, "editor"))
    ana, ben = Screen(ana_reader, canvas).open(), Screen(ben_reader, canvas).open()
    ana.paint(TENOR, 0, 3, RENOISABLE)
    ben.expect_cells("states", [(TENOR, column) for column in range(4)], RENOISABLE)
    ben.paint(TENOR, 0, 1, 1)
    ana.expect_cells("states", [(TENOR, 0), (TENOR, 1)], 1)
    ana.page.keyboard.press("Control+z")
    # Toasts go away by themselves: they are read before anything else.
    expect(ana.toasts.filter(has_text="changed since by somebody else")).to_be_visible()
    ana.expect_cells("states", [(TENOR, 2), (TENOR, 3)], 0)
    ana.expect_cells("states", [(TENOR, 0), (TENOR, 1)], 1)
    expect_alike(ana, ben)


@pytest.mark.thorough
def test_undo_brings_the_change_into_view(person: Callable[..., Reader]) -> None:
    reader = person("Ana")
    canvas = shared_canvas(reader, start="blank", num_bars=40)
    ana = Screen(reader, canvas).open()
    ana.paint(SOPRANO, 0, 3, RENOISABLE)
    roll = ana.page.get_by_test_id("roll")
    roll.focus()
    ana.page.keyboard.press("End")
    ana.page.wait_for_function("() => document.querySelector('[data-testid=roll]').scrollLeft > 1000")
    ana.page.keyboard.press("Control+z")
    ana.expect_cells("states", [(SOPRANO, 0), (SOPRANO, 3)], 0)
    ana.page.wait_for_function("() => document.querySelector('[data-testid=roll]').scrollLeft < 50")
