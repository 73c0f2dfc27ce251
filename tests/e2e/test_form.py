"""Repeats, keys, tempos and voices are written in the score's dialog, drawn, kept, and taken back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Reader
from tests.e2e.screen import Screen
from tests.e2e.test_round_trip import save

pytestmark = pytest.mark.e2e


def test_signs_of_form_are_written_drawn_and_taken_away(
    person: Callable[..., Reader], tmp_path: Path
) -> None:
    ana = person("Ana", starts_on="score")
    project = ana.api.make("/api/projects", {"name": "Hymns"})
    about = {"kind": "chorale", "start": "Ode to Joy (melody)"}
    canvas = ana.api.make(f"/api/projects/{project['id']}/canvases", about)
    screen = Screen(ana, canvas).open()
    page = screen.page

    def form() -> list[Any]:
        return ana.api.get(f"/api/canvases/{canvas['id']}/state")["content"].get("form", [])

    def write(bar: int, label: str) -> None:
        page.get_by_label("Bar of the sign").fill(str(bar))
        page.get_by_label("Sign of form").select_option(label=label)
        page.get_by_test_id("add-form-sign").click()

    page.get_by_test_id("score-settings").click()
    write(4, "Repeat up to here")
    write(6, "Segno 𝄋")
    write(8, "D.S.")
    expect(page.get_by_test_id("form-sign")).to_have_count(3)
    expect(page.get_by_text("Bar 4: Repeat up to here")).to_be_visible()
    page.keyboard.press("Escape")
    screen.expect_saved()
    assert form() == [[63, ["end-repeat"]], [80, ["segno"]], [127, ["dal-segno"]]]
    expect(page.locator(".engraved ellipse").first).to_be_attached()
    expect(page.locator(".engraved").get_by_text("D.S.")).to_be_attached()
    written = save(page, "musicxml", tmp_path).read_text()
    assert 'direction="backward"' in written
    assert 'dalsegno="1"' in written

    page.get_by_test_id("score-settings").click()
    page.get_by_role("button", name="Remove D.S. at bar 8").click()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    screen.expect_saved()
    assert form() == [[63, ["end-repeat"]], [80, ["segno"]]]


def test_keys_tempos_and_voices_are_changed_by_hand_and_taken_back(person: Callable[..., Reader]) -> None:
    ana = person("Ana", starts_on="score")
    project = ana.api.make("/api/projects", {"name": "Hymns"})
    about = {"kind": "chorale", "start": "Ode to Joy (melody)"}
    canvas = ana.api.make(f"/api/projects/{project['id']}/canvases", about)
    screen = Screen(ana, canvas).open()
    page = screen.page

    def content() -> Any:
        return ana.api.get(f"/api/canvases/{canvas['id']}/state")["content"]

    begun = content()
    page.get_by_test_id("score-settings").click()
    page.get_by_label("First bar of the new key").fill("5")
    page.get_by_label("New key", exact=True).select_option(label="E♭ major")
    page.get_by_test_id("change-key").click()
    page.get_by_label("First bar of the new tempo").fill("3")
    page.get_by_label("New tempo, quarter notes per minute").fill("160")
    page.get_by_label("Words of the new tempo").fill("Presto")
    page.get_by_test_id("change-tempo").click()
    expect(page.get_by_test_id("key-change")).to_have_count(1)
    expect(page.get_by_test_id("tempo-change")).to_contain_text("From bar 3: Presto")
    page.get_by_label("Voice to add").select_option("Baritone")
    page.get_by_test_id("add-voice").click()
    page.get_by_role("button", name="Remove Alto").click()
    page.get_by_role("button", name="Move Baritone down in the score").click()
    page.keyboard.press("Escape")
    screen.expect_saved()
    changed = content()
    assert changed["meta"]["key_changes"] == [[64, -3, "major"]]
    mark = {"kind": "metronome", "name": "quarter", "text": "Presto", "value": 160.0}
    assert changed["signs"] == [[0, 32, [mark]]]
    assert [voice["name"] for voice in changed["meta"]["voices"]] == ["Soprano", "Tenor", "Bass", "Baritone"]
    assert changed["symbols"][0] == begun["symbols"][0]
    expect(page.locator(".engraved").get_by_text("Presto", exact=False).first).to_be_attached()
    expect(page.locator(".engraved").get_by_text("Baritone").first).to_be_attached()

    for _ in range(5):
        page.keyboard.press("Control+z")
    screen.expect_saved()
    assert content()["meta"] | {"voices": None} == begun["meta"] | {"voices": None}
    assert "signs" not in content()
    assert content()["symbols"] == begun["symbols"]
