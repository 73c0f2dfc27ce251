"""The order in which cells are written, where a schedule has each written once: orderless composing.

A cell that is to be written waits as it is, noise or a doubted value, and the network trusts nothing of it;
then it is drawn, given all that is written, and trusted from there on (Uria et al. 2014, Huang et al. 2017).
The cells of a unit, a few columns of one row, are drawn together; the units of the same columns, one in each
row, follow each other in a random order.
What stands in waiting cells is a draft that the network never sees. It is drawn at each step by the numbers
by which the cells will be written, so what people see changes only as far as the network changes its mind.

B candidates, V rows and T columns of cells, N columns of tokens
"""

import numpy as np

from sunmask.method.schedules import Schedule

STRETCH = 64
"""Columns of a stretch; all stretches are written at once, each from left to right."""


class WritingOrder:
    """The step in which each cell of all candidates is written, and the ids that wait there until then."""

    def __init__(self, shape: tuple[int, ...]):
        """shape: (B, V, T). Nothing waits."""
        self.after_BVT = np.zeros(shape, dtype=np.int64)
        self.span_BVT = np.zeros(shape, dtype=np.int64)
        self.place_BVT = np.full(shape, -1.0)  # 0..1 in the order; -1 where nothing is to be written
        self.uniform_BVT = np.zeros(shape)  # the number in [0, 1) by which each cell is drawn while it waits
        self.waiting: list[np.ndarray] = [np.zeros((0, 0), dtype=np.int64)] * shape[0]

    def write(
        self,
        b: int,
        cells_VT: np.ndarray,
        unit_T: np.ndarray,
        ids_VN: np.ndarray,
        rng: np.random.Generator,
        after: int = 0,
        span: int = 0,
        by_column: bool = False,
    ) -> None:
        """Write cells (V, T) of a candidate over the `span` steps that follow on step `after`; with 0, over
        those in which the doubted share falls. unit_T: the number of each column's unit, ascending.
        ids_VN: what the network sees where cells wait. by_column: as `Layout` has it."""
        self.waiting[b] = ids_VN.copy()
        self.after_BVT[b][cells_VT], self.span_BVT[b][cells_VT] = after, span
        self.uniform_BVT[b][cells_VT] = rng.random(cells_VT.shape)[cells_VT]
        num_columns = cells_VT.shape[1]
        in_order_VT = np.broadcast_to(np.arange(num_columns) / num_columns, cells_VT.shape)
        place_VT = in_order_VT if by_column else places(rng, cells_VT, unit_T)
        self.place_BVT[b][cells_VT] = place_VT[cells_VT]

    def step_of(self, b: int, schedule: Schedule) -> np.ndarray:
        """The step in which each cell is written, (V, T); 0 where it never waited."""
        span_VT = np.where(self.span_BVT[b] > 0, self.span_BVT[b], schedule.fall_steps)
        at_VT = self.after_BVT[b] + 1 + np.floor(self.place_BVT[b] * span_VT).astype(np.int64)
        return np.where(self.place_BVT[b] < 0, 0, np.minimum(at_VT, schedule.settings.num_steps))


def places(
    rng: np.random.Generator, cells_VT: np.ndarray, unit_T: np.ndarray, stretch: int = STRETCH
) -> np.ndarray:
    """The place of each cell in the order of its stretch, (V, T) in [0, 1); anything where none is to be
    written. All cells of a unit in a stretch have the same."""
    V, T = cells_VT.shape
    numbers, number_T = np.unique(unit_T, return_inverse=True)
    when_VT = number_T + rng.random((V, len(numbers)))[:, number_T]
    place_VT = np.zeros((V, T))
    for first in range(0, T, stretch):
        part = slice(first, first + stretch)
        when_M, rank_M = np.unique(when_VT[:, part][cells_VT[:, part]], return_inverse=True)
        place_VT[:, part][cells_VT[:, part]] = (rank_M + rng.random()) / max(1, len(when_M))
    return place_VT
