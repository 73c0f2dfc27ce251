"""Triplets and grace notes: typed, drawn, held, taken away, undone, shared, exported, brought by files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE_S, Reader
from tests.e2e.screen import SOPRANO, Screen, shared_canvas
from tests.e2e.test_round_trip import save
from tests.e2e.test_signs import drawn
from tests.e2e.test_writing import expect_row, opened, press
from tests.live_studio import wait_until

pytestmark = pytest.mark.e2e


def stored(screen: Screen, kind: str) -> dict[tuple[int, int], Any]:
    """The notes of the tuplets or grace notes, by where they hang."""
    content = screen.reader.api.get(f"/api/canvases/{screen.canvas['id']}/state")["content"]
    return {
        (row, t): (sign["name"], [pitch for _, pitch, _ in sign["notes"]])
        for row, t, here in content.get("signs", [])
        for sign in here
        if sign["kind"] == kind
    }


def expect_stored(screen: Screen, kind: str, expected: dict[tuple[int, int], Any]) -> None:
    wait_until(lambda: stored(screen, kind) == expected, PATIENCE_S, f"no {kind} became {expected}")


def test_a_triplet_is_typed_transposed_taken_away_and_undone_and_comes_out_of_the_studio(
    person: Callable[..., Reader], tmp_path: Path
) -> None:
    screen = opened(person("Ana"))
    page = screen.page
    press(screen, "5 g Control+3 g a b 5 g")
    notes = [(67, 4), (67, 1), (69, 2), (71, 1), (67, 4)]
    expect_row(screen, SOPRANO, *notes)
    expect_stored(screen, "tuplet", {(SOPRANO, 4): ("3:2", [67, 69, 71])})
    drawn(page, "s-S-4-0")
    # the cells are held, whatever is painted
    press(screen, "Escape Control+a 2")
    states = "() => window.sunmaskStudio.states()[0].slice(0, 12)"
    wait_until(lambda: page.evaluate(states) == [1] * 4 + [0] * 4 + [1] * 4, PATIENCE_S, "states are others")
    press(screen, "ArrowUp")
    expect_stored(screen, "tuplet", {(SOPRANO, 4): ("3:2", [68, 70, 72])})
    press(screen, "Control+z")
    expect_stored(screen, "tuplet", {(SOPRANO, 4): ("3:2", [67, 69, 71])})
    # a grace note on the note behind it
    page.locator("[id='n-S-8']").click()
    press(screen, "/")
    expect_stored(screen, "grace", {(SOPRANO, 8): ("acciaccatura", [69])})
    drawn(page, "s-S-8-0")
    written = ElementTree.parse(save(page, "musicxml", tmp_path)).getroot()
    assert len(list(written.iter("time-modification"))) == 3
    assert [grace.get("slash") for grace in written.iter("grace")] == ["yes"]
    # the same key takes each away, and undo brings it back
    press(screen, "/")
    expect_stored(screen, "grace", {(SOPRANO, 8): ("appoggiatura", [69])})
    press(screen, "/")
    expect_stored(screen, "grace", {})
    page.locator("[id='n-S-5']").click()
    press(screen, "Delete")
    expect_stored(screen, "tuplet", {(SOPRANO, 4): ("3:2", [67, 0, 71])})
    press(screen, "Control+3")
    expect_row(screen, SOPRANO, (67, 4), (67, 4), (67, 4))
    expect_stored(screen, "tuplet", {})
    press(screen, "Control+z")
    expect_stored(screen, "tuplet", {(SOPRANO, 4): ("3:2", [67, 0, 71])})


def test_a_tuplet_is_chosen_by_its_number_on_any_screen(person: Callable[..., Reader]) -> None:
    ana, ben = person("Ana"), person("Ben", starts_on="score")
    canvas = shared_canvas(ana, (ben, "editor"), start="blank", num_bars=2)
    screen, other = Screen(ana, canvas).open(), Screen(ben, canvas).open()
    press(screen, "n 6 Control+3 g a b Escape")
    expect_stored(screen, "tuplet", {(SOPRANO, 0): ("3:2", [67, 69, 71])})
    drawn(other.page, "s-S-0-0")
    other.page.locator("[data-sign='s-S-0-0'] .reach").first.click()
    expect(other.page.get_by_test_id("chosen-sign")).to_contain_text("Triplet")
    press(other, "Delete")
    expect_row(other, SOPRANO, (67, 8))
    expect_stored(screen, "tuplet", {})
