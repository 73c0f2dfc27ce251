"""What votes tell of those who gave them: whether they guess, and how far they agree."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from typing import TypeVar

import numpy as np

from sunmask.ranking.strengths import Vote, chance, fit

Name = TypeVar("Name", bound=Hashable)
NAMED_AT = 3.0
"""Log of how much likelier chance must have made a judge's votes than the order of the others, to say so."""
MANY_VOTES, LATE_AT = 45, 1.25
"""Decided votes from which less is enough: those of an honest judge speak loudly against it by then."""
OWN_SIDE_SD = 1.5
"""How much a judge may favour a side, in logits."""
LEAST_VOTES = 30
"""Decided votes from which a judge may be said to vote like chance."""


def like_chance(
    num_items: int,
    votes: Mapping[Name, Sequence[Vote]],
    length_N: Sequence[float] | None = None,
    set_aside: Set[Name] = frozenset(),
) -> set[Name]:
    """The judges whose votes look like chance rather than like the order that the others found.

    set_aside: judges by whose votes nobody is measured, but who are measured by the others. Chance may have a
    favourite side. The others' order is as unsure as its intervals say. Ties say nothing. Nobody is named on
    fewer than LEAST_VOTES votes, or without others. Once a judge is named, the rest are measured by an order
    without those votes.
    """
    named: set[Name] = set()
    while True:
        odds = {
            judge: _odds_of_chance(num_items, own, _of_others(votes, named | set_aside | {judge}), length_N)
            for judge, own in votes.items()
            if judge not in named
        }
        worst = max(odds, key=lambda judge: odds[judge], default=None)
        if worst is None or odds[worst] < (NAMED_AT if _num_decided(votes[worst]) < MANY_VOTES else LATE_AT):
            return named
        named.add(worst)


def _num_decided(votes: Sequence[Vote]) -> int:
    return sum(vote.share != 0.5 for vote in votes)


def _of_others(votes: Mapping[Name, Sequence[Vote]], but: Set[Name]) -> list[Vote]:
    return [vote for judge, own in votes.items() if judge not in but for vote in own]


def _odds_of_chance(
    num_items: int, own: Sequence[Vote], others: Sequence[Vote], length_N: Sequence[float] | None
) -> float:
    """The log of how much likelier chance made these votes than the order of the others did."""
    decided = [vote for vote in own if vote.share != 0.5]
    if not others or len(decided) < LEAST_VOTES:
        return 0.0
    order = fit(num_items, others, length_N)
    place = np.arange(len(decided))
    design = np.zeros((len(decided), num_items))
    design[place, [vote.first for vote in decided]] = 1
    design[place, [vote.second for vote in decided]] = -1
    won = np.array([vote.share for vote in decided])
    of_mean_NN = np.full((num_items, num_items), 1 / num_items)  # which no vote knows
    precision_NN = np.linalg.inv(order.covariance_NN + of_mean_NN)
    by_order = _log_evidence(design, won, order.strength_N, precision_NN)
    return _log_evidence(np.zeros((len(decided), 0)), won, np.zeros(0), np.zeros((0, 0))) - by_order


def _log_evidence(design: np.ndarray, won: np.ndarray, mean: np.ndarray, precision: np.ndarray) -> float:
    """The log of how likely these votes are where strengths are normal, and the judge favours some side.

    design: a row for each vote, what it compares. By Laplace's approximation.
    """
    design = np.column_stack([design, np.ones(len(won))])
    mean = np.append(mean, 0.0)
    whole = np.zeros((len(mean), len(mean)))
    whole[:-1, :-1] = precision
    whole[-1, -1] = 1 / OWN_SIDE_SD**2
    values = mean.copy()
    for _ in range(30):
        wins = chance(design @ values)
        information = whole + (design.T * (wins * (1 - wins))) @ design
        step = np.linalg.solve(information, design.T @ (won - wins) - whole @ (values - mean))
        values = values + step
        if np.abs(step).max() < 1e-8:
            break
    logit = design @ values
    log_likelihood = -(won * np.logaddexp(0, -logit) + (1 - won) * np.logaddexp(0, logit)).sum()
    moved = values - mean
    volume = np.linalg.slogdet(information)[1] - np.linalg.slogdet(whole)[1]
    return float(log_likelihood - 0.5 * moved @ whole @ moved - 0.5 * volume)


def agreement(judgements: Iterable[tuple[Hashable, Hashable, Hashable]]) -> float | None:
    """Krippendorff's alpha, nominal, of (judge, what was judged, verdict); the last of a judge counts.

    1 is full agreement, 0 what chance would give; None where nothing was judged by two.
    """
    verdicts: dict[Hashable, dict[Hashable, Hashable]] = defaultdict(dict)
    for judge, unit, verdict in judgements:
        verdicts[unit][judge] = verdict
    units = [list(by_judge.values()) for by_judge in verdicts.values() if len(by_judge) > 1]
    num_values = sum(len(unit) for unit in units)
    if not num_values:
        return None
    observed = sum(_num_different(unit) / (len(unit) - 1) for unit in units) / num_values
    everything = [verdict for unit in units for verdict in unit]
    expected = _num_different(everything) / (num_values * (num_values - 1))
    return 1.0 if expected == 0 else 1.0 - observed / expected


def _num_different(values: Sequence[Hashable]) -> int:
    """Ordered pairs of unlike values."""
    return len(values) ** 2 - sum(count**2 for count in Counter(values).values())
