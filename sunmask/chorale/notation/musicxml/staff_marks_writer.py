"""The signs, fermatas and words of accompanying staves into a chorale's MusicXML.

The score is written first; heads are found again by their time and pitch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from sunmask.chorale.music.bars import Bar, bar_index
from sunmask.chorale.music.keys import key_at
from sunmask.chorale.music.signs import NOTE_SIGNS, Sign
from sunmask.chorale.music.staves import Moment, Staff, end_of
from sunmask.chorale.music.syllables import Lyric
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.notation.letters import grace_letter, spelling_keys
from sunmask.chorale.notation.musicxml.signs_reader import pitch_of, timed
from sunmask.chorale.notation.musicxml.signs_writer import (
    ON_LAST_HEAD,
    direction_of,
    insert_grace,
    notations_of,
    write_on_head,
)
from sunmask.chorale.notation.musicxml.tuplets_writer import grace_element
from sunmask.chorale.notation.written_bars import written_bars

AFTER_LYRICS = ("play", "listen")


class _Head(NamedTuple):
    """A head or rest with its time in sixteenths, and its MIDI pitch, 0 of a rest."""

    start: Fraction
    end: Fraction
    pitch: int
    element: Element
    measure: Element


def add_staff_marks(written: bytes, chorale: Chorale) -> bytes:
    """The MusicXML of a chorale with what hangs on its accompanying staves."""
    start = written.index(b"<score-partwise")
    root = fromstring(written[start:])
    bar_list = written_bars(chorale)
    parts = {part.get("id", ""): part for part in root.findall("part")[len(chorale.voices) :]}
    divisions = {
        name: int(part.findtext("measure/attributes/divisions") or 1) for name, part in parts.items()
    }
    measures = {name: part.findall("measure") for name, part in parts.items()}
    heads: dict[str, dict[int, list[_Head]]] = {name: {} for name in parts}
    for element, (name, _, index), when in timed(root):
        if name in parts and element.tag == "note":
            begin = Fraction(bar_list[index].start) + 4 * when
            length = Fraction(int(element.findtext("duration") or 0) * 4, divisions[name])
            head = _Head(begin, begin + length, pitch_of(element) or 0, element, measures[name][index])
            heads[name].setdefault(index, []).append(head)
    for name, staff in zip(parts, chorale.meta.staves, strict=True):
        _Part(heads[name], chorale, staff, bar_list, divisions[name]).write()
    return written[:start] + tostring(root, encoding="utf-8")


@dataclass(frozen=True)
class _Part:
    """One staff of a written score. heads: by the index of their bar. divisions: of a quarter."""

    heads: Mapping[int, Sequence[_Head]]
    chorale: Chorale
    staff: Staff
    bar_list: Sequence[Bar]
    divisions: int

    def write(self) -> None:
        """Write everything that hangs on it."""
        for start, pitch in self.staff.fermatas:
            if (head := self._last(start, pitch)) is not None:
                SubElement(notations_of(head.element), "fermata", type="upright")
        for start, pitch, sign in self.staff.signs:
            is_at_end = sign.name in ON_LAST_HEAD or (sign.kind, sign.name) == ("slur", "stop")
            head = self._last(start, pitch) if is_at_end else self._sounding(start, pitch)
            if head is not None:
                self._write_sign(head, start, sign)
        for start, syllables in self.staff.words:
            heads = self.heads.get(bar_index(self.bar_list, int(start)), ())
            head = next((each for each in heads if each.start == start and each.pitch), None)
            if head is not None:
                for lyric in syllables:
                    _add_lyric(_first_of_chord(head), lyric)

    def _write_sign(self, head: _Head, start: Moment, sign: Sign) -> None:
        if sign.kind == "grace":
            self._graces(head, start, sign)
        elif sign.kind == "slur":
            how = {"number": str(sign.number)} | ({"placement": sign.side} if sign.side else {})
            SubElement(notations_of(head.element), "slur", {"type": sign.name, **how})
        elif sign.kind in NOTE_SIGNS:
            write_on_head(head.element, sign)
        else:
            self._direct(head, start, sign)

    def _sounding(self, at: Moment, pitch: int) -> _Head | None:
        """The head of a pitch that begins at a time, or sounds then; of no pitch, any."""
        heads = self.heads.get(bar_index(self.bar_list, int(at)), ())
        own = [each for each in heads if pitch in (0, each.pitch)]
        here = [each for each in own if each.start <= at < each.end]
        near = [each for each in own if abs(each.start - at) < 1]  # what fits no tuplet is on the grid
        return next((each for each in here if each.start == at), next(iter([*here, *near]), None))

    def _last(self, start: Moment, pitch: int) -> _Head | None:
        """The last head of a note; of a rest the one that begins at a time, or is sounding then."""
        end = end_of(self.staff, start, pitch)
        if end == start:
            return self._sounding(start, pitch)
        bars = range(bar_index(self.bar_list, int(start)), bar_index(self.bar_list, ceil(end) - 1) + 1)
        heads = [each for bar in bars for each in self.heads.get(bar, ()) if each.pitch == pitch]
        own = (each for each in reversed(heads) if start <= each.start and each.end == end)
        return next(own, None) or self._sounding(start, pitch)

    def _graces(self, head: _Head, start: Moment, sign: Sign) -> None:
        key = spelling_keys(self.chorale)(int(start))
        signature = key_at(self.chorale.meta, int(start))[0]
        for number, note in enumerate(sign.notes):
            grace = grace_element(sign, number, grace_letter(note, key), signature)
            insert_grace(head.measure, _first_of_chord(head), grace)

    def _direct(self, head: _Head, start: Moment, sign: Sign) -> None:
        direction = direction_of(sign)
        if start > head.start:
            offset = Element("offset")
            offset.text = str(round((start - head.start) * self.divisions / 4))
            direction.insert(len(direction.findall("direction-type")), offset)
        head.measure.insert(list(head.measure).index(_first_of_chord(head)), direction)


def _first_of_chord(head: _Head) -> Element:
    children = list(head.measure)
    at = children.index(head.element)
    while children[at].find("chord") is not None:
        at -= 1
    return children[at]


def _add_lyric(head: Element, lyric: Lyric) -> None:
    said = Element("lyric", number=str(lyric.verse))
    SubElement(said, "syllabic").text = lyric.syllabic
    SubElement(said, "text").text = lyric.text
    if lyric.extends:
        SubElement(said, "extend")
    later = [at for at, child in enumerate(head) if child.tag in AFTER_LYRICS]
    head.insert(later[0] if later else len(head), said)
