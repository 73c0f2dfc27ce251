"""Roman numerals and figured bass that MusicXML writes of the notes, on wish."""

from xml.etree.ElementTree import Element, fromstring

import numpy as np
import pytest
from music21 import converter

from sunmask.chorale.demos import demo_chorale
from sunmask.chorale.music.chords import Chord
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta
from sunmask.chorale.notation.importing.file_formats import musicxml_root
from sunmask.chorale.notation.musicxml.harmonic_analysis import figures, readings
from sunmask.chorale.notation.musicxml.reader import import_from_musicxml
from sunmask.chorale.notation.musicxml.writer import write_musicxml
from sunmask.chorale.notation.spelling import Key

C_MAJOR, A_MINOR = Key.of_signature(0, "major"), Key.of_signature(0, "minor")
CADENCE = ((67, 64, 60, 48), (67, 62, 59, 47), (65, 62, 59, 43), (64, 60, 60, 48))


def cadence(pickup: int = 0) -> Chorale:
    columns = [np.array([[p, -p, -p, -p] for p in pitches]) for pitches in CADENCE]
    return Chorale(np.concatenate(columns, axis=1).astype(np.int16), ChoraleMeta(pickup=pickup))


def bass_of(chorale: Chorale, analysis: str) -> Element:
    return fromstring(write_musicxml(chorale, analysis=analysis)).findall("part")[-1]


def test_numerals_stand_under_the_bass_where_chords_change() -> None:
    bass = bass_of(cadence(), "numerals")
    assert [each.findtext("function") for each in bass.iter("harmony")] == ["I", "V6", "V7", "I"]
    assert all(each.get("placement") == "below" for each in bass.iter("harmony"))
    assert not list(fromstring(write_musicxml(cadence())).iter("harmony"))


def test_figures_stand_before_the_bass_notes_that_bear_them() -> None:
    bass = bass_of(cadence(), "figures")
    shown = [
        ["".join(part.text or "" for part in figure) for figure in figured.findall("figure")]
        for figured in bass.iter("figured-bass")
    ]
    assert shown == [[""], ["6"], ["7"], [""]]
    measure = bass.find("measure")
    assert measure is not None
    tags = [child.tag for child in measure if child.tag in ("note", "figured-bass")]
    assert tags == ["figured-bass", "note"] * 4


@pytest.mark.parametrize(
    ("chord", "key", "expected"),
    [
        (Chord(4, "maj", 4), A_MINOR, [(None, "sharp")]),
        (Chord(4, "maj", 8), A_MINOR, [(6, "")]),
        (Chord(4, "dom7", 4), A_MINOR, [(7, ""), (None, "sharp")]),
        (Chord(2, "dom7", 0), C_MAJOR, [(4, "sharp"), (2, "")]),
        (Chord(9, "min", 4), A_MINOR, [(6, ""), (4, "")]),
        (Chord(11, "dim", 2), C_MAJOR, [(6, "")]),
        (Chord(5, "min", 5), Key.of_signature(0, "major"), [(None, "flat")]),
        (Chord(7, "maj", 7), Key.of_signature(-3, "minor"), [(None, "natural")]),
    ],
)
def test_figures_name_what_the_key_signature_would_have_otherwise(
    chord: Chord, key: Key, expected: list[tuple[int | None, str]]
) -> None:
    assert figures(chord, key) == expected


@pytest.mark.parametrize("analysis", ["numerals", "figures"])
def test_a_whole_chorale_reads_back_with_the_same_notes_and_the_review_names_the_analysis(
    analysis: str,
) -> None:
    piece = demo_chorale("Aus meines Herzens Grunde")
    written = write_musicxml(piece, analysis=analysis)
    found = import_from_musicxml(musicxml_root(written))
    assert np.array_equal(found.chorale.symbols_VT, piece.symbols_VT)
    assert found.chorale.chords == {}
    (notice,) = found.notices
    assert str(len(readings(piece))) in notice.message
    assert len(readings(piece)) > 40
    assert len(converter.parse(written.decode(), format="musicxml").parts) == 4


def test_another_analysis_is_refused() -> None:
    with pytest.raises(ValueError, match="none, numerals, figures"):
        write_musicxml(cadence(), analysis="jazz")
