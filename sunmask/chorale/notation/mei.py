"""Chorale grids as MEI, the notation that Verovio engraves: four staves, real bars, key-aware spelling.

The same bars, heads and names as in `chorale_write.py`, without music21, which takes longer to build a
score than Verovio to engrave it. Heads and rests carry ids of our own, `n-<voice letter>-<sixteenth>` and
`r-<voice letter>-<sixteenth>`, by which a browser finds their cells.
"""

from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, tostring

from sunmask.chorale.notation.heads import bars, heads
from sunmask.chorale.notation.spelling import LETTERS_BY_FIFTHS, Key, SpelledPitch, notation_key, spell_line
from sunmask.chorale.symbols import (
    METRES,
    VOICE_NAMES,
    VOICES,
    Chorale,
    check_symbols,
    metric_positions,
    notes,
)

CLEFS = (("G", "2", None), ("G", "2", None), ("G", "2", "below"), ("F", "4", None))
"""Shape, line, and on which side an 8 hangs."""
DURATIONS = {1: ("16", 0), 2: ("8", 0), 3: ("8", 1), 4: ("4", 0), 6: ("4", 1), 8: ("2", 0), 12: ("2", 1)}
"""Sixteenths to the written value and its dots; 16 is a whole note."""
ACCIDENTALS = {-2: "ff", -1: "f", 0: "n", 1: "s", 2: "x"}
WORD_PLACES = {"single": "s", "begin": "i", "middle": "m", "end": "t"}
BEAT = 4
"""Sixteenths; what is shorter is beamed within it."""


def mei_from_chorale(chorale: Chorale) -> str:
    """The score as one MEI document. Raises ValueError for a grid that `check_symbols` refuses."""
    check_symbols(chorale.symbols_VT)
    root = Element("mei", {"xmlns": "http://www.music-encoding.org/ns/mei", "meiversion": "5.0"})
    SubElement(root, "meiHead")
    score = root
    for name in ("music", "body", "mdiv", "score"):
        score = SubElement(score, name)
    _define_staves(score, chorale)
    section = SubElement(score, "section")
    bar_list = bars(chorale)
    key = notation_key(chorale.symbols_VT, chorale.meta.fifths)
    voices = [
        _heads_by_bar(chorale, bar_list, voice, voice_notes, key)
        for voice, voice_notes in enumerate(notes(chorale.symbols_VT))
    ]
    for index, (number, _, length) in enumerate(bar_list):
        measure = SubElement(section, "measure", n=str(number))
        if length < METRES[chorale.meta.metre]:
            measure.set("metcon", "false")
        if index == len(bar_list) - 1:
            measure.set("right", "end")
        for voice, in_bars in enumerate(voices):
            staff = SubElement(measure, "staff", n=str(voice + 1))
            _fill_layer(SubElement(staff, "layer", n="1"), in_bars[index])
    return tostring(root, encoding="unicode")


def _define_staves(score: Element, chorale: Chorale) -> None:
    count, unit = chorale.meta.metre.split("/")
    fifths = chorale.meta.fifths
    signature = f"{abs(fifths)}{'s' if fifths > 0 else 'f'}" if fifths else "0"
    definition = SubElement(
        score, "scoreDef", {"keysig": signature, "meter.count": count, "meter.unit": unit}
    )
    group = SubElement(definition, "staffGrp", {"symbol": "bracket", "bar.thru": "false"})
    for voice, (shape, line, eighth) in enumerate(CLEFS):
        staff = SubElement(group, "staffDef", {"n": str(voice + 1), "lines": "5"})
        SubElement(staff, "label").text = VOICE_NAMES[voice]
        SubElement(staff, "labelAbbr").text = VOICES[voice]
        clef = SubElement(staff, "clef", shape=shape, line=line)
        if eighth:
            clef.set("dis", "8")
            clef.set("dis.place", eighth)


def _heads_by_bar(
    chorale: Chorale,
    bar_list: list[tuple[int, int, int]],
    voice: int,
    voice_notes: list[tuple[int, int, int]],
    key: Key,
) -> list[list[tuple[int, Element]]]:
    """By bar, the voice's heads and rests, each with the beat of its bar that it starts in."""
    in_bars: list[list[tuple[int, Element]]] = [[] for _ in bar_list]
    positions_T = metric_positions(chorale.meta, chorale.num_sixteenths)
    signature = _signature(chorale.meta.fifths)
    in_force, bar_in_force = dict[tuple[str, int], int](), -1
    names = spell_line(tuple(pitch for _, _, pitch in voice_notes), key)
    for (start, length, _), name in zip(voice_notes, names, strict=True):
        written: list[Element] = []
        for index, at, head_length in heads(chorale, bar_list, start, length):
            if index != bar_in_force:
                in_force, bar_in_force = {}, index
            is_bar = head_length == METRES[chorale.meta.metre]
            head = Element("note" if name else "mRest" if is_bar else "rest")
            head.set("xml:id", f"{'n' if name else 'r'}-{VOICES[voice]}-{at}")
            if name or not is_bar:
                value, dots = DURATIONS.get(head_length, ("1", 0))
                head.set("dur", value)
                head.set("dots", str(dots))
            if name:
                _set_pitch(head, name, signature, in_force, is_tied=bool(written))
            written.append(head)
            in_bars[index].append((int(positions_T[at]) // BEAT, head))
        if name and len(written) > 1:
            for i, head in enumerate(written):
                head.set("tie", "i" if i == 0 else "t" if i == len(written) - 1 else "m")
        _add_marks(chorale, voice, range(start, start + length), written)
    return in_bars


def _signature(fifths: int) -> dict[str, int]:
    """The alteration that a key signature gives each letter."""
    sharps, flats = LETTERS_BY_FIFTHS[: max(0, fifths)], LETTERS_BY_FIFTHS[7 + min(0, fifths) :]
    return {letter: (letter in sharps) - (letter in flats) for letter in LETTERS_BY_FIFTHS}


def _set_pitch(
    head: Element,
    name: SpelledPitch,
    signature: dict[str, int],
    in_force: dict[tuple[str, int], int],
    *,
    is_tied: bool,
) -> None:
    """Write a pitch, with an accidental where the bar so far and the signature say otherwise."""
    head.set("pname", name.letter.lower())
    head.set("oct", str(name.octave))
    line = (name.letter, name.octave)
    if is_tied or in_force.get(line, signature[name.letter]) == name.alter:
        head.set("accid.ges", ACCIDENTALS[name.alter])
    else:
        head.set("accid", ACCIDENTALS[name.alter])
        in_force[line] = name.alter


def _add_marks(chorale: Chorale, voice: int, span: range, written: list[Element]) -> None:
    """A fermata of the note goes on its last head, lyrics go under its first."""
    if any((voice, sixteenth) in chorale.fermatas for sixteenth in span):
        written[-1].set("fermata", "above")
    if written[0].tag != "note":
        return
    for lyric in chorale.lyrics.get((voice, span.start), ()):
        verse = SubElement(written[0], "verse", n=str(lyric.verse))
        syllable = SubElement(verse, "syl", wordpos=WORD_PLACES[lyric.syllabic])
        if lyric.syllabic in ("begin", "middle"):
            syllable.set("con", "d")
        syllable.text = lyric.text


def _fill_layer(layer: Element, in_bar: list[tuple[int, Element]]) -> None:
    for (_, is_short), together in groupby(in_bar, key=lambda one: (one[0], _is_beamed(one[1]))):
        elements = [element for _, element in together]
        place = SubElement(layer, "beam") if is_short and len(elements) > 1 else layer
        place.extend(elements)


def _is_beamed(element: Element) -> bool:
    return element.tag == "note" and element.get("dur") in ("8", "16")
