"""The chorale grid: voices by sixteenths, and the 93 symbols that the network knows of its cells.

A symbol is one integer: 0 is a rest, +p the onset of MIDI pitch p, -p its continuation. A
continuation that does not follow the same pitch in its voice reads as an onset. The ids that the
network sees (`encode`, `decode`) never leave `sunmask`. Reading and writing files is in
`notation/scores.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from sunmask.chorale.music.chords import Chord
from sunmask.chorale.music.signs import Sign
from sunmask.chorale.music.staves import Staff
from sunmask.chorale.music.syllables import Lyric
from sunmask.chorale.music.voices import (
    HIGHEST_WRITTEN,
    LOWEST_WRITTEN,
    STANDARD,
    VOICE_NAMES,
    VOICES,
    Voice,
    harmony_row,
)

# V voices (of `music/voices.py`), T sixteenths, P symbols
HARMONY_ROW = harmony_row(len(VOICES))
METRE_ROW = HARMONY_ROW + 1
"""The rows under four voices, on whose cells the chords that people ask for hang, and changes of metre."""
LOWEST_PITCH, HIGHEST_PITCH = 36, 81
NUM_PITCHES = HIGHEST_PITCH - LOWEST_PITCH + 1
NUM_SYMBOLS = 2 * NUM_PITCHES + 1
REST_ID = 2 * NUM_PITCHES
MAX_SIXTEENTHS = 4096

BEATS = {
    "4/4": (4, 4),
    "3/4": (3, 4),
    "2/4": (2, 4),
    "2/2": (2, 8),
    "3/2": (3, 8),
    "6/4": (2, 12),
    "3/8": (1, 6),
    "6/8": (2, 6),
    "9/8": (3, 6),
    "12/8": (4, 6),
}
"""Beats in a bar, and sixteenths in a beat, of each metre."""
METRES = {metre: num_beats * length for metre, (num_beats, length) in BEATS.items()}
"""Metre to sixteenths per bar."""


MODES = {
    "major": (0, "major"),
    "minor": (3, "minor"),
    "dorian": (2, "minor"),
    "phrygian": (4, "minor"),
    "lydian": (-1, "major"),
    "mixolydian": (1, "major"),
}
"""Modes of a key signature: how far the tonic lies from that of the major key on the line of fifths, and
whether the third over it is major or minor."""
KeyChange = tuple[int, int, str]
"""The sixteenth from which another key holds, with its fifths and its mode."""


@dataclass(frozen=True)
class ChoraleMeta:
    """The metadata of a chorale besides its cells.

    metre: that it begins in. pickup: sixteenths before the first whole bar, 0 for none. fifths: sharps
    (positive) or flats (negative) of the key signature. mode: of `MODES`. tempo: quarter notes a minute.
    metre_changes: (sixteenth, metre) in order, each at a bar line behind the first one; see `bars`.
    key_changes: in order, each at a bar line behind the beginning; see `keys`.
    voices: from the top, one for each row of the grid. staves: what accompanies them. subtitle, lyricist: the
    line under the title, and who wrote the words; "" for none.
    """

    title: str = "Untitled chorale"
    composer: str = ""
    metre: str = "4/4"
    pickup: int = 0
    fifths: int = 0
    mode: str = "major"
    tempo: float = 84.0
    metre_changes: tuple[tuple[int, str], ...] = ()
    key_changes: tuple[KeyChange, ...] = ()
    voices: tuple[Voice, ...] = STANDARD
    staves: tuple[Staff, ...] = ()
    subtitle: str = ""
    lyricist: str = ""

    @property
    def tonic(self) -> int:
        """Pitch class of the key's first degree."""
        return 7 * (self.fifths + MODES[self.mode][0]) % 12


SPELLINGS = frozenset(letter + signs for letter in "ABCDEFG" for signs in ("bb", "b", "", "#", "##"))
"""How a pitch class can be written."""


@dataclass(frozen=True)
class Chorale:
    """A grid with what belongs to it; addresses in `fermatas`, `lyrics` and `signs` are (voice, sixteenth).
    chords: those that are asked for, by a sixteenth of their beat. spellings: letters that a person or a file
    wrote, as "F#" or "Bb", by where their note begins; one of another pitch counts for nothing. form:
    repeats, endings and jumps, by sixteenth (see `music/form.py`)."""

    symbols_VT: np.ndarray
    meta: ChoraleMeta = field(default_factory=ChoraleMeta)
    fermatas: frozenset[tuple[int, int]] = frozenset()
    lyrics: dict[tuple[int, int], tuple[Lyric, ...]] = field(default_factory=dict)
    chords: dict[int, Chord] = field(default_factory=dict)
    signs: dict[tuple[int, int], tuple[Sign, ...]] = field(default_factory=dict)
    spellings: dict[tuple[int, int], str] = field(default_factory=dict)
    form: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def num_sixteenths(self) -> int:
        return int(self.symbols_VT.shape[1])

    @property
    def voices(self) -> tuple[Voice, ...]:
        return self.meta.voices

    @property
    def is_standard(self) -> bool:
        """Whether its voices are the network's own four."""
        return self.meta.voices == STANDARD

    def has_fermata(self, voice: int, columns: Iterable[int]) -> bool:
        """Whether a fermata stands in one of these sixteenths of a voice."""
        return any((voice, column) in self.fermatas for column in columns)

    def with_symbols(self, symbols_VT: np.ndarray) -> "Chorale":
        return replace(self, symbols_VT=symbols_VT)


def check_grid(chorale: Chorale) -> np.ndarray:
    """Return the grid as int16 (V, T); raise ValueError where it has not a row for each voice, is too long,
    or has a symbol that no piano could play."""
    symbols_VT, voices = np.asarray(chorale.symbols_VT), chorale.voices
    names = [voice.spoken for voice in voices]
    return _checked(symbols_VT, names, LOWEST_WRITTEN, HIGHEST_WRITTEN)


def check_symbols(symbols_VT: np.ndarray) -> np.ndarray:
    """Return a grid of the network's four voices as int16 (4, T); raise ValueError for another shape, length
    or symbol."""
    names = [name.lower() for name in VOICE_NAMES]
    return _checked(np.asarray(symbols_VT), names, LOWEST_PITCH, HIGHEST_PITCH)


def _checked(symbols_VT: np.ndarray, names: list[str], low: int, high: int) -> np.ndarray:
    if symbols_VT.ndim != 2 or symbols_VT.shape[0] != len(names):
        raise ValueError(
            f"expected a grid of {len(names)} voices by sixteenths, got shape {symbols_VT.shape}"
        )
    if not 1 <= symbols_VT.shape[1] <= MAX_SIXTEENTHS:
        raise ValueError(f"expected 1 to {MAX_SIXTEENTHS} sixteenths, got {symbols_VT.shape[1]}")
    if symbols_VT.dtype.kind not in "iu":
        raise ValueError(f"expected whole numbers as symbols, got {symbols_VT.flat[0]!r:.40} and the like")
    pitch = np.abs(symbols_VT)
    bad = (symbols_VT != 0) & ((pitch < low) | (pitch > high))
    if bad.any():
        voice, sixteenth = (int(i[0]) for i in np.nonzero(bad))
        raise ValueError(
            f"expected 0 or a pitch {low} to {high} (negative where the note continues), "
            f"got {symbols_VT[voice, sixteenth]} in {names[voice]} at sixteenth {sixteenth}"
        )
    return symbols_VT.astype(np.int16)


def normalise(symbols_VT: np.ndarray) -> np.ndarray:
    """Turn continuations that do not follow their own pitch into onsets. (4, T) in and out."""
    symbols_VT = np.asarray(symbols_VT, dtype=np.int16)
    pitch = np.abs(symbols_VT)
    follows = np.zeros(symbols_VT.shape, dtype=bool)
    follows[:, 1:] = pitch[:, 1:] == pitch[:, :-1]
    return np.where((symbols_VT < 0) & ~follows, pitch, symbols_VT).astype(np.int16)


def encode(symbols_VT: np.ndarray) -> np.ndarray:
    """Symbols (4, T) to ids (4, T) int64: 0..45 onsets, 46..91 continuations, 92 the rest."""
    symbols_VT = check_symbols(symbols_VT)
    pitch_VT = np.abs(symbols_VT).astype(np.int64) - LOWEST_PITCH
    ids_VT = np.where(symbols_VT < 0, pitch_VT + NUM_PITCHES, pitch_VT)
    return np.where(symbols_VT == 0, REST_ID, ids_VT)


def decode(ids: np.ndarray) -> np.ndarray:
    """Ids (..., 4, T) to symbols of the same shape, as drawn: not normalised."""
    ids = np.asarray(ids)
    pitch = (ids % NUM_PITCHES + LOWEST_PITCH).astype(np.int16)
    return np.where(ids == REST_ID, 0, np.where(ids >= NUM_PITCHES, -pitch, pitch)).astype(np.int16)


def note_end(symbols_T: np.ndarray, column: int) -> int:
    """The column after the last of the note that sounds in a column of a voice."""
    after = column + 1
    while after < len(symbols_T) and symbols_T[after] < 0:
        after += 1
    return after


def notes(symbols_VT: np.ndarray) -> list[list[tuple[int, int, int]]]:
    """The notes of each voice as (first sixteenth, sixteenths long, MIDI pitch or 0 for a rest)."""
    voices = []
    for row in normalise(symbols_VT):
        starts = [t for t in range(len(row)) if t == 0 or row[t] > 0 or (row[t] == 0 and row[t - 1] != 0)]
        ends = [*starts[1:], len(row)]
        voices.append([(t, e - t, int(abs(row[t]))) for t, e in zip(starts, ends, strict=True)])
    return voices
