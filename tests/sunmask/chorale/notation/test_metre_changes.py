"""A piece whose metre changes, out to files and pictures and back."""

import re
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest
from music21 import converter

from sunmask.chorale.music.chords import Chord
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta, normalise
from sunmask.chorale.notation.engraving.mei import OPEN, mei_from_chorale, mei_of_view
from sunmask.chorale.notation.engraving.svg import engrave, engrave_line
from sunmask.chorale.notation.files import read_bytes
from sunmask.chorale.notation.midi import write_midi
from sunmask.chorale.notation.musicxml.writer import write_musicxml

CHANGES = ((20, "3/4"), (44, "6/8"), (68, "4/4"))
META = ChoraleMeta("Changing", pickup=4, metre_changes=CHANGES)
BARS = [4, 16, 12, 12, 12, 12, 16, 8]
"""Sixteenths of each bar; the piece ends within the last one."""


@pytest.fixture
def piece() -> Chorale:
    """A soprano in quarters, an alto that is tied over bar lines and rests for whole bars, and held notes."""
    symbols_VT = np.zeros((4, sum(BARS)), dtype=np.int16)
    symbols_VT[0] = -70
    symbols_VT[0, ::4] = 70
    symbols_VT[1, 12:32] = -65
    symbols_VT[1, 56:68] = -64
    symbols_VT[2], symbols_VT[3] = -60, -48
    chorale = Chorale(normalise(symbols_VT), META)
    return replace(chorale, chords={20: Chord(0, "maj"), 44: Chord(7, "maj"), 50: Chord(5, "maj")})


def test_musicxml_has_a_time_signature_where_the_metre_changes(piece: Chorale) -> None:
    score = fromstring(write_musicxml(piece).split(b'dtd">')[-1])
    for part in score.findall("part"):
        measures = part.findall("measure")
        times = {
            number: f"{time.findtext('beats')}/{time.findtext('beat-type')}"
            for number, measure in enumerate(measures)
            if (time := measure.find("attributes/time")) is not None
        }
        assert times == {0: "4/4", 2: "3/4", 4: "6/8", 6: "4/4"}
        divisions = int(part.findtext("measure/attributes/divisions") or 0)
        lengths = [
            sum(int(note.findtext("duration") or 0) for note in measure.findall("note"))
            for measure in measures
        ]
        assert [4 * length // divisions for length in lengths] == BARS


def test_music21_finds_whole_bars_in_what_was_written(piece: Chorale) -> None:
    score = converter.parseData(write_musicxml(piece).decode(), format="musicxml")
    measures = list(score.parts[1].getElementsByClass("Measure"))
    assert [measure.barDuration.quarterLength for measure in measures] == [4, 4, 3, 3, 3, 3, 4, 4]
    assert [measure.number for measure in measures] == list(range(8))


@pytest.mark.parametrize("name", ["piece.musicxml", "piece.mid"])
def test_files_keep_the_metres_and_every_cell(name: str, piece: Chorale) -> None:
    written = write_musicxml(piece) if name.endswith("xml") else write_midi(piece)
    found = read_bytes(written, name)
    assert np.array_equal(found.chorale.symbols_VT, piece.symbols_VT)
    assert found.chorale.meta == replace(META, title=found.chorale.meta.title)
    assert [told.code for told in found.notices if told.code != "chords"] == []


def test_asked_chords_hold_for_the_beats_of_their_metre(piece: Chorale) -> None:
    found = read_bytes(write_musicxml(piece), "piece.musicxml").chorale
    assert found.chords == piece.chords


def test_the_drawn_score_has_the_same_signatures_bars_and_rests_of_whole_bars(piece: Chorale) -> None:
    mei = mei_of_view(piece, "open")
    signatures = re.findall(r'meter.count="(\d+)" meter.unit="(\d+)"', mei)
    assert signatures == [("4", "4"), ("3", "4"), ("6", "8"), ("4", "4")]
    bars = mei.split("<measure ")[1:]
    # the alto rests in all of the second bar of 3/4 from sixteenth 32, and in the first of 6/8 from 44
    assert ['mRest xml:id="r-A-32"' in bars[3], 'mRest xml:id="r-A-44"' in bars[4]] == [True, True]
    assert ["metcon" in bar for bar in bars] == [True, *[False] * 6, True]
    [line] = [engrave_line(mei)]
    assert line.count('class="meterSig"') == 4 * len(signatures)


def test_a_picture_of_later_bars_begins_in_their_metre(piece: Chorale) -> None:
    mei = mei_from_chorale(piece, OPEN, range(4, 7))
    assert re.findall(r'meter.count="(\d+)" meter.unit="(\d+)"', mei) == [("6", "8"), ("4", "4")]
    assert engrave(mei, set(), width=100)
