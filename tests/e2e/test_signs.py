"""Slurs, hairpins, dynamics, articulations and texts: written, drawn, chosen, moved, undone, shared."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PATIENCE_S, Reader
from tests.e2e.screen import SOPRANO, Screen, shared_canvas
from tests.e2e.test_access_for_all import expect_nothing_serious
from tests.e2e.test_round_trip import save
from tests.e2e.test_writing import opened, press, wait_engraved
from tests.live_studio import wait_until

pytestmark = pytest.mark.e2e

Names = dict[tuple[int, int], list[str]]


def signs(screen: Screen) -> Names:
    """What hangs where, as the studio has stored it: names, or texts where they have none."""
    content = screen.reader.api.get(f"/api/canvases/{screen.canvas['id']}/state")["content"]
    return {(row, t): [said(sign) for sign in here] for row, t, here in content.get("signs", [])}


def said(sign: dict[str, Any]) -> str:
    return " ".join(
        str(sign[name])
        for name in ("kind", "name", "text", "side")
        if sign.get(name) and (name != "kind" or sign["kind"] not in ("articulations", "dynamics"))
    )


def expect_signs(screen: Screen, expected: Names) -> None:
    wait_until(lambda: signs(screen) == expected, PATIENCE_S, f"the signs did not become {expected}")


def drawn(page: Page, name: str) -> None:
    expect(page.locator(f'.engraved [data-sign="{name}"]').first).to_be_attached()


def test_signs_are_written_by_musescores_keys_drawn_undone_and_exported(
    person: Callable[..., Reader], tmp_path: Path
) -> None:
    screen = opened(person("Ana"))
    page = screen.page
    press(screen, "5 c d e f Shift+n Escape Home Shift+s Shift+ArrowRight s <")
    expected: Names = {
        (SOPRANO, 0): ["staccato", "slur start", "wedge crescendo"],
        (SOPRANO, 4): ["slur stop"],
        (SOPRANO, 7): ["wedge stop"],
        (SOPRANO, 12): ["tenuto"],
    }
    expect_signs(screen, expected)
    for name in ("s-S-0-0", "s-S-0-1", "s-S-0-2", "s-S-12-0"):
        drawn(page, name)
    # each by itself is taken back and comes again
    press(screen, "Control+z")
    without_hairpin = {**expected, (SOPRANO, 0): ["staccato", "slur start"]}
    del without_hairpin[SOPRANO, 7]
    expect_signs(screen, without_hairpin)
    press(screen, "Control+z")
    expect_signs(screen, {(SOPRANO, 0): ["staccato"], (SOPRANO, 12): ["tenuto"]})
    press(screen, "Control+Shift+z Control+Shift+z")
    expect_signs(screen, expected)
    # a dynamic and two texts are typed
    field = page.get_by_test_id("sign-text")
    for key, typed in (("Control+d", "mf"), ("Alt+t", "dolce"), ("Alt+Shift+t", "Refrain")):
        press(screen, key)
        expect(field).to_be_focused()
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(field).to_have_count(0)
    expected[SOPRANO, 0] += ["mf", "words dolce", "system Refrain"]
    expect_signs(screen, expected)
    expect(page.locator(".engraved").get_by_text("dolce")).to_be_visible()
    expect(page.locator(".engraved").get_by_text("Refrain")).to_be_visible()
    written = save(page, "musicxml", tmp_path).read_text()
    for element in ("<staccato", "<tenuto", 'type="crescendo"', "<mf", 'system="only-top"', ">dolce<"):
        assert element in written
    # the menu has the same, for fingers and eyes
    page.get_by_test_id("signs").click()
    menu = page.get_by_role("dialog", name="Signs for the selected notes")
    expect_nothing_serious(page, "the signs")
    menu.get_by_test_id("sign-staccato").click()  # on both chosen notes, since one has none
    menu.get_by_test_id("sign-f").click()
    page.keyboard.press("Escape")
    expected[SOPRANO, 0].remove("mf")
    expected[SOPRANO, 0].append("f")
    expected[SOPRANO, 4].append("staccato")
    expect_signs(screen, expected)


def test_a_sign_is_chosen_moved_turned_and_removed_and_goes_with_its_note(
    person: Callable[..., Reader],
) -> None:
    ana, ben = person("Ana"), person("Ben", starts_on="score")
    canvas = shared_canvas(ana, (ben, "editor"), start="blank", num_bars=2)
    screen, other = Screen(ana, canvas).open(), Screen(ben, canvas).open()
    page = screen.page
    press(screen, "n 5 c d e f Escape Home Control+d")
    page.get_by_test_id("sign-text").fill("p")
    press(screen, "Enter Shift+ArrowRight s")
    drawn(page, "s-S-0-1")
    drawn(other.page, "s-S-0-1")  # live on the other screen
    # a press chooses the dynamic; its keys come before those of notes
    page.locator('[data-sign="s-S-0-0"]').click()
    bar = page.get_by_test_id("chosen-sign")
    expect(bar).to_contain_text("Dynamic p")
    expect(page.locator(".engraved .chosen")).to_have_count(1)
    press(screen, "ArrowRight ArrowRight x")
    expect(bar).to_contain_text("beat 3")
    expect_signs(
        screen,
        {(SOPRANO, 0): ["slur start"], (SOPRANO, 4): ["slur stop"], (SOPRANO, 8): ["p below"]},
    )
    bar.get_by_role("button", name="Remove the sign").click()
    expect(bar).to_have_count(0)
    # the slur is chosen by keys alone, and made longer
    wait_engraved(page, "n-S-0", "n-S-12")
    press(screen, "Escape Home Alt+Enter")
    expect(bar).to_contain_text("Slur")
    press(screen, "Shift+ArrowRight Escape")
    expect_signs(screen, {(SOPRANO, 0): ["slur start"], (SOPRANO, 8): ["slur stop"]})
    # what hangs on notes goes with them, and comes back with them
    press(screen, "Home Control+x Control+ArrowRight Control+v")
    expect_signs(screen, {(SOPRANO, 8): ["slur stop"], (SOPRANO, 16): ["slur start"]})
    press(screen, "Control+z Control+z")
    expect_signs(screen, {(SOPRANO, 0): ["slur start"], (SOPRANO, 8): ["slur stop"]})
    drawn(other.page, "s-S-0-0")
