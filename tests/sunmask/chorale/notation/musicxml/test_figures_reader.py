"""A bass with figures in MusicXML: chords that are asked for."""

from xml.etree import ElementTree

from sunmask.chorale.music.chords import Chord
from sunmask.chorale.notation.importing.parsed_score import Import
from sunmask.chorale.notation.musicxml.reader import import_from_musicxml
from tests.sunmask.chorale.notation.scores import DIVISIONS, attributes, four_parts, musicxml, note, part

EIGHTH = DIVISIONS // 2


def figured(*figures: str, duration: int = DIVISIONS) -> str:
    """Figures before a note, each a number with a sign behind it: "6", "4+", "#"."""
    words = {"#": "sharp", "b": "flat", "+": "plus"}
    each = ""
    for figure in figures:
        number, sign = figure.rstrip("#b+"), words.get(figure[-1], "")
        each += f"<figure>{f'<prefix>{sign}</prefix>' if sign else ''}"
        each += f"{f'<figure-number>{number}</figure-number>' if number else ''}</figure>"
    return f"<figured-bass>{each}<duration>{duration}</duration></figured-bass>"


BAR = (
    note(52)  # without figures: a triad
    + figured("6")
    + note(52)
    + figured("4", duration=DIVISIONS)
    + figured("3#", duration=DIVISIONS)
    + note(52, 2 * DIVISIONS)
)
NEXT = (
    figured("7")
    + note(50)
    + note(48, EIGHTH)
    + note(47, EIGHTH)
    + figured("6", "5")
    + note(47, 2 * DIVISIONS)
)


def read(xml: bytes) -> tuple[Import, dict[str, str]]:
    found = import_from_musicxml(ElementTree.fromstring(xml))
    return found, {notice.code: notice.message for notice in found.notices}


def test_figures_ask_for_chords_over_their_notes() -> None:
    melody = attributes() + note(67, 4 * DIVISIONS)
    found, said = read(
        musicxml(part("Melody", melody, note(65, 4 * DIVISIONS)), part("Bass", attributes() + BAR, NEXT))
    )
    chords = found.chorale.chords
    assert [chords[column] for column in (0, 4, 8, 12)] == [
        Chord(4, "min", 4),
        Chord(0, "maj", 4),
        Chord(4, "sus4", 4),
        Chord(4, "maj", 4),
    ]
    # the eighths pass
    assert [chords[column] for column in (16, 20, 24, 28)] == [
        *[Chord(2, "min7", 2)] * 2,
        *[Chord(7, "dom7", 11)] * 2,
    ]
    assert "figures" in said
    assert "not_kept_figured_bass" not in said


def test_figures_of_no_chord_are_named_and_left_out() -> None:
    bar = attributes() + figured("7", "4", "2") + note(48, 4 * DIVISIONS)
    found, said = read(musicxml(part("Melody", attributes() + note(67, 4 * DIVISIONS)), part("Bass", bar)))
    assert not found.chorale.chords
    assert "7/4/2" in said["chords_lost"]


def test_in_a_full_score_figures_ask_for_nothing() -> None:
    xml = four_parts(attributes() + figured("6") + note(67, 4 * DIVISIONS))
    found, said = read(xml)
    assert not found.chorale.chords
    assert "not_kept_figured_bass" in said
