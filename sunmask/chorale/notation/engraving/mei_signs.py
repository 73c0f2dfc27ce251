"""A chorale's signs in its MEI: what hangs on heads, and what stands at a moment of a staff.

Each has the id `s-<voice letter>-<sixteenth>-<number>`: where it hangs, and its number among the signs there,
from 0. A slur or a hairpin has that of its beginning.
"""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from sunmask.chorale.music.bars import Bar, bar_index
from sunmask.chorale.music.signs import NOTE_SIGNS, Sign, lines_of
from sunmask.chorale.music.symbols import Chorale, notes
from sunmask.chorale.music.voices import ROW_LETTERS
from sunmask.chorale.notation.note_values import heads

ID = "xml:id"
ON_HEADS = {
    "accent": "acc",
    "strong-accent": "marc",
    "staccato": "stacc",
    "tenuto": "ten",
    "staccatissimo": "stacciss",
    "spiccato": "spicc",
    "detached-legato": "ten stacc",
    "up-bow": "upbow",
    "down-bow": "dnbow",
    "open-string": "open",
    "snap-pizzicato": "snap",
}
"""MEI's names of what is drawn at a head."""
BESIDE_HEADS = {
    "breath-mark": ("breath", {}),
    "caesura": ("caesura", {}),
    "trill-mark": ("trill", {}),
    "turn": ("turn", {"form": "upper"}),
    "inverted-turn": ("turn", {"form": "lower"}),
    "mordent": ("mordent", {"form": "lower"}),
    "inverted-mordent": ("mordent", {"form": "upper"}),
    "fingering": ("fing", {}),
}
"""Elements of their own that begin at a head."""
STANDING = {"dynamics": "dynam", "words": "dir", "system": "dir", "rehearsal": "reh", "metronome": "tempo"}
"""Elements of what stands at a moment, by the kind of a sign."""
UPPERMOST = 1
"""The number of the staff over which signs of the system stand."""

NOTE_LETTERS = {"quarter": "♩", "eighth": "♪"}
"""Note values that fonts for words have."""


def lettering(sign: Sign) -> dict[str, str]:
    """MEI's names of how words are lettered."""
    names = {"italic": "fontstyle", "bold": "fontweight"}
    return {names[style]: style for style in sign.style.split()}


def _tempo_text(sign: Sign) -> str:
    """A tempo mark as a line of text, in quarters where its own note value is no letter."""
    if sign.name in NOTE_LETTERS:
        number = f"{NOTE_LETTERS[sign.name]}{'.' * sign.dots} = {round(sign.value, 1):g}"
    else:
        number = f"♩ = {round(sign.quarters_a_minute, 1):g}"
    return f"{sign.text} ({number})" if sign.text else number


class DrawnSigns:
    """The signs of a score, added to the bars that are drawn of it. Signs that MEI does not know are kept in
    files and not drawn."""

    def __init__(self, chorale: Chorale, bar_list: Sequence[Bar], drawn: dict[int, Element]) -> None:
        """drawn: the measure of each bar that is drawn, by its index in the list."""
        self._chorale, self._bar_list, self._drawn = chorale, bar_list, drawn
        measures = drawn.values()
        self._heads = {head.get(ID): head for measure in measures for head in measure.iter("note")}

    def add(self, staff: int, voices: tuple[int, ...]) -> None:
        """Those of a staff, over the uppermost one those of the system too. What two voices say at once is
        drawn once."""
        said: set[tuple[int, Sign]] = set()
        for (of, t), here in sorted(self._chorale.signs.items()) if staff == UPPERMOST else ():
            for sign in here:
                if sign.is_of_system and (t, sign) not in said:
                    self._stand(staff, (of, t), sign)
                    said.add((t, sign))
        for voice in voices:
            lengths = {
                start: length for start, length, pitch in notes(self._chorale.symbols_VT)[voice] if pitch
            }
            for (of, t), here in sorted(self._chorale.signs.items()):
                for sign in here if of == voice else ():
                    if sign.kind in NOTE_SIGNS and t in lengths:
                        self._hang(staff, (voice, t), sign)
                    elif sign.kind in STANDING and not sign.is_of_system and (t, sign) not in said:
                        self._stand(staff, (voice, t), sign)
                        said.add((t, sign))
            for first, last, sign in lines_of(self._chorale.signs, voice, "slur"):
                if first in lengths and last in lengths:
                    self._slur(staff, voice, first, (last, lengths[last]), sign)
            for first, last, sign in lines_of(self._chorale.signs, voice, "wedge"):
                if (first, sign) not in said:
                    said.add((first, sign))
                    self._hairpin(staff, (voice, first), last, sign)

    def _bar(self, t: int) -> int:
        return bar_index(self._bar_list, t)

    def _stamp(self, t: int) -> str:
        bar = self._bar_list[self._bar(t)]
        unit = 16 // int(bar.metre.split("/")[1])  # sixteenths of a beat as MEI counts them
        return f"{1 + (t - bar.start) / unit:g}"

    def _id(self, cell: tuple[int, int], sign: Sign) -> str:
        voice, t = cell
        return f"s-{ROW_LETTERS[voice]}-{t}-{self._chorale.signs[cell].index(sign)}"

    def _hang(self, staff: int, cell: tuple[int, int], sign: Sign) -> None:
        voice, t = cell
        head_id = f"n-{ROW_LETTERS[voice]}-{t}"
        head = self._heads.get(head_id)
        if head is None:
            return
        how = {ID: self._id(cell, sign)} | ({"place": sign.side} if sign.side else {})
        if sign.name in ON_HEADS:
            for name in ON_HEADS[sign.name].split():
                SubElement(head, "artic", {"artic": name, **how})
                how.pop(ID, None)
        elif sign.name in BESIDE_HEADS:
            name, shape = BESIDE_HEADS[sign.name]
            how |= {"startid": f"#{head_id}", "staff": str(staff), **shape}
            SubElement(self._drawn[self._bar(t)], name, how).text = sign.text

    def _stand(self, staff: int, cell: tuple[int, int], sign: Sign) -> None:
        _, t = cell
        measure = self._drawn.get(self._bar(t))
        if measure is None:
            return
        side = sign.side or "above"  # words are sung below
        how = {ID: self._id(cell, sign), "staff": str(staff), "tstamp": self._stamp(t), "place": side}
        shown = SubElement(measure, STANDING[sign.kind], how)
        if sign.kind == "metronome":
            shown.text = _tempo_text(sign)
        else:
            is_named = sign.kind == "dynamics" and sign.name != "other-dynamics"
            styled = SubElement(shown, "rend", lettering(sign)) if sign.style else shown
            styled.text = sign.name if is_named else sign.text

    def _hairpin(self, staff: int, cell: tuple[int, int], last: int, sign: Sign) -> None:
        _, first = cell
        begins, ends = self._bar(first), self._bar(last)
        if begins in self._drawn and ends in self._drawn:
            how = {
                ID: self._id(cell, sign),
                "form": "cres" if sign.name == "crescendo" else "dim",
                "staff": str(staff),
                "tstamp": self._stamp(first),
                "tstamp2": f"{ends - begins}m+{self._stamp(last)}",
                "place": sign.side or "above",
            }
            SubElement(self._drawn[begins], "hairpin", how)

    def _slur(self, staff: int, voice: int, first: int, last: tuple[int, int], sign: Sign) -> None:
        letter = ROW_LETTERS[voice]
        *_, (_, end, _) = heads(self._bar_list, *last)
        start_id, end_id = f"n-{letter}-{first}", f"n-{letter}-{end}"
        if end_id not in self._heads:  # beside a tuplet
            end_id = f"n-{letter}-{last[0]}"
        if start_id in self._heads and end_id in self._heads:
            how = {ID: self._id((voice, first), sign), "staff": str(staff)}
            how |= {"startid": f"#{start_id}", "endid": f"#{end_id}"}
            how |= {"curvedir": sign.side} if sign.side else {}
            SubElement(self._drawn[self._bar(first)], "slur", how)
