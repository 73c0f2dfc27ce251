"""Long computations, a slice at a time, so that runs step and claims are made in between."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from sunmask.method.parts import Parts

T = TypeVar("T")

SLICE_S = 0.1
"""Seconds after which a slice ends, once its present part is done."""


class Sliced(Generic[T]):
    """A computation in progress. result: its value, once `go_on` has returned True."""

    result: T

    def __init__(self, parts: Parts[T], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._parts, self._clock = parts, clock

    def go_on(self) -> bool:
        """Compute a slice; True after the last one. Raises the errors of the computation."""
        until = self._clock() + SLICE_S
        while True:
            try:
                next(self._parts)
            except StopIteration as end:
                self.result = end.value
                return True
            if self._clock() >= until:
                return False
