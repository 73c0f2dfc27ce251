"""Melodies to harmonise: held-out sopranos of Bach, and folk songs of music21's corpus with their phrases.

The corpus writes a phrase on a line, so that the last note of a line is a phrase end. A song that lies below
a soprano is taken an octave higher, as the review of an import offers. The songs are read where music21 has
them, to measure; no network learns them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from sunmask.chorale.music.symbols import Chorale, ChoraleMeta, normalise, note_end
from sunmask.chorale.music.voices import VOICE_RANGES
from sunmask.kinds.notices import UnreadableFile
from sunmask.lab.chorale.corpora.bach import Piece

FILES = ("erk5", "erk10", "boehme10", "fink0", "ballad10", "kinder0", "zuccal0", "irl", "lux")
"""Files of the folder essenFolksong, in the order in which songs are looked for."""
WANTED = {"6/8": 4, "2/2": 4, "minor": 4, "other": 8}
"""Songs of each group, the first that fit; minor and other are in 4/4, 3/4 or 2/4."""
USUAL = ("4/4", "3/4", "2/4")
SHORTEST, LONGEST = 64, 256
"""Sixteenths."""
NOTE = re.compile(r"[_=^]*[A-Ga-g][,']*")
FIELD = re.compile(r"[A-Za-z]:")
ABC_STANDARD = "%abc-2.1\n"
"""By which an accidental holds to the end of its bar; without it music21 reads by an older standard."""


def sopranos(pieces: list[Piece], count: int) -> list[tuple[str, Chorale, list[int]]]:
    """Name, soprano and phrase ends of the first pieces, each up to the last fermata that fits into LONGEST
    sixteenths, as they begin."""
    found = []
    for piece in pieces:
        ends = [end for end in piece.fermatas if end + 4 <= min(LONGEST, piece.symbols_VT.shape[1])]
        if len(ends) > 1:
            meta = ChoraleMeta(
                piece.name, metre=piece.metre, pickup=piece.pickup, fifths=piece.fifths, mode=piece.mode
            )
            found.append((piece.name, melody(piece.symbols_VT[0], ends, meta), ends))
    return found[:count]


def melody(row_T: np.ndarray, ends: list[int], meta: ChoraleMeta) -> Chorale:
    """A soprano alone up to the end of its last phrase, with fermatas at the phrase ends."""
    last = note_end(row_T, ends[-1])
    symbols_VT = np.zeros((4, last), dtype=np.int16)
    symbols_VT[0] = row_T[:last]
    return Chorale(normalise(symbols_VT), meta, frozenset((0, end) for end in ends))


def folk_songs() -> Iterator[tuple[str, Chorale, list[int]]]:
    """Group, song and phrase ends: as many of each group as are wanted."""
    left, titles = Counter(WANTED), set[str]()
    for text in _texts():
        metre = _field(text, "M")
        groups: tuple[str, ...] = (metre,) if metre in left else ("minor", "other") if metre in USUAL else ()
        if not any(left[group] for group in groups) or _title(text) in titles:
            continue
        song = read_song(text)
        if song is not None:
            group = groups[0] if len(groups) == 1 or song[0].meta.mode == "minor" else "other"
            if left[group]:
                left[group] -= 1
                titles.add(_title(text))
                yield group, song[0], song[1]
        if not any(left.values()):
            return


def read_song(text: str) -> tuple[Chorale, list[int]] | None:
    """A song and the columns of its phrases' last notes; None where it does not fit, or where lines cannot be
    told from phrases."""
    from music21 import converter

    from sunmask.chorale.notation.importing.conversion import chorale_from_parsed
    from sunmask.chorale.notation.musicxml.reader import parse_score

    try:
        chorale = chorale_from_parsed(parse_score(converter.parse(ABC_STANDARD + text, format="abc"))).chorale
    except (UnreadableFile, ValueError, LookupError, AttributeError):
        return None
    row_T = _for_sopranos(chorale.symbols_VT[0])
    onsets = np.flatnonzero(row_T > 0)
    counts = [len(NOTE.findall(line)) for line in _music(text)]
    ends = np.cumsum([count for count in counts if count])
    if not len(ends) or ends[-1] != len(onsets) or not 2 <= len(ends) <= 12:
        return None
    columns = onsets[ends - 1].tolist()
    fifths, mode = _key(row_T, chorale.meta.fifths)
    found = melody(row_T, columns, replace(chorale.meta, title=_title(text), fifths=fifths, mode=mode))
    return (found, columns) if SHORTEST <= found.num_sixteenths <= LONGEST else None


def _for_sopranos(row_T: np.ndarray) -> np.ndarray:
    """A melody an octave higher where it has notes that no soprano sings, and a soprano sings them there."""
    lowest, highest = VOICE_RANGES[0]
    pitches = np.abs(row_T[row_T != 0])
    is_low = len(pitches) and pitches.min() < lowest and pitches.max() + 12 <= highest
    return np.sign(row_T) * (np.abs(row_T) + 12 * (row_T != 0)) if is_low else row_T


def _key(row_T: np.ndarray, fifths: int) -> tuple[int, str]:
    """Key signature and mode of a song, of which the corpus says the tonic alone, as if it were major."""
    tonic = 7 * fifths % 12
    third = np.bincount(row_T[row_T > 0] % 12, minlength=12)[[(tonic + 3) % 12, (tonic + 4) % 12]]
    return (fifths - 3, "minor") if third[0] > third[1] else (fifths, "major")


def _title(text: str) -> str:
    return _field(text, "T")[:80].strip() or "A song"


def _texts() -> Iterator[str]:
    import music21

    folder = Path(music21.__file__).parent / "corpus" / "essenFolksong"
    for name in FILES:
        for text in (folder / f"{name}.abc").read_text(encoding="latin-1").split("\nX:")[1:]:
            yield f"X:{text}"


def _field(text: str, letter: str) -> str:
    found = re.search(rf"^{letter}: *(.*)$", text, re.MULTILINE)
    return found[1].strip() if found else ""


def _music(text: str) -> list[str]:
    """The lines of notes."""
    return [line for line in text.splitlines() if line.strip() and not FIELD.match(line)]
