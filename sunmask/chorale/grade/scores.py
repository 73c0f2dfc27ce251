"""music21 scores and score files to lines, with the spelling that the file has."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from music21 import note, stream
from music21.musicxml.xmlToM21 import MusicXMLImporter

from sunmask.chorale.grade.lines import (
    Bar,
    LineNote,
    Lines,
    Sixteenths,
    lines_from_chorale,
    whole_or_fraction,
)
from sunmask.chorale.music.voices import VOICE_NAMES
from sunmask.chorale.notation.files import read_score
from sunmask.chorale.notation.importing.file_formats import file_kind, musicxml_root, unpack_mxl
from sunmask.chorale.notation.spelling import SpelledPitch


def lines_from_file(path: Path) -> Lines:
    """The lines of a MusicXML or MXL file as it is spelled; of a MIDI file, and one of another number of
    voices than four, as a grid is.

    Raises ValueError (UnreadableFile for any other file), and OSError where there is no file.
    """
    content = path.read_bytes()
    kind = file_kind(content)
    if kind == "midi":
        return lines_from_chorale(read_score(path).chorale)
    root = musicxml_root(unpack_mxl(content) if kind == "mxl" else content)
    score = stream.Score()
    MusicXMLImporter().xmlRootToScore(root, score)
    if len(score.parts) != len(VOICE_NAMES):
        piece = read_score(path).chorale
        if not piece.is_standard:
            return lines_from_chorale(piece)
    return lines_from_score(score)


def lines_from_score(score: stream.Score) -> Lines:
    """The lines of a score of four parts, soprano first, one note at a time.

    Raises ValueError, with a sentence, for another number of parts, chords, percussion, quarter tones,
    or a part that has two voices.
    """
    parts = list(score.parts)
    if len(parts) != len(VOICE_NAMES):
        raise ValueError(f"expected four parts (soprano, alto, tenor, bass), got {len(parts)}")
    if not all(part.hasMeasures() for part in parts):
        parts = [part if part.hasMeasures() else part.makeMeasures() for part in parts]
    bars = _bars(parts[0])
    stripped = [part.stripTies() for part in parts]
    voices = tuple(_line(part, name) for part, name in zip(stripped, VOICE_NAMES, strict=True))
    if not any(line for line in voices):
        raise ValueError("expected notes, got an empty score")
    return Lines(voices, bars)


def _bars(part: stream.Part) -> list[Bar]:
    measures = list(part.getElementsByClass(stream.Measure))
    bars = [Bar(m.number, in_sixteenths(m.offset), in_sixteenths(m.paddingLeft)) for m in measures]
    if measures and not bars[0].skipped and bars[0].number == 0 and len(bars) > 1:
        # a pickup that is not declared as one: its beats count back from the bar line
        whole = in_sixteenths(measures[0].barDuration.quarterLength)
        bars[0] = Bar(0, bars[0].start, max(0, whole - bars[1].start))
    return bars


def _line(part: stream.Part, name: str) -> list[LineNote]:
    line: list[LineNote] = []
    for measure in part.getElementsByClass(stream.Measure):
        for element in measure.recurse().notesAndRests:
            if "Harmony" in element.classes:
                continue
            start = in_sixteenths(measure.offset) + in_sixteenths(element.getOffsetInHierarchy(measure))
            pitch = _pitch(element, f"the {name.lower()} at bar {measure.number}")
            line.append(LineNote(start, in_sixteenths(element.quarterLength), pitch))
    line.sort(key=lambda found: found.start)
    for first, second in pairwise(line):
        if first.end > second.start:
            raise ValueError(
                f"expected one note at a time in the {name.lower()}, got two at sixteenth "
                f"{float(second.start):g}"
            )
    return line


def _pitch(element: Any, place: str) -> SpelledPitch | None:
    if element.isRest:
        return None
    heads = element.notes if element.isChord else (element,)
    if len(heads) != 1 or not isinstance(heads[0], note.Note):
        raise ValueError(
            f"expected single notes with a pitch, got {'a chord' if heads else 'nothing'} in {place}"
        )
    pitch = heads[0].pitch
    alter = pitch.alter
    if alter != int(alter):
        raise ValueError(f"expected semitones, got {pitch.name} in {place}")
    if not 0 <= pitch.midi <= 127:
        raise ValueError(f"expected a pitch from C-1 to G9, got {pitch.nameWithOctave} in {place}")
    return SpelledPitch(pitch.step, int(alter), pitch.implicitOctave)


def in_sixteenths(quarter_length: float | Fraction) -> Sixteenths:
    """music21's quarters as exact sixteenths."""
    return whole_or_fraction(Fraction(quarter_length) * 4)
