"""A hymn whose metre changes goes in, is harmonised, and comes out with its metres and its melody."""

from pathlib import Path
from typing import Any

import pytest
from music21 import converter, stream
from playwright.sync_api import expect

from tests.e2e.screen import RENOISABLE, Screen
from tests.e2e.test_round_trip import midi_onsets, onsets, save
from tests.sunmask.chorale.notation.scores import attributes, bar_of, musicxml, note, part, rest

pytestmark = pytest.mark.e2e

FOUR, THREE = bar_of(67, 69, 71, 72), bar_of(74, 72, 71)
LAST = note(69) + note(67) + rest() + rest()
HYMN = (
    attributes(fifths=1) + FOUR,
    FOUR,
    attributes("3", "4", 1) + THREE,
    THREE,
    attributes(fifths=1) + FOUR,
    LAST,
)
METRES = {1: "4/4", 3: "3/4", 5: "4/4"}
"""By the number of the bar where they begin."""


@pytest.fixture
def hymn(person) -> Screen:
    ana = person("Ana")
    project = ana.api.make("/api/projects", {"name": "Hymns"})
    files = {"file": ("hymn.musicxml", musicxml(part("Melody", *HYMN)))}
    return Screen(ana, ana.api.make(f"/api/projects/{project['id']}/imports", files=files)).open()


def content(screen: Screen) -> Any:
    return screen.reader.api.get(f"/api/canvases/{screen.canvas['id']}/state")["content"]


def metres_of(path: Path) -> list[dict[int, str]]:
    """Of each part of a file the metres by the bar where they are written."""
    score = converter.parse(path, forceSource=True)
    return [
        {
            measure.number: measure.timeSignature.ratioString
            for measure in found.getElementsByClass(stream.Measure)
            if measure.timeSignature is not None
        }
        for found in score.parts
    ]


@pytest.mark.thorough
def test_a_hymn_that_changes_its_metre_is_harmonised_and_keeps_it(hymn: Screen, tmp_path: Path) -> None:
    page, before = hymn.page, content(hymn)
    assert before["meta"]["metre_changes"] == [[32, "3/4"], [56, "4/4"]]
    expect(page.get_by_role("button", name="4/4, 3/4 · G major")).to_be_visible()
    for row in (1, 2, 3):
        hymn.paint_voice(row, RENOISABLE)
    page.get_by_test_id("speed-draft").click()
    hymn.press_generate()
    hymn.wait_generation("done")
    page.get_by_role("button", name="Place on canvas", exact=True).click()
    hymn.expect_saved()
    after = content(hymn)
    assert after["meta"] == before["meta"]
    assert after["symbols"][0] == before["symbols"][0]
    assert all(any(row) for row in after["symbols"])

    written = save(page, "musicxml", tmp_path)
    assert metres_of(written) == [METRES] * 4
    (tmp_path / "in.musicxml").write_bytes(musicxml(part("Melody", *HYMN)))
    ours, theirs = (converter.parse(path, forceSource=True) for path in (written, tmp_path / "in.musicxml"))
    assert onsets(ours)[0] == onsets(theirs)[0]
    assert midi_onsets(save(page, "midi", tmp_path)) == onsets(ours)


def test_a_person_sets_moves_and_removes_a_change_of_metre(hymn: Screen) -> None:
    page = hymn.page
    page.get_by_role("button", name="4/4, 3/4 · G major").click()
    dialog = page.get_by_test_id("score-dialog")
    changes = dialog.get_by_test_id("metre-change")
    expect(changes).to_have_count(2)

    dialog.get_by_label("Remove the change of metre at bar 5").click()
    expect(changes).to_have_count(1)
    dialog.get_by_label("First bar of the new metre").fill("2")
    dialog.get_by_label("New metre", exact=True).select_option("6/8")
    dialog.get_by_test_id("change-metre").click()
    expect(changes).to_have_count(2)
    hymn.expect_saved()
    # the change that hung on sixteenth 32 waits for the next bar line of 6/8
    assert content(hymn)["meta"]["metre_changes"] == [[16, "6/8"], [40, "3/4"]]

    dialog.get_by_label("Metre from bar 2").select_option("4/4")
    expect(changes).to_have_count(1)
    hymn.expect_saved()
    assert content(hymn)["meta"]["metre_changes"] == [[32, "3/4"]]
    dialog.get_by_test_id("metre").select_option("2/2")
    dialog.get_by_label("Bars to add").fill("2")
    dialog.get_by_test_id("add-bars").click()
    page.wait_for_function("() => window.sunmaskStudio.columns().length === 112")
    hymn.expect_saved()
    meta = content(hymn)["meta"]
    assert (meta["metre"], meta["metre_changes"]) == ("2/2", [[32, "3/4"]])

    # all of it goes down by two semitones, and its key with it: from the menu, where somebody looks for that
    page.keyboard.press("Escape")
    hymn.open_menu(0, 4).get_by_role("menuitem", name="Transpose the whole piece").click()
    expect(dialog.get_by_label("Semitones")).to_be_focused()
    lower = [[symbol - 2 * ((symbol > 0) - (symbol < 0)) for symbol in row] for row in hymn.ask("symbols()")]
    dialog.get_by_label("Semitones").fill("-2")
    dialog.get_by_role("button", name="Transpose").click()
    page.wait_for_function(
        "lower => JSON.stringify(window.sunmaskStudio.symbols()) === JSON.stringify(lower)", arg=lower
    )
    hymn.expect_saved()
    assert content(hymn)["meta"]["fifths"] == (meta["fifths"] - 2 + 5) % 12 - 5
