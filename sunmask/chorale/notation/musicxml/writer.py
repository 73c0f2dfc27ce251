"""Chorale grids to music21 scores and MusicXML: four staves, real bars, key-aware spelling.

Every head has the id `n-<voice letter>-<sixteenth>` (rests `r-...`) in music21, MusicXML and what
Verovio engraves from it.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from music21 import (
    bar,
    clef,
    expressions,
    instrument,
    key,
    layout,
    metadata,
    meter,
    note,
    stream,
    tempo,
    tie,
)
from music21.musicxml.m21ToXml import GeneralObjectExporter
from music21.stream.enums import ShowNumber
from music21.stream.makeNotation import makeAccidentalsInMeasureStream

from sunmask.chorale.music.bars import Bar, bar_index
from sunmask.chorale.music.staves import Staff, layers_of, num_marks
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta, check_grid, notes
from sunmask.chorale.music.tuplets import Piece, pieces_of
from sunmask.chorale.music.voices import ROW_LETTERS, VOICE_NAMES, Voice, voice_letters
from sunmask.chorale.notation.letters import KeyAt, letter_of, letters_of_pieces, spelling_keys
from sunmask.chorale.notation.musicxml.chord_symbols import add_symbols
from sunmask.chorale.notation.musicxml.form import add_form
from sunmask.chorale.notation.musicxml.harmonic_analysis import ANALYSES, add_analysis
from sunmask.chorale.notation.musicxml.lyric_extenders import add_extenders
from sunmask.chorale.notation.musicxml.page_texts import add_page_texts
from sunmask.chorale.notation.musicxml.signs_writer import add_signs
from sunmask.chorale.notation.musicxml.staff_marks_writer import add_staff_marks
from sunmask.chorale.notation.musicxml.tuplets_writer import staff_head, tuplet_head
from sunmask.chorale.notation.note_values import heads
from sunmask.chorale.notation.staff_heads import staff_heads
from sunmask.chorale.notation.written_bars import written_bars

SOFTWARE = "SUNMASK studio"
WHOLE = 16
"""Sixteenths of a whole note."""
CLEFS = {
    "treble": clef.TrebleClef,
    "treble-8": clef.Treble8vbClef,
    "alto": clef.AltoClef,
    "tenor": clef.TenorClef,
    "bass": clef.BassClef,
}
INSTRUMENTS = dict(
    zip(VOICE_NAMES, (instrument.Soprano, instrument.Alto, instrument.Tenor, instrument.Bass), strict=True)
)
"""Of voices by name; others are singers too."""


def score_from_chorale(chorale: Chorale, *, provenance: Mapping[str, str] | None = None) -> stream.Score:
    """A music21 score of a part for each voice, in measures; `provenance` becomes custom metadata fields.
    Signs are not in it, see `write_musicxml`.

    Raises ValueError for a grid that `check_grid` refuses.
    """
    check_grid(chorale)
    meta = chorale.meta
    score = stream.Score(id="chorale")
    score.insert(0, _metadata(chorale, provenance or {}))
    pieces_V = pieces_of(chorale)
    letters_V = letters_of_pieces(chorale, pieces_V)
    bar_list = written_bars(chorale)
    for voice, voice_notes in enumerate(notes(chorale.symbols_VT)):
        part = _empty_part(voice, chorale.voices)
        measures = _measures(bar_list, meta)
        measures[0].clef = CLEFS[chorale.voices[voice].clef]()
        if voice == 0:
            measures[0].insert(0, _tempo_mark(meta.tempo))
        of_note: dict[int, list[Any]] = {start: [] for start, _, _ in voice_notes}
        starts = list(of_note)
        in_time: list[tuple[Any, bool]] = []
        for piece, spelled in zip(pieces_V[voice], letters_V[voice], strict=True):
            name = spelled.name if spelled else None
            for number, (index, at, head_length) in enumerate(_places(bar_list, piece)):
                bar_here = bar_list[index]
                if piece.tuplet is None:
                    is_bar = head_length == bar_here.nominal
                    head = _head(voice, int(at), int(head_length), name, is_bar=is_bar)
                else:
                    head = tuplet_head(piece, name)
                measures[index].insert(Fraction(at - bar_here.start) / 4, head)
                in_time.append((head, bool(name) and (piece.is_tied or number > 0)))
                column = piece.column if number == 0 else int(at)
                if column is not None:
                    of_note[starts[bisect_right(starts, column) - 1]].append(head)
                if not name and number == 0 and chorale.has_fermata(voice, piece.columns):
                    _add_fermata(head)
        _tie(in_time)
        for start, length, _ in voice_notes:
            if of_note[start]:
                _add_marks(chorale, voice, start, length, of_note[start])
        if voice == 0:
            add_symbols(measures, bar_list, chorale)
        for measure, bar_here in zip(measures, bar_list, strict=True):
            part.insert(bar_here.start / 4, measure)
        measures[-1].rightBarline = bar.Barline("final")
        score.insert(0, part)
    singers = list(score.parts)
    for number, staff in enumerate(meta.staves, start=len(chorale.voices) + 1):
        score.insert(0, _accompanying_part(staff, number, bar_list, meta, spelling_keys(chorale)))
    score.insert(0, layout.StaffGroup(singers, symbol="bracket", barTogether=False))
    return score


def write_musicxml(
    chorale: Chorale, *, provenance: Mapping[str, str] | None = None, analysis: str = "none"
) -> bytes:
    """MusicXML 4.0 of a chorale; `provenance` is written as miscellaneous fields. analysis: of `ANALYSES`,
    what is written of the chords that the notes make. Raises ValueError for another one."""
    if analysis not in ANALYSES:
        raise ValueError(f"expected an analysis of {', '.join(ANALYSES)}, got {analysis!r:.40}")
    score = score_from_chorale(chorale, provenance=provenance)
    for part in score.parts:
        makeAccidentalsInMeasureStream(part)
        _beam(part)
    exporter = GeneralObjectExporter()
    exporter.makeNotation = False  # its own pass copies the score and would double the time
    written = exporter.parse(score)
    if any(syllable.extends for syllables in chorale.lyrics.values() for syllable in syllables):
        written = add_extenders(written, chorale)
    if chorale.signs:
        written = add_signs(written, chorale)
    if any(map(num_marks, chorale.meta.staves)):
        written = add_staff_marks(written, chorale)
    if chorale.form:
        written = add_form(written, chorale)
    if chorale.meta.subtitle or chorale.meta.lyricist:
        written = add_page_texts(written, chorale.meta)
    return written if analysis == "none" else add_analysis(written, chorale, analysis)


def _beam(part: stream.Part) -> None:
    """Beam each rhythm once; music21's own way searches for the metre and computes again at every bar."""
    known: dict[tuple, list[Any]] = {}
    signature = meter.TimeSignature()
    for measure in part.getElementsByClass(stream.Measure):
        signature = measure.timeSignature or signature
        elements: list[Any] = list(measure.notesAndRests)
        lengths = (
            (element.isRest, element.duration.quarterLength, element.duration.type) for element in elements
        )
        rhythm = (signature.ratioString, measure.paddingLeft, *lengths)
        if rhythm not in known:
            known[rhythm] = signature.getBeams(elements, measure.paddingLeft)
        for element, beams in zip(elements, known[rhythm], strict=True):
            if beams is not None:
                element.beams = beams


def _metadata(chorale: Chorale, provenance: Mapping[str, str]) -> metadata.Metadata:
    # without any creator music21 would name itself as the composer
    described = metadata.Metadata(title=chorale.meta.title, composer=chorale.meta.composer or "")
    described.add("software", SOFTWARE)
    for name, value in provenance.items():
        described.addCustom(name, str(value))
    return described


def _empty_part(voice: int, voices: Sequence[Voice]) -> stream.Part:
    part = stream.Part(id=f"P{voice + 1}")
    part.partName, part.partAbbreviation = voices[voice].name, f"{voice_letters(voices)[voice]}."
    singer = INSTRUMENTS.get(voices[voice].name, instrument.Vocalist)()
    singer.partId, singer.instrumentId = f"P{voice + 1}", f"P{voice + 1}-I1"
    singer.partName, singer.partAbbreviation = part.partName, part.partAbbreviation
    part.insert(0, singer)
    return part


def _accompanying_part(
    staff: Staff, number: int, bar_list: Sequence[Bar], meta: ChoraleMeta, written_in: KeyAt
) -> stream.Part:
    """A staff that is no voice's, with chords, in as many voices of the staff as its notes need."""
    part = stream.Part(id=f"P{number}")
    part.partName = staff.name
    player = instrument.Instrument()
    player.partId, player.instrumentId, player.partName = f"P{number}", f"P{number}-I1", staff.name
    part.insert(0, player)
    measures = _measures(bar_list, meta)
    measures[0].clef = CLEFS[staff.clef]()
    layers = layers_of(staff)
    for layer_number, layer in enumerate(layers or [[]], start=1):
        in_bars: list[list[tuple[Fraction, note.GeneralNote]]] = [[] for _ in bar_list]
        in_time: list[tuple[Any, bool]] = []
        for head in staff_heads(layer, bar_list):
            key_here = written_in(int(head.start))
            names = [letter_of(*said, key_here).name for said in head.pitches]
            element = staff_head(head, names, is_bar=head.length == bar_list[head.index].nominal)
            in_bars[head.index].append((head.start, element))
            in_time.append((element, head.is_tied))
        _tie(in_time)
        for measure, bar_here, elements in zip(measures, bar_list, in_bars, strict=True):
            place = stream.Voice(id=str(layer_number)) if len(layers) > 1 else measure
            for at, element in elements:
                place.insert(Fraction(at - bar_here.start) / 4, element)
            if place is not measure:
                measure.insert(0, place)
    for measure, bar_here in zip(measures, bar_list, strict=True):
        part.insert(bar_here.start / 4, measure)
    measures[-1].rightBarline = bar.Barline("final")
    return part


def _tempo_mark(quarters_a_minute: float) -> tempo.MetronomeMark:
    is_whole = quarters_a_minute == int(quarters_a_minute)
    mark: Any = tempo.MetronomeMark(number=int(quarters_a_minute) if is_whole else quarters_a_minute)
    mark.placement = "above"  # some programs take below for voices
    return mark


def _measures(bar_list: Sequence[Bar], meta: ChoraleMeta) -> list[stream.Measure]:
    """Empty measures, with a signature wherever metre or key are others than before."""
    measures: list[stream.Measure] = []
    metre = ""
    keys = {0: (meta.fifths, meta.mode)} | {at: (fifths, mode) for at, fifths, mode in meta.key_changes}
    for bar_here in bar_list:
        measure = stream.Measure(number=bar_here.number)
        missing = (bar_here.nominal - bar_here.length) / 4
        is_rest_of_bar = bool(measures) and measures[-1].number == bar_here.number
        if bar_here.number == 0 or is_rest_of_bar:
            measure.showNumber = ShowNumber.NEVER
            measure.paddingLeft = missing
            measure.numberSuffix = "X1" if is_rest_of_bar else None
        elif missing:
            measure.paddingRight = missing
        if bar_here.metre != metre:
            metre = bar_here.metre
            measure.timeSignature = meter.TimeSignature(metre)
        if bar_here.start in keys:
            fifths, mode = keys[bar_here.start]
            measure.keySignature = key.KeySignature(fifths).asKey(mode)
        measures.append(measure)
    return measures


def _places(bar_list: Sequence[Bar], piece: Piece) -> Iterator[tuple[int, int | Fraction, int | Fraction]]:
    """The heads of a piece as `_written` has them; a note of a tuplet is one."""
    if piece.tuplet is None:
        yield from _written(bar_list, int(piece.start), int(piece.length), is_rest=not piece.pitch)
    else:
        yield bar_index(bar_list, piece.tuplet.start), piece.start, piece.length


def _written(
    bar_list: Sequence[Bar], start: int, length: int, *, is_rest: bool
) -> Iterator[tuple[int, int, int]]:
    """The heads of a note or rest. A whole rest alone in a bar is read as the rest of a full bar, however
    short that bar is: there it is two halves."""
    for index, at, head_length in heads(bar_list, start, length):
        is_short_bar = head_length == bar_list[index].length and not bar_list[index].is_whole
        num_parts = 2 if is_rest and is_short_bar and head_length == WHOLE else 1
        for part in range(num_parts):
            yield index, at + part * head_length // num_parts, head_length // num_parts


def _head(voice: int, at: int, length: int, name: str | None, *, is_bar: bool) -> note.GeneralNote:
    head: note.GeneralNote = note.Note(name) if name else note.Rest(fullMeasure=is_bar)
    head.duration.quarterLength = length / 4
    head.id = f"{'n' if name else 'r'}-{ROW_LETTERS[voice]}-{at}"
    return head


def _tie(in_time: Sequence[tuple[Any, bool]]) -> None:
    """in_time: heads one after another, each with whether a tie leads to it."""
    for at, (head, is_tied) in enumerate(in_time):
        goes_on = at + 1 < len(in_time) and in_time[at + 1][1]
        if is_tied or goes_on:
            head.tie = tie.Tie(("continue" if is_tied else "start") if goes_on else "stop")


def _add_marks(
    chorale: Chorale, voice: int, start: int, length: int, written: list[note.GeneralNote]
) -> None:
    """A note's fermata goes on its last head, lyrics go under its first."""
    span = range(start, start + length)
    if written[-1].isNote and chorale.has_fermata(voice, span):
        _add_fermata(written[-1])
    for lyric in chorale.lyrics.get((voice, start), ()):
        syllabic: Any = lyric.syllabic
        said = note.Lyric(lyric.text, number=lyric.verse, syllabic=syllabic, applyRaw=True)
        written[0].lyrics.append(said)


def _add_fermata(head: note.GeneralNote) -> None:
    fermata = expressions.Fermata()
    fermata.type = "upright"
    head.expressions.append(fermata)
