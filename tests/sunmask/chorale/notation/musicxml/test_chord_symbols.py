"""Chord symbols of MusicXML: written for chords that are asked for, and read from lead sheets."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from sunmask.chorale.content import chorale_to_json
from sunmask.chorale.music.chords import ASKED_QUALITIES, Chord
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta
from sunmask.chorale.notation.chord_names import SIXTHS
from sunmask.chorale.notation.importing.conversion import chorale_from_parsed
from sunmask.chorale.notation.musicxml.reader import parse_musicxml
from sunmask.kinds import registry
from tests.sunmask.chorale.pieces import made_up_piece

CODEC = registry.codec("chorale")


def canvas(chords: dict[int, Chord], num_sixteenths: int = 48, **meta: object) -> Chorale:
    symbols_VT = made_up_piece(1, num_sixteenths).symbols_VT
    return Chorale(symbols_VT, ChoraleMeta(**meta), chords=chords)  # type: ignore[arg-type]


def read(xml: bytes) -> tuple[dict[int, Chord], dict[str, str]]:
    """The chords of a file, and what the review says, by code; without the child process that files of
    strangers are read in."""
    found = chorale_from_parsed(parse_musicxml(ElementTree.fromstring(xml)))
    return found.chorale.chords, {notice.code: notice.message for notice in found.notices}


def there_and_back(chorale: Chorale) -> dict[int, Chord]:
    return read(CODEC.write(chorale_to_json(chorale), "musicxml"))[0]


@pytest.mark.parametrize("fifths", [-3, 4])
@pytest.mark.parametrize("quality", ASKED_QUALITIES)
def test_every_chord_comes_back_with_its_bass(quality: str, fifths: int) -> None:
    # an augmented sixth is what it is by its bass
    chords = {4 * n: Chord(n, quality, n if quality in SIXTHS else None) for n in range(12)}
    assert there_and_back(canvas(chords, fifths=fifths)) == chords
    inverted = {4 * n: Chord(n, quality, Chord(n, quality).tones[1]) for n in range(12)}
    assert there_and_back(canvas(inverted, fifths=fifths)) == inverted


@pytest.mark.parametrize("meta", [{}, {"metre": "3/4", "pickup": 4}, {"pickup": 2}])
def test_beats_in_which_nothing_is_asked_for_stay_so(meta: dict[str, object]) -> None:
    pickup = int(meta.get("pickup", 0)) % 4  # type: ignore[call-overload]
    first = [0, *range(pickup or 4, 48, 4)]
    places = [first[n] for n in (0, 1, 2, 5, 6, 9)]
    chords = dict(
        zip(places, [Chord(0, "maj")] * 3 + [Chord(7, "dom7", 11)] * 2 + [Chord(9, "min")], strict=True)
    )
    assert there_and_back(canvas(chords, **meta)) == chords


def test_alike_neighbours_are_written_once_and_their_end_is_not_printed() -> None:
    xml = CODEC.write(
        chorale_to_json(canvas({0: Chord(7, "dom7", 11), 4: Chord(7, "dom7", 11)})), "musicxml"
    ).decode()
    symbols = re.findall(r"<harmony.*?</harmony>", xml, re.S)
    assert len(symbols) == 2
    assert ">dominant</kind>" in symbols[0]
    assert "<bass-step>B</bass-step>" in symbols[0]
    assert ">none</kind>" in symbols[1]
    assert 'print-object="no"' in symbols[1]
    assert "<harmony" not in CODEC.write(chorale_to_json(canvas({})), "musicxml").decode()


HEAD = """<?xml version="1.0"?><score-partwise version="4.0"><part-list><score-part id="P1">
<part-name>Melody</part-name></score-part></part-list><part id="P1"><measure number="1"><attributes>
<divisions>2</divisions><key><fifths>0</fifths></key><time><beats>4</beats><beat-type>4</beat-type></time></attributes>"""
TAIL = "</measure></part></score-partwise>"
QUARTER = "<note><pitch><step>G</step><octave>4</octave></pitch><duration>2</duration></note>"


def symbol(root: str, kind: str, more: str = "") -> str:
    return f"<harmony><root><root-step>{root}</root-step></root><kind>{kind}</kind>{more}</harmony>"


def degree(value: int, alter: int, kind: str) -> str:
    return (
        f"<degree><degree-value>{value}</degree-value><degree-alter>{alter}</degree-alter>"
        f"<degree-type>{kind}</degree-type></degree>"
    )


def sheet(*parts: str) -> bytes:
    return (HEAD + "".join(parts) + TAIL).encode()


def test_a_symbol_of_a_lead_sheet_is_asked_for_until_the_next_one() -> None:
    chords, notices = read(sheet(symbol("C", "major"), QUARTER * 3, symbol("G", "dominant"), QUARTER))
    assert chords == {0: Chord(0, "maj"), 4: Chord(0, "maj"), 8: Chord(0, "maj"), 12: Chord(7, "dom7")}
    assert notices["chords"] == "2 chord symbols are asked for, each in every beat until the next one."
    assert not {"chords_plainer", "chords_lost", "chords_crowded"} & set(notices)


def test_a_sixth_is_asked_for_as_the_seventh_chord_of_the_same_notes() -> None:
    chords, notices = read(
        sheet(symbol("C", "major-sixth"), QUARTER * 2, symbol("F", "minor-sixth"), QUARTER * 2)
    )
    assert chords[0] == Chord(9, "min7", 0)
    assert chords[8] == Chord(2, "hdim7", 5)
    assert "chords_plainer" not in notices


def test_what_cannot_be_asked_for_is_named() -> None:
    chords, notices = read(
        sheet(
            symbol("C", "major-ninth"),
            QUARTER,
            symbol("G", "power"),
            QUARTER,
            symbol("B", "minor-seventh", degree(5, -1, "alter")),
            QUARTER,
            symbol("F", "major", degree(2, 0, "add")),
            QUARTER,
        )
    )
    assert chords == {0: Chord(0, "maj7"), 8: Chord(11, "hdim7"), 12: Chord(5, "maj")}
    assert re.search(r"C.* as Cmaj7, F.* as F \(bar 1\)", notices["chords_plainer"])
    assert re.search(r"left out: G.* \(bar 1\)", notices["chords_lost"])


def test_of_two_symbols_in_a_beat_the_first_is_asked_for_and_the_second_goes_on() -> None:
    eighth = QUARTER.replace("<duration>2", "<duration>1")
    chords, notices = read(sheet(symbol("C", "major"), eighth, symbol("A", "minor"), eighth, QUARTER * 3))
    assert chords == {0: Chord(0, "maj")} | {t: Chord(9, "min") for t in (4, 8, 12)}
    assert "the first one is asked for (bar 1)" in notices["chords_crowded"]


def test_midi_has_no_chords_and_a_piece_without_symbols_says_nothing() -> None:
    content = chorale_to_json(canvas({0: Chord(0, "maj")}))
    found = CODEC.read_bytes(CODEC.write(content, "midi"), "x.mid")
    assert "chords" not in found.content
    assert np.array_equal(found.content["symbols"], content["symbols"])
    assert read(sheet(QUARTER * 4))[0] == {}
