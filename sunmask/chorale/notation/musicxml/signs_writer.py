"""A chorale's signs into its MusicXML: those of notes that begin where they hang, and directions.

The score is written first; each head has its id there (`writer`), by which its place is found again.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from sunmask.chorale.music.keys import key_at
from sunmask.chorale.music.signs import LINES, NOTE_SIGNS, Sign, lines_of
from sunmask.chorale.music.symbols import Chorale, notes
from sunmask.chorale.music.voices import ROW_LETTERS
from sunmask.chorale.notation.letters import grace_letter, spelling_keys
from sunmask.chorale.notation.musicxml.note_lookup import head_at
from sunmask.chorale.notation.musicxml.tuplets_writer import grace_element
from sunmask.chorale.notation.written_bars import written_bars

AFTER_NOTATIONS = ("lyric", "play", "listen")
ON_LAST_HEAD = ("breath-mark", "caesura")
"""Signs of a tied note that stand at its end."""

WORDED = (
    "fingering",
    "pluck",
    "tap",
    *(f"other-{each}" for each in ("articulation", "ornament", "technical")),
)
"""Elements with any text."""
WITHOUT_SIDE = ("fret",)
CHOICES = {
    "breath-mark": ("", "comma", "tick", "upbow", "salzedo"),
    "caesura": ("normal", "thick", "short", "curved", "single", ""),
    "accidental-mark": ("natural", "sharp", "flat", "double-sharp", "flat-flat"),
}
"""Elements with one of these texts; what says none of them says the first."""
NUMBERS = {"tremolo": (0, 8, 3), "fret": (0, 24, 0), "string": (1, 12, 1)}
"""Elements with a whole number: least and most, and what is written where none is said."""

Direction = tuple[int, Element]
"""Its sixteenth and what it shows."""


def add_signs(written: bytes, chorale: Chorale) -> bytes:
    """The MusicXML of a chorale with its signs."""
    start = written.index(b"<score-partwise")
    root = fromstring(written[start:])
    for voice, part in enumerate(root.findall("part")[: len(chorale.voices)]):
        _Part(part, chorale, voice).write()
    return written[:start] + tostring(root, encoding="utf-8")


class _Part:
    """One voice of a written score."""

    def __init__(self, part: Element, chorale: Chorale, voice: int) -> None:
        self._part, self._chorale, self._voice = part, chorale, voice
        self._heads = {head.get("id", ""): head for head in part.iter("note")}
        self._lengths = {start: length for start, length, pitch in notes(chorale.symbols_VT)[voice] if pitch}

    def write(self) -> None:
        """Write all signs of the voice."""
        directions: list[Direction] = []
        for (voice, t), here in sorted(self._chorale.signs.items()):
            for sign in here if voice == self._voice else ():
                if sign.kind == "grace" and t in self._lengths:
                    self._graces(t, sign)
                elif sign.kind in NOTE_SIGNS and t in self._lengths:
                    head = self._last_head(t) if sign.name in ON_LAST_HEAD else self._first_head(t)
                    write_on_head(head, sign)
                elif sign.kind not in (*LINES, "tuplet") and not sign.is_of_note:
                    directions.append((t, direction_of(sign)))
        for first, last, sign in self._lines("slur"):
            if first in self._lengths and last in self._lengths:
                self._slur(first, last, sign)
        for first, last, sign in self._lines("wedge"):
            directions.append((first, direction_of(sign)))
            directions.append((last, direction_of(Sign("wedge", "stop", number=sign.number))))
        self._put(directions)

    def _lines(self, kind: str) -> Iterator[tuple[int, int, Sign]]:
        yield from lines_of(self._chorale.signs, self._voice, kind)

    def _first_head(self, t: int) -> Element:
        return self._heads[f"n-{ROW_LETTERS[self._voice]}-{t}"]

    def _last_head(self, t: int) -> Element:
        ids = (f"n-{ROW_LETTERS[self._voice]}-{at}" for at in range(t, t + self._lengths[t]))
        return [self._heads[each] for each in ids if each in self._heads][-1]

    def _graces(self, t: int, sign: Sign) -> None:
        """Grace notes stand before their note, behind those that are there already."""
        head = self._first_head(t)
        measure = next(measure for measure in self._part.findall("measure") if head in list(measure))
        key_of = spelling_keys(self._chorale)
        signature = key_at(self._chorale.meta, t)[0]
        for number, note in enumerate(sign.notes):
            grace = grace_element(sign, number, grace_letter(note, key_of(t)), signature)
            insert_grace(measure, head, grace)

    def _slur(self, first: int, last: int, sign: Sign) -> None:
        how = {"number": str(sign.number)} | ({"placement": sign.side} if sign.side else {})
        SubElement(notations_of(self._first_head(first)), "slur", {"type": "start", **how})
        SubElement(notations_of(self._last_head(last)), "slur", {"type": "stop", "number": str(sign.number)})

    def _put(self, directions: list[Direction]) -> None:
        """Directions stand before the head or rest that sounds at their time, with an offset into it."""
        bar_list = written_bars(self._chorale)
        divisions = int(self._part.findtext("measure/attributes/divisions") or 1)
        for t, direction in sorted(directions, key=lambda each: each[0]):
            measure, head, at = head_at(self._part, bar_list, divisions, t)
            if t > at:
                offset = Element("offset")
                offset.text = str(round((t - at) * divisions / 4))
                direction.insert(len(direction.findall("direction-type")), offset)
            measure.insert(list(measure).index(head), direction)


def insert_grace(measure: Element, head: Element, grace: Element) -> None:
    """Put a grace note before a head of a measure, in its voice."""
    if (voice := head.find("voice")) is not None:
        named = Element("voice")
        named.text = voice.text
        at = next(place for place, child in enumerate(grace) if child.tag == "type")
        grace.insert(at, named)
    measure.insert(list(measure).index(head), grace)


def write_on_head(head: Element, sign: Sign) -> None:
    """Write an articulation, ornament or playing instruction."""
    _listed(_group(notations_of(head), sign), sign)


def notations_of(head: Element) -> Element:
    """The element of a head that holds its signs, made where there is none."""
    found = head.find("notations")
    if found is None:
        found = Element("notations")
        later = [at for at, child in enumerate(head) if child.tag in AFTER_NOTATIONS]
        head.insert(later[0] if later else len(head), found)
    return found


def _group(notations: Element, sign: Sign) -> Element:
    """Where a sign of a note is written; an accidental that no ornament comes before stands by itself."""
    is_alone = sign.name == "accidental-mark" and notations.find("ornaments") is None
    return notations if is_alone else _child(notations, sign.kind)


def _child(parent: Element, name: str) -> Element:
    found = parent.find(name)
    return SubElement(parent, name) if found is None else found


def _listed(group: Element, sign: Sign) -> None:
    is_placed = sign.side and sign.name not in WITHOUT_SIDE
    shown = SubElement(group, sign.name, {"placement": sign.side} if is_placed else {})
    shown.text = _text_of(sign) or None
    if sign.name == "tremolo":
        shown.set("type", "single")


def _text_of(sign: Sign) -> str:
    """The text of a sign, as the schema of MusicXML 4 allows it."""
    if sign.name in CHOICES:
        said = "comma" if sign.text == "," else sign.text
        return said if said in CHOICES[sign.name] else CHOICES[sign.name][0]
    if sign.name in NUMBERS:
        least, most, usual = NUMBERS[sign.name]
        is_number = sign.text.isdecimal() and len(sign.text) < 3 and least <= int(sign.text) <= most
        return sign.text if is_number else str(usual)
    return sign.text if sign.name in (*WORDED, "other-dynamics") else ""


def direction_of(sign: Sign) -> Element:
    """What stands at a moment: dynamics, words, a tempo mark, or an end of a hairpin."""
    direction, shown = _empty_direction(sign)
    if sign.kind == "wedge":
        SubElement(shown, "wedge", type=sign.name, number=str(sign.number))
    elif sign.kind == "dynamics":
        _listed(SubElement(shown, "dynamics"), Sign(sign.kind, sign.name, sign.text))
    elif sign.kind == "metronome":
        if sign.text:
            _words(shown, Sign("words", text=sign.text, style=sign.style))
            shown = SubElement(direction, "direction-type")
        mark = SubElement(shown, "metronome")
        SubElement(mark, "beat-unit").text = sign.name
        for _ in range(sign.dots):
            SubElement(mark, "beat-unit-dot")
        SubElement(mark, "per-minute").text = f"{sign.value:g}"
        SubElement(direction, "sound", tempo=f"{round(sign.quarters_a_minute, 3):g}")
    else:
        _words(shown, sign)
        if sign.value:
            SubElement(direction, "sound", tempo=f"{sign.value:g}")
    return direction


def _words(shown: Element, sign: Sign) -> None:
    styles = {"bold": "font-weight", "italic": "font-style"}
    element = "words" if sign.kind == "system" else sign.kind
    text = SubElement(shown, element, {styles[style]: style for style in sign.style.split()})
    text.text = sign.text


def _empty_direction(sign: Sign) -> tuple[Element, Element]:
    direction = Element("direction", {"placement": sign.side} if sign.side else {})
    if sign.kind == "system":
        direction.set("system", "only-top")
    return direction, SubElement(direction, "direction-type")
