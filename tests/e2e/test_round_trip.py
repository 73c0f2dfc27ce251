"""What goes in as a file comes out as a file: the melody with its words, now with three voices more."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import mido
import numpy as np
import pytest
from music21 import converter, expressions, stream
from playwright.sync_api import Page

from sunmask.chorale.music.symbols import normalise
from tests.e2e import melody, stored
from tests.e2e.screen import RENOISABLE, SOPRANO, Screen

pytestmark = pytest.mark.e2e

MUSESCORE = shutil.which("musescore3") or shutil.which("mscore3")
NUM_STEPS = 8


@pytest.fixture
def exported(person, tmp_path: Path) -> dict[str, Any]:
    """A melody imported, harmonised and placed, then taken away in both formats."""
    ana = person("Ana")
    screen = Screen(ana, melody.imported(ana)).open()
    for row in (1, 2, 3):
        screen.paint_voice(row, RENOISABLE)
    screen.choose(NUM_STEPS)
    screen.page.keyboard.press("Control+Enter")
    generation = screen.wait_generation("done")
    screen.page.wait_for_function(f"() => window.sunmaskStudio.step() === {NUM_STEPS}")
    screen.page.get_by_role("button", name="Place on canvas", exact=True).click()
    screen.expect_saved()
    (tmp_path / melody.FILE_NAME).write_bytes(melody.melody_file())
    return {
        "imported": tmp_path / melody.FILE_NAME,
        "musicxml": save(screen.page, "musicxml", tmp_path),
        "midi": save(screen.page, "midi", tmp_path),
        "symbols": ana.api.get(f"/api/canvases/{screen.canvas['id']}/state")["content"]["symbols"],
        "generated": stored.grids(ana.api, generation["id"])[NUM_STEPS][0],
    }


def save(page: Page, file: str, folder: Path) -> Path:
    page.get_by_role("button", name="Take away").click()
    page.get_by_test_id(f"file-{file}").check()
    with page.expect_download() as download:
        page.get_by_test_id("take-away-download").click()
    page.keyboard.press("Escape")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


@pytest.mark.thorough
def test_a_harmonised_melody_comes_out_whole(exported: dict[str, Any], tmp_path: Path) -> None:
    assert exported["symbols"] == exported["generated"].tolist()
    before, after = (converter.parse(exported[name], forceSource=True) for name in ("imported", "musicxml"))

    assert exported["musicxml"].suffix == ".musicxml"
    assert after.metadata.bestTitle == melody.TITLE
    assert after.metadata.composer == melody.COMPOSER
    assert [part.partName for part in after.parts] == ["Soprano", "Alto", "Tenor", "Bass"]
    for part in after.parts:
        measures = list(part.getElementsByClass(stream.Measure))
        assert len(measures) == melody.NUM_MEASURES
        assert [measure.number for measure in measures] == list(range(melody.NUM_MEASURES))
        assert measures[0].paddingLeft == 4 - melody.PICKUP / 4
        assert [key.sharps for key in part.recurse().getElementsByClass("KeySignature")] == [melody.FIFTHS]
        assert [time.ratioString for time in part.recurse().getElementsByClass("TimeSignature")] == [
            melody.METRE
        ]
    tempo = after.recurse().getElementsByClass("MetronomeMark").first()
    assert tempo.getQuarterBPM() == melody.TEMPO
    assert elements(after.parts[SOPRANO]) == elements(before.parts[0])
    assert all(onsets(after)), "a voice is empty"

    assert exported["midi"].suffix == ".mid"
    assert midi_onsets(exported["midi"]) == onsets(after)
    rows = normalise(np.array(exported["symbols"])).tolist()
    assert onsets(after) == [[(t, symbol) for t, symbol in enumerate(row) if symbol > 0] for row in rows]


@pytest.mark.skipif(MUSESCORE is None, reason="musescore3 is not installed (apt-get install musescore3)")
def test_musescore_opens_what_was_harmonised(exported: dict[str, Any], tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.musicxml"
    subprocess.run(
        [str(MUSESCORE), "-o", str(theirs), str(exported["musicxml"])],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)},
        check=True,
        capture_output=True,
        timeout=120,
    )
    ours, read = (converter.parse(path, forceSource=True) for path in (exported["musicxml"], theirs))
    assert read.metadata.bestTitle == melody.TITLE
    assert [elements(part) for part in read.parts] == [elements(part) for part in ours.parts]


def elements(part: stream.Part) -> list[tuple]:
    """Every note and rest of a part: where, how long, pitch, tie, words, fermata."""
    return [
        (
            float(one.getOffsetInHierarchy(part)),
            one.quarterLength,
            one.pitch.nameWithOctave if one.isNote else "rest",
            one.tie.type if one.tie else None,
            [(lyric.text, lyric.syllabic) for lyric in one.lyrics],
            any(isinstance(mark, expressions.Fermata) for mark in one.expressions),
        )
        for one in part.recurse().notesAndRests
    ]


def onsets(score: stream.Score) -> list[list[tuple[int, int]]]:
    """By part, (sixteenth, MIDI pitch) of each note, tied heads as one."""
    return [
        [
            (round(4 * float(one.getOffsetInHierarchy(part))), one.pitch.midi)
            for one in part.stripTies().recurse().notes
        ]
        for part in score.parts
    ]


def midi_onsets(path: Path) -> list[list[tuple[int, int]]]:
    """By track with notes, (sixteenth, pitch) of each note that begins."""
    file = mido.MidiFile(path)
    tracks = []
    for track in file.tracks:
        ticks, found = 0, []
        for message in track:
            ticks += message.time
            if message.type == "note_on" and message.velocity > 0:
                assert ticks * 4 % file.ticks_per_beat == 0
                found.append((ticks * 4 // file.ticks_per_beat, message.note))
        if found:
            tracks.append(found)
    return tracks
