"""Long computations, a slice at a time, so that runs step and claims are made in between."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from sunmask.method.parts import Parts

T = TypeVar("T")

SLICE_S = 0.1
"""After so long a slice ends with the part that it is at."""


class Sliced(Generic[T]):
    """A computation on its way. result: what came out, once `go_on` says so."""

    result: T

    def __init__(self, parts: Parts[T], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._parts, self._clock = parts, clock

    def go_on(self) -> bool:
        """Compute a slice; whether that was the last one. Raises what the computation raises."""
        until = self._clock() + SLICE_S
        while True:
            try:
                next(self._parts)
            except StopIteration as end:
                self.result = end.value
                return True
            if self._clock() >= until:
                return False
