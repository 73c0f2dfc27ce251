"""Queues of a campaign: every item comes to as many judges as wanted, and nobody gets more than others."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from sunmask.ranking.queues import shared_out


def judges_of(queues: dict[str, list[int]]) -> Counter[int]:
    return Counter(item for queue in queues.values() for item in queue)


@pytest.mark.parametrize(("num_items", "names", "overlap"), [(40, "abc", 2), (7, "abcde", 3), (5, "ab", 2)])
def test_every_item_gets_its_overlap_and_loads_are_within_one(
    num_items: int, names: str, overlap: int
) -> None:
    queues = shared_out(num_items, list(names), overlap, np.random.default_rng(1))
    assert set(judges_of(queues).values()) == {overlap}
    assert len(judges_of(queues)) == num_items
    loads = [len(queue) for queue in queues.values()]
    assert max(loads) - min(loads) <= 1
    assert all(len(set(queue)) == len(queue) for queue in queues.values())


def test_each_two_judges_meet_and_each_has_an_order_of_their_own() -> None:
    queues = shared_out(60, list("abcd"), 2, np.random.default_rng(2))
    met = [len(set(queues[a]) & set(queues[b])) for a, b in combinations("abcd", 2)]
    assert min(met) >= 6
    assert all(queue != sorted(queue) for queue in queues.values())


def test_what_was_judged_stays_and_the_rest_goes_to_those_who_are_there() -> None:
    kept = {0: ["a", "gone"], 1: ["gone"], 2: ["a"]}
    queues = shared_out(6, ["a", "b"], 2, np.random.default_rng(3), kept)
    whole = judges_of(queues)
    whole.update(item for item, known in kept.items() for _ in known)
    assert set(whole.values()) == {2}
    assert 0 not in queues["a"] + queues["b"]
    assert 2 not in queues["a"]


def test_more_judges_an_item_than_there_are_cannot_be() -> None:
    with pytest.raises(ValueError, match="expected 1 to 2 judges an item, got 3"):
        shared_out(4, ["a", "b"], 3, np.random.default_rng(0))
