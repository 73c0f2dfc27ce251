"""Chorale grids as MEI, the notation that Verovio engraves: staves of one or two voices, or a reduction for
piano, real bars, key-aware spelling.

Bars, note heads and names are those of `musicxml/writer.py`. music21 is not used here: it takes longer to
build a score than Verovio takes to engrave it. Heads and rests carry ids of our own,
`n-<voice letter>-<sixteenth>` and `r-<voice letter>-<sixteenth>`, by which a browser finds their cells.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, tostring

from sunmask.chorale.music.bars import Bar, bar_index, bars, metric_positions, written_beat
from sunmask.chorale.music.keys import key_at
from sunmask.chorale.music.lyrics import lyrics_for_all
from sunmask.chorale.music.staves import Staff, layers_of
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta, Lyric, check_grid, notes
from sunmask.chorale.music.tuplets import Piece, graces_at, pieces_of
from sunmask.chorale.music.voices import ROW_LETTERS, STANDARD, Voice, voice_letters
from sunmask.chorale.notation.engraving.lyrics import padded
from sunmask.chorale.notation.engraving.mei_form import DrawnForm
from sunmask.chorale.notation.engraving.mei_signs import DrawnSigns
from sunmask.chorale.notation.engraving.mei_staff_marks import WORD_PLACES, DrawnHead, StaffMarks
from sunmask.chorale.notation.engraving.mei_tuplets import (
    DrawnTuplets,
    beam_tuplet,
    grace_group,
    group_of_graces,
    tuplet_head,
    written_value,
)
from sunmask.chorale.notation.letters import grace_letter, letter_of, letters_of_pieces, spelling_keys
from sunmask.chorale.notation.note_values import heads
from sunmask.chorale.notation.spelling import LETTERS_BY_FIFTHS, SpelledPitch
from sunmask.chorale.notation.staff_heads import StaffHead, StaffTuplet, staff_heads

Staves = tuple[tuple[int, ...], ...]
"""The voices of each staff from the top: one each, or an upper and a lower one."""
ROW_VIEWS = ("soprano", "alto", "tenor", "bass", "voice-5", "voice-6")
"""The view of each row alone, whatever its voice is called."""
VIEW_NAMES = ("open", "closed", "reduction", *ROW_VIEWS)
"""What a score can show: a staff for each voice, two voices to a staff, the same for a pianist's hands with
chords and without words, or one voice alone."""
SHAPES = {
    "treble": ("G", "2", None),
    "treble-8": ("G", "2", "below"),
    "alto": ("C", "3", None),
    "tenor": ("C", "4", None),
    "bass": ("F", "4", None),
}
"""Shape, line, and on which side an 8 hangs, of each clef."""
DURATIONS = {1: ("16", 0), 2: ("8", 0), 3: ("8", 1), 4: ("4", 0), 6: ("4", 1), 8: ("2", 0), 12: ("2", 1)}
DURATIONS |= {16: ("1", 0), 24: ("1", 1)}
"""Sixteenths to the written value and its dots."""
ACCIDENTALS = {-2: "ff", -1: "f", 0: "n", 1: "s", 2: "x"}
REST_LOC, BAR_REST_LOC = "4", "6"
"""Steps above the lowest line at which rests stand where a staff has one voice: in the middle."""
SMALL = "65%"
"""The size of staves that accompany the voices."""
SILENT = "silent"
"""The class of rests that are not drawn."""


def staves_of(view: str, voices: Sequence[Voice] = STANDARD) -> Staves:
    """The staves of one of `VIEW_NAMES`. Raises ValueError for another view, or a row that is not there."""
    known = [name for name in VIEW_NAMES if name not in ROW_VIEWS[len(voices) :]]
    if view not in known:
        raise ValueError(f"expected a score that is {', '.join(known)}, got {view!r:.40}")
    if view in ROW_VIEWS:
        return ((ROW_VIEWS.index(view),),)
    return open_staves(voices) if view == "open" else closed_staves(voices)


def open_staves(voices: Sequence[Voice]) -> Staves:
    """A staff for each voice."""
    return tuple((row,) for row in range(len(voices)))


def closed_staves(voices: Sequence[Voice]) -> Staves:
    """Two voices to a staff where they are neighbours and of one register: trebles, or tenors and basses. Of
    three, those with one clef are together."""
    rows = list(range(len(voices)))
    staves: list[tuple[int, ...]] = []
    while rows:
        register = _register(voices[rows[0]])
        together = [
            row for row in rows if all(_register(voices[r]) == register for r in rows[: row - rows[0] + 1])
        ]
        clefs = [voices[row].clef for row in together]
        is_alone = register is None or len(together) == 1 or (len(together) % 2 == 1 and clefs[0] != clefs[1])
        staves.append(tuple(rows[: 1 if is_alone else 2]))
        rows = rows[len(staves[-1]) :]
    return tuple(staves)


def _register(voice: Voice) -> str | None:
    """None for a clef that is read by instruments, each on its own staff."""
    return {"treble": "high", "treble-8": "low", "bass": "low"}.get(voice.clef)


def clef_of(voices: Sequence[Voice]) -> str:
    """The clef of a staff of these voices."""
    clefs = {voice.clef for voice in voices}
    return clefs.pop() if len(clefs) == 1 else "bass"


OPEN, CLOSED = open_staves(STANDARD), closed_staves(STANDARD)
VIEWS = {name: staves_of(name) for name in VIEW_NAMES if name not in ROW_VIEWS[len(STANDARD) :]}
"""Of soprano, alto, tenor and bass."""


def mei_of_view(chorale: Chorale, view: str, only: range | None = None) -> str:
    """The score, or some bars of it, as one of `VIEW_NAMES`. Raises ValueError as `staves_of` and
    `mei_from_chorale` do."""
    staves = staves_of(view, chorale.voices)
    return mei_from_chorale(chorale, staves, only, is_reduction=view == "reduction")


def mei_from_chorale(
    chorale: Chorale, staves: Staves | None = None, only: range | None = None, *, is_reduction: bool = False
) -> str:
    """The score as one MEI document, of those voices that `staves` names (None: each on its own); only: some
    bars, by their index. is_reduction: for a pianist, so with chords and without words. Raises ValueError for
    a grid that `check_grid` refuses."""
    check_grid(chorale)
    staves = staves or open_staves(chorale.voices)
    chorale = replace(chorale, lyrics=shown_words(chorale, staves, is_reduction=is_reduction))
    root = Element("mei", {"xmlns": "http://www.music-encoding.org/ns/mei", "meiversion": "5.0"})
    SubElement(root, "meiHead")
    score = root
    for name in ("music", "body", "mdiv", "score"):
        score = SubElement(score, name)
    bar_list = bars(chorale.meta, chorale.num_sixteenths)
    only = only or range(len(bar_list))
    metre, fifths = bar_list[only.start].metre, key_at(chorale.meta, bar_list[only.start].start)[0]
    _define_staves(score, chorale, staves, (metre, fifths), is_reduction=is_reduction)
    section = SubElement(score, "section")
    written = [_Staff(chorale, bar_list, voices, staves) for voices in staves]
    has_all = len(staves) > 1 and not is_reduction
    beside = [AccompanyingStaff(chorale, bar_list, staff) for staff in chorale.meta.staves if has_all]
    drawn: dict[int, Element] = {}
    drawn_form = DrawnForm(chorale.form)
    for index in only:
        bar = bar_list[index]
        before, (metre, fifths) = (metre, fifths), (bar.metre, key_at(chorale.meta, bar.start)[0])
        if (metre, fifths) != before:
            keysig = (
                {"keysig": _keysig(fifths), "keysig.cancelaccid": "before"} if fifths != before[1] else {}
            )
            SubElement(
                section, "scoreDef", {**keysig, **(_signature_of(metre) if metre != before[0] else {})}
            )
        measure = drawn[index] = SubElement(drawn_form.parent(section, bar), "measure", n=str(bar.number))
        if not bar.is_whole:
            measure.set("metcon", "false")
        if index == len(bar_list) - 1:
            measure.set("right", "end")
        drawn_form.set_lines(measure, bar)
        for row, staff in enumerate(written, start=1):
            staff.fill(SubElement(measure, "staff", n=str(row)), index, has_chords=is_reduction)
        for row, accompanying in enumerate(beside, start=len(written) + 1):
            accompanying.fill(SubElement(measure, "staff", n=str(row)), index)
        drawn_form.add_words(measure, bar)
    for row, accompanying in enumerate(beside, start=len(written) + 1):
        StaffMarks(accompanying.staff, accompanying.heads, bar_list, drawn).add(row)
    if chorale.signs:
        signs = DrawnSigns(chorale, bar_list, drawn)
        for row, voices in enumerate(staves, start=1):
            signs.add(row, voices)
    return tostring(root, encoding="unicode")


def shown_words(
    chorale: Chorale, staves: Staves, *, is_reduction: bool = False
) -> dict[tuple[int, int], tuple[Lyric, ...]]:
    """The words on these staves: of every voice where each has a staff of its own; on a shared staff as they
    were written, since all sing the words between the staves; none for a pianist."""
    if is_reduction:
        return {}
    is_open = all(len(voices) == 1 for voices in staves)
    return lyrics_for_all(chorale) if is_open else chorale.lyrics


def _signature_of(metre: str) -> dict[str, str]:
    count, unit = metre.split("/")
    return {"meter.count": count, "meter.unit": unit}


def _keysig(fifths: int) -> str:
    return f"{abs(fifths)}{'s' if fifths > 0 else 'f'}" if fifths else "0"


def _define_staves(
    score: Element, chorale: Chorale, staves: Staves, begins: tuple[str, int], *, is_reduction: bool
) -> None:
    """begins: the metre and the fifths of the first bar that is drawn."""
    metre, fifths = begins
    definition = SubElement(score, "scoreDef", {"keysig": _keysig(fifths), **_signature_of(metre)})
    symbol = {} if len(staves) == 1 else {"symbol": "brace" if is_reduction else "bracket"}
    letters = voice_letters(chorale.voices)
    has_beside = bool(chorale.meta.staves) and len(staves) > 1 and not is_reduction
    everything = SubElement(definition, "staffGrp") if has_beside else definition
    joined = str(any(len(each) > 1 for each in staves)).lower()
    group = SubElement(everything, "staffGrp", {**symbol, "bar.thru": joined})
    for row, voices in enumerate(staves, start=1):
        staff = SubElement(group, "staffDef", {"n": str(row), "lines": "5"})
        if len(staves) > 1 and not is_reduction:  # a part bears its voice's name over the music
            label = SubElement(staff, "label")
            label.text = chorale.voices[voices[0]].name
            for voice in voices[1:]:
                SubElement(label, "lb").tail = chorale.voices[voice].name
            SubElement(staff, "labelAbbr").text = "".join(letters[voice] for voice in voices)
        _define_clef(staff, clef_of([chorale.voices[voice] for voice in voices]))
    if has_beside:
        _define_beside(everything, chorale.meta.staves, len(staves) + 1)


def _define_beside(everything: Element, staves: Sequence[Staff], first: int) -> None:
    """The accompanying staves, those of one instrument in a brace. first: the number of the first one."""
    row = first
    for name, of_instrument in groupby(staves, key=lambda staff: staff.name):
        together = list(of_instrument)
        group = everything
        if len(together) > 1:
            group = SubElement(everything, "staffGrp", {"symbol": "brace", "bar.thru": "true"})
            SubElement(group, "label").text = name
        for accompanying in together:
            staff = SubElement(group, "staffDef", {"n": str(row), "lines": "5", "scale": SMALL})
            if len(together) == 1:
                SubElement(staff, "label").text = name
            _define_clef(staff, accompanying.clef)
            row += 1


def _define_clef(staff: Element, name: str) -> None:
    shape, line, eighth = SHAPES[name]
    clef = SubElement(staff, "clef", shape=shape, line=line)
    if eighth:
        clef.set("dis", "8")
        clef.set("dis.place", eighth)


Pitched = tuple[int | Fraction, int, Element, SpelledPitch, bool]
"""A head as (sixteenth, bar, head, name, whether a tie leads to it)."""


class _Staff:
    """The voices of one staff, written by bar."""

    def __init__(
        self, chorale: Chorale, bar_list: Sequence[Bar], voices: tuple[int, ...], staves: Staves
    ) -> None:
        self._chorale, self._bar_list, self._voices = chorale, bar_list, voices
        self._is_open = all(len(each) == 1 for each in staves)
        pieces_V = pieces_of(chorale)
        letters_V = letters_of_pieces(chorale, pieces_V)
        self._grace_key = spelling_keys(chorale)
        self._pitched: list[Pitched] = []
        self._texts = padded(chorale.lyrics, bar_list)
        self._layers = [self._heads_by_bar(voice, pieces_V[voice], letters_V[voice]) for voice in voices]
        _set_accidentals(self._pitched, chorale.meta)

    def fill(self, staff: Element, index: int, *, has_chords: bool) -> None:
        """Write a bar, as chords where that is wished and both voices move alike."""
        if has_chords and (chords := self._chords(index)):
            _fill_layer(SubElement(staff, "layer", n="1"), chords)
            return
        layers = [in_bars[index] for in_bars in self._layers]
        if len(layers) > 1:
            _quieten(layers)
        for number, in_bar in enumerate(layers, start=1):
            _fill_layer(SubElement(staff, "layer", n=str(number)), in_bar)

    def _chords(self, index: int) -> list[tuple[int, Element]]:
        """The heads of a bar, those of the voices joined; none where a voice rests or moves by itself, or two
        meet on one pitch."""
        voices = [in_bars[index] for in_bars in self._layers]
        if len(voices) < 2 or len({len(heads) for heads in voices}) > 1:
            return []
        joined = []
        for together in zip(*voices, strict=True):
            notes_here = [head for _, head in together]
            chord = _chord(notes_here)
            if chord is None:
                return []
            joined.append((together[0][0], notes_here, chord))
        for _, notes_here, chord in joined:
            for head in notes_here:
                for name in ("dur", "dots", "stem.dir", "fermata"):
                    head.attrib.pop(name, None)
            chord.extend(notes_here)
        return [(beat, chord) for beat, _, chord in joined]

    def _heads_by_bar(
        self, voice: int, pieces: Sequence[Piece], names: Sequence[SpelledPitch | None]
    ) -> list[list[tuple[int, Element]]]:
        """By bar, the voice's heads, rests and tuplets, each with the beat of its bar that it starts in."""
        chorale = self._chorale
        in_bars: list[list[tuple[int, Element]]] = [[] for _ in self._bar_list]
        positions_T = metric_positions(chorale.meta, chorale.num_sixteenths)
        line = notes(chorale.symbols_VT)[voice]
        of_note: dict[int, list[Element]] = {start: [] for start, _, _ in line}
        starts = list(of_note)
        before: Element | None = None
        drawn = DrawnTuplets(chorale)
        for piece, name in zip(pieces, names, strict=True):
            for number, (index, at, head_length) in enumerate(self._places(piece)):
                bar = self._bar_list[index]
                beat = int(positions_T[int(at)]) // written_beat(bar.metre)
                if piece.tuplet is not None:
                    head = tuplet_head(piece)
                    place = drawn.place(piece.tuplet)
                    if piece.number == 0:
                        in_bars[index].append((beat, place))
                    put = place.append
                else:
                    is_bar = head_length == bar.nominal
                    head = _head(voice, int(at), int(head_length), is_note=name is not None, is_bar=is_bar)
                    put = partial(_put, in_bars[index], beat)
                column = piece.column if number == 0 else int(at)
                if name is not None:
                    is_tied = piece.is_tied or number > 0
                    if (
                        column in of_note
                        and not is_tied
                        and (graces := self._graces(voice, column, index)) is not None
                    ):
                        put(graces)
                    self._pitched.append((at, index, head, name, is_tied))
                    if len(self._voices) > 1:
                        head.set("stem.dir", "up" if voice == self._voices[0] else "down")
                    if is_tied and before is not None:
                        before.set("tie", "m" if before.get("tie") in ("t", "m") else "i")
                        head.set("tie", "t")
                elif number == 0 and chorale.has_fermata(voice, piece.columns):
                    self._add_fermata(voice, head)
                put(head)
                before = head
                if column is not None:
                    of_note[starts[bisect_right(starts, column) - 1]].append(head)
        drawn.beam()
        for start, length, _ in line:
            if of_note[start]:
                self._add_marks(voice, range(start, start + length), of_note[start])
        return in_bars

    def _places(self, piece: Piece) -> Iterable[tuple[int, int | Fraction, int | Fraction]]:
        """The heads of a piece as `heads` has them; a note of a tuplet is one."""
        if piece.tuplet is None:
            return heads(self._bar_list, int(piece.start), int(piece.length))
        return [(bar_index(self._bar_list, piece.tuplet.start), piece.start, piece.length)]

    def _graces(self, voice: int, column: int, index: int) -> Element | None:
        """The grace notes before a note, None where it has none."""
        group = grace_group(self._chorale, voice, column)
        if group is not None:
            key = self._grace_key(column)
            for head, note in zip(group.iter("note"), graces_at(self._chorale, voice, column), strict=True):
                self._pitched.append((column, index, head, grace_letter(note, key), False))
                if len(self._voices) > 1:
                    head.set("stem.dir", "up" if voice == self._voices[0] else "down")
        return group

    def _add_marks(self, voice: int, span: range, written: list[Element]) -> None:
        """A note's fermata goes on its last head, lyrics go under its first."""
        if written[0].tag != "note":
            return
        is_lower = voice != self._voices[0]
        if self._chorale.has_fermata(voice, span):
            self._add_fermata(voice, written[-1])
        for lyric in self._chorale.lyrics.get((voice, span.start), ()):
            if not self._is_open and self._is_said_above(voice, span.start, lyric):
                continue
            verse = SubElement(written[0], "verse", n=str(lyric.verse + is_lower * self._verses_above))
            syllable = SubElement(verse, "syl", wordpos=WORD_PLACES[lyric.syllabic])
            if lyric.syllabic in ("begin", "middle"):
                syllable.set("con", "d")
            elif lyric.extends:
                syllable.set("con", "u")
            syllable.text = self._texts[voice, span.start, lyric.verse]

    def _add_fermata(self, voice: int, head: Element) -> None:
        head.set("fermata", "above" if voice == self._voices[0] else "below")

    def _is_said_above(self, voice: int, sixteenth: int, lyric: Lyric) -> bool:
        """In a closed score all voices sing the words between the staves; what differs is written again."""
        return any(lyric in self._chorale.lyrics.get((above, sixteenth), ()) for above in range(voice))

    @property
    def _verses_above(self) -> int:
        """The last verse of the upper voice of this staff."""
        upper = self._voices[0]
        said = (lyrics for (voice, _), lyrics in self._chorale.lyrics.items() if voice == upper)
        return max((lyric.verse for lyrics in said for lyric in lyrics), default=0)


def _head(voice: int, at: int, length: int, *, is_note: bool, is_bar: bool) -> Element:
    head = Element("note" if is_note else "mRest" if is_bar else "rest")
    head.set("xml:id", f"{'n' if is_note else 'r'}-{ROW_LETTERS[voice]}-{at}")
    if is_note or not is_bar:
        value, dots = DURATIONS.get(length, ("1", 0))
        head.set("dur", value)
        head.set("dots", str(dots))
    return head


def _chord(together: list[Element]) -> Element | None:
    """What heads of several voices have in common as a chord; None where that is not one."""
    starts = {head.get("xml:id", "").rpartition("-")[2] for head in together}
    values = {(head.tag, head.get("dur"), head.get("dots")) for head in together}
    places = {(head.get("pname"), head.get("oct")) for head in together}
    if len(starts) > 1 or len(values) > 1 or together[0].tag != "note" or len(places) < len(together):
        return None
    chord = Element("chord", {"dur": together[0].get("dur", ""), "dots": together[0].get("dots", "0")})
    if any(head.get("fermata") for head in together):
        chord.set("fermata", "above" if together[0].get("fermata") else "below")
    return chord


def _signature(fifths: int) -> dict[str, int]:
    """The alteration that a key signature gives each letter."""
    sharps, flats = LETTERS_BY_FIFTHS[: max(0, fifths)], LETTERS_BY_FIFTHS[7 + min(0, fifths) :]
    return {letter: (letter in sharps) - (letter in flats) for letter in LETTERS_BY_FIFTHS}


def _set_accidentals(pitched: Sequence[Pitched], meta: ChoraleMeta) -> None:
    """Write each pitch, with an accidental where the signature and the bar of its staff so far say
    otherwise."""
    in_force, bar_in_force = dict[tuple[str, int], int](), -1
    signature: dict[str, int] = {}
    for at, index, head, name, is_tied in sorted(pitched, key=lambda each: each[0]):
        if index != bar_in_force:
            in_force, bar_in_force = {}, index
            signature = _signature(key_at(meta, int(at))[0])
        _set_pitch(head, name, signature, in_force, is_tied=is_tied)


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


def _quieten(layers: list[list[tuple[int, Element]]]) -> None:
    """Of a bar of a staff in which one voice has no note, draw the other one's rests alone, in the middle, or
    the upper one's where neither has. A rest under a fermata is always drawn."""
    has_note = [any(head.tag in ("note", "tuplet") for _, head in in_bar) for in_bar in layers]
    if all(has_note):
        return
    shown = has_note.index(True) if any(has_note) else 0
    for number, in_bar in enumerate(layers):
        for _, head in in_bar:
            if head.tag in ("note", "tuplet", "graceGrp"):
                continue
            if number == shown:
                head.set("loc", BAR_REST_LOC if head.tag == "mRest" else REST_LOC)
            elif "fermata" not in head.attrib:
                head.set("type", SILENT)


def _put(in_bar: list[tuple[int, Element]], beat: int, element: Element) -> None:
    in_bar.append((beat, element))


def _fill_layer(layer: Element, in_bar: list[tuple[int, Element]]) -> None:
    """With a beam over the short notes of each beat; grace notes go with the note behind them."""
    units: list[tuple[int, list[Element]]] = []
    graces: list[Element] = []
    for beat, element in in_bar:
        if element.tag == "graceGrp":
            graces.append(element)
        else:
            units.append((beat, [*graces, element]))
            graces = []
    for (_, is_short), group in groupby(units, key=lambda one: (one[0], _is_beamed(one[1][-1]))):
        together = [elements for _, elements in group]
        place = SubElement(layer, "beam") if is_short and len(together) > 1 else layer
        for elements in together:
            place.extend(elements)


def _is_beamed(element: Element) -> bool:
    return element.tag in ("note", "chord") and element.get("dur") in ("8", "16", "32", "64")


class AccompanyingStaff:
    """A staff that is no voice's, written by bar: chords in as many layers as its notes need. Its heads have
    no ids, for no cell is theirs. heads: all that are written, once it is made."""

    def __init__(self, chorale: Chorale, bar_list: Sequence[Bar], staff: Staff) -> None:
        self._bar_list, self.staff = bar_list, staff
        self.heads: list[DrawnHead] = []
        self._key_of = spelling_keys(chorale)
        self._positions_T = metric_positions(chorale.meta, chorale.num_sixteenths)
        self._pitched: list[Pitched] = []
        self._layers = [self._in_bars(staff_heads(layer, bar_list)) for layer in layers_of(staff)]
        _set_accidentals(self._pitched, chorale.meta)

    def _in_bars(self, in_time: Sequence[StaffHead]) -> list[list[tuple[int, Element]]]:
        in_bars: list[list[tuple[int, Element]]] = [[] for _ in self._bar_list]
        places: dict[StaffTuplet, Element] = {}
        for number, head in enumerate(in_time):
            is_tied_on = number + 1 < len(in_time) and in_time[number + 1].is_tied
            element = self._element(head, is_tied_on=is_tied_on)
            self.heads.append(DrawnHead(head, element))
            graces = self._graces(head)
            if head.tuplet is None:
                beat = int(self._positions_T[int(head.start)]) // written_beat(
                    self._bar_list[head.index].metre
                )
                in_bars[head.index] += [(beat, each) for each in (*graces, element)]
                continue
            if head.tuplet not in places:
                how = {"num": str(head.tuplet.actual), "numbase": str(head.tuplet.normal)}
                places[head.tuplet] = Element("tuplet", how)
                in_bars[head.index].append((0, places[head.tuplet]))
            places[head.tuplet].extend([*graces, element])
        for place in places.values():
            beam_tuplet(place)
        return in_bars

    def _graces(self, head: StaffHead) -> list[Element]:
        """The grace notes before a head, as one group."""
        pitches = [] if head.is_tied else [pitch for pitch, _ in head.pitches]
        signs = [
            sign
            for start, pitch, sign in self.staff.signs
            if sign.kind == "grace" and start == head.start and pitch in pitches
        ]
        own_notes = [note for sign in signs for note in sign.notes]
        if not own_notes:
            return []
        group = group_of_graces(signs[0].name, own_notes)
        key = self._key_of(int(head.start))
        for element, note in zip(group.iter("note"), own_notes, strict=True):
            self._pitched.append((head.start, head.index, element, grace_letter(note, key), False))
        return [group]

    def _element(self, head: StaffHead, *, is_tied_on: bool) -> Element:
        if not head.pitches:
            is_bar = head.length == self._bar_list[head.index].nominal
            return Element("mRest") if is_bar else Element("rest", written_value(head.written))
        length = written_value(head.written)
        chord = Element("chord", length)
        for pitch, letter in head.pitches:
            note = SubElement(chord, "note", length if len(head.pitches) == 1 else {})
            if head.is_tied or is_tied_on:
                note.set("tie", ("m" if head.is_tied else "i") if is_tied_on else "t")
            name = letter_of(pitch, letter, self._key_of(int(head.start)))
            self._pitched.append((head.start, head.index, note, name, head.is_tied))
        return chord if len(head.pitches) > 1 else chord[0]

    def fill(self, staff: Element, index: int) -> None:
        """Write a bar."""
        layers = [in_bars[index] for in_bars in self._layers]
        sounding = [in_bar for in_bar in layers if any(head.tag in ("note", "chord") for _, head in in_bar)]
        for number, in_bar in enumerate(sounding or layers[:1], start=1):
            _fill_layer(SubElement(staff, "layer", n=str(number)), in_bar)
