"""A musician meets no dead end: what is chosen can be used, keys do what is in sight, nothing is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e import stored
from tests.e2e.conftest import PATIENCE_S, Reader
from tests.e2e.screen import ALTO, BASS, RENOISABLE, SOPRANO, UNMASKED, Screen, shared_canvas
from tests.live_studio import wait_until

pytestmark = pytest.mark.e2e


@pytest.fixture
def screen(person: Callable[..., Reader]) -> Screen:
    """One of Bach's chorales at its owner's screen."""
    ana = person("Ana")
    return Screen(ana, shared_canvas(ana)).open()


def choose_another_alto(screen: Screen) -> tuple[int, list[list[int]]]:
    """In the candidate in view, choose the likeliest other note of the first alto; its column and grid."""
    page = screen.page
    before = screen.ask("shownGrid()")
    column = next(at for at, symbol in enumerate(before[ALTO]) if symbol > 0)
    page.get_by_test_id("tool-ask").click()
    point = screen.ask(f"rollPoint({column}, {before[ALTO][column]})")
    page.get_by_test_id("roll").click(position=point)
    choices = page.get_by_test_id("alternatives").locator(".alternative:not(.now)")
    expect(choices.first).to_be_visible()
    choices.first.click()
    page.wait_for_function(
        "before => JSON.stringify(window.sunmaskStudio.shownGrid()) !== JSON.stringify(before)", arg=before
    )
    return column, screen.ask("shownGrid()")


def test_a_note_chosen_in_a_finished_candidate_is_placed_with_it_or_composed_on_with(screen: Screen) -> None:
    page, api = screen.page, screen.reader.api
    screen.paint_voice(ALTO, RENOISABLE)
    screen.choose(12)
    screen.press_generate()
    screen.wait_generation("done")
    expect(page.get_by_test_id("stage-line")).to_contain_text("step 12 of 12")
    column, wanted = choose_another_alto(screen)

    page.get_by_role("button", name="Place on canvas").click()
    placed = screen.toasts.filter(has_text="Placed")
    placed.hover()  # it stays as long as somebody points at it
    screen.expect_cells("symbols", [(ALTO, column)], wanted[ALTO][column])
    screen.expect_cells("states", [(ALTO, column)], UNMASKED)

    placed.get_by_role("button", name="Undo").click()
    expect(page.get_by_test_id("draft")).to_be_visible()
    page.get_by_role("button", name="Continue with these").click()
    wait_until(lambda: screen.generation()["parent"] is not None, PATIENCE_S, "no child began")
    child = screen.wait_generation("done")
    assert child["first_step"] == 9
    assert stored.grids(api, child["id"])[12][0][ALTO][column] == wanted[ALTO][column]


def test_a_paused_generation_says_its_name_and_leaves_the_generate_button(screen: Screen) -> None:
    page = screen.page
    screen.paint_voice(ALTO, RENOISABLE)
    screen.choose(200, steps_per_second=2)
    screen.press_generate()
    expect(page.get_by_test_id("at-work")).to_contain_text("Generation 1")
    expect(page.get_by_test_id("generate")).to_have_count(0)
    page.keyboard.press("Control+.")
    screen.wait_generation("paused")
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    expect(page.get_by_test_id("at-work")).to_contain_text("Generation 1")
    expect(page.get_by_test_id("generate")).to_be_enabled()
    screen.back_to_canvas()
    page.get_by_test_id("at-work").get_by_role("button", name="Look at it").click()
    expect(page.get_by_test_id("stage-line")).to_contain_text("Candidate 1 of generation 1")

    # one escape closes what is open, one clears the selection, one leaves the candidate
    sound = page.get_by_role("button", name="Tempo, loop and sound")
    sound.click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Tempo, loop and sound")).to_have_count(0)
    assert screen.ask("selected()") != []
    page.keyboard.press("Escape")
    page.wait_for_function("() => window.sunmaskStudio.selected().length === 0")
    expect(page.get_by_test_id("stage-line")).to_contain_text("Candidate 1 of generation 1")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("back-to-canvas")).to_have_count(0)


@pytest.mark.thorough
def test_the_keys_of_the_brush_paint_nothing_that_was_selected_before_it(screen: Screen) -> None:
    page = screen.page
    before = screen.ask("states()")
    screen.select(ALTO, 0, 3)
    page.keyboard.press("b")
    page.keyboard.press("3")
    expect(page.get_by_test_id("state-renoisable")).to_be_checked()
    assert screen.ask("states()") == before
    assert screen.ask("selected()") == []


@pytest.mark.thorough
def test_a_note_that_was_just_drawn_is_not_what_is_offered_to_be_freed(person: Callable[..., Reader]) -> None:
    ana = person("Ana")
    screen = Screen(ana, shared_canvas(ana, start="blank", num_bars=2)).open()
    page = screen.page
    page.get_by_test_id("tool-draw").click()
    page.keyboard.press("Shift+2")
    page.get_by_test_id("roll").click(position=screen.ask("rollPoint(4, 67)"))
    screen.expect_cells("symbols", [(ALTO, 4)], 67)
    assert screen.ask("selected()") == []
    screen.choose(steps=2)
    button = page.get_by_test_id("generate")
    expect(button).to_contain_text("Harmonise soprano, tenor, bass")
    button.click()
    last = len(screen.ask("columns()")) - 1
    screen.expect_cells("states", [(SOPRANO, 0), (BASS, last)], RENOISABLE)
    screen.expect_cells("states", [(ALTO, 4)], UNMASKED)


def test_a_voice_that_was_chosen_by_its_letter_is_moved_and_erased_by_keys(screen: Screen) -> None:
    page = screen.page
    first = next(at for at, symbol in enumerate(screen.ask("symbols()")[ALTO]) if symbol > 0)
    pitch = screen.ask("symbols()")[ALTO][first]
    page.get_by_test_id("voice-A").click()
    page.keyboard.press("ArrowUp")
    screen.expect_cells("symbols", [(ALTO, first)], pitch + 1)
    page.keyboard.press("Delete")
    screen.expect_cells("symbols", [(ALTO, first)], 0)
    assert any(screen.ask("symbols()")[SOPRANO])

    # and by somebody without a mouse
    first = next(at for at, symbol in enumerate(screen.ask("symbols()")[BASS]) if symbol > 0)
    pitch = screen.ask("symbols()")[BASS][first]
    page.get_by_test_id("voice-B").press("Enter")
    page.keyboard.press("ArrowDown")
    screen.expect_cells("symbols", [(BASS, first)], pitch - 1)


@pytest.mark.thorough
def test_cursor_and_loop_belong_to_their_canvas(screen: Screen) -> None:
    page, api = screen.page, screen.reader.api
    copy = api.make(f"/api/canvases/{screen.canvas['id']}/duplicate")
    screen.put_cursor(ALTO, 8)
    at_cursor = page.get_by_test_id("cell-grid").locator("[role=gridcell][tabindex='0']")
    expect(at_cursor).to_have_attribute("aria-colindex", "9")
    looping = page.get_by_role("button", name="Loop", exact=True)
    page.keyboard.press("Shift+l")
    expect(looping).to_have_attribute("aria-pressed", "true")
    page.evaluate(
        "address => { history.pushState(null, '', address); dispatchEvent(new PopStateEvent('popstate')); }",
        f"/p/{copy['project']}/c/{copy['id']}",
    )
    page.wait_for_url(f"**/c/{copy['id']}")
    screen.wait_ready()
    expect(at_cursor).to_have_attribute("aria-colindex", "1")
    expect(looping).to_have_attribute("aria-pressed", "false")
