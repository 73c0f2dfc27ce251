"""Strengths, intervals and agreement against other people's figures, and the choice of the next duel."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from scipy.stats import kendalltau

from sunmask import ranking
from sunmask.ranking import Vote
from tests.sunmask.maximiser import likeliest, minus_log_likelihood


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
    found = ranking.fit(num_items, votes)
    expected = likeliest(votes, num_items)
    assert np.abs(found.strength_N - expected).max() < 1e-6
    # the information of the free strengths, by differences; the last strength is minus their sum
    size, free = 1e-4, num_items - 1
    unit = np.eye(free) * size
    information = np.empty((free, free))
    for i in range(free):
        for j in range(free):
            corners = [
                minus_log_likelihood(expected[:-1] + a * unit[i] + b * unit[j], votes, num_items)
                for a, b in ((1, 1), (1, -1), (-1, 1), (-1, -1))
            ]
            information[i, j] = (corners[0] - corners[1] - corners[2] + corners[3]) / (4 * size**2)
    covariance = np.linalg.inv(information)
    errors = np.sqrt(np.append(np.diag(covariance), covariance.sum()))
    assert found.high_N - found.strength_N == pytest.approx(1.959964 * errors, rel=1e-3)
    assert found.strength_N - found.low_N == pytest.approx(1.959964 * errors, rel=1e-3)


def test_a_thousand_votes_find_the_order_of_items_half_a_logit_apart() -> None:
    strengths = np.arange(12) * 0.5
    for seed in range(5):
        found = ranking.fit(12, made_up_votes(strengths, 1000, seed))
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
    found = ranking.fit(7, cast)
    mirrored = ranking.fit(7, [Vote(vote.second, vote.first, vote.share) for vote in cast])
    assert np.isfinite(found.strength_N).all()
    assert abs(found.strength_N.sum()) < 1e-6
    sides_swapped = ranking.fit(7, [Vote(vote.second, vote.first, 1 - vote.share) for vote in cast])
    assert found.strength_N == pytest.approx(sides_swapped.strength_N, abs=1e-8)
    assert mirrored.strength_N == pytest.approx(-found.strength_N, abs=1e-7)
    assert found.num_votes_N.sum() == 2 * len(cast)
    assert found.wins_N.sum() == len(cast)
    met = {item for vote in cast for item in (vote.first, vote.second)}
    assert set(np.flatnonzero(np.isfinite(found.high_N))) == met


def test_a_tie_is_half_a_win_each() -> None:
    tied = ranking.fit(3, [Vote(0, 1, 0.5), Vote(0, 1, 0.5), Vote(1, 2, 1.0)])
    won_and_lost = ranking.fit(3, [Vote(0, 1, 1.0), Vote(0, 1, 0.0), Vote(1, 2, 1.0)])
    assert tied.strength_N == pytest.approx(won_and_lost.strength_N, abs=1e-9)


@pytest.mark.parametrize("vote", [Vote(0, 0, 1.0), Vote(0, 3, 1.0), Vote(-1, 0, 1.0)])
def test_a_vote_on_something_else_is_refused(vote: Vote) -> None:
    with pytest.raises(ValueError, match="two different items of 0 to 2"):
        ranking.fit(3, [vote])


def test_the_next_pair_is_of_items_little_known_and_close() -> None:
    rng = np.random.default_rng(0)
    well_known = [Vote(0, 1, 0.5)] * 30
    assert 2 in (ranking.next_pair(3, well_known, rng=rng) or ())
    apart_and_close = [Vote(0, 1, 1.0)] * 8 + [Vote(2, 3, 0.5)] * 8 + [Vote(1, 2, 0.5)] * 8
    chosen = ranking.next_pair(4, apart_and_close, leave_out={frozenset((0, 2)), frozenset((0, 3))}, rng=rng)
    assert set(chosen or ()) == {1, 3}


def test_pairs_are_left_out_and_sides_are_random() -> None:
    rng = np.random.default_rng(1)
    seen = {ranking.next_pair(2, [], rng=rng) for _ in range(40)}
    assert seen == {(0, 1), (1, 0)}
    others = {frozenset((0, 1)), frozenset((0, 2))}
    assert all(
        frozenset(ranking.next_pair(3, [], leave_out=others, rng=rng) or ()) == {1, 2} for _ in range(9)
    )
    assert ranking.next_pair(3, [], leave_out=others | {frozenset((1, 2))}, rng=rng) is None
    among = {frozenset((1, 2))}
    assert set(ranking.next_pair(3, [], among=among, rng=rng) or ()) == {1, 2}
    assert ranking.next_pair(3, [], among=among, leave_out=among, rng=rng) is None
    assert ranking.next_pair(1, [], rng=rng) is None
    assert ranking.next_pair(0, [], rng=rng) is None


def test_chosen_pairs_find_the_order_better_than_pairs_by_chance() -> None:
    strengths = np.arange(8) * 0.5
    chosen_taus, random_taus = [], []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        votes: list[Vote] = []
        for _ in range(60):
            pair = ranking.next_pair(8, votes, rng=rng)
            assert pair is not None
            chance = 1 / (1 + np.exp(strengths[pair[1]] - strengths[pair[0]]))
            votes.append(Vote(*pair, float(rng.random() < chance)))
        chosen_taus.append(kendalltau(ranking.fit(8, votes).strength_N, strengths).statistic)
        at_random = made_up_votes(strengths, 60, seed, ties=0.0)
        random_taus.append(kendalltau(ranking.fit(8, at_random).strength_N, strengths).statistic)
    assert np.mean(chosen_taus) >= np.mean(random_taus)


@pytest.mark.parametrize("seed", range(6))
def test_agreement_is_krippendorffs_alpha_of_a_library(seed: int) -> None:
    rng = np.random.default_rng(seed)
    judgements = [
        (f"judge {judge}", unit, str(rng.choice(["first", "second", "tie"], p=[0.6, 0.3, 0.1])))
        for judge in range(4)
        for unit in range(15)
        if rng.random() < 0.6
    ]
    library = AnnotationTask(data=judgements)
    assert ranking.agreement(judgements) == pytest.approx(library.alpha(), abs=1e-12)


def test_agreement_needs_a_pair_judged_by_two() -> None:
    assert ranking.agreement([]) is None
    assert ranking.agreement([("a", 1, "x"), ("b", 2, "x"), ("a", 1, "y")]) is None
    assert ranking.agreement([("a", 1, "x"), ("b", 1, "x")]) == 1.0
    assert ranking.agreement([("a", 1, "x"), ("a", 1, "y"), ("b", 1, "y"), ("b", 2, "x")]) == 1.0
