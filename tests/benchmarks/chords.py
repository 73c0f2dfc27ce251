"""How often a chord that is asked for is heard: `python -m tests.benchmarks.chords`.

From nothing, in the key of a test piece, with its chords asked for in a share of the beats. The rule that
labels Bach's chords labels what was made. Qualities that the rule calls `other` are not asked for.
"""

import argparse
from dataclasses import replace

import numpy as np

import sunmask
from sunmask.chorale.chords import Chord
from sunmask.chorale.composing import blank_chorale, compose
from sunmask.chorale.harmony import OTHER, QUALITIES, Chords, read_chords
from sunmask.chorale.symbols import Chorale
from sunmask.chorale.telling import home_key
from sunmask.evaluation.judges.pieces import EIGHT_BARS, cuts
from sunmask.evaluation.work import splits


def labels(piece: Chorale) -> dict[int, tuple[int, int]]:
    """Root and quality of each beat by its first column."""
    found: Chords = read_chords(piece.symbols_VT, piece.meta.pickup)
    rows = zip(found.column_N, found.root_N, found.quality_N, strict=True)
    return {int(column): (int(root), int(quality)) for column, root, quality in rows}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--share", type=float, default=0.25)
    parser.add_argument("--checkpoint")
    chosen = parser.parse_args()
    network = sunmask.load(chosen.checkpoint, kind="chorale", device="cpu")
    rng, heard = np.random.default_rng(3), []
    pieces = [part for piece in splits()["test"] for part in cuts(piece)[:1]]
    for number in range(chosen.count):
        real = pieces[number % len(pieces)]
        asked = {
            column: label
            for column, label in labels(real).items()
            if label[0] >= 0 and label[1] not in (-1, OTHER) and rng.random() < chosen.share
        }
        fifths, mode = home_key(real.symbols_VT)
        blank = blank_chorale(EIGHT_BARS)
        chords = {column: Chord(root, QUALITIES[quality], None) for column, (root, quality) in asked.items()}
        start = replace(blank, meta=replace(blank.meta, fifths=fifths, mode=mode), chords=chords)
        made = labels(compose(network, start, count=1, seed=100 + number)[0])
        heard += [(made[column][0] == label[0], made[column] == label) for column, label in asked.items()]
    root, both = np.mean(heard, axis=0)
    print(f"{len(heard)} chords asked for: root {root:.0%}, root and quality {both:.0%}")


if __name__ == "__main__":
    main()
