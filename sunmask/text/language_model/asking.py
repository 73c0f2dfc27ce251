"""What candidates ask to be computed while they decide what they become, computed for many of them together.

Whoever asks is a generator: it yields what is to be computed, and is sent what came out. What comes out of
one ask must not depend on what is computed beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator, Hashable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol, TypeVar, runtime_checkable

from sunmask.method.parts import Parts, whole

T = TypeVar("T")

MOST_TOGETHER = 4
"""Of those who ask, how many are on their way at once: each keeps what it has been told so far."""


class Ask(Protocol):
    """What one asks for. Asks with equal `together` can be computed together."""

    @property
    def together(self) -> Hashable: ...

    def answered(self, asks: Sequence[Any]) -> list[Any]:
        """What comes out of each of several asks, this one among them."""


@runtime_checkable
class LongAsk(Ask, Protocol):
    """One that can be computed in parts too."""

    def in_parts(self, asks: Sequence[Any]) -> Parts[list[Any]]:
        """The same as `answered`."""


Asking = Generator[Ask, Any, T]


@dataclass(frozen=True)
class Several:
    """What one asks for at once."""

    asks: tuple[Ask, ...]

    @property
    def together(self) -> Hashable:
        return Several

    def answered(self, asks: Sequence[Several]) -> list[list[Any]]:
        return whole(self.in_parts(asks))

    def in_parts(self, asks: Sequence[Several]) -> Parts[list[list[Any]]]:
        """The same as `answered`."""
        of_all = yield from answers_in_parts([each for several in asks for each in several.asks])
        found = iter(of_all)
        return [list(islice(found, len(several.asks))) for several in asks]


def answers(asks: Sequence[Ask]) -> list[Any]:
    """What comes out of each."""
    return whole(answers_in_parts(asks))


def answers_in_parts(asks: Sequence[Ask]) -> Parts[list[Any]]:
    """The same, with others in between."""
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for number, ask in enumerate(asks):
        alike[ask.together].append(number)
    found: dict[int, Any] = {}
    for numbers in alike.values():
        its, first = [asks[number] for number in numbers], asks[numbers[0]]
        yield
        of_its = (yield from first.in_parts(its)) if isinstance(first, LongAsk) else first.answered(its)
        found.update(zip(numbers, of_its, strict=True))
    return [found[number] for number in range(len(asks))]


def side_by_side(askings: Sequence[Asking[T]]) -> Asking[list[T]]:
    """What comes of several who ask at once."""
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


@dataclass(frozen=True)
class Wait:
    """An ask for nothing: another computes what is needed."""

    @property
    def together(self) -> Hashable:
        return Wait

    def answered(self, asks: Sequence[Any]) -> list[None]:
        return [None] * len(asks)


class Turns:
    """Those who ask for the same do so one after the other, so that all but the first can find it known."""

    def __init__(self) -> None:
        self._taken: set[Hashable] = set()

    def take(self, key: Hashable, ask: Callable[[], Asking[T]]) -> Asking[T]:
        """What comes of asking, once nobody else asks with the same key."""
        while key in self._taken:
            yield Wait()
        self._taken.add(key)
        try:
            return (yield from ask())
        finally:
            self._taken.remove(key)


def alone(asking: Asking[T]) -> T:
    """The end of one who asks, with nobody beside it."""
    return whole(alone_in_parts(asking))


def alone_in_parts(asking: Asking[T]) -> Parts[T]:
    """The same, with others in between."""
    answer = None
    while True:
        try:
            ask = asking.send(answer)
        except StopIteration as end:
            return end.value
        (answer,) = yield from answers_in_parts([ask])


class AllAsking:
    """Several who ask, begun in order and gone on with together."""

    def __init__(self, begin: Sequence[Callable[[], Asking[None]]]):
        self._waiting = list(begin)
        self._going: list[tuple[Asking[None], Any]] = []

    def go_on(self) -> bool:
        """Go on with all until each asks again or is at its end, and compute what they ask for. Whether all
        are at their end."""
        return whole(self.advance())

    def advance(self) -> Parts[bool]:
        """The same, with others in between."""
        asked: list[tuple[Asking[None], Ask]] = []
        while self._going or (self._waiting and len(asked) < MOST_TOGETHER):
            asking, answer = self._going.pop(0) if self._going else (self._waiting.pop(0)(), None)
            try:
                asked.append((asking, asking.send(answer)))
            except StopIteration:
                continue
        found = yield from answers_in_parts([ask for _, ask in asked])
        self._going = [(asking, answer) for (asking, _), answer in zip(asked, found, strict=True)]
        return not self._going
