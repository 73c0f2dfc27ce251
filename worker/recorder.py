"""Steps of one run, gathered into frames: the first and the last at once, others about ten times a second."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from studio.models import Generation
from studio.ops import counters
from studio.protocol import StepJson
from studio.services.runs import claims
from studio.services.upkeep import storage_used

FLUSH_INTERVAL_S, LONGEST_FLUSH_INTERVAL_S = 0.1, 0.2
"""Seconds between two frames of a run: for few runs, and for many, whose frames delay each other's steps."""
FEW_RUNS = 4
MAX_UNSTORED = 64
"""A run waits when this many of its steps could not be stored yet."""


class Recorder:
    """Turns grids of symbols (B, V, T) into steps and stores them under the run's fence.

    previous: the last stored grid, None where nothing is stored yet.
    """

    def __init__(
        self,
        generation: Generation,
        *,
        previous_BVT: np.ndarray | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.generation_id, self.fence = generation.pk, generation.fence
        self.project = generation.canvas.project
        self.offered_at = 0.0
        self._clock = clock
        self._previous_BVT = previous_BVT
        self._unstored: list[StepJson] = []
        self._unstored_s = 0.0
        """Seconds of work that were spent on them."""

    @property
    def is_full(self) -> bool:
        return len(self._unstored) >= MAX_UNSTORED

    def add(self, step: int, symbols_BVT: np.ndarray, work_s: float = 0.0) -> None:
        """Take in the grids of one step, on which seconds of work were spent; consecutive steps only."""
        self._unstored_s += work_s
        if self._previous_BVT is None:
            self._unstored.append({"step": step, "symbols": [grid.ravel().tolist() for grid in symbols_BVT]})
        else:
            pairs = zip(self._previous_BVT, symbols_BVT, strict=True)
            self._unstored.append({"step": step, "changes": [_changes(*pair) for pair in pairs]})
        self._previous_BVT = symbols_BVT

    def is_due(self, interval_s: float) -> bool:
        """Whether steps wait and the last frame is long enough ago."""
        return bool(self._unstored) and self._clock() - self.offered_at >= interval_s

    def frame(self) -> claims.NewFrame | None:
        """The steps that wait, as one frame; None where none do. They wait on until `forget`."""
        self.offered_at = (
            self._clock()
        )  # before it is stored: a database in trouble is not tried again at once
        if not self._unstored:
            return None
        return claims.NewFrame(self.generation_id, self.fence, self._unstored, self._unstored_s)

    def forget(self) -> None:
        """Drop the steps that waited: they are stored, or the run is no longer ours."""
        self._unstored, self._unstored_s = [], 0.0


def flush_interval_s(num_runs: int) -> float:
    """Seconds between two frames of a run that shares its device: longer, the more there are."""
    return min(LONGEST_FLUSH_INTERVAL_S, FLUSH_INTERVAL_S * max(1.0, num_runs / FEW_RUNS))


def store(recorders: Sequence[Recorder]) -> list[bool]:
    """Store the waiting steps of several runs in one commit. False: that run is no longer ours.

    Raises DatabaseError; then all of them wait on.
    """
    frames = [recorder.frame() for recorder in recorders]
    began_at = time.monotonic()
    offered = [frame for frame in frames if frame is not None]
    answers = iter(claims.record_frames(offered))
    counters.add("frame_seconds", time.monotonic() - began_at)
    counters.add("frames", len(offered))
    counters.add("steps", sum(len(frame.steps) for frame in offered))
    are_ours = [frame is None or next(answers) for frame in frames]
    for recorder, frame, is_ours in zip(recorders, frames, are_ours, strict=True):
        if frame is not None and is_ours:
            storage_used.stored(recorder.project, len(frame.packed))
        recorder.forget()
    return are_ours


def _changes(before_VT: np.ndarray, after_VT: np.ndarray) -> list[Any]:
    """The cells that differ as cell, symbol, cell, symbol, ...; cell = row * columns + column."""
    cells = np.flatnonzero(before_VT != after_VT).tolist()
    symbols = after_VT.ravel()[cells].tolist()
    return [each for pair in zip(cells, symbols, strict=True) for each in pair]
