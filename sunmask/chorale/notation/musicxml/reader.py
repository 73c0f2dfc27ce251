"""music21 scores to parsed scores: parts, voices within a staff, ties, fermatas, lyrics, bars.

Only scores that have passed `musicxml_root` come here from outside: music21 itself can hang on, or be
swollen by, tiny hostile files.
"""

from collections import Counter
from copy import deepcopy
from dataclasses import replace
from fractions import Fraction
from typing import Any
from xml.etree.ElementTree import Element

from music21 import clef, instrument, key, meter, note, percussion, stream, tempo
from music21.musicxml.xmlToM21 import MusicXMLImporter

from sunmask.chorale.music.syllables import MOST_VERSES
from sunmask.chorale.music.symbols import Chorale, Lyric
from sunmask.chorale.music.voices import STANDARD, VOICE_NAMES
from sunmask.chorale.notation.importing.conversion import chorale_from_parsed
from sunmask.chorale.notation.importing.metres import USUAL
from sunmask.chorale.notation.importing.parsed_score import (
    Bar,
    FileKey,
    Import,
    Line,
    ParsedGrace,
    ParsedNote,
    ParsedScore,
    Place,
    TupletHead,
)
from sunmask.chorale.notation.musicxml.chord_symbols import symbols_in
from sunmask.chorale.notation.musicxml.figures_reader import figures_in
from sunmask.chorale.notation.musicxml.form import form_in, places_of_form
from sunmask.chorale.notation.musicxml.lyric_extenders import set_extenders
from sunmask.chorale.notation.musicxml.page_texts import FILE_ENDINGS, page_texts
from sunmask.chorale.notation.musicxml.repairs import repair
from sunmask.chorale.notation.musicxml.signs_reader import fermatas_in, signs_in
from sunmask.chorale.notation.musicxml.unsupported_elements import is_numeral, loss_notices
from sunmask.kinds.notices import Notice, UnreadableFile, name_bars
from sunmask.kinds.texts import clean_text

CLEFS = {
    "TrebleClef": "treble",
    "Treble8vbClef": "treble-8",
    "AltoClef": "alto",
    "TenorClef": "tenor",
    "BassClef": "bass",
}
"""Classes of clefs to their names in `music/voices.py`."""
VALUES = {"half": 2.0, "quarter": 1.0, "eighth": 0.5, "16th": 0.25, "32nd": 0.125, "64th": 0.0625}
"""Quarters of the note values of grace notes."""


def grid_from_score(score: stream.Score) -> Chorale:
    """The grid of a four-part score in 4/4 (or 2/2) or 3/4, with its meta, fermatas and lyrics.

    Raises ValueError, with a sentence, for another number of parts, a metre that would need other
    note values or changes, pitches outside the grid, or more than 4096 sixteenths.
    """
    num_parts = len(score.parts)
    if num_parts != len(VOICE_NAMES):
        raise ValueError(f"expected four parts (soprano, alto, tenor, bass), got {num_parts}")
    found = chorale_from_parsed(parse_score(score), USUAL)
    scaled = next((notice for notice in found.notices if notice.code == "metre_scaled"), None)
    if scaled is not None:
        raise ValueError(f"expected 4/4 or 3/4; {scaled.message}")
    if found.chorale.meta.metre_changes:
        raise ValueError("expected one metre, got a piece that changes from one to another")
    return replace(found.chorale, meta=replace(found.chorale.meta, voices=STANDARD))


def parse_score(score: stream.Stream) -> ParsedScore:
    """What a music21 score (or a single part) says. Raises UnreadableFile where there is no music."""
    notices: list[Notice] = []
    everybody = list(score.parts) if isinstance(score, stream.Score) else [score]
    singers = _singers(everybody)
    players = [part for part in everybody if not any(part is singer for singer in singers)]
    parts: list[Any] = [p if p.hasMeasures() else p.makeMeasures() for p in singers]
    if any(
        player.transposition is not None
        for player in score.recurse().getElementsByClass(instrument.Instrument)
    ):
        parts = [part.toSoundingPitch() for part in parts]
        notices.append(Notice(None, None, "Transposing instruments were read as they sound.", "transposed"))
    measures = list(parts[0].getElementsByClass(stream.Measure)) if parts else []
    if not measures:
        raise UnreadableFile("empty", "The file has no bars. Export it again with at least one note.")
    length = max(Fraction(part.highestTime) for part in parts)
    if any(Fraction(part.highestTime) != length for part in parts):
        message = "The parts differ in length; the shorter ones end with rests."
        notices.append(Notice(None, None, message, "length"))
    is_short_score = len(parts) == 2 and any(_has_two_voices(part) for part in parts)
    lines = []
    for number, part in enumerate(parts, start=1):
        name = clean_text(part.partName or "", most=60) or f"Part {number}"
        is_double = is_short_score and _has_two_voices(part)
        side = "upper" if number == 1 else "lower"
        alone = f"{name}, {side} voice" if is_short_score and isinstance(part, stream.PartStaff) else name
        in_part = _two_lines(part, name, notices) if is_double else [_line(part, alone)]
        for line in in_part:
            line.origin = _origin(part)
            line.clef = _clef(part) if len(in_part) == 1 else None
        lines += in_part
    if is_short_score:
        message = (
            "Each of the two staves was split into an upper and a lower voice."
            if len(lines) == 4
            else "The staff with two voices was split into an upper and a lower one."
        )
        notices.append(Notice(None, None, message, "parts"))
    parsed = ParsedScore(lines=lines, bars=_bars(measures, length, notices), length=length, notices=notices)
    parsed.others = [_player(part) for part in players]
    parsed.symbols = symbols_in(parts)
    _describe(parsed, score, parts[0])
    return parsed


def _origin(part: Any) -> str:
    """The id that the file gives a part, with the staff where it has several. music21 calls other parts by
    their names."""
    player = part.recurse().getElementsByClass(instrument.Instrument).first()
    return str(part.id if isinstance(part, stream.PartStaff) or player is None else player.partId)


def _clef(part: Any) -> str | None:
    """The part's first clef, of those that a voice can have."""
    first = part.recurse().getElementsByClass(clef.Clef).first()
    return CLEFS.get(type(first).__name__)


def _singers(parts: list[Any]) -> list[Any]:
    """The parts of one staff where any has pitches: what is on several accompanies them."""
    alone = [part for part in parts if not isinstance(part, stream.PartStaff)]
    has_pitches = any(not _is_unpitched(part) for part in alone)
    return alone if has_pitches or len(alone) == len(parts) else [p for p in parts if not _is_unpitched(p)]


def _is_unpitched(part: Any) -> bool:
    """Whether it has notes, and none of them is a pitch."""
    notes = list(part.recurse().notes)
    return bool(notes) and all(
        isinstance(each, note.Unpitched | percussion.PercussionChord) for each in notes
    )


def _player(part: Any) -> Line:
    line = _line(part, clean_text(part.partName or "", most=60) or "Accompaniment")
    line.clef, line.origin = _clef(part), _origin(part)
    return line


def _bars(measures: list[stream.Measure], length: Fraction, notices: list[Notice]) -> list[Bar]:
    starts = [Fraction(measure.offset) for measure in measures]
    metre, bars = None, []
    for measure, start, end in zip(measures, starts, [*starts[1:], length], strict=True):
        signature = next(iter(measure.recurse().getElementsByClass(meter.TimeSignature)), None)
        if signature is not None:
            metre = signature.ratioString
        bars.append(Bar(measure.number, start, end - start, metre or "4/4"))
    if metre is None:
        notices.append(Notice(None, None, "The file has no metre, so it was read in 4/4.", "metre"))
    return bars


def _has_two_voices(part: stream.Part) -> bool:
    """Whether a staff is written for two: most of its sounding bars have voices or chords."""
    sounding = [m for m in part.getElementsByClass(stream.Measure) if m.recurse().notes]
    double = [m for m in sounding if len(m.voices) > 1 or any(_is_chord(n) for n in m.recurse().notes)]
    return 2 * len(double) > len(sounding)


def _is_chord(element: Any) -> bool:
    return element.isChord and "Harmony" not in element.classes and len(element.notes) > 1


def _line(part: stream.Part, name: str) -> Line:
    """All that a part sounds, as one line."""
    line = Line(name)
    for measure in part.getElementsByClass(stream.Measure):
        for element in measure.recurse().notesAndRests:
            start = Fraction(measure.offset) + Fraction(element.getOffsetInHierarchy(measure))
            _read(element, start, line, pitches=slice(None))
    return line


def _two_lines(part: stream.Part, name: str, notices: list[Notice]) -> list[Line]:
    """The upper and the lower voice of a staff: by its voices, or by the ends of its chords.

    A bar with one voice of single notes goes to the upper line, and the lower one rests. Of more voices those
    between the first and the last are left out, which is added to the notices.
    """
    inner: list[int] = []
    upper, lower = Line(f"{name}, upper voice"), Line(f"{name}, lower voice")
    for measure in part.getElementsByClass(stream.Measure):
        voices = list(measure.voices)
        if len(voices) > 2:
            inner.append(measure.number)
            voices = [voices[0], voices[-1]]
        for voice, line, end in zip(voices, (upper, lower), (slice(-1, None), slice(0, 1)), strict=False):
            for element in voice.notesAndRests:
                start = Fraction(measure.offset) + Fraction(element.getOffsetInHierarchy(measure))
                _read(element, start, line, pitches=end)
        for element in () if len(voices) == 2 else measure.recurse().notesAndRests:
            if len(voices) == 1 and element.activeSite is voices[0]:
                continue
            start = Fraction(measure.offset) + Fraction(element.getOffsetInHierarchy(measure))
            _read(element, start, upper, pitches=slice(-1, None))
            if _is_chord(element):
                _read(element, start, lower, pitches=slice(0, 1), has_words=False)
    if inner:
        message = f"{name}, {name_bars(inner)}: more than two voices; the first and the last were kept."
        notices.append(Notice(min(inner), name, message, "chord"))
    return [upper, lower]


def _read(element: Any, start: Fraction, line: Line, *, pitches: slice, has_words: bool = True) -> None:
    """Add one element to a line; `pitches` picks from a chord's notes, ordered from the lowest."""
    if "Harmony" in element.classes:
        return
    if element.duration.isGrace:
        if not element.isRest and not isinstance(element, note.Unpitched | percussion.PercussionChord):
            line.graces.append(_grace(element, start, pitches))
        return
    if any("Fermata" in expression.classes for expression in element.expressions):
        line.fermatas.add(start)
    if isinstance(element, note.Unpitched | percussion.PercussionChord):
        line.is_percussion = True
    length = Fraction(element.duration.quarterLength)
    syllables = _syllables(element) if has_words else ()
    if syllables:
        line.lyrics[start] = syllables
    if element.isRest or line.is_percussion:
        _read_tuplet(element, start, line, ())
        return
    heads = sorted(element.notes, key=lambda head: head.pitch.midi) if element.isChord else [element]
    before = len(line.notes)
    for head in heads[pitches]:
        tied = head.tie.type if head.tie is not None else None  # a chord's own is that of any of its notes
        line.notes.append(
            ParsedNote(
                start,
                length,
                round(head.pitch.ps),
                is_tied=tied in ("stop", "continue"),
                ties_on=tied in ("start", "continue"),
                spelling=head.pitch.name.replace("-", "b"),
            )
        )
    _read_tuplet(element, start, line, tuple(line.notes[before:]))


def _read_tuplet(element: Any, start: Fraction, line: Line, notes: tuple[ParsedNote, ...]) -> None:
    """Add an element to the line's tuplets where it belongs to one, which is within no other."""
    if len(element.duration.tuplets) > 1:
        line.nested.append(start)
    if len(element.duration.tuplets) != 1 or element.duration.linked is False:
        return
    [tuplet] = element.duration.tuplets
    line.tuplet_heads.append(
        TupletHead(
            start,
            Fraction(element.duration.quarterLength),
            Fraction(element.duration.quarterLengthNoTuplets),
            (tuplet.numberNotesActual, tuplet.numberNotesNormal),
            notes,
            tuplet.type if tuplet.type in ("start", "stop") else "",
        )
    )


def _grace(element: Any, start: Fraction, pitches: slice) -> ParsedGrace:
    """Of a chord its highest note, or the one that its voice sings."""
    heads = sorted(element.notes, key=lambda head: head.pitch.midi) if element.isChord else [element]
    head = heads[pitches][-1]
    written = Fraction(VALUES.get(element.duration.type, 0.5)) * (2 - Fraction(1, 2**element.duration.dots))
    has_stroke = bool(element.duration.slash)
    name = head.pitch.name.replace("-", "b")
    return ParsedGrace(start, written, round(head.pitch.ps), name, has_stroke, is_of_several=len(heads) > 1)


def _syllables(element: note.GeneralNote) -> tuple[Lyric, ...]:
    """Verses by their numbers; those that a file calls by a word have the next ones that are free."""
    syllables: dict[int, Lyric] = {}
    for lyric in element.lyrics:
        text = clean_text(lyric.text or "", most=100)
        free = [verse for verse in range(1, MOST_VERSES + 1) if verse not in syllables]
        if text and free:
            verse = lyric.number if lyric.number in free else free[0]
            syllabic = lyric.syllabic if lyric.syllabic in ("begin", "middle", "end") else "single"
            syllables[verse] = Lyric(text, syllabic, verse)
    return tuple(syllables[verse] for verse in sorted(syllables))


def _describe(parsed: ParsedScore, score: stream.Stream, first_part: stream.Part) -> None:
    """Fill in title, composer, keys and the first tempo."""
    keys = _keys(first_part)
    if keys:
        parsed.fifths, parsed.mode, parsed.keys = keys[0].fifths, keys[0].mode, keys[1:]
    marks = [mark.getQuarterBPM() for mark in score.recurse().getElementsByClass(tempo.MetronomeMark)]
    tempos = [quarters for quarters in marks if quarters]
    if tempos:
        parsed.tempo = tempos[0]
    described = score.metadata
    if described is not None:
        title = described.title or described.movementName or ""
        parsed.title = "" if title.lower().endswith(FILE_ENDINGS) else title
        parsed.composer = described.composer or ""


def _keys(part: stream.Part) -> list[FileKey]:
    """The key signatures of a part, but for those that no major key has."""
    return [
        FileKey(
            Fraction(measure.offset) + Fraction(signature.getOffsetInHierarchy(measure)),
            signature.sharps,
            getattr(signature, "mode", None),
        )
        for measure in part.getElementsByClass(stream.Measure)
        for signature in measure.recurse().getElementsByClass(key.KeySignature)
        if signature.sharps is not None
    ]


def import_from_musicxml(root: Element) -> Import:
    """The chorale of a MusicXML tree with its signs, and a notice for each kind that it does not keep.
    Raises UnreadableFile."""
    parsed = parse_musicxml(_without_numerals(root))
    parsed.signs = signs_in(root)
    parsed.fermatas = fermatas_in(root)
    parsed.form = form_in(root)
    for name, text in page_texts(root).items():
        if text:
            setattr(parsed, name, text)
    set_extenders(parsed, root)
    figures: Counter[Place] = Counter()
    if not parsed.symbols:
        parsed.symbols, figures = figures_in(root, parsed.bars)
    if figures:
        message = (
            "The figures under the bass are read as chords, and its long notes without figures as triads."
        )
        parsed.notices.append(Notice(None, None, message, "figures"))
    parsed.notices += _unread(root, parsed)
    found = chorale_from_parsed(parsed)
    kept = Counter(found.kept) + places_of_form(root) + figures
    return replace(found, notices=found.notices + loss_notices(root, kept), kept=kept)


def _unread(root: Element, parsed: ParsedScore) -> list[Notice]:
    """What is said of parts of which music21 reads fewer heads than they have, as of bars that hold more than
    their metre. Parts that are split lose the inner notes of chords, which is said elsewhere."""
    lines = Counter(line.origin for line in [*parsed.lines, *parsed.others])
    read: Counter[str] = Counter()
    for line in [*parsed.lines, *parsed.others]:
        read[line.origin.partition("-Staff")[0]] += len(line.notes)
    split = {origin.partition("-Staff")[0] for origin, number in lines.items() if number > 1}
    notices = []
    for part in root.findall("part"):
        name = part.get("id") or ""
        heads = sum(
            note.find("pitch") is not None and note.find("grace") is None for note in part.iter("note")
        )
        if read[name] < heads and name in read and name not in split:
            label = clean_text(root.findtext(f"part-list/score-part[@id='{name}']/part-name") or "") or name
            number = heads - read[name]
            notices.append(Notice(None, label, f"{label}: {number} notes could not be read.", "lost"))
    return notices


def _without_numerals(root: Element) -> Element:
    """The tree without Roman numerals, which music21 would take for silent chord symbols."""
    if not any(map(is_numeral, root.iter("harmony"))):
        return root
    other = deepcopy(root)
    for measure in other.iter("measure"):
        for numeral in [each for each in measure.findall("harmony") if is_numeral(each)]:
            measure.remove(numeral)
    return other


def parse_musicxml(root: Element) -> ParsedScore:
    """Parse a MusicXML tree, as `musicxml_root` returns it. Raises UnreadableFile."""
    told = repair(root)
    for grace in root.iter("grace"):  # music21 takes what says nothing for an acciaccatura
        grace.attrib.setdefault("slash", "no")
    importer = MusicXMLImporter()
    score = importer.stream  # it puts the staves of a part with several there, whatever score it is given
    importer.xmlRootToScore(root, score)
    parsed = parse_score(score)
    parsed.notices += told
    return parsed
