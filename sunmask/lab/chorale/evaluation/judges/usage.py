"""How usual the figures of a piece are in Bach: n-grams of chords, rhythm and melody, counted in real pieces.

A figure's surprise is the negative logarithm of its share, one count added for what was never met.
"""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise

import numpy as np

from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.music.voices import VOICES
from sunmask.lab.chorale.evaluation.judges.analysis import BEAT, Analysis
from sunmask.lab.chorale.evaluation.judges.habits import chord_trigrams, melody

RHYTHM, HARMONY, LINES = "rhythm", "harmony", "lines"


def rhythm_figures(analysis: Analysis) -> dict[str, list[Hashable]]:
    """Where in each beat the voices begin notes: all four voices, two voices, and a voice over two beats."""
    columns_BK = analysis.beats_B[:, None] + np.arange(BEAT)
    pattern_VB = (analysis.attack_VT[:, columns_BK] * (1 << np.arange(BEAT))).sum(-1)
    voices = [row.tolist() for row in pattern_VB]
    return {
        "four voices": [tuple(row) for row in pattern_VB.T.tolist()],
        "a voice, two beats": [(v, *pair) for v, row in enumerate(voices) for pair in pairwise(row)],
    }


def harmony_figures(analysis: Analysis) -> dict[str, list[Hashable]]:
    """Chords in a row, as seen from the tonic, and basses beneath them."""
    trigrams = chord_trigrams(analysis)
    return {
        "two chords": [each[:4] for each in trigrams],
        "three chords": list(trigrams),
        "chord over bass": [
            (int(quality), int((bass - root) % 12), bool(analysis.is_minor))
            for root, quality, bass in zip(
                analysis.chords.root_B, analysis.chords.quality_B, analysis.chords.bass_B, strict=True
            )
        ],
    }


def line_figures(analysis: Analysis) -> dict[str, list[Hashable]]:
    """Three moves of a voice in a row, and the degrees on which it stands."""
    moves = [melody(analysis, voice).tolist() for voice in range(len(VOICES))]
    return {
        "three moves": [
            (voice, *found)
            for voice, row in enumerate(moves)
            for found in zip(row, row[1:], row[2:], strict=False)
        ],
        "two moves": [(voice, *pair) for voice, row in enumerate(moves) for pair in pairwise(row)],
    }


FIGURES = {RHYTHM: rhythm_figures, HARMONY: harmony_figures, LINES: line_figures}


class Usage:
    """Counts of the figures of real pieces."""

    def __init__(self, pieces: Iterable[Chorale]):
        self._counts: dict[str, Counter[Hashable]] = {}
        for piece in pieces:
            analysis = Analysis.of(piece)
            for find in FIGURES.values():
                for name, found in find(analysis).items():
                    self._counts.setdefault(name, Counter()).update(found)
        self._totals = {name: counts.total() for name, counts in self._counts.items()}

    def surprise(self, name: str, figures: Sequence[Hashable]) -> np.ndarray:
        """Nats of each figure of a kind."""
        counts, total = self._counts[name], self._totals[name]
        spread = total + len(counts) + 1
        return np.array([math.log(spread / (counts[figure] + 1)) for figure in figures])

    def features(self, analysis: Analysis, group: str) -> dict[str, float]:
        """The mean surprise of each kind of figure, that of the rarest tenth, and the share never met."""
        found = {}
        for name, figures in FIGURES[group](analysis).items():
            nats = np.sort(self.surprise(name, figures))
            if not len(nats):
                nats = np.zeros(1)
            new = math.log(self._totals[name] + len(self._counts[name]) + 1)
            found[f"surprise of {name}, mean"] = float(nats.mean())
            found[f"surprise of {name}, rarest tenth"] = float(nats[-max(1, len(nats) // 10) :].mean())
            found[f"{name} never met, share"] = float((nats >= new - 1e-9).mean())
        return found
