"""Bradley-Terry strengths found another way than `sunmask.ranking` finds them."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize

from sunmask.ranking import Vote


def minus_log_likelihood(free: np.ndarray, votes: Sequence[Vote], num_items: int) -> float:
    """Of all strengths but the last (their mean is 0): real votes and one virtual tie a pair that met."""
    strength = np.append(free, -free.sum())
    met = {frozenset((vote.first, vote.second)) for vote in votes}
    everything = [*votes, *(Vote(min(pair), max(pair), 0.5) for pair in met)]
    return sum(
        vote.share * np.logaddexp(0, strength[vote.second] - strength[vote.first])
        + (1 - vote.share) * np.logaddexp(0, strength[vote.first] - strength[vote.second])
        for vote in everything
    )


def likeliest(votes: Sequence[Vote], num_items: int) -> np.ndarray:
    """The strengths, mean 0, by a quasi-Newton method of scipy on the likelihood alone."""
    found = minimize(
        minus_log_likelihood,
        np.zeros(num_items - 1),
        args=(votes, num_items),
        method="BFGS",
        options={"gtol": 1e-9},
    )
    return np.append(found.x, -found.x.sum())
