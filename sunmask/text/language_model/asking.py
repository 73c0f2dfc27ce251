"""What candidates need computed while they decide what they become, computed for many of them together.

Whoever asks is a generator: it yields what is to be computed, and is sent the result. The result of one ask
must not depend on what is computed beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator, Hashable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol, TypeVar

from sunmask.method.parts import Parts, whole
from sunmask.text.configuration import CONFIGURATION

T = TypeVar("T")


class Ask(Protocol):
    """A computation. Asks with equal `together` can be computed together."""

    @property
    def together(self) -> Hashable: ...

    def in_parts(self, asks: Sequence[Any]) -> Parts[list[Any]]:
        """The results of several asks, this one among them, with others in between."""


Asking = Generator[Ask, Any, T]


@dataclass(frozen=True)
class Several:
    """Some asks at once."""

    asks: tuple[Ask, ...]

    @property
    def together(self) -> Hashable:
        return Several

    def in_parts(self, asks: Sequence[Several]) -> Parts[list[list[Any]]]:
        found = iter((yield from answers([each for several in asks for each in several.asks])))
        return [list(islice(found, len(several.asks))) for several in asks]


@dataclass(frozen=True)
class Wait:
    """An ask for nothing: another computes what is needed."""

    @property
    def together(self) -> Hashable:
        return Wait

    def in_parts(self, asks: Sequence[Any]) -> Parts[list[None]]:
        yield
        return [None] * len(asks)


def answers(asks: Sequence[Ask]) -> Parts[list[Any]]:
    """The result of each, with others in between."""
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for number, ask in enumerate(asks):
        alike[ask.together].append(number)
    found: dict[int, Any] = {}
    for numbers in alike.values():
        yield
        of_its = yield from asks[numbers[0]].in_parts([asks[number] for number in numbers])
        found.update(zip(numbers, of_its, strict=True))
    return [found[number] for number in range(len(asks))]


def side_by_side(askings: Sequence[Asking[T]]) -> Asking[list[T]]:
    """The results of several who ask at once."""
    found: dict[int, T] = {}
    going: dict[int, Any] = dict.fromkeys(range(len(askings)))
    while going:
        asked: dict[int, Ask] = {}
        for number, answer in going.items():
            try:
                asked[number] = askings[number].send(answer)
            except StopIteration as end:
                found[number] = end.value
        if asked:
            of_all = yield Several(tuple(asked.values()))
            going = dict(zip(asked, of_all, strict=True))
        else:
            going = {}
    return [found[number] for number in range(len(askings))]


class Turns:
    """Those who ask for the same do so one after the other, so that all but the first can find it known."""

    def __init__(self) -> None:
        self._taken: set[Hashable] = set()

    def take(self, key: Hashable, ask: Callable[[], Asking[T]]) -> Asking[T]:
        """The result of asking, once nobody else asks with the same key."""
        while key in self._taken:
            yield Wait()
        self._taken.add(key)
        try:
            return (yield from ask())
        finally:
            self._taken.remove(key)


def alone(asking: Asking[T]) -> T:
    """The result of one who asks, with nobody beside it."""
    return whole(alone_in_parts(asking))


def alone_in_parts(asking: Asking[T]) -> Parts[T]:
    """The same, with others in between."""
    answer = None
    while True:
        try:
            ask = asking.send(answer)
        except StopIteration as end:
            return end.value
        (answer,) = yield from answers([ask])


class AllAsking:
    """Several who ask, begun in order, a few on their way at once: each keeps what it has read."""

    def __init__(self, begin: Sequence[Callable[[], Asking[None]]]):
        self._waiting = list(begin)
        self._going: list[tuple[Asking[None], Any]] = []

    def advance(self) -> Parts[bool]:
        """Go on with all until each asks again or is at its end, and compute what they ask for. Whether all
        are at their end."""
        asked: list[tuple[Asking[None], Ask]] = []
        most = CONFIGURATION.computing.together
        while self._going or (self._waiting and len(asked) < most):
            asking, answer = self._going.pop(0) if self._going else (self._waiting.pop(0)(), None)
            try:
                asked.append((asking, asking.send(answer)))
            except StopIteration:
                continue
        found = yield from answers([ask for _, ask in asked])
        self._going = [(asking, answer) for (asking, _), answer in zip(asked, found, strict=True)]
        return not self._going
