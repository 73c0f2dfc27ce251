"""A hymn for three voices and a piece for men come in, are harmonised and go out with their own voices."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from music21 import converter
from playwright.sync_api import expect

from tests.e2e.screen import RENOISABLE, Screen
from tests.e2e.test_round_trip import save
from tests.sunmask.chorale.notation.scores import attributes, bar_of, musicxml, part, rest

pytestmark = pytest.mark.e2e

SILENT = rest() * 4
MELODY = (bar_of(67, 69, 71, 72), bar_of(74, 72, 71, 69), bar_of(67, 71, 69, 67), bar_of(67, 66, 67, 67))
LOW = tuple(
    bar_of(*(pitch - 12 for pitch in bar))
    for bar in ((67, 69, 71, 72), (74, 72, 71, 69), (67, 71, 69, 67), (67, 66, 67, 67))
)


def piece(melody: tuple[str, ...], names: tuple[str, ...]) -> bytes:
    """The melody in the first part, the others silent."""
    first = attributes(fifths=1)
    others = [part(name, first + SILENT, *[SILENT] * 3) for name in names[1:]]
    return musicxml(part(names[0], first + melody[0], *melody[1:]), *others)


@pytest.mark.parametrize(
    ("melody", "names"),
    [
        (MELODY, ("Soprano", "Alto", "Bass")),
        (LOW, ("Tenor 1", "Tenor 2", "Baritone", "Bass")),
    ],
    ids=["SAB", "TTBB"],
)
def test_other_voices_are_harmonised_and_keep_their_names(
    person: Any, tmp_path: Path, melody: tuple[str, ...], names: tuple[str, ...]
) -> None:
    ana = person("Ana", starts_on="score")
    project = ana.api.make("/api/projects", {"name": "Choirs"})
    files = {"file": ("hymn.musicxml", piece(melody, names))}
    screen = Screen(ana, ana.api.make(f"/api/projects/{project['id']}/imports", files=files)).open()
    page = screen.page
    before = _content(screen)
    assert [voice["name"] for voice in before["meta"]["voices"]] == list(names)
    for name in names:
        expect(page.get_by_text(name, exact=True).first).to_be_attached()
    button = page.get_by_test_id("generate")
    expect(button).to_contain_text(f"Harmonise {', '.join(name.lower() for name in names[1:])}")

    for row in range(1, len(names)):
        screen.paint_voice(row, RENOISABLE)
    page.get_by_test_id("speed-draft").click()
    screen.press_generate()
    screen.wait_generation("done")
    page.get_by_role("button", name="Place on canvas", exact=True).click()
    screen.expect_saved()
    after = _content(screen)
    assert after["meta"] == before["meta"]
    assert after["symbols"][0] == before["symbols"][0]
    for voice, row in zip(after["meta"]["voices"], after["symbols"], strict=True):
        pitches = np.abs(row)[np.array(row) != 0]
        assert len(pitches) > len(row) * 0.9, f"{voice['name']} rests"
        assert ((pitches >= voice["low"]) & (pitches <= voice["high"])).all(), voice["name"]

    written = converter.parse(save(page, "musicxml", tmp_path), forceSource=True)
    assert [found.partName for found in written.parts] == list(names)


def _content(screen: Screen) -> dict[str, Any]:
    return screen.reader.api.get(f"/api/canvases/{screen.canvas['id']}/state")["content"]
