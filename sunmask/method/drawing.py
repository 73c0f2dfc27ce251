"""How the candidates of a step are drawn: one after the other, or as their kind arranges it."""

from collections.abc import Callable, Generator, Sequence
from typing import Any, Protocol, TypeVar

from sunmask.method.parts import Parts

T = TypeVar("T")

Drawing = Generator[Any, Any, T]
"""A candidate that is drawn. It yields what it needs computed first, and is sent what came out."""


class Drawings(Protocol):
    """All candidates of a step."""

    def going_on(self) -> Parts[bool]:
        """Go on with all as far as one computation, others in between; whether all are at their end."""


class OneByOne:
    """Candidates, each begun by a function, that need nothing computed while they are drawn."""

    def __init__(self, begin: Sequence[Callable[[], Drawing[None]]]):
        self._waiting = list(begin)

    def going_on(self) -> Parts[bool]:
        """Draw all of them. Raises TypeError where one needs something computed."""
        while self._waiting:
            for need in self._waiting.pop(0)():
                raise TypeError(f"expected a kind that computes what candidates need, got {need!r:.60}")
            yield
        return True
