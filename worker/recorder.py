"""Steps of one run, gathered into frames: the first and the last at once, others about ten times a second."""

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import numpy as np

from studio.services import generations

FLUSH_INTERVAL_S = 0.1
MAX_UNSTORED = 64
"""A run whose steps cannot be stored waits at so many."""


class Recorder:
    """Turns grids of symbols (B, V, T) into `protocol.Step`s and stores them under the run's fence.

    previous: the last stored grid, None where nothing is stored yet.
    """

    def __init__(
        self,
        generation_id: UUID,
        fence: int,
        *,
        previous_BVT: np.ndarray | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.generation_id, self.fence = generation_id, fence
        self.flushed_at = 0.0
        self._clock = clock
        self._previous_BVT = previous_BVT
        self._unstored: list[dict[str, Any]] = []

    @property
    def is_full(self) -> bool:
        return len(self._unstored) >= MAX_UNSTORED

    def add(self, step: int, symbols_BVT: np.ndarray) -> None:
        """Take in the grids of one step; consecutive steps only."""
        if self._previous_BVT is None:
            self._unstored.append({"step": step, "symbols": [grid.ravel().tolist() for grid in symbols_BVT]})
        else:
            pairs = zip(self._previous_BVT, symbols_BVT, strict=True)
            self._unstored.append({"step": step, "changes": [_changes(*pair) for pair in pairs]})
        self._previous_BVT = symbols_BVT

    def flush_if_due(self) -> bool:
        """Store what waits if the last frame is long enough ago. False: this run is no longer ours."""
        if self._unstored and self._clock() - self.flushed_at >= FLUSH_INTERVAL_S:
            return self.flush()
        return True

    def flush(self) -> bool:
        """Store what waits as one frame. False: this run is no longer ours. Raises DatabaseError."""
        if not self._unstored:
            return True
        self.flushed_at = self._clock()  # before, so that a database in trouble is not asked without pause
        is_ours = generations.record(generation_id=self.generation_id, fence=self.fence, steps=self._unstored)
        self._unstored = []
        return is_ours


def _changes(before_VT: np.ndarray, after_VT: np.ndarray) -> list[int]:
    """cell, symbol, cell, symbol, ... of what differs; cell = row * columns + column."""
    cells = np.flatnonzero(before_VT != after_VT)
    return np.stack([cells, after_VT.ravel()[cells].astype(np.int64)], axis=1).ravel().tolist()
