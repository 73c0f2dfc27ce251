"""What several ask is computed together, and each is told its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from sunmask.method.parts import Parts, whole
from sunmask.text.configuration import CONFIGURATION
from sunmask.text.language_model.asking import (
    AllAsking,
    Asking,
    Turns,
    Wait,
    alone,
    answers,
    side_by_side,
)

MOST = CONFIGURATION.computing.together


@dataclass(frozen=True)
class Double:
    number: int
    together: str = "any"
    seen: list[list[int]] = field(default_factory=list, compare=False)

    def in_parts(self, asks: "Sequence[Double]") -> Parts[list[int]]:
        yield
        self.seen.append([ask.number for ask in asks])
        return [2 * ask.number for ask in asks]


def doubled(number: int, times: int, ends: list[int], seen: list[list[int]]) -> Asking[None]:
    for _ in range(times):
        number = yield Double(number, seen=seen)
    ends.append(number)


def test_each_is_told_what_comes_out_of_its_own_ask() -> None:
    seen: list[list[int]] = []
    asks = [Double(1, "a", seen), Double(2, "b", seen), Double(3, "a", seen)]
    assert whole(answers(asks)) == [2, 4, 6]
    assert seen == [[1, 3], [2]]


def test_one_goes_on_alone_to_its_end() -> None:
    def asking() -> Asking[int]:
        return (yield Double(4)) + (yield Double(5))

    assert alone(asking()) == 18


def test_what_one_asks_for_at_once_is_computed_together_until_each_is_at_its_end() -> None:
    def asking(number: int, times: int, seen: list[list[int]]) -> Asking[int]:
        for _ in range(times):
            number = yield Double(number, seen=seen)
        return number

    seen = list[list[int]]()
    assert alone(side_by_side([asking(2, 2, seen), asking(3, 1, seen), asking(5, 0, seen)])) == [8, 6, 5]
    assert seen == [[2, 3], [4]]
    several = next(side_by_side([asking(2, 1, seen), asking(3, 1, seen)]))
    assert whole(answers([Double(6), several, Double(1)])) == [12, [4, 6], 2]


def test_several_go_on_together_and_those_who_wait_begin_when_one_is_done() -> None:
    ends, seen, num_waiting = [], [], 2
    times = [1, *[3] * (MOST - 1), *[1] * num_waiting]
    each = [
        lambda number=number, count=count: doubled(number, count, ends, seen)
        for number, count in enumerate(times, start=1)
    ]
    all_asking = AllAsking(each)
    rounds = 1
    while not whole(all_asking.advance()):
        rounds += 1
    assert sorted(ends) == sorted(number * 2**count for number, count in enumerate(times, start=1))
    assert seen[0] == list(range(1, MOST + 1))
    assert max(map(len, seen)) == MOST
    assert rounds == len(seen) + 1


def test_those_who_ask_for_the_same_take_turns_and_find_it_known() -> None:
    turns, known, seen, ends = Turns(), dict[int, int](), list[list[int]](), list[int]()

    def one(number: int) -> Asking[None]:
        def ask() -> Asking[int]:
            if number not in known:
                known[number] = yield Double((yield Double(number, seen=seen)), seen=seen)
            return known[number]

        ends.append((yield from turns.take(number, ask)))

    asking = AllAsking([lambda number=number: one(number) for number in (1, 5, 1)])
    while not whole(asking.advance()):
        pass
    assert sorted(ends) == [4, 4, 20]
    assert seen == [[1, 5], [2, 10]]


def test_where_one_is_given_up_the_next_takes_its_turn() -> None:
    turns = Turns()

    def ask() -> Asking[int]:
        return (yield Double(3))

    first, second = turns.take("same", ask), turns.take("same", ask)
    assert isinstance(next(first), Double)
    assert isinstance(next(second), Wait)
    first.close()
    assert isinstance(second.send(None), Double)
    with pytest.raises(StopIteration) as end:
        second.send(6)
    assert end.value.value == 6


def test_what_goes_wrong_in_one_is_raised() -> None:
    def wrong() -> Asking[None]:
        yield Double(1)
        raise ValueError("expected another number")

    both = AllAsking([wrong, wrong])
    assert not whole(both.advance())
    with pytest.raises(ValueError, match="another number"):
        whole(both.advance())
