"""Notes of tuplets for music21, which writes their ratio and the ends of the bracket."""

from collections.abc import Sequence
from math import gcd
from typing import Literal
from xml.etree.ElementTree import Element, SubElement

from music21 import chord, duration, note

from sunmask.chorale.music.signs import Sign
from sunmask.chorale.music.tuplets import Piece
from sunmask.chorale.music.voices import ROW_LETTERS
from sunmask.chorale.notation.note_values import plain_and_dots
from sunmask.chorale.notation.spelling import LETTERS_BY_FIFTHS, SpelledPitch
from sunmask.chorale.notation.staff_heads import StaffHead

VALUES = {64: "whole", 32: "half", 16: "quarter", 8: "eighth", 4: "16th", 2: "32nd", 1: "64th"}
"""64ths to MusicXML's names of note values."""

ACCIDENTALS = {-2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp"}
QUARTER, SIXTEENTH = 16, 4
"""In 64ths."""


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
    bracket.type = _edge(is_first=piece.number == 0, is_last=piece.number == len(lengths) - 1)
    head.duration = duration.Duration(type=value, dots=dots)
    head.duration.appendTuplet(bracket)
    if piece.column is not None:
        head.id = f"{'n' if name else 'r'}-{ROW_LETTERS[tuplet.voice]}-{piece.column}"
    return head


def staff_head(written: StaffHead, names: Sequence[str], *, is_bar: bool) -> note.GeneralNote:
    """A chord of an accompanying staff, or a rest where it has no names. is_bar: whether it lasts a bar."""
    head: note.GeneralNote = chord.Chord(list(names)) if names else note.Rest(fullMeasure=is_bar)
    value, dots = written_type(written.written)
    head.duration = duration.Duration(type=value, dots=dots)
    if (tuplet := written.tuplet) is not None:
        unit = (tuplet.end - tuplet.start) * SIXTEENTH / tuplet.normal
        bracket = duration.Tuplet(tuplet.actual, tuplet.normal, VALUES[int(unit)])
        is_last = written.start + written.length == tuplet.end
        bracket.type = _edge(is_first=written.start == tuplet.start, is_last=is_last)
        head.duration.appendTuplet(bracket)
    return head


def _edge(*, is_first: bool, is_last: bool) -> Literal["start", "stop", "startStop"] | None:
    """Which ends of a bracket are at a note."""
    if is_first:
        return "startStop" if is_last else "start"
    return "stop" if is_last else None


def _unit(lengths: list[int], actual: int) -> str:
    """The note value of which there are so many: what all lengths are made of, where that is one."""
    unit = sum(lengths) // actual if sum(lengths) % actual == 0 else gcd(*lengths)
    return VALUES.get(unit, VALUES[1 << (min(lengths).bit_length() - 1)])
