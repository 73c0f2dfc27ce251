"""What a file says, before it becomes a chorale: lines of notes in quarter notes, bars with metres.

Both readers (MusicXML, MIDI) make a `ParsedScore`; `conversion.py` turns it into a grid. No music21 here.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from sunmask.chorale.music.chords import Chord
from sunmask.chorale.music.signs import Sign
from sunmask.chorale.music.symbols import Chorale, Lyric
from sunmask.kinds.notices import Notice


@dataclass(frozen=True)
class ParsedNote:
    """One head: start and length in quarters, MIDI pitch, and whether ties lead in and out. spelling: its
    letter with signs, "" where the file does not say it."""

    start: Fraction
    length: Fraction
    pitch: int
    is_tied: bool = False
    ties_on: bool = False
    spelling: str = ""


@dataclass(frozen=True)
class TupletHead:
    """A note, chord or rest of a tuplet: start and length in quarters, the length that is written, how many
    are in the time of how many, and its notes. edge: "start" or "stop" where the file's bracket has one."""

    start: Fraction
    length: Fraction
    written: Fraction
    ratio: tuple[int, int]
    notes: tuple[ParsedNote, ...]
    edge: str = ""


@dataclass(frozen=True)
class ParsedGrace:
    """A grace note before the note at a time in quarters. is_of_several: whether others sound with it, of
    which one is kept."""

    start: Fraction
    written: Fraction
    pitch: int
    spelling: str
    has_stroke: bool
    is_of_several: bool = False


@dataclass
class Line:
    """A part as the file has it, one note or chord at a time; marks by their start in quarters. origin: the
    file's id of the part. clef: of `CLEFS`, where the file says one of these."""

    name: str
    origin: str = ""
    clef: str | None = None
    notes: list[ParsedNote] = field(default_factory=list)
    fermatas: set[Fraction] = field(default_factory=set)
    lyrics: dict[Fraction, tuple[Lyric, ...]] = field(default_factory=dict)
    is_percussion: bool = False
    tuplet_heads: list[TupletHead] = field(default_factory=list)
    graces: list[ParsedGrace] = field(default_factory=list)
    nested: list[Fraction] = field(default_factory=list)
    """Where notes begin that are in a tuplet within another."""


@dataclass(frozen=True)
class Symbol:
    """A chord symbol: its start in quarters, its text, and what it asks for, None for no chord.

    is_exact: whether the chord is all that the text says.
    """

    start: Fraction
    text: str
    chord: Chord | None
    is_exact: bool


Place = tuple[str, str, int]
"""Kind of a sign in `unsupported_elements.KINDS`, id of a part, and the bar's place in it."""
CODES = {"wedge": "hairpins", "slur": "slurs", "metronome": "tempo", "system": "words"}
"""Kinds of signs that `unsupported_elements.KINDS` calls otherwise."""


@dataclass(frozen=True)
class FileSign:
    """A sign as a file has it: part, staff, the bar's place in the part, quarters from its beginning, and the
    MIDI pitch that is written where it belongs to a note."""

    sign: Sign
    part: str
    staff: str
    bar: int
    offset: Fraction
    pitch: int | None = None

    @property
    def place(self) -> Place:
        return CODES.get(self.sign.kind, self.sign.kind), self.part, self.bar


@dataclass(frozen=True)
class FileFermata:
    """A fermata as a file has it: part, staff, the bar's place in the part, quarters from its beginning, and
    the MIDI pitch that is written, None of a rest."""

    part: str
    staff: str
    bar: int
    offset: Fraction
    pitch: int | None


@dataclass(frozen=True)
class FileForm:
    """A sign of form (see `music/form.py`) as a file has it: with the bar that it begins or ends with."""

    name: str
    bar: int


@dataclass(frozen=True)
class FileKey:
    """A key signature behind the first one: its start in quarters, sharps or flats, and the mode, None where
    the file does not say it."""

    start: Fraction
    fifths: int
    mode: str | None


@dataclass(frozen=True)
class Bar:
    """A bar: its number in the file, start and length in quarters, and the metre that rules it."""

    number: int
    start: Fraction
    length: Fraction
    metre: str

    @property
    def nominal(self) -> Fraction:
        """Quarters that the metre asks for: of one as 3/8+2/8 those of its parts together."""
        parts = [part.split("/") for part in self.metre.split("+")]
        return sum((Fraction(int(beats) * 4, int(unit)) for beats, unit in parts), Fraction(0))


@dataclass
class ParsedScore:
    """A file's music and description; None where the file does not say. `bars` is never empty.
    others: lines that accompany the voices, of several notes at once."""

    lines: list[Line]
    bars: list[Bar]
    length: Fraction
    others: list[Line] = field(default_factory=list)
    title: str = ""
    composer: str = ""
    subtitle: str = ""
    lyricist: str = ""
    fifths: int | None = None
    mode: str | None = None
    is_key_sure: bool = True
    """Whether somebody chose `fifths` and `mode`: many programs write major into any MIDI file."""
    keys: list[FileKey] = field(default_factory=list)
    tempo: float | None = None
    symbols: list[Symbol] = field(default_factory=list)
    signs: list[FileSign] = field(default_factory=list)
    fermatas: list[FileFermata] = field(default_factory=list)
    form: list[FileForm] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def bar_at(self, quarters: Fraction) -> int:
        """The number of the bar that sounds at a time."""
        index = bisect_right(self.bars, quarters, key=lambda bar: bar.start) - 1
        return self.bars[max(index, 0)].number


@dataclass(frozen=True)
class Import:
    """A chorale read from a file, and what was changed on the way. kept: how many of the file's
    signs the chorale has, by their place."""

    chorale: Chorale
    notices: list[Notice]
    kept: Mapping[Place, int] = field(default_factory=dict)
