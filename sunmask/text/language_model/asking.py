"""Batching of computations that candidates request while they are sampled.

A candidate is a generator (`Asking`): it yields requests (`Ask`), and is sent their results. Requests of
several candidates are computed in one batch. The result of a request must not depend on the rest of its
batch.
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
    """A request for a computation. Those with equal `together` can be computed in one batch."""

    @property
    def together(self) -> Hashable: ...

    def in_parts(self, asks: Sequence[Any]) -> Parts[list[Any]]:
        """The results of several requests, this one included, in parts between which other work can be
        done."""


Asking = Generator[Ask, Any, T]


@dataclass(frozen=True)
class Several:
    """Several requests at a time."""

    asks: tuple[Ask, ...]

    @property
    def together(self) -> Hashable:
        return Several

    def in_parts(self, asks: Sequence[Several]) -> Parts[list[list[Any]]]:
        found = iter((yield from answers([each for several in asks for each in several.asks])))
        return [list(islice(found, len(several.asks))) for several in asks]


@dataclass(frozen=True)
class Wait:
    """A request for nothing, while another generator computes what is needed."""

    @property
    def together(self) -> Hashable:
        return Wait

    def in_parts(self, asks: Sequence[Any]) -> Parts[list[None]]:
        yield
        return [None] * len(asks)


def answers(asks: Sequence[Ask]) -> Parts[list[Any]]:
    """The result of each request, in parts."""
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
    """The results of several generators that run at the same time."""
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
    """Generators that request the same take turns, so that all but the first find it computed."""

    def __init__(self) -> None:
        self._taken: set[Hashable] = set()

    def take(self, key: Hashable, ask: Callable[[], Asking[T]]) -> Asking[T]:
        """The result of a generator that begins once no other one with the same key is running."""
        while key in self._taken:
            yield Wait()
        self._taken.add(key)
        try:
            return (yield from ask())
        finally:
            self._taken.remove(key)


def alone(asking: Asking[T]) -> T:
    """The result of a single generator."""
    return whole(alone_in_parts(asking))


def alone_in_parts(asking: Asking[T]) -> Parts[T]:
    """The same, in parts."""
    answer = None
    while True:
        try:
            ask = asking.send(answer)
        except StopIteration as end:
            return end.value
        (answer,) = yield from answers([ask])


class AllAsking:
    """Generators that are started in order, only a few at a time, since each holds a cache."""

    def __init__(self, begin: Sequence[Callable[[], Asking[None]]]):
        self._waiting = list(begin)
        self._going: list[tuple[Asking[None], Any]] = []

    def advance(self) -> Parts[bool]:
        """Run each generator to its next request or its end, and compute the requests. Returns whether all
        have ended."""
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
