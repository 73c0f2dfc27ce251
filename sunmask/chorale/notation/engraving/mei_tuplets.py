"""Tuplets and grace notes in a chorale's MEI. Each has the id of its sign, as in `mei_signs.py`."""

from collections.abc import Sequence
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

from sunmask.chorale.music.signs import OwnNote
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.music.tuplets import Piece, Tuplet, graces_at
from sunmask.chorale.music.voices import ROW_LETTERS
from sunmask.chorale.notation.note_values import plain_and_dots

ID = "xml:id"
QUARTER = 16
"""In 64ths."""
SOUNDING = ("note", "chord")


def written_value(length: int) -> dict[str, str]:
    """MEI's value and dots of a length in 64ths."""
    plain, dots = plain_and_dots(length)
    return {"dur": str(64 // plain), "dots": str(dots)}


def tuplet_head(piece: Piece) -> Element:
    """A note or rest of a tuplet; its id names the sixteenth where it begins on the grid, if it does."""
    tuplet = piece.tuplet
    if tuplet is None:
        raise ValueError("expected a note of a tuplet, got one on the grid")
    head = Element("note" if piece.pitch else "rest", written_value(tuplet.sign.notes[piece.number][0]))
    if piece.column is not None:
        head.set(ID, f"{'n' if piece.pitch else 'r'}-{ROW_LETTERS[tuplet.voice]}-{piece.column}")
    return head


class DrawnTuplets:
    """The tuplets of a voice, filled note by note."""

    def __init__(self, chorale: Chorale) -> None:
        self._chorale = chorale
        self._places: dict[int, Element] = {}

    def place(self, tuplet: Tuplet) -> Element:
        """Where the notes of a tuplet go."""
        if tuplet.start not in self._places:
            actual, normal = tuplet.ratio
            number = self._chorale.signs[tuplet.voice, tuplet.start].index(tuplet.sign)
            name = f"s-{ROW_LETTERS[tuplet.voice]}-{tuplet.start}-{number}"
            how = {ID: name, "num": str(actual), "numbase": str(normal)}
            self._places[tuplet.start] = Element("tuplet", how)
        return self._places[tuplet.start]

    def beam(self) -> None:
        """Once all notes are in."""
        for place in self._places.values():
            beam_tuplet(place)


def beam_tuplet(place: Element) -> None:
    """Beam the short notes of a tuplet that follow one another. It needs no bracket where one beam is over
    all of it."""
    elements = list(place)
    for element in elements:
        place.remove(element)
    for is_short, group in groupby(elements, key=_is_beamed):
        together = list(group)
        is_group = is_short and sum(element.tag in SOUNDING for element in together) > 1
        (SubElement(place, "beam") if is_group else place).extend(together)
    is_one_beam = len(place) == 1 and place[0].tag == "beam"
    place.set("bracket.visible", str(not is_one_beam).lower())


def _is_beamed(element: Element) -> bool:
    return element.tag == "graceGrp" or (element.tag in SOUNDING and int(element.get("dur", "4")) > 4)


def grace_group(chorale: Chorale, voice: int, column: int) -> Element | None:
    """The grace notes before a note, without their pitches; None where it has none."""
    here = chorale.signs.get((voice, column), ())
    graces = [(number, sign) for number, sign in enumerate(here) if sign.kind == "grace"]
    if not graces:
        return None
    number, sign = graces[0]
    group = group_of_graces(sign.name, graces_at(chorale, voice, column))
    group.set(ID, f"s-{ROW_LETTERS[voice]}-{column}-{number}")
    return group


def group_of_graces(name: str, own_notes: Sequence[OwnNote]) -> Element:
    """Grace notes without their pitches. name: of `music.signs.GRACES`."""
    group = Element("graceGrp")
    are_beamed = len(own_notes) > 1 and all(length < QUARTER for length, _, _ in own_notes)
    place = SubElement(group, "beam") if are_beamed else group
    for length, _, _ in own_notes:
        how = {"grace": "unacc" if name == "acciaccatura" else "acc", **written_value(length)}
        head = SubElement(place, "note", how)
        if name == "acciaccatura" and not are_beamed:
            head.set("stem.mod", "1slash")
    return group
