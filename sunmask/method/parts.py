"""A long computation in parts: a generator that yields wherever others may come in between, and returns what
came out. No part takes longer than a pass of a network."""

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")

Parts = Generator[None, None, T]


def whole(parts: Parts[T]) -> T:
    """What comes out, computed without a break."""
    while True:
        try:
            next(parts)
        except StopIteration as end:
            return end.value
