"""Checks of musicians as figures with intervals: how pieces end, faults of voice leading, habits.

Each figure is a sum over pieces of what was counted, over a sum of what it was counted among.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sunmask.chorale.music.symbols import Chorale
from sunmask.lab.chorale.evaluation.judges.analysis import Analysis
from sunmask.lab.chorale.evaluation.judges.closes import cadences, ending
from sunmask.lab.chorale.evaluation.judges.counterpoint import Count, faults
from sunmask.lab.chorale.evaluation.judges.habits import habits
from sunmask.lab.evaluation.intervals import wilson

DRAWS, SURE = 1000, 0.95


@dataclass(frozen=True)
class Figure:
    """How a count is shown: `times` the share, in words. of_pieces: each piece counts once, as yes or no.
    of_end: only where the end of a piece is heard."""

    name: str
    label: str
    times: float = 100.0
    of_pieces: bool = False
    of_end: bool = False


FIGURES = (
    Figure("ends_on_tonic", "ends on the tonic, %", of_pieces=True, of_end=True),
    Figure("ends_v_i", "ends with V-I or vii-I, %", of_pieces=True, of_end=True),
    Figure("ends_long", "last chord a quarter or longer, %", of_pieces=True, of_end=True),
    Figure("cadences", "cadences in 8 bars", 1),
    Figure("v_i", "V-I or vii-I in 8 bars", 1),
    Figure("in_minor", "in minor, %", of_pieces=True),
    Figure("notes", "notes in 8 bars", 1),
    Figure("second_sixteenth", "attacks on the 2nd sixteenth, %"),
    Figure("fourth_sixteenth", "attacks on the 4th sixteenth, %"),
    Figure("bass_sixteenths", "bass notes of a sixteenth, %"),
    Figure("soprano_steps", "soprano moves by step, %"),
    Figure("soprano_turns", "soprano turns, %"),
    Figure("chord_variety", "chord trigrams that are new, %"),
    Figure("parallel_fifths", "parallel fifths, in 100 notes"),
    Figure("parallel_octaves", "parallel octaves, in 100 notes"),
    Figure("hidden_fifths", "hidden outer fifths, in 100 notes"),
    Figure("hidden_octaves", "hidden outer octaves, in 100 notes"),
    Figure("spacing", "voices too far apart, in 100 notes"),
    Figure("crossing", "voices crossing, in 100 notes"),
    Figure("overlap", "voices overlapping, in 100 notes"),
    Figure("out_of_range", "notes out of range, in 100"),
    Figure("leading_note_unresolved", "leading notes unresolved, %"),
    Figure("leading_note_doubled", "dominants with it doubled, %"),
)


def counts(chorale: Chorale) -> dict[str, Count]:
    """Everything that is counted in a piece, by the names of `FIGURES`."""
    analysis = Analysis.of(chorale)
    return {**ending(analysis), **cadences(analysis), **habits(analysis), **faults(analysis)}


def figures(
    pieces: Sequence[dict[str, Count]], groups: Sequence[str], ends: Sequence[dict[str, Count]] | None = None
) -> dict[str, Any]:
    """By name: value, low and high (95 %), and count, what it was counted among.

    groups: of each piece the work it is cut from; the interval is that of other works, drawn by bootstrap.
    ends: pieces whose end is that of a work, one each, where `pieces` are cuts.
    """
    found = {}
    for figure in FIGURES:
        analysis, of = (ends, None) if figure.of_end and ends is not None else (pieces, groups)
        pairs = np.array([each[figure.name] for each in analysis], dtype=float).reshape(-1, 2)
        found[figure.name] = _figure(pairs, range(len(pairs)) if of is None else of, figure)
    return found


def _figure(pairs: np.ndarray, groups: Iterable[Any], figure: Figure) -> dict[str, float | None]:
    _, number = np.unique(np.array(list(groups)), return_inverse=True)
    if not len(pairs) or not pairs[:, 1].sum():
        return {"value": None, "low": None, "high": None, "count": 0}
    hits, among = (np.bincount(number, weights=pairs[:, column]) for column in (0, 1))
    value = hits.sum() / among.sum()
    if figure.of_pieces:
        low, high = wilson(hits.sum(), among.sum())
    else:
        drawn = np.random.default_rng(0).integers(len(hits), size=(DRAWS, len(hits)))
        sums = among[drawn].sum(1)
        drawn_values = hits[drawn].sum(1)[sums > 0] / sums[sums > 0]
        low, high = np.quantile(drawn_values, [(1 - SURE) / 2, (1 + SURE) / 2])
    named = {"value": value, "low": low, "high": high}
    told: dict[str, float | None] = {
        name: round(float(each) * figure.times, 3) for name, each in named.items()
    }
    return told | {"count": float(pairs[:, 1].sum())}
