"""What hangs on a piano's staves beside a voice is kept, drawn, heard, and written again."""

import io
from fractions import Fraction

import mido
import pytest

from sunmask.chorale.content import chorale_from_json, chorale_to_json
from sunmask.chorale.music.form import unfolded
from sunmask.chorale.music.signs import Sign
from sunmask.chorale.music.syllables import Lyric
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.music.tuplets import sounding_staff
from sunmask.chorale.notation.engraving.mei import mei_of_view
from sunmask.chorale.notation.importing.file_formats import musicxml_root
from sunmask.chorale.notation.importing.parsed_score import Import
from sunmask.chorale.notation.midi import write_midi
from sunmask.chorale.notation.musicxml.reader import import_from_musicxml
from sunmask.chorale.notation.musicxml.writer import write_musicxml
from tests.sunmask.chorale.notation.scores import DIVISIONS, attributes, back, bar_of, musicxml, note, part

WHOLE = 4 * DIVISIONS
UPPER, LOWER = "<staff>1</staff>", "<staff>2</staff>"


def read(data: bytes) -> Import:
    return import_from_musicxml(musicxml_root(data))


def direction(inner: str, staff: str = UPPER, side: str = "below", sound: str = "") -> str:
    return f'<direction placement="{side}"><direction-type>{inner}</direction-type>{staff}{sound}</direction>'


def notated(inner: str) -> str:
    return f"<notations>{inner}</notations>"


GRACE = (
    '<note><grace slash="yes"/><pitch><step>D</step><octave>5</octave></pitch><voice>1</voice>'
    f"<type>eighth</type>{UPPER}</note>"
)
TEMPO = "<metronome><beat-unit>quarter</beat-unit><per-minute>60</per-minute></metronome>"


def song() -> bytes:
    """A voice over a piano with one of everything that hangs on a staff."""
    piano = attributes(extra="<staves>2</staves>")
    first = (
        direction("<dynamics><p/></dynamics>")
        + note(72, DIVISIONS, UPPER + notated('<slur type="start" number="1"/>'))
        + note(74, DIVISIONS, UPPER + notated('<slur type="stop" number="1"/>'))
        + direction('<wedge type="crescendo" number="1"/>')
        + GRACE
        + note(76, DIVISIONS, UPPER + notated("<articulations><staccato/></articulations>"))
        + direction("<words>dolce</words>", side="above")
        + note(77, DIVISIONS, UPPER)
        + direction('<wedge type="stop" number="1"/>')
        + back(WHOLE)
        + note(48, WHOLE, LOWER, voice=2)
    )
    second = (
        direction(TEMPO, side="above")
        + note(72, WHOLE, UPPER + notated('<fermata type="upright"/>'))
        + back(WHOLE)
        + note(43, WHOLE, LOWER + "<lyric><syllabic>single</syllabic><text>Hm</text></lyric>", voice=2)
    )
    voice = attributes() + bar_of(67, 67, 67, 67)
    return musicxml(part("Song", voice, bar_of(69, 69, 69, 69)), part("Piano", piano + first, second))


@pytest.fixture(scope="module")
def found() -> Import:
    return read(song())


def test_they_are_kept_at_their_times_and_nothing_is_named(found: Import) -> None:
    upper, lower = found.chorale.meta.staves
    assert [(start, pitch, sign.kind, sign.name or sign.text) for start, pitch, sign in upper.signs] == [
        (0, 0, "dynamics", "p"),
        (0, 72, "slur", "start"),
        (4, 74, "slur", "stop"),
        (8, 0, "wedge", "crescendo"),
        (8, 76, "grace", "acciaccatura"),
        (8, 76, "articulations", "staccato"),
        (12, 0, "words", "dolce"),
        (16, 0, "wedge", "stop"),
    ]
    assert upper.fermatas == ((16, 72),)
    assert lower.words == ((16, (Lyric("Hm"),)),)
    assert {told.code for told in found.notices} == {"staves"}


def test_a_tempo_that_only_the_piano_says_counts_for_all(found: Import) -> None:
    assert found.chorale.signs == {(0, 16): (Sign("metronome", "quarter", side="above", value=60.0),)}


def test_they_are_as_they_were_after_a_file_and_after_json(found: Import) -> None:
    assert read(write_musicxml(found.chorale)).chorale.meta.staves == found.chorale.meta.staves
    assert chorale_from_json(chorale_to_json(found.chorale)).meta == found.chorale.meta


def test_they_are_drawn(found: Import) -> None:
    drawn = mei_of_view(found.chorale, "open")
    for each in (
        "<slur",
        "<hairpin",
        "<dynam",
        'artic="stacc"',
        "<graceGrp",
        ">dolce<",
        'fermata="above"',
        ">Hm<",
    ):
        assert each in drawn


def test_dynamics_and_grace_notes_are_heard(found: Import) -> None:
    file = mido.MidiFile(file=io.BytesIO(write_midi(found.chorale)))
    upper = [message for message in file.tracks[-2] if message.type == "note_on" and message.velocity]
    assert [message.note for message in upper] == [72, 74, 74, 76, 77, 72]
    loud = [message.velocity for message in upper]
    assert loud[0] == loud[1] < loud[4] < loud[5]
    lower = [
        message.velocity for message in file.tracks[-1] if message.type == "note_on" and message.velocity
    ]
    assert lower == [loud[0], loud[5]]
    [grace] = [each for each in sounding_staff(found.chorale.meta.staves[0]) if each.is_grace]
    assert (grace.start, grace.length) == (Fraction(15, 2), Fraction(1, 2))


def test_a_repeat_plays_grace_notes_again(found: Import) -> None:
    piece = found.chorale
    twice = Chorale(piece.symbols_VT, piece.meta, form={31: ("end-repeat",)})
    staff = unfolded(twice).meta.staves[0]
    assert [start for start, _, sign in staff.signs if sign.kind == "grace"] == [8, 40]


def test_brackets_of_a_piano_that_are_written_otherwise_are_named() -> None:
    """Six notes under one bracket that last an eighth each, which are written as two triplets."""
    piano = attributes(extra="<staves>2</staves>")
    edges = ("start", "", "", "", "", "stop")
    length = 2 * DIVISIONS // 6
    six = "".join(
        note(
            72,
            length,
            "<type>eighth</type><time-modification><actual-notes>6</actual-notes>"
            "<normal-notes>4</normal-notes></time-modification>"
            + UPPER
            + (notated(f'<tuplet type="{edge}"/>') if edge else ""),
        )
        for edge in edges
    )
    bar = six + note(74, 2 * DIVISIONS, UPPER) + back(WHOLE) + note(48, WHOLE, LOWER, voice=2)
    found = read(musicxml(part("Song", attributes() + bar_of(67, 67, 67, 67)), part("Piano", piano + bar)))
    assert len(found.chorale.meta.staves[0].notes) == 7
    assert [told.message for told in found.notices if told.code == "brackets"] == [
        "Tuplets of other staves are written under other brackets in bar 1."
    ]


def test_a_slur_from_hand_to_hand_is_left_out_and_named() -> None:
    piano = attributes(extra="<staves>2</staves>")
    half = 2 * DIVISIONS
    first = (
        note(72, half, UPPER + notated('<slur type="start" number="1"/>'))
        + note(74, half, UPPER)
        + back(WHOLE)
        + note(48, half, LOWER, voice=2)
        + note(50, half, LOWER + notated('<slur type="stop" number="1"/>'), voice=2)
    )
    found = read(musicxml(part("Song", attributes() + bar_of(67, 67, 67, 67)), part("Piano", piano + first)))
    assert all(staff.signs == () for staff in found.chorale.meta.staves)
    assert "not_kept_slurs" in {told.code for told in found.notices}
