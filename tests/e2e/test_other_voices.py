"""A hymn for three voices and a piece for men come in, are harmonised and go out with their own voices."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from music21 import converter
from playwright.sync_api import expect

from tests.e2e.screen import RENOISABLE, Screen
from tests.e2e.test_round_trip import save
from tests.sunmask.chorale.notation.scores import attributes, bar_of, musicxml, note, part, rest

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
        pytest.param(LOW, ("Tenor 1", "Tenor 2", "Baritone", "Bass"), marks=pytest.mark.thorough),
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
    assert not np.any(screen.shared()["states"]), "what is placed is kept"
    page.keyboard.press("Escape")
    expect(button).to_contain_text(f"Rework {', '.join(name.lower() for name in names[1:])}")
    after = _content(screen)
    assert after["meta"] == before["meta"]
    assert after["symbols"][0] == before["symbols"][0]
    for voice, row in zip(after["meta"]["voices"], after["symbols"], strict=True):
        pitches = np.abs(row)[np.array(row) != 0]
        assert len(pitches) > len(row) * 0.9, f"{voice['name']} rests"
        assert ((pitches >= voice["low"]) & (pitches <= voice["high"])).all(), voice["name"]

    written = converter.parse(save(page, "musicxml", tmp_path), forceSource=True)
    assert [found.partName for found in written.parts] == list(names)


HARMONY = "<harmony><root><root-step>C</root-step></root><kind>major</kind></harmony>"
QUINTET = ("Soprano 1", "Soprano 2", "Alto", "Tenor", "Bass")


@pytest.mark.thorough
def test_letters_chords_and_an_organ_are_transposed_with_five_voices(person: Any) -> None:
    ana = person("Ana", starts_on="score")
    project = ana.api.make("/api/projects", {"name": "Choirs"})
    sharp = note(66).replace("<step>F</step><alter>1</alter>", "<step>G</step><alter>-1</alter>")
    singers = [
        part(
            name, attributes() + (HARMONY if row == 0 else "") + sharp.replace("<octave>4", f"<octave>{high}")
        )
        for row, (name, high) in enumerate(zip(QUINTET, (5, 4, 4, 3, 2), strict=True))
    ]
    organ = [part("Organ", attributes() + note(pitch)) for pitch in (72, 48)]
    files = {"file": ("quintet.musicxml", musicxml(*singers, *organ))}
    screen = Screen(ana, ana.api.make(f"/api/projects/{project['id']}/imports", files=files)).open()
    before = _content(screen)
    assert [name for _, _, name in before["spellings"]] == ["Gb"] * 5
    page = screen.page
    page.get_by_test_id("score-settings").click()
    page.get_by_label("Semitones").fill("2")
    page.get_by_role("button", name="Transpose").click()
    page.keyboard.press("Escape")
    screen.expect_saved()
    after = _content(screen)
    assert after["meta"]["fifths"] == before["meta"]["fifths"] + 2
    assert [row[0] for row in after["symbols"]] == [row[0] + 2 for row in before["symbols"]]
    assert [name for _, _, name in after["spellings"]] == ["Ab"] * 5
    assert [(at, chord["root"]) for at, chord in after["chords"]] == [(0, 2)]
    written = [
        [(pitch, letter) for _, _, pitch, letter in staff["notes"]] for staff in after["meta"]["staves"]
    ]
    assert written == [[(74, "D")], [(50, "D")]]


def _content(screen: Screen) -> dict[str, Any]:
    return screen.reader.api.get(f"/api/canvases/{screen.canvas['id']}/state")["content"]
