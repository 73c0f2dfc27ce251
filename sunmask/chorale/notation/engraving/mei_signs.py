"""A chorale's signs in its MEI: what hangs on heads, and what stands at a moment of a staff."""

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
STANDING = {"dynamics": "dynam", "words": "dir", "rehearsal": "reh", "metronome": "tempo"}
"""Elements of what stands at a moment, by the kind of a sign."""


NOTE_LETTERS = {"quarter": "♩", "eighth": "♪"}
"""Note values that fonts for words have."""


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
        """Those of a staff. What two of its voices say at once is drawn once."""
        said: set[tuple[int, Sign]] = set()
        for voice in voices:
            lengths = {
                start: length for start, length, pitch in notes(self._chorale.symbols_VT)[voice] if pitch
            }
            for (of, t), here in sorted(self._chorale.signs.items()):
                for sign in here if of == voice else ():
                    if sign.kind in NOTE_SIGNS and t in lengths:
                        self._hang(staff, f"n-{ROW_LETTERS[voice]}-{t}", t, sign)
                    elif sign.kind in STANDING and (t, sign) not in said:
                        self._stand(staff, t, sign)
                        said.add((t, sign))
            for first, last, sign in lines_of(self._chorale.signs, voice, "slur"):
                if first in lengths and last in lengths:
                    self._slur(staff, voice, first, (last, lengths[last]), sign)
            for first, last, sign in lines_of(self._chorale.signs, voice, "wedge"):
                if (first, sign) not in said:
                    said.add((first, sign))
                    self._hairpin(staff, first, last, sign)

    def _bar(self, t: int) -> int:
        return bar_index(self._bar_list, t)

    def _stamp(self, t: int) -> str:
        bar = self._bar_list[self._bar(t)]
        unit = 16 // int(bar.metre.split("/")[1])  # sixteenths of a beat as MEI counts them
        return f"{1 + (t - bar.start) / unit:g}"

    def _hang(self, staff: int, head_id: str, t: int, sign: Sign) -> None:
        head = self._heads.get(head_id)
        if head is None:
            return
        if sign.name in ON_HEADS:
            head.set("artic", f"{head.get('artic', '')} {ON_HEADS[sign.name]}".strip())
        elif sign.name in BESIDE_HEADS:
            name, how = BESIDE_HEADS[sign.name]
            measure = self._drawn[self._bar(t)]
            SubElement(measure, name, {"startid": f"#{head_id}", "staff": str(staff), **how}).text = sign.text

    def _stand(self, staff: int, t: int, sign: Sign) -> None:
        measure = self._drawn.get(self._bar(t))
        if measure is None:
            return
        side = sign.side or "above"  # words are sung below
        shown = SubElement(
            measure, STANDING[sign.kind], {"staff": str(staff), "tstamp": self._stamp(t), "place": side}
        )
        if sign.kind == "metronome":
            shown.text = _tempo_text(sign)
        else:
            is_named = sign.kind == "dynamics" and sign.name != "other-dynamics"
            shown.text = sign.name if is_named else sign.text

    def _hairpin(self, staff: int, first: int, last: int, sign: Sign) -> None:
        begins, ends = self._bar(first), self._bar(last)
        if begins in self._drawn and ends in self._drawn:
            how = {
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
        if start_id in self._heads and end_id in self._heads:
            how = {"startid": f"#{start_id}", "endid": f"#{end_id}", "staff": str(staff)}
            SubElement(
                self._drawn[self._bar(first)], "slur", how | ({"curvedir": sign.side} if sign.side else {})
            )
