"""Bradley-Terry scores found another way than `sunmask.evaluation.ranking` finds them."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize

from sunmask.evaluation.ranking import Vote


def minus_log_likelihood(free: np.ndarray, votes: Sequence[Vote], num_items: int) -> float:
    """Of all scores but the last, which makes the mean 0: real votes and one virtual tie a pair that met."""
    score = np.append(free, -free.sum())
    met = {frozenset((vote.first, vote.second)) for vote in votes}
    everything = [*votes, *(Vote(min(pair), max(pair), 0.5) for pair in met)]
    return sum(
        vote.share * np.logaddexp(0, score[vote.second] - score[vote.first])
        + (1 - vote.share) * np.logaddexp(0, score[vote.first] - score[vote.second])
        for vote in everything
    )


def likeliest(votes: Sequence[Vote], num_items: int) -> np.ndarray:
    """The scores, mean 0, by a quasi-Newton method of scipy on the likelihood alone."""
    found = minimize(
        minus_log_likelihood,
        np.zeros(num_items - 1),
        args=(votes, num_items),
        method="BFGS",
        options={"gtol": 1e-9},
    )
    return np.append(found.x, -found.x.sum())
