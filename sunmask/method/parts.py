"""Long computations in parts: a generator that yields wherever other work may come in between, and returns
the result. No part takes longer than a pass of a network."""

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")

Parts = Generator[None, None, T]


def whole(parts: Parts[T]) -> T:
    """The result, computed without a break."""
    while True:
        try:
            next(parts)
        except StopIteration as end:
            return end.value
