"""How often the key of a melody is read wrong, and the counts that the reading rests on.

`python -m sunmask.lab.chorale.evaluation.keys --data FOLDER` prints both. The counts are of Bach's sopranos;
the melodies that are judged are hymns in FOLDER (`hymns.jsonl.xz`), whose home is the last bass note.
"""

import argparse
import json
import lzma
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sunmask.chorale.music.symbols import normalise, notes
from sunmask.chorale.notation.key_reading import NEAR, likely_keys, melody_of, phrase_ends
from sunmask.chorale.notation.spelling import Key
from sunmask.lab.chorale.corpora.bach import Piece, load_chorales, split_chorales
from sunmask.lab.chorale.corpora.hymns import HYMNS


class Judged(NamedTuple):
    """A melody alone, (1, T), its signature, and its home as a pitch class and a mode."""

    melody_VT: np.ndarray
    fermatas: frozenset[tuple[int, int]]
    fifths: int
    home: int
    mode: str


def home_of(piece: Piece) -> tuple[int, str]:
    """The last note of the bass as a pitch class, and the mode of the third above it that sounds longer in
    the whole piece."""
    home = [pitch for _, _, pitch in notes(piece.symbols_VT)[3] if pitch][-1] % 12
    classes = np.abs(piece.symbols_VT[piece.symbols_VT != 0]) % 12
    major, minor = (np.count_nonzero(classes == (home + third) % 12) for third in (4, 3))
    return home, "major" if major >= minor else "minor"


def bach_sopranos() -> list[Judged]:
    """The melodies that may be learned from."""
    return [
        Judged(
            piece.symbols_VT[:1],
            frozenset((0, column) for column in piece.fermatas),
            piece.fifths,
            *home_of(piece),
        )
        for piece in split_chorales(load_chorales())["train"]
    ]


def hymn_sopranos(folder: Path) -> Iterator[Judged]:
    """All melodies of the folder, read without their fermatas, as most files have none."""
    with lzma.open(folder / HYMNS, "rt") as lines:
        for row in map(json.loads, lines):
            bass = np.array(row["B"])
            home = int(abs(bass[bass != 0][-1])) % 12
            soprano_VT = normalise(np.array([row["S"]], dtype=np.int16))
            yield Judged(soprano_VT, frozenset(), row["fifths"], home, row["mode"])


def counts(melodies: list[Judged]) -> dict[str, dict[str, list[int]]]:
    """By mode: on which degree, in semitones above home, melodies end, and their phrases do."""
    found = {mode: {"last": [0] * 12, "phrases": [0] * 12} for mode in ("major", "minor")}
    for each in melodies:
        line = melody_of(each.melody_VT)
        found[each.mode]["last"][(line[-1][2] - each.home) % 12] += 1
        for pitch in phrase_ends(each.melody_VT, each.fermatas):
            found[each.mode]["phrases"][(pitch - each.home) % 12] += 1
    return found


def errors(melodies: list[Judged]) -> dict[str, int]:
    """How many are read wrong: their mode, where the signature is known, and which of those are asked about;
    and their key, where it is not, for those whose home is the one that the signature says."""
    found = {"melodies": len(melodies), "mode": 0, "asked": 0, "mode_not_asked": 0, "unsigned": 0}
    found |= {"key": 0, "key_asked": 0, "key_not_asked": 0}
    for each in melodies:
        first, second = likely_keys(each.melody_VT, each.fermatas, each.fifths)[:2]
        is_near, is_wrong = first.weight - second.weight < NEAR, first.key.mode != each.mode
        found["mode"] += int(is_wrong)
        found["asked"] += int(is_near)
        found["mode_not_asked"] += int(is_wrong and not is_near)
        truth = Key.of_signature(each.fifths, each.mode)
        if truth.tonic_fifths * 7 % 12 != each.home:
            continue
        first, second = likely_keys(each.melody_VT, each.fermatas)[:2]
        is_near = first.weight - second.weight < NEAR
        is_wrong = (first.key.tonic_fifths * 7 % 12, first.key.mode) != (each.home, each.mode)
        found["unsigned"] += 1
        found["key"] += int(is_wrong)
        found["key_asked"] += int(is_near)
        found["key_not_asked"] += int(is_wrong and not is_near)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="How often the key of a melody is read wrong.")
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER", help=f"has {HYMNS}")
    folder = parser.parse_args().data
    bach = bach_sopranos()
    print(json.dumps({"counts": counts(bach), "bach": errors(bach)}))
    print(json.dumps({"hymns": errors(list(hymn_sopranos(folder)))}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
