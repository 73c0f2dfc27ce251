"""How usual the moves of the outer voices are, beat by beat of two bars: nats of a move given the one before.

A sampler that writes stretches at once leaves its seams here: beats at which a line does not know its past.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from sunmask.chorale.music.symbols import Chorale
from sunmask.lab.chorale.evaluation.judges.analysis import BEAT, Analysis
from sunmask.lab.chorale.evaluation.judges.counterpoint import BASS, SOPRANO

OUTER = {"soprano": SOPRANO, "bass": BASS}
NUM_BEATS = 8
"""Two bars of 4/4."""
NUM_MOVES = 25
"""Among so many moves a share is spread that was never met."""


class Moves:
    """Counts of two moves in a row in real pieces, by voice. Repeated notes are none."""

    def __init__(self, pieces: Iterable[Chorale]):
        self._pairs: Counter[tuple[int, int, int]] = Counter()
        for piece in pieces:
            analysis = Analysis.of(piece)
            for voice in OUTER.values():
                self._pairs.update((voice, before, move) for _, before, move in moves(analysis, voice))
        self._befores: Counter[tuple[int, int]] = Counter()
        for (voice, before, _), count in self._pairs.items():
            self._befores[voice, before] += count

    def nats(self, voice: int, before: int, move: int) -> float:
        """Of a move in semitones after another one."""
        share = (self._pairs[voice, before, move] + 0.5) / (self._befores[voice, before] + 0.5 * NUM_MOVES)
        return -math.log(share)

    def by_beat(self, pieces: Sequence[Chorale]) -> dict[str, list[float | None]]:
        """For each of `OUTER` the mean nats of its moves onto each beat of two bars, counted from the first
        column; None where there are none."""
        analyses, means = [Analysis.of(piece) for piece in pieces], {}
        for name, voice in OUTER.items():
            found: list[list[float]] = [[] for _ in range(NUM_BEATS)]
            for analysis in analyses:
                for column, before, move in moves(analysis, voice):
                    found[column // BEAT % NUM_BEATS].append(self.nats(voice, before, move))
            means[name] = [round(float(np.mean(each)), 3) if each else None for each in found]
        return means


def moves(analysis: Analysis, voice: int) -> Iterator[tuple[int, int, int]]:
    """The column of each move but the first, the move before it and itself, in semitones."""
    columns = np.flatnonzero(analysis.moves_VT[voice])
    semitones = (analysis.pitch_VT[voice, columns] - analysis.pitch_VT[voice, columns - 1]).tolist()
    yield from zip(columns[1:].tolist(), semitones, semitones[1:], strict=False)
