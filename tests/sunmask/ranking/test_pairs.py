"""The choice of the next pair."""

from collections import Counter

import numpy as np
from scipy.stats import kendalltau

from sunmask.ranking.pairs import REPEATS_AFTER, Shares, choose
from sunmask.ranking.strengths import Vote, chance, fit

TEACHING = Shares(repeat=0, random=0, shared=0, control=0)


def test_the_next_pair_is_of_items_little_known_and_close() -> None:
    rng = np.random.default_rng(0)
    well_known = [Vote(0, 1, 0.5)] * 30
    chosen = choose(3, well_known, judged=[], shares=TEACHING, rng=rng)
    assert chosen is not None
    assert 2 in (chosen.first, chosen.second)
    apart_and_close = [Vote(0, 1, 1.0)] * 8 + [Vote(2, 3, 0.5)] * 8 + [Vote(1, 2, 0.5)] * 8
    chosen = choose(4, apart_and_close, judged=[(0, 2), (3, 0), (0, 1)], shares=TEACHING, rng=rng)
    assert chosen is not None
    assert {chosen.first, chosen.second} == {1, 3}


def test_pairs_come_once_on_random_sides_until_all_are_judged() -> None:
    rng = np.random.default_rng(1)
    found = [choose(2, [], judged=[], rng=rng) for _ in range(40)]
    assert {(one.first, one.second) for one in found if one} == {(0, 1), (1, 0)}
    assert choose(2, [], judged=[(1, 0)], rng=rng) is None
    judged = [(0, 1), (2, 0)]
    assert all(
        {one.first, one.second} == {1, 2} for _ in range(9) if (one := choose(3, [], judged=judged, rng=rng))
    )
    assert choose(3, [], judged=[*judged, (1, 2)], rng=rng) is None
    assert choose(1, [], judged=[], rng=rng) is None
    assert choose(0, [], judged=[], rng=rng) is None


def test_a_tenth_comes_back_with_sides_changed_and_a_tenth_is_random() -> None:
    rng = np.random.default_rng(2)
    judged: list[tuple[int, int]] = []
    repeated: set[int] = set()
    reasons: Counter[str] = Counter()
    last = None
    for _ in range(600):
        chosen = choose(60, [], judged=judged, repeated=repeated, last=last, rng=rng)
        assert chosen is not None
        assert last != {chosen.first, chosen.second}
        reasons[chosen.reason] += 1
        if chosen.repeats is not None:
            assert judged[chosen.repeats] == (chosen.second, chosen.first)
            assert len(judged) - chosen.repeats > REPEATS_AFTER
            assert chosen.repeats not in repeated
            repeated |= {chosen.repeats, len(judged)}
        else:
            assert {chosen.first, chosen.second} not in [set(pair) for pair in judged]
        judged.append((chosen.first, chosen.second))
        last = frozenset(judged[-1])
    assert 40 <= reasons["repeat"] <= 80
    assert 40 <= reasons["random"] <= 80
    assert set(reasons) == {"repeat", "random", "teaches"}


def test_pairs_of_others_and_controls_are_mixed_in_but_two_controls_never_meet() -> None:
    rng = np.random.default_rng(3)
    others = [frozenset((0, 1)), frozenset((2, 3))]
    controls = {8, 9}
    reasons: Counter[str] = Counter()
    for _ in range(300):
        chosen = choose(10, [], judged=[], others=others, controls=controls, rng=rng)
        assert chosen is not None
        reasons[chosen.reason] += 1
        pair = {chosen.first, chosen.second}
        assert pair != controls
        assert bool(pair & controls) == (chosen.reason == "control")
        assert chosen.reason != "shared" or pair in others
    assert reasons["shared"] > 20
    assert reasons["control"] > 15


def test_the_same_votes_and_seed_choose_the_same_pair() -> None:
    votes = [Vote(0, 1, 1.0), Vote(2, 3, 0.0)]
    found = {choose(9, votes, judged=[(0, 1)], rng=np.random.default_rng(5)) for _ in range(5)}
    assert len(found) == 1


def test_chosen_pairs_find_the_order_better_than_pairs_by_chance() -> None:
    strengths = np.arange(12) * 0.4

    def tau(shares: Shares, seed: int) -> float:
        rng = np.random.default_rng(seed)
        votes: list[Vote] = []
        for _ in range(80):
            chosen = choose(12, votes, judged=[], shares=shares, rng=rng)
            assert chosen is not None
            wins = chance(strengths[chosen.first] - strengths[chosen.second])
            votes.append(Vote(chosen.first, chosen.second, float(rng.random() < wins)))
        return float(kendalltau(fit(12, votes).strength_N, strengths).statistic)

    usual = np.mean([tau(TEACHING, seed) for seed in range(12)])
    assert usual > np.mean([tau(Shares(repeat=0, random=1), seed) for seed in range(12)])
