"""What hangs on an accompanying staff in a chorale's MEI: signs, fermatas and words.

Heads have an id only where a line or a sign beside them needs one: nobody presses what is no cell's. What is
said to everybody stands over the voices.
"""

from collections.abc import Mapping, Sequence
from itertools import count
from math import ceil
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from sunmask.chorale.music.bars import Bar, bar_index
from sunmask.chorale.music.signs import LINES, NOTE_SIGNS, Sign, paired
from sunmask.chorale.music.staves import Moment, Staff, StaffSign, end_of
from sunmask.chorale.music.syllables import Lyric
from sunmask.chorale.notation.engraving.mei_signs import BESIDE_HEADS, ID, ON_HEADS, STANDING, lettering
from sunmask.chorale.notation.staff_heads import StaffHead

WORD_PLACES = {"single": "s", "begin": "i", "middle": "m", "end": "t"}
BETWEEN_STAVES = ("dynamics", "wedge")
"""What stands under an instrument's staff where the file does not say it."""


class DrawnHead(NamedTuple):
    """A head, chord or rest, and its element."""

    head: StaffHead
    element: Element


class StaffMarks:
    """The marks of one staff, added to the bars that are drawn."""

    def __init__(
        self, staff: Staff, heads: Sequence[DrawnHead], bar_list: Sequence[Bar], drawn: Mapping[int, Element]
    ) -> None:
        """drawn: the measure of each bar that is drawn, by its index in the list."""
        self._staff, self._bar_list, self._drawn = staff, bar_list, drawn
        self._numbers = count()
        self._heads: dict[int, list[DrawnHead]] = {}
        for each in heads:
            self._heads.setdefault(each.head.index, []).append(each)

    def add(self, row: int) -> None:
        """Add everything that hangs on the staff. row: of the staff from the top, from 1."""
        self._row, staff = row, self._staff
        for start, pitch in staff.fermatas:
            if (head := self._last(start, pitch)) is not None:
                head.set("fermata", "above")
        for start, pitch, sign in staff.signs:
            if sign.kind in NOTE_SIGNS:
                self._hang(start, pitch, sign)
            elif sign.kind in STANDING and not sign.is_of_system:
                self._stand(start, sign)
        for kind in LINES:
            ends = [each for each in staff.signs if each.sign.kind == kind]
            for first, last in paired([(each.start, each.sign) for each in ends]):
                (self._slur if kind == "slur" else self._hairpin)(ends[first], ends[last])
        for start, syllables in staff.words:
            self._sing(start, syllables)

    def _bar(self, at: Moment) -> int:
        return bar_index(self._bar_list, int(at))

    def _sounding(self, at: Moment, pitch: int) -> Element | None:
        """The head of a pitch that begins at a time, or sounds then; of no pitch, any."""
        own = [
            each
            for each in self._heads.get(self._bar(at), ())
            if pitch == 0 or any(pitch == of for of, _ in each.head.pitches)
        ]
        here = [each for each in own if each.head.start <= at < each.head.start + each.head.length]
        near = [each for each in own if abs(each.head.start - at) < 1]  # what fits no tuplet is on the grid
        first = next((each for each in here if each.head.start == at), next(iter([*here, *near]), None))
        return None if first is None else first.element

    def _last(self, start: Moment, pitch: int) -> Element | None:
        """The last head of a note; of a rest the one that sounds at a time."""
        end = end_of(self._staff, start, pitch)
        if end == start:
            return self._sounding(start, pitch)
        bars = range(self._bar(start), self._bar(ceil(end) - 1) + 1)
        heads = [each for bar in bars for each in self._heads.get(bar, ())]
        own = [
            each.element
            for each in heads
            if start <= each.head.start
            and each.head.start + each.head.length == end
            and any(pitch == of for of, _ in each.head.pitches)
        ]
        return own[-1] if own else self._sounding(start, pitch)

    def _name(self, head: Element) -> str:
        """The id of a head, which it is given now if it has none."""
        if ID not in head.attrib:
            head.set(ID, f"a-{self._row}-{next(self._numbers)}")
        return f"#{head.get(ID)}"

    def _stamp(self, at: Moment) -> str:
        bar = self._bar_list[self._bar(at)]
        unit = 16 // int(bar.metre.split("/")[1])  # sixteenths of a beat as MEI counts them
        return f"{1 + float(at - bar.start) / unit:.6g}"

    def _hang(self, start: Moment, pitch: int, sign: Sign) -> None:
        head, measure = self._sounding(start, pitch), self._drawn.get(self._bar(start))
        if head is None or measure is None:
            return
        side = {"place": sign.side} if sign.side else {}
        if sign.name in ON_HEADS:
            for name in ON_HEADS[sign.name].split():
                SubElement(head, "artic", {"artic": name, **side})
        elif sign.name in BESIDE_HEADS:
            name, shape = BESIDE_HEADS[sign.name]
            how = {"startid": self._name(head), "staff": str(self._row), **shape, **side}
            SubElement(measure, name, how).text = sign.text

    def _stand(self, start: Moment, sign: Sign) -> None:
        measure = self._drawn.get(self._bar(start))
        if measure is None:
            return
        how = {"staff": str(self._row), "tstamp": self._stamp(start), "place": _side(sign)}
        shown = SubElement(measure, STANDING[sign.kind], how)
        is_named = sign.kind == "dynamics" and sign.name != "other-dynamics"
        styled = SubElement(shown, "rend", lettering(sign)) if sign.style else shown
        styled.text = sign.name if is_named else sign.text

    def _hairpin(self, first: StaffSign, last: StaffSign) -> None:
        begins, ends = self._bar(first.start), self._bar(last.start)
        if begins in self._drawn and ends in self._drawn:
            how = {
                "form": "cres" if first.sign.name == "crescendo" else "dim",
                "staff": str(self._row),
                "tstamp": self._stamp(first.start),
                "tstamp2": f"{ends - begins}m+{self._stamp(last.start)}",
                "place": _side(first.sign),
            }
            SubElement(self._drawn[begins], "hairpin", how)

    def _slur(self, first: StaffSign, last: StaffSign) -> None:
        begins, ends = self._sounding(first.start, first.pitch), self._last(last.start, last.pitch)
        bar = self._bar(first.start)
        if begins is not None and ends is not None and {bar, self._bar(last.start)} <= set(self._drawn):
            how = {"staff": str(self._row), "startid": self._name(begins), "endid": self._name(ends)}
            how |= {"curvedir": first.sign.side} if first.sign.side else {}
            SubElement(self._drawn[bar], "slur", how)

    def _sing(self, start: Moment, syllables: Sequence[Lyric]) -> None:
        here = (
            each.element
            for each in self._heads.get(self._bar(start), ())
            if each.head.start == start and each.head.pitches and not each.head.is_tied
        )
        head = next(here, None)
        if head is None:
            return
        for lyric in syllables:
            verse = SubElement(head, "verse", n=str(lyric.verse))
            syllable = SubElement(verse, "syl", wordpos=WORD_PLACES[lyric.syllabic])
            if lyric.syllabic in ("begin", "middle") or lyric.extends:
                syllable.set("con", "u" if lyric.extends else "d")
            syllable.text = lyric.text


def _side(sign: Sign) -> str:
    return sign.side or ("below" if sign.kind in BETWEEN_STAVES else "above")
