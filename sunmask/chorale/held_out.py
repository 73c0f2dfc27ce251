"""Chorales of Bach that no network here has learned from, to be heard beside what they make.

They come with music21. Each is of the test split of `sunmask.lab.chorale.corpora`.
"""

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from sunmask.chorale.music.symbols import Chorale, note_end
from sunmask.chorale.music.voices import STANDARD
from sunmask.chorale.notation.importing.file_formats import musicxml_root, unpack_mxl

NAMES = (
    "bwv102.7",
    "bwv110.7",
    "bwv114.7",
    "bwv13.6",
    "bwv145-a",
    "bwv148.6",
    "bwv153.9",
    "bwv159.5",
    "bwv174.5",
    "bwv184.5",
    "bwv197.5",
    "bwv245.14",
    "bwv245.37",
    "bwv248.46-5",
    "bwv256",
    "bwv270",
    "bwv289",
    "bwv291",
    "bwv292",
    "bwv294",
    "bwv306",
    "bwv311",
    "bwv316",
    "bwv317",
    "bwv32.6",
    "bwv326",
    "bwv331",
    "bwv338",
    "bwv339",
    "bwv350",
    "bwv361",
    "bwv366",
    "bwv37.6",
    "bwv393",
    "bwv40.8",
    "bwv405",
    "bwv410",
    "bwv419",
    "bwv429",
    "bwv430",
)
"""Files of music21's corpus, without their ending."""


def held_out(count: int, *, near: int, least: int, most: int, seed: int = 0) -> list[tuple[str, Chorale]]:
    """So many of them by name, each cut at the end of a phrase, about `near` sixteenths long.

    Fewer where not so many have an end from `least` to `most`. Raises ValueError where music21's corpus is
    not installed.
    """
    installed = find_spec("music21")
    if installed is None or installed.origin is None:
        raise ValueError("expected music21 with its corpus; install it with pip install music21")
    folder = Path(installed.origin).parent / "corpus" / "bach"
    found: list[tuple[str, Chorale]] = []
    for place in np.random.default_rng(seed).permutation(len(NAMES)):
        if len(found) == count:
            break
        piece = cut(_read(folder / f"{NAMES[place]}.mxl"), near=near, least=least, most=most)
        if piece is not None:
            found.append((f"Bach, {NAMES[place].upper()}", piece))
    return found


def cut(piece: Chorale, *, near: int, least: int, most: int) -> Chorale | None:
    """A piece up to the end of a phrase that is nearest to `near` sixteenths.

    None where none lies from `least` to `most`.

    A phrase ends with the note under a fermata of the soprano. All voices end there.
    """
    ends = {note_end(piece.symbols_VT[0], t) for voice, t in piece.fermatas if voice == 0}
    fitting = [end for end in ends | {piece.num_sixteenths} if least <= end <= most]
    if not fitting:
        return None
    end = min(fitting, key=lambda end: (abs(end - near), end))
    return Chorale(piece.symbols_VT[:, :end], replace(piece.meta, metre_changes=()))


def _read(file: Path) -> Chorale:
    # music21 is loaded only where its corpus is asked for
    from sunmask.chorale.notation.importing.conversion import chorale_from_parsed
    from sunmask.chorale.notation.musicxml.reader import parse_musicxml

    piece = chorale_from_parsed(parse_musicxml(musicxml_root(unpack_mxl(file.read_bytes())))).chorale
    return replace(piece, meta=replace(piece.meta, title="", composer="", voices=STANDARD))
