"""Figures under the bass of a MusicXML file, as chords that are asked for.

Figures belong to the note behind them; of several before one each lasts its duration. A note without figures
that lasts a beat or more has a triad, as players read it, and shorter ones pass.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from xml.etree.ElementTree import Element

from sunmask.chorale.notation.figured_bass import chord_over
from sunmask.chorale.notation.importing.parsed_score import Bar, Place, Symbol
from sunmask.chorale.notation.musicxml.unsupported_elements import is_numeral

FULL = 4
"""Parts: in a score with as many, figures say what the notes make and ask for nothing."""
SIGNS = {
    **dict.fromkeys(("sharp", "plus", "cross", "slash", "back-slash", "vertical"), "#"),
    "flat": "b",
    "natural": "n",
}
THIRD = "3"
Voice = tuple[str, str]


@dataclass(frozen=True)
class _BassNote:
    """A note with the figures before it, at a time in quarters. fifths: of its key signature."""

    start: Fraction
    length: Fraction
    voice: Voice
    pitch: Element
    figures: tuple[Element, ...]
    fifths: int
    divisions: int


def figures_in(root: Element, bars: Sequence[Bar]) -> tuple[list[Symbol], Counter[Place]]:
    """The chords of a file's figures in order, and how many figures there are by their place; none where all
    voices are there, or chord symbols. bars: as the file's first part has them."""
    parts = root.findall("part")
    figured = [part for part in parts if next(part.iter("figured-bass"), None) is not None]
    if not figured or len(parts) >= FULL or not all(map(is_numeral, root.iter("harmony"))):
        return [], Counter()
    part = figured[-1]
    kept: Counter[Place] = Counter()
    for at, measure in enumerate(part.findall("measure")):
        kept["figured_bass", part.get("id") or "", at] = len(measure.findall("figured-bass"))
    notes = list(_bass_notes(part, bars))
    voices = {note.voice for note in notes if note.figures}
    beat = {bar.start: Fraction(4, int(bar.metre.split("/")[1])) for bar in bars}
    symbols: list[Symbol] = []
    for note in notes:
        is_long = note.length >= beat[max(start for start in beat if start <= note.start)]
        if note.figures or (note.voice in voices and is_long):
            symbols += _symbols_of(note)
    return symbols, kept


def _bass_notes(part: Element, bars: Sequence[Bar]) -> Iterator[_BassNote]:
    divisions, fifths = 1, 0
    for measure, bar in zip(part.findall("measure"), bars, strict=False):
        at, waiting = Fraction(0), []
        for element in measure:
            divisions = int(element.findtext("divisions") or divisions)
            fifths = int(element.findtext("key/fifths") or fifths)
            length = Fraction(element.findtext("duration") or 0) / divisions
            pitch = element.find("pitch")
            if element.tag == "figured-bass":
                waiting.append(element)
            elif element.tag == "backup":
                at -= length
            elif element.tag == "forward":
                at += length
            elif element.tag == "note" and element.find("chord") is None:
                is_struck = all(tie.get("type") != "stop" for tie in element.findall("tie"))
                if pitch is not None and length and (is_struck or waiting):
                    voice = element.findtext("voice") or "", element.findtext("staff") or ""
                    figures, waiting = tuple(waiting), []
                    yield _BassNote(bar.start + at, length, voice, pitch, figures, fifths, divisions)
                at += length


def _symbols_of(note: _BassNote) -> Iterator[Symbol]:
    letter, alter = note.pitch.findtext("step") or "C", int(float(note.pitch.findtext("alter") or 0))
    at = note.start
    for element in note.figures or (None,):
        written = _written(element) if element is not None else {}
        chord = None if written is None else chord_over(written, letter, alter, note.fifths)
        yield Symbol(at, _text(element), chord, is_exact=chord is not None)
        if element is not None:
            at += Fraction(element.findtext("duration") or 0) / note.divisions


def _written(element: Element) -> dict[int, str] | None:
    """The sign of each interval; None for signs that are not known."""
    found = {}
    for figure in element.findall("figure"):
        number = (figure.findtext("figure-number") or "").strip()
        sign = (figure.findtext("prefix") or figure.findtext("suffix") or "").strip()
        if not number and not sign:
            continue
        if (sign and sign not in SIGNS) or not (number or THIRD).isdecimal():
            return None
        found[int(number or THIRD)] = SIGNS.get(sign, "")
    return found


def _text(element: Element | None) -> str:
    """ "6/5", "#": for sentences."""
    figures = [] if element is None else element.findall("figure")
    words = (
        SIGNS.get(figure.findtext("prefix") or figure.findtext("suffix") or "", "")
        + (figure.findtext("figure-number") or "")
        for figure in figures
    )
    return "/".join(filter(None, words)) or "5/3"
