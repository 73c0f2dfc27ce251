"""Strengths and intervals against other people's figures, and against the truth in simulated rankings."""

import evalica
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau

from sunmask.ranking import strengths as of_votes
from sunmask.ranking.strengths import Vote
from tests.sunmask.ranking.maximiser import minus_log_posterior, most_probable
from tests.sunmask.ranking.simulation import LENGTH, SIDE, figures


def made_up_votes(strengths: np.ndarray, num_votes: int, seed: int, ties: float = 0.1) -> list[Vote]:
    """Random pairs judged as the Bradley-Terry model says, some of them ties."""
    rng = np.random.default_rng(seed)
    votes = []
    for _ in range(num_votes):
        first, second = rng.choice(len(strengths), 2, replace=False)
        chance = 1 / (1 + np.exp(strengths[second] - strengths[first]))
        share = 0.5 if rng.random() < ties else float(rng.random() < chance)
        votes.append(Vote(int(first), int(second), share))
    return votes


@pytest.mark.parametrize(("num_items", "num_votes", "seed"), [(2, 1, 0), (5, 30, 1), (12, 100, 2)])
def test_strengths_and_intervals_are_those_of_an_independent_maximiser(
    num_items: int, num_votes: int, seed: int
) -> None:
    votes = made_up_votes(np.linspace(-1.5, 1.5, num_items), num_votes, seed)
    lengths = list(np.random.default_rng(seed).uniform(1, 2, num_items))
    found = of_votes.fit(num_items, votes, lengths)
    strength_N, side, _ = most_probable(votes, num_items, lengths)
    doublings_N = np.log2(lengths) - np.log2(lengths).mean()
    length = doublings_N @ strength_N / (doublings_N @ doublings_N)
    assert np.abs(found.strength_N - strength_N).max() < 1e-5
    assert found.length is not None
    assert (found.side.value, found.length.value) == pytest.approx((side, length), abs=1e-5)
    # the information, by differences, where there is no length; the last strength is minus the others' sum
    found = of_votes.fit(num_items, votes)
    strength_N, side, _ = most_probable(votes, num_items)
    assert found.length is None
    assert np.abs(found.strength_N - strength_N).max() < 1e-5
    at = np.append(strength_N[:-1], [side, 0.0])
    size, free = 1e-4, num_items + 1
    unit = np.eye(free) * size
    information = np.empty((free, free))
    for i in range(free):
        for j in range(free):
            corners = [
                minus_log_posterior(at + a * unit[i] + b * unit[j], votes, num_items)
                for a, b in ((1, 1), (1, -1), (-1, 1), (-1, -1))
            ]
            information[i, j] = (corners[0] - corners[1] - corners[2] + corners[3]) / (4 * size**2)
    covariance = np.linalg.inv(information)[: num_items - 1, : num_items - 1]
    met = found.num_votes_N > 0
    errors = np.sqrt(np.append(np.diag(covariance), covariance.sum()))[met]
    assert (found.high_N - found.strength_N)[met] == pytest.approx(1.959964 * errors, rel=1e-3)
    assert (found.strength_N - found.low_N)[met] == pytest.approx(1.959964 * errors, rel=1e-3)


@pytest.mark.parametrize("seed", range(3))
def test_strengths_without_sides_are_those_of_a_library(seed: int) -> None:
    num_items = 8
    votes = made_up_votes(np.linspace(-1, 1, num_items), 60, seed)
    # each vote and its mirror: no side can matter. The library has no prior: its ties are votes of a weight.
    both = votes + [Vote(vote.second, vote.first, 1 - vote.share) for vote in votes]
    pairs = [(i, j) for i in range(num_items) for j in range(i)]
    winners = {1.0: evalica.Winner.X, 0.0: evalica.Winner.Y, 0.5: evalica.Winner.Draw}
    library = evalica.bradley_terry(
        [vote.first for vote in both] + [i for i, _ in pairs],
        [vote.second for vote in both] + [j for _, j in pairs],
        [winners[vote.share] for vote in both] + [evalica.Winner.Draw] * len(pairs),
        weights=[1.0] * len(both) + [num_items / len(pairs)] * len(pairs),
        tolerance=1e-12,
        limit=10_000,
    )
    expected = np.log([library.scores[item] for item in range(num_items)])
    found = of_votes.fit(num_items, both)
    assert found.strength_N == pytest.approx(expected - expected.mean(), abs=1e-6)
    assert found.side.value == pytest.approx(0, abs=1e-9)


def test_95_of_100_intervals_hold_the_truth_and_sides_and_lengths_are_found() -> None:
    """24 items, the studio's own choice of pairs; `python -m tests.sunmask.ranking.simulation` does 50."""
    for num_votes, row in figures(6, (100, 200)).items():
        coverage, tau, expected_tau, side, length, _, _ = row
        assert 0.89 <= coverage <= 0.99
        assert tau >= (0.66 if num_votes == 100 else 0.78)
        assert tau == pytest.approx(expected_tau, abs=0.1)
    assert (side, length) == pytest.approx((SIDE, LENGTH), abs=0.2)


def test_a_thousand_votes_find_the_order_of_items_half_a_logit_apart() -> None:
    strengths = np.arange(12) * 0.5
    for seed in range(5):
        found = of_votes.fit(12, made_up_votes(strengths, 1000, seed))
        assert kendalltau(found.strength_N, strengths).statistic >= 0.9


@given(
    votes=st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from([0.0, 0.5, 1.0])).filter(
            lambda vote: vote[0] != vote[1]
        ),
        max_size=40,
    )
)
@settings(max_examples=60, deadline=None)
def test_strengths_are_finite_and_turn_round_with_the_votes(votes: list[tuple[int, int, float]]) -> None:
    cast = [Vote(*vote) for vote in votes]
    found = of_votes.fit(7, cast)
    mirrored = of_votes.fit(7, [Vote(vote.second, vote.first, vote.share) for vote in cast])
    assert np.isfinite(found.strength_N).all()
    assert abs(found.strength_N.sum()) < 1e-6
    sides_swapped = of_votes.fit(7, [Vote(vote.second, vote.first, 1 - vote.share) for vote in cast])
    assert found.strength_N == pytest.approx(sides_swapped.strength_N, abs=1e-8)
    assert mirrored.strength_N == pytest.approx(-found.strength_N, abs=1e-7)
    assert found.num_votes_N.sum() == 2 * len(cast)
    assert found.wins_N.sum() == len(cast)
    met = {item for vote in cast for item in (vote.first, vote.second)}
    assert set(np.flatnonzero(np.isfinite(found.high_N))) == met


def test_a_tie_is_half_a_win_each() -> None:
    tied = of_votes.fit(3, [Vote(0, 1, 0.5), Vote(0, 1, 0.5), Vote(1, 2, 1.0)])
    won_and_lost = of_votes.fit(3, [Vote(0, 1, 1.0), Vote(0, 1, 0.0), Vote(1, 2, 1.0)])
    assert tied.strength_N == pytest.approx(won_and_lost.strength_N, abs=1e-9)


@pytest.mark.parametrize("vote", [Vote(0, 0, 1.0), Vote(0, 3, 1.0), Vote(-1, 0, 1.0)])
def test_a_vote_on_something_else_is_refused(vote: Vote) -> None:
    with pytest.raises(ValueError, match="two different items of 0 to 2"):
        of_votes.fit(3, [vote])


def test_pairs_that_met_once_or_four_times_do_not_count_as_ties() -> None:
    alone = of_votes.fit(24, [Vote(0, 1, 1.0)] * 4)
    assert alone.strength_N[0] - alone.strength_N[1] > 1.4


def test_what_is_longer_and_better_has_an_effect_of_length_that_can_be_taken_out() -> None:
    lengths = [100, 100, 200, 200]
    votes = made_up_votes(np.array([0.0, 0.2, 1.0, 1.2]), 400, 0)
    found = of_votes.fit(4, votes, lengths)
    assert found.length is not None
    assert found.length.low > 0.5
    assert found.at_equal_length is not None
    assert np.abs(found.at_equal_length.strength_N).max() < 0.5
    assert of_votes.fit(4, votes, [100, 101, 102, 103]).at_equal_length is None
