"""How sure an order is said to be, against the truth and against trying everything."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from sunmask.ranking import sureness
from sunmask.ranking.strengths import Vote, chance, fit
from tests.sunmask.ranking.simulation import Simulated


def voted(strengths: list[float], num_votes: int, seed: int = 0) -> list[Vote]:
    rng = np.random.default_rng(seed)
    votes = []
    for _ in range(num_votes):
        first, second = (int(item) for item in rng.choice(len(strengths), 2, replace=False))
        votes.append(Vote(first, second, float(rng.random() < chance(strengths[first] - strengths[second]))))
    return votes


def test_places_are_ranges_until_items_are_surely_apart() -> None:
    assert sureness.places(fit(3, [])) == [(1, 3)] * 3
    assert sureness.num_sure_at_the_top(fit(3, [])) == 0
    found = fit(4, voted([2.0, 2.0, -2.0, -2.0], 300))
    assert sureness.places(found) == [(1, 2), (1, 2), (3, 4), (3, 4)]
    assert sureness.num_sure_at_the_top(found) == 2
    assert sureness.num_sure_at_the_top(fit(3, voted([3.0, 0.0, -3.0], 200))) == 1


def test_votes_for_a_first_order_and_for_a_precision_are_foretold() -> None:
    """A first order of 24 items .25 logits apart needs 100 to 130 votes: no 72."""
    foretold, reached, wide = [], [], []
    for seed in range(3):
        simulated = Simulated(seed)
        for num_votes, found in simulated.fits_at(range(10, 180, 10)):
            more = sureness.votes_for_tau(found)
            assert more is not None
            if num_votes == 50:
                foretold.append(num_votes + more)
                wide.append(50 + sureness.votes_for_precision(found, 1.5))
            if more == 0:
                reached.append(num_votes)
                break
    assert np.mean(foretold) == pytest.approx(np.mean(reached), rel=0.4)
    assert 80 < np.mean(reached) < 160
    assert 80 < np.mean(wide) < 160


def test_before_any_vote_the_number_for_a_first_order_is_foretold() -> None:
    assert 60 < (sureness.votes_for_tau(fit(24, [])) or 0) < 150
    assert 10 < (sureness.votes_for_tau(fit(8, [])) or 0) < 60
    assert (sureness.votes_for_tau(fit(200, [])) or 0) > 500


def test_votes_until_the_first_place_is_sure_come_with_a_range() -> None:
    found = fit(4, voted([1.0, 0.2, 0.0, -1.0], 60))
    needed = sureness.votes_for_first_place(found)
    assert needed.votes is not None
    assert needed.fewest is not None
    assert 0 <= needed.fewest <= needed.votes
    assert needed.most is None or needed.most >= needed.votes
    sure = sureness.votes_for_first_place(fit(3, voted([3.0, 0.0, -3.0], 300)))
    assert sure == sureness.Needed(0, 0, 0)
    nobody_knows = sureness.votes_for_first_place(fit(3, [Vote(0, 1, 0.5), Vote(1, 2, 0.5)]))
    assert nobody_knows.votes is None


@pytest.mark.parametrize("seed", range(6))
def test_the_fewest_changed_votes_are_those_that_trying_all_finds(seed: int) -> None:
    votes = voted([0.8, 0.0, -0.5], 14, seed)
    found = fit(3, votes)
    first = int(np.argmax(found.strength_N))
    told = sureness.fewest_changes(votes, found)
    assert told is not None

    def turns(places: tuple[int, ...]) -> bool:
        changed = [
            replace(vote, share=1 - vote.share) if place in places else vote
            for place, vote in enumerate(votes)
        ]
        return int(np.argmax(fit(3, changed).strength_N)) != first

    fewest = next(n for n in range(1, 15) if any(turns(p) for p in combinations(range(14), n)))
    assert fewest <= told[0] <= fewest + 1
    assert told[1] != first


def test_ties_turn_nothing() -> None:
    votes = [Vote(0, 1, 0.5)] * 5
    assert sureness.fewest_changes(votes, fit(2, votes)) is None
