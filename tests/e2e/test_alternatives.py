"""How unsure the model is of each note, and what else could stand there: a person listens and chooses."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from sunmask.chorale.demos import demo_chorale
from tests.e2e import stored, witness
from tests.e2e.conftest import Reader
from tests.e2e.screen import ALTO, RENOISABLE, UNMASKED, Screen, shared_canvas

pytestmark = pytest.mark.e2e

DEMO = "Ach bleib bei uns, Herr Jesu Christ"
BAR, BEAT = 2, 3


@pytest.fixture
def screen(person: Callable[..., Reader]) -> Screen:
    """One of Bach's chorales; notes that are sent to sound are noted."""
    ana = person("Ana")
    witness.record_sound(ana.context)
    return Screen(ana, shared_canvas(ana, start=DEMO)).open()


def place() -> int:
    """The column of alto bar BAR, beat BEAT."""
    return demo_chorale(DEMO).meta.pickup + 16 * (BAR - 1) + 4 * (BEAT - 1)


def ask(screen: Screen, column: int) -> None:
    """Show doubt, then click the alto's note at a column with the tool that asks."""
    page = screen.page
    page.get_by_test_id("doubt").click()
    expect(page.get_by_test_id("doubt-legend")).to_contain_text("sure to unsure")
    pitch = abs(screen.ask("shownGrid()")[ALTO][column])
    page.get_by_test_id("tool-ask").click()
    point = screen.ask(f"rollPoint({column}, {pitch})")
    page.get_by_test_id("roll").click(position=point)
    expect(page.get_by_test_id("alternatives").locator(".alternative")).to_have_count(5)


@pytest.mark.thorough
def test_five_likeliest_notes_are_heard_in_place_and_one_is_chosen_and_undone(screen: Screen) -> None:
    page, column = screen.page, place()
    before = screen.ask("symbols()")
    ask(screen, column)
    dialog = page.get_by_test_id("alternatives")
    expect(dialog).to_have_accessible_name(f"Alternatives: Alto, bar {BAR} beat {BEAT}")
    rows = dialog.locator(".alternative")
    shares = [float(row.get_attribute("data-probability") or "nan") for row in rows.all()]
    assert shares == sorted(shares, reverse=True)
    assert 0 < sum(shares) <= 1

    # each is heard with what sounds beside it, by focus as by the pointer
    now = dialog.locator(".alternative.now")
    other = rows.nth(1) if now.count() and rows.first.evaluate("one => one.matches('.now')") else rows.first
    struck = len(witness.recorded(page, "struck"))
    other.focus()
    page.wait_for_function(f"() => window.struck.length >= {struck + 4}")
    other.hover()

    label = other.get_attribute("data-label")
    other.click()
    expect(dialog).to_have_count(0)
    changed = [at for at in range(len(before[ALTO])) if screen.ask("symbols()")[ALTO][at] != before[ALTO][at]]
    assert column in changed
    assert [row for row in range(4) if screen.ask("symbols()")[row] != before[row]] == [ALTO]
    screen.expect_cells("states", [(ALTO, at) for at in changed], UNMASKED)
    ids = screen.ask("columns()")
    authors = screen.ask("authors()")
    assert {authors[f"{ids[at]}:{ALTO}"] for at in changed} == {"human"}
    screen.expect_saved()
    page.get_by_test_id("roll").focus()
    page.keyboard.press("Control+z")
    page.wait_for_function(
        "expected => JSON.stringify(window.sunmaskStudio.symbols()) === JSON.stringify(expected)", arg=before
    )
    assert label


@pytest.mark.thorough
def test_one_that_is_chosen_while_it_composes_is_held_from_then_on(screen: Screen) -> None:
    page, api, column = screen.page, screen.reader.api, place()
    screen.paint_voice(ALTO, RENOISABLE)
    screen.choose(200, steps_per_second=4)
    screen.press_generate()
    page.wait_for_function("() => window.sunmaskStudio.step() >= 2")
    page.keyboard.press("Control+.")
    screen.wait_generation("paused")
    ask(screen, column)
    dialog = page.get_by_test_id("alternatives")
    expect(dialog).to_contain_text("kept in this generation from its next step")
    dialog.locator(".alternative:not(.now)").first.click()
    page.keyboard.press("Control+.")
    expect(page.get_by_test_id("held")).to_contain_text("from step")
    generation = screen.generation()
    (act,) = [one for one in api.get(f"/api/generations/{generation['id']}/acts") if one["kind"] == "cells"]
    page.wait_for_function(f"() => window.sunmaskStudio.step() >= {act['from_step'] + 4}")
    api.make(f"/api/generations/{generation['id']}/stop")
    grids = stored.grids(api, generation["id"])
    assert max(grids) >= act["from_step"] + 3
    for step in range(act["from_step"], max(grids) + 1):
        assert grids[step][0].ravel()[act["cells"]].tolist() == act["symbols"]
