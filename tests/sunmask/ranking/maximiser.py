"""Strengths found another way than `sunmask.ranking` finds them."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from scipy.optimize import minimize

from sunmask.ranking.strengths import LENGTH_SD, SIDE_SD, Vote


def minus_log_posterior(
    free: np.ndarray, votes: Sequence[Vote], num_items: int, length_N: Sequence[float] | None = None
) -> float:
    """Of rests but the last (their mean is 0), side and length: votes, and N ties shared by all pairs."""
    rest = np.append(free[:-2], -free[:-2].sum())
    side, length = free[-2:]
    log = np.log2(length_N) if length_N is not None else np.zeros(num_items)
    strength = rest + length * (log - log.mean())
    total = 0.5 * (side / SIDE_SD) ** 2 + 0.5 * (length / LENGTH_SD) ** 2
    for vote in votes:
        logit = strength[vote.first] - strength[vote.second] + side
        total += vote.share * np.logaddexp(0, -logit) + (1 - vote.share) * np.logaddexp(0, logit)
    pairs = list(combinations(range(num_items), 2))
    for first, second in pairs:
        apart = rest[first] - rest[second]
        total += num_items / len(pairs) * 0.5 * (np.logaddexp(0, apart) + np.logaddexp(0, -apart))
    return float(total)


def most_probable(
    votes: Sequence[Vote], num_items: int, length_N: Sequence[float] | None = None
) -> tuple[np.ndarray, float, float]:
    """Strengths (mean 0), side and length, by a quasi-Newton method of scipy on the posterior alone."""
    found = minimize(
        minus_log_posterior,
        np.zeros(num_items + 1),
        args=(votes, num_items, length_N),
        method="BFGS",
        options={"gtol": 1e-9},
    ).x
    rest = np.append(found[:-2], -found[:-2].sum())
    log = np.log2(length_N) if length_N is not None else np.zeros(num_items)
    return rest + found[-1] * (log - log.mean()), float(found[-2]), float(found[-1])
