"""`python -m tests.benchmarks.grader`: Bach's 351 chorales graded beside the published figures, and speeds.

The first run reads the corpus, which takes some minutes; then the lines come from the cache.
"""

import time
from statistics import median, stdev

import numpy as np

from sunmask.chorale.grade.bach import grade_lines, grade_many
from sunmask.chorale.grade.features import FEATURES
from sunmask.chorale.music.symbols import Chorale
from sunmask.lab.chorale.corpora.bach import load_chorales
from sunmask.lab.chorale.corpora.bach_lines import bach_lines

PUBLISHED = {
    "overall": (4.91, 1.63),
    "note": (0.24, 0.15),
    "rhythm": (0.23, 0.14),
    "parallel_error": (0.00, 0.69),
    "harmonic_quality": (0.41, 0.20),
    "S_interval": (0.47, 0.28),
    "A_interval": (0.49, 0.23),
    "T_interval": (0.53, 0.24),
    "B_interval": (0.69, 0.40),
    "repeated_sequence": (1.29, 0.88),
}
"""Median and standard deviation over the 351 chorales."""


def main() -> None:
    pieces = bach_lines(progress=True)
    start = time.perf_counter()
    grades = [grade_lines(lines) for lines in pieces]
    each_s = (time.perf_counter() - start) / len(pieces)
    print(f"{len(pieces)} chorales, {1000 * each_s:.1f} ms each (target <= 110)")
    print(f"{'':18}{'median':>8}{'std':>8}{'published':>18}")
    for name in ("overall", *FEATURES):
        values = [grade.overall if name == "overall" else grade.features[name] for grade in grades]
        middle, spread = PUBLISHED[name]
        print(f"{name:18}{median(values):8.3f}{stdev(values):8.3f}{middle:10.2f}{spread:8.2f}")
    windows = _windows(200, 128)
    start = time.perf_counter()
    grade_many(windows)
    print(f"200 grids of 128 sixteenths: {time.perf_counter() - start:.1f} s (target <= 10)")


def _windows(count: int, num_sixteenths: int) -> list[Chorale]:
    """Stretches of the corpus's grids."""
    rng, grids = np.random.default_rng(1), [piece.symbols_VT for piece in load_chorales()]
    grids = [grid for grid in grids if grid.shape[1] >= num_sixteenths]
    starts = [(grid, rng.integers(grid.shape[1] - num_sixteenths + 1)) for grid in grids[:count]]
    return [Chorale(grid[:, start : start + num_sixteenths]) for grid, start in starts]


if __name__ == "__main__":
    main()
