"""How much of a chorale stands in the pieces that were learned: its longest run of beats found in one.

A beat is what four voices sound in four sixteenths, re-attacks apart. Beats are compared in every key at
once: a run agrees where each beat has the same intervals above its lowest note, and moves on by the same
interval to the next beat.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sunmask.lab.chorale.corpora.bach import Piece

BEAT = 4


@dataclass(frozen=True)
class Run:
    """Shared beats: how many, from which beat of the one on (from 0), and where they stand in which piece."""

    num_beats: int
    start: int
    name: str = ""
    start_there: int = 0

    def to_json(self) -> dict[str, int | str]:
        return dict(vars(self))


def beats(symbols_VT: np.ndarray, first: int = 0) -> list[tuple[bytes, int]]:
    """Each whole beat from column `first` on: the shape of what sounds, and the pitch that it stands on."""
    pitch_VT = np.abs(np.asarray(symbols_VT)).astype(np.int16)
    found = []
    for start in range(first, pitch_VT.shape[1] - BEAT + 1, BEAT):
        beat = pitch_VT[:, start : start + BEAT]
        lowest = int(beat[beat > 0].min(initial=127))
        found.append((np.where(beat > 0, beat - lowest, -1).astype(np.int8).tobytes(), lowest))
    return found


class LearnedBeats:
    """The beats of the pieces that were learned, by shape."""

    def __init__(self, pieces: Iterable[Piece]):
        self.names: list[str] = []
        self.beats: list[list[tuple[bytes, int]]] = []
        self.places: dict[bytes, list[tuple[int, int]]] = defaultdict(list)
        for number, piece in enumerate(pieces):
            self.names.append(piece.name)
            self.beats.append(beats(piece.symbols_VT, piece.pickup % BEAT))
            for at, (shape, _) in enumerate(self.beats[-1]):
                self.places[shape].append((number, at))

    def longest_run(self, symbols_VT: np.ndarray, first: int = 0) -> Run:
        """The longest run of beats of (4, T) symbols that stands in a learned piece; 0 beats for none."""
        best = Run(0, 0)
        before: dict[tuple[int, int], int] = {}
        own = beats(symbols_VT, first)
        for at, (shape, lowest) in enumerate(own):
            here: dict[tuple[int, int], int] = {}
            for number, there in self.places.get(shape, []):
                length = before.get((number, there - 1), 0)
                if length:
                    moved = lowest - own[at - 1][1]
                    theirs = self.beats[number][there][1] - self.beats[number][there - 1][1]
                    length = length if moved == theirs else 0
                here[number, there] = length + 1
                if length + 1 > best.num_beats:
                    best = Run(length + 1, at - length, self.names[number], there - length)
            before = here
        return best
