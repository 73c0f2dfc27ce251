"""Judges who vote by chance are named, and agreement is that of two libraries."""

from itertools import count

import krippendorff
import numpy as np
import pytest
from nltk.metrics.agreement import AnnotationTask

from sunmask.ranking import judges
from sunmask.ranking.strengths import Vote
from tests.sunmask.ranking.simulation import naming


def test_a_judge_who_votes_by_chance_is_named_and_no_other() -> None:
    """`python -m tests.sunmask.ranking.simulation` does 50 of them."""
    num_found, num_wronged = naming(4)
    assert num_found >= 3
    assert num_wronged == 0


def test_a_judge_who_always_takes_the_left_is_named() -> None:
    order = [Vote(a, b, float(a > b)) for a in range(6) for b in range(6) if a != b] * 2
    left = [Vote(vote.first, vote.second, 1.0) for vote in order]
    ties = [Vote(vote.first, vote.second, 0.5) for vote in order]
    votes = {"Ana": order, "Ben": order, "Left": left, "New": left[:10]}
    assert judges.like_chance(6, votes) == {"Left"}
    assert judges.like_chance(6, {"Ana": order, "Ben": order, "Ties": ties}) == set()
    assert judges.like_chance(6, {"Left": left}) == set()


def test_a_judge_who_leans_to_a_side_but_listens_is_not_named() -> None:
    numbers = count()
    order = [Vote(a, b, float(a > b)) for a in range(6) for b in range(6) if a != b]
    leaning = [
        Vote(v.first, v.second, 1.0 if abs(v.first - v.second) < 2 and next(numbers) % 3 else v.share)
        for v in order
    ]
    assert judges.like_chance(6, {"Ana": order, "Ben": order, "Leans": leaning}) == set()


def test_who_is_set_aside_is_measured_by_the_others_and_measures_nobody() -> None:
    """Three who like the last ones best outweigh one, until they are set aside."""
    order = [Vote(a, b, float(a > b)) for a in range(6) for b in range(6) if a != b]
    turned = [Vote(vote.first, vote.second, 1 - vote.share) for vote in order]
    votes = {"Ana": order, "Ben": order} | {f"Odd {number}": turned for number in range(4)}
    assert "Ana" in judges.like_chance(6, votes)
    odd = {"Odd 0", "Odd 1", "Odd 2", "Odd 3"}
    assert judges.like_chance(6, votes, set_aside=odd) == odd


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
    found = judges.agreement(judgements)
    assert found == pytest.approx(library.alpha(), abs=1e-12)
    verdicts = {"first": 0.0, "second": 1.0, "tie": 2.0}
    table = np.full((4, 15), np.nan)
    for judge, unit, verdict in judgements:
        table[int(judge[-1]), unit] = verdicts[verdict]
    assert found == pytest.approx(krippendorff.alpha(table, level_of_measurement="nominal"), abs=1e-12)


def test_agreement_needs_a_pair_judged_by_two() -> None:
    assert judges.agreement([]) is None
    assert judges.agreement([("a", 1, "x"), ("b", 2, "x"), ("a", 1, "y")]) is None
    assert judges.agreement([("a", 1, "x"), ("b", 1, "x")]) == 1.0
    assert judges.agreement([("a", 1, "x"), ("a", 1, "y"), ("b", 1, "y"), ("b", 2, "x")]) == 1.0
