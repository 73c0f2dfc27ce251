"""A melody as a musician would bring it: title, words, key, metre, a pickup, fermatas; one part."""

from dataclasses import dataclass
from typing import Any

from tests.e2e.conftest import Reader
from tests.sunmask.chorale.notation.scores import DIVISIONS, attributes, musicxml, note, part

TITLE, COMPOSER, METRE, PICKUP, FIFTHS, TEMPO = "Rise up, my heart", "A. Singer", "4/4", 4, 1, 96
FILE_NAME = "rise-up.musicxml"
NUM_MEASURES, NUM_SIXTEENTHS, BEAT = 5, 64, 4


@dataclass(frozen=True)
class Sung:
    """One note of the melody: MIDI pitch, length in sixteenths, and what hangs on it."""

    pitch: int
    length: int
    syllable: str = ""
    syllabic: str = "single"
    has_fermata: bool = False


MEASURES = (
    (Sung(67, 4, "Rise"),),
    (Sung(71, 4, "up,"), Sung(71, 4, "my"), Sung(69, 4, "heart,"), Sung(67, 4, "and")),
    (Sung(72, 8, "sing"), Sung(71, 4, "loud", has_fermata=True), Sung(71, 4, "a")),
    (
        Sung(74, 4, "mor", "begin"),
        Sung(72, 2, "ning", "end"),
        Sung(71, 2),
        Sung(69, 4, "song"),
        Sung(66, 4, "of"),
    ),
    (Sung(67, 12, "praise.", has_fermata=True),),
)
"""The first measure is the pickup; with it, the last one makes a whole bar."""


def symbols() -> list[int]:
    """The soprano's row of the canvas: an onset, then what goes on of it."""
    sung = [one for measure in MEASURES for one in measure]
    return [symbol for one in sung for symbol in (one.pitch, *[-one.pitch] * (one.length - 1))]


def heard_lengths() -> list[int]:
    """How long each sixteenth of it is heard, in sixteenths: the last beat under a fermata twice as long."""
    sung = [one for measure in MEASURES for one in measure]
    held = [min(BEAT, one.length) if one.has_fermata else 0 for one in sung]
    return [
        length
        for one, last in zip(sung, held, strict=True)
        for length in (*[1] * (one.length - last), *[2] * last)
    ]


def melody_file() -> bytes:
    """The melody as MusicXML."""
    head = (
        f"<work><work-title>{TITLE}</work-title></work>"
        f'<identification><creator type="composer">{COMPOSER}</creator></identification>'
    )
    written = ["".join(_note(one) for one in measure) for measure in MEASURES]
    beats, beat_type = METRE.split("/")
    written[0] = attributes(beats, beat_type, FIFTHS) + f'<sound tempo="{TEMPO}"/>' + written[0]
    return musicxml(part("Melody", *written), head=head, first_number=0)


def _note(one: Sung) -> str:
    inside = "<notations><fermata/></notations>" if one.has_fermata else ""
    if one.syllable:
        inside += f"<lyric><syllabic>{one.syllabic}</syllabic><text>{one.syllable}</text></lyric>"
    return note(one.pitch, one.length * DIVISIONS // 4, inside)


def imported(person: Reader) -> Any:
    """A new project of the person with the melody in it; returns the canvas."""
    project = person.api.make("/api/projects", {"name": "Hymns"})
    files = {"file": (FILE_NAME, melody_file())}
    return person.api.make(f"/api/projects/{project['id']}/imports", files=files)
