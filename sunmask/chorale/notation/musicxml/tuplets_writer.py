"""Notes of tuplets for music21, which writes their ratio and the ends of the bracket."""

from math import gcd
from xml.etree.ElementTree import Element, SubElement

from music21 import duration, note

from sunmask.chorale.music.signs import Sign
from sunmask.chorale.music.tuplets import Piece
from sunmask.chorale.music.voices import ROW_LETTERS
from sunmask.chorale.notation.note_values import plain_and_dots
from sunmask.chorale.notation.spelling import LETTERS_BY_FIFTHS, SpelledPitch

VALUES = {64: "whole", 32: "half", 16: "quarter", 8: "eighth", 4: "16th", 2: "32nd", 1: "64th"}
"""64ths to MusicXML's names of note values."""

ACCIDENTALS = {-2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp"}
QUARTER = 16


def grace_element(sign: Sign, number: int, name: SpelledPitch, fifths: int) -> Element:
    """One of the notes of a sign of grace notes. fifths: of the key signature, beside which an accidental is
    written where the note differs from it."""
    lengths = [length for length, _, _ in sign.notes]
    head = Element("note")
    SubElement(head, "grace", {"slash": "yes"} if sign.name == "acciaccatura" else {})
    pitch = SubElement(head, "pitch")
    SubElement(pitch, "step").text = name.letter
    if name.alter:
        SubElement(pitch, "alter").text = str(name.alter)
    SubElement(pitch, "octave").text = str(name.octave)
    value, dots = written_type(lengths[number])
    SubElement(head, "type").text = value
    for _ in range(dots):
        SubElement(head, "dot")
    sharps, flats = LETTERS_BY_FIFTHS[: max(0, fifths)], LETTERS_BY_FIFTHS[7 + min(0, fifths) :]
    if name.alter != (name.letter in sharps) - (name.letter in flats):
        SubElement(head, "accidental").text = ACCIDENTALS[name.alter]
    if len(lengths) > 1 and max(lengths) < QUARTER:
        end = "begin" if number == 0 else "end" if number == len(lengths) - 1 else "continue"
        SubElement(head, "beam", number="1").text = end
    return head


def written_type(length: int) -> tuple[str, int]:
    """The note value of a length in 64ths, and its dots."""
    plain, dots = plain_and_dots(length)
    return VALUES[plain], dots


def tuplet_head(piece: Piece, name: str | None) -> note.GeneralNote:
    """A note of a tuplet, or a rest where it has no name; its id names the sixteenth where it begins on the
    grid, if it does."""
    tuplet = piece.tuplet
    if tuplet is None:
        raise ValueError("expected a note of a tuplet, got one on the grid")
    head: note.GeneralNote = note.Note(name) if name else note.Rest()
    actual, normal = tuplet.ratio
    lengths = [length for length, _, _ in tuplet.sign.notes]
    value, dots = written_type(lengths[piece.number])
    bracket = duration.Tuplet(actual, normal, _unit(lengths, actual))
    is_first, is_last = piece.number == 0, piece.number == len(lengths) - 1
    bracket.type = (
        "startStop" if is_first and is_last else "start" if is_first else "stop" if is_last else None
    )
    head.duration = duration.Duration(type=value, dots=dots)
    head.duration.appendTuplet(bracket)
    if piece.column is not None:
        head.id = f"{'n' if name else 'r'}-{ROW_LETTERS[tuplet.voice]}-{piece.column}"
    return head


def _unit(lengths: list[int], actual: int) -> str:
    """The note value of which there are so many: what all lengths are made of, where that is one."""
    unit = sum(lengths) // actual if sum(lengths) % actual == 0 else gcd(*lengths)
    return VALUES.get(unit, VALUES[1 << (min(lengths).bit_length() - 1)])
