"""The Bach-or-Mock grade of a chorale: how far nine of its habits are from Bach's; lower is better.

After Fang, Liu, Seetharaman and Pardo, "Bach or Mock? A grading function for chorales in the style of
J. S. Bach" (2020), https://arxiv.org/abs/2006.13329. The grade is the plain sum of nine distances, 0 where
a piece does everything as often as Bach. Bach's own 351 chorales have a median of 4.9. Beside the figures a
grade names the notes that cost them.
"""

import math
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sunmask.chorale.grade.distributions import bach_distributions
from sunmask.chorale.grade.faults import Fault, faults_of
from sunmask.chorale.grade.features import count
from sunmask.chorale.grade.lines import Lines, lines_from_chorale
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.notation.spelling import key_name

if TYPE_CHECKING:
    from music21 import stream


@dataclass(frozen=True)
class Grade:
    """features: distance by name, in the order of `FEATURES`; overall: their sum. key: the key that the notes
    suggest, as people name it.

    A distance is infinite where the piece has nothing to count for it, such as a voice without two notes in a
    row, and then so is the sum. For a voice that the piece does not have it is 0."""

    features: dict[str, float]
    overall: float
    key: str
    faults: tuple[Fault, ...]

    def to_json(self) -> dict:
        """As JSON has it: no infinity, which becomes None."""
        return {
            "overall": _finite(self.overall),
            "features": {name: _finite(value) for name, value in self.features.items()},
            "key": self.key,
            "faults": [fault.to_json() for fault in self.faults],
        }


def grade_chorale(chorale: Chorale) -> Grade:
    """The grade of a grid, spelled in the key that its notes suggest, so alike in every key.

    Raises ValueError for a grid that `check_grid` refuses.
    """
    return grade_lines(lines_from_chorale(chorale))


def overall(chorale: Chorale) -> float:
    """`grade_chorale(chorale).overall`, without looking for what costs it, in a fraction of the time."""
    return sum(bach_distributions().distances(count(lines_from_chorale(chorale))).values())


def grade_score(score: "stream.Score") -> Grade:
    """The grade of a music21 score as it is spelled. Raises ValueError as `lines_from_score` does."""
    from sunmask.chorale.grade.scores import lines_from_score

    return grade_lines(lines_from_score(score))


def grade_file(path: str | Path) -> Grade:
    """The grade of a MusicXML, MXL or MIDI file. MIDI, which has no spelling, is graded as a grid.

    The rule names each key in one way only: what is written in D flat or G flat major grades badly, being
    heard as misspelled C sharp or F sharp; a grid does not, for it is spelled by the same rule.

    Raises ValueError, with a sentence, for a file that is no score or has more than one note at a time in a
    part; OSError.
    """
    from sunmask.chorale.grade.scores import lines_from_file

    return grade_lines(lines_from_file(Path(path)))


def grade_lines(lines: Lines) -> Grade:
    """The grade of the lines of all voices, to which grids and files are converted."""
    counts = count(lines)
    bach = bach_distributions()
    features = bach.distances(counts)
    return Grade(
        features,
        sum(features.values()),
        key_name(counts.key.fifths, counts.key.mode),
        tuple(faults_of(lines, counts, bach)),
    )


def grade_many(chorales: Iterable[Chorale], processes: int = 1) -> list[Grade]:
    """The grades of many grids in their order, computed in `processes` processes."""
    if processes < 1:
        raise ValueError(f"expected 1 or more processes, got {processes}")
    if processes == 1:
        return [grade_chorale(chorale) for chorale in chorales]
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(grade_chorale, chorales, chunksize=8))


def _finite(value: float) -> float | None:
    return round(value, 4) if math.isfinite(value) else None
