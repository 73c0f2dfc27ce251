"""Tasks that draw the candidates of a step: one after the other, or as their kind schedules them."""

from collections.abc import Callable, Generator, Sequence
from typing import Any, Protocol, TypeVar

from sunmask.method.parts import Parts

T = TypeVar("T")

DrawTask = Generator[Any, Any, T]
"""The drawing of one candidate, as a coroutine. It yields what it needs computed, and is sent the result."""


class DrawTasks(Protocol):
    """A scheduler of the draw tasks of all candidates in a step."""

    def advance(self) -> Parts[bool]:
        """Advance all tasks as far as one computation allows, in parts; returns True once all have ended."""


class OneByOne:
    """The scheduler of tasks, each begun by a function, that need nothing computed while they draw."""

    def __init__(self, begin: Sequence[Callable[[], DrawTask[None]]]):
        self._waiting = list(begin)

    def advance(self) -> Parts[bool]:
        """Run all tasks. Raises TypeError where one needs something computed."""
        while self._waiting:
            for need in self._waiting.pop(0)():
                raise TypeError(f"expected a kind that computes what candidates need, got {need!r:.60}")
            yield
        return True
