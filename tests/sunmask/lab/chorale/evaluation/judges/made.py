"""Little pieces made by hand, whose figures are known."""

from collections.abc import Sequence

import numpy as np

from sunmask.chorale.music.symbols import Chorale, ChoraleMeta
from sunmask.lab.chorale.evaluation.judges.analysis import Analysis

Pitches = tuple[int, int, int, int]
TONIC: Pitches = (72, 67, 64, 48)
DOMINANT: Pitches = (71, 67, 62, 43)
SUBDOMINANT: Pitches = (72, 69, 65, 53)
SUPERTONIC: Pitches = (74, 69, 65, 50)
"""Chords of C major, soprano first."""


def chorale(*chords: Pitches, length: int | Sequence[int] = 4, pickup: int = 0) -> Chorale:
    """Chords one after the other, every voice attacking each; length: sixteenths of all, or of each."""
    lengths = [length] * len(chords) if isinstance(length, int) else length
    columns = []
    for pitches, sixteenths in zip(chords, lengths, strict=True):
        goes_on = -np.array(pitches)[:, None].repeat(sixteenths, axis=1)
        goes_on[:, 0] *= -1
        columns.append(goes_on)
    return Chorale(np.concatenate(columns, axis=1).astype(np.int16), ChoraleMeta(pickup=pickup))


def analysis(*chords: Pitches, **how: int | Sequence[int]) -> Analysis:
    return Analysis.of(chorale(*chords, **how))  # type: ignore[arg-type]


def in_c(*chords: Pitches) -> Analysis:
    """The chords after enough C major that the key is sure, every one a quarter long."""
    return analysis(TONIC, SUBDOMINANT, DOMINANT, TONIC, *chords)
