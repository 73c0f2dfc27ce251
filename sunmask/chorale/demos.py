"""Pieces to start from: blank ones, a melody in the public domain, and Bach's from music21's corpus."""

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from sunmask.chorale.content import check_chorale
from sunmask.chorale.music.symbols import MAX_SIXTEENTHS, METRES, Chorale, ChoraleMeta
from sunmask.chorale.music.voices import STANDARD, VOICES
from sunmask.chorale.notation.importing.file_formats import musicxml_root, unpack_mxl

NUM_BARS = 8
"""Bars of a blank chorale, where no other number is given."""
BACH = {
    "Aus meines Herzens Grunde": "bwv269",
    "Ach bleib bei uns, Herr Jesu Christ": "bwv253",
    "Jesu, meine Freude": "bwv227.1",
    "O Haupt voll Blut und Wunden": "bwv244.54",
}
ODE_TO_JOY = "Ode to Joy (melody)"
DEMO_NAMES = (ODE_TO_JOY, *BACH)
ODE_IN_QUARTERS = (
    "66 1,66 1,67 1,69 1,69 1,67 1,66 1,64 1,62 1,62 1,64 1,66 1,66 1.5,64 .5,64 2,"
    "66 1,66 1,67 1,69 1,69 1,67 1,66 1,64 1,62 1,62 1,64 1,66 1,64 1.5,62 .5,62 2"
)
"""Beethoven's melody in D major: MIDI pitch and quarters of each note."""


def blank(num_bars: int = NUM_BARS, meta: ChoraleMeta | None = None) -> Chorale:
    """A chorale of rests: `num_bars` whole bars after the pickup. Raises ValueError."""
    meta = meta or ChoraleMeta()
    if meta.metre_changes:
        raise ValueError("expected a blank chorale in one metre; change it in the canvas")
    metre = meta.metre
    if metre not in METRES:
        raise ValueError(f"expected a metre of {', '.join(METRES)}, got {metre!r:.60}")
    most = MAX_SIXTEENTHS // METRES[metre]
    if type(num_bars) is not int or not 1 <= num_bars <= most:
        raise ValueError(f"expected 1 to {most} bars of {metre}, got {num_bars!r:.60}")
    # a pickup takes its sixteenths from the last bar, as in print
    piece = Chorale(np.zeros((len(VOICES), num_bars * METRES[metre]), dtype=np.int16), meta)
    check_chorale(piece)
    return piece


def ode_to_joy() -> Chorale:
    """Eight bars of melody in the soprano; the other voices rest, to be composed."""
    soprano: list[int] = []
    for note in ODE_IN_QUARTERS.split(","):
        pitch, quarters = note.split()
        soprano += [int(pitch)] + [-int(pitch)] * (int(float(quarters) * 4) - 1)
    symbols_VT = np.zeros((len(VOICES), len(soprano)), dtype=np.int16)
    symbols_VT[0] = soprano
    meta = ChoraleMeta("Ode to Joy", "Ludwig van Beethoven", fifths=2, tempo=100.0)
    return Chorale(symbols_VT, meta)


def demo_chorale(name: str) -> Chorale:
    """A demo by its name of `DEMO_NAMES`. Raises ValueError for another."""
    if name == ODE_TO_JOY:
        return ode_to_joy()
    if name not in BACH:
        raise ValueError(f"expected a demo ({', '.join(DEMO_NAMES)}), got {name!r:.60}")
    # music21 is loaded only where its corpus is asked for
    from sunmask.chorale.notation.importing.conversion import chorale_from_parsed
    from sunmask.chorale.notation.musicxml.reader import parse_musicxml

    installed = find_spec("music21")
    if installed is None or installed.origin is None:
        raise ValueError("expected music21 with its corpus; install it with pip install music21")
    file = Path(installed.origin).parent / "corpus" / "bach" / f"{BACH[name]}.mxl"
    piece = chorale_from_parsed(parse_musicxml(musicxml_root(unpack_mxl(file.read_bytes())))).chorale
    return replace(
        piece, meta=replace(piece.meta, title=name, composer="Johann Sebastian Bach", voices=STANDARD)
    )
