"""Strengths of items from duels: Bradley-Terry with terms for side and length, and a weak prior.

A tie is half a win for each side. The prior is N ties for N items, shared by all pairs: they weigh as much as
N votes, however many pairs met. They keep every strength finite, and are all that is thought of an item that
met no other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

Z_95 = 1.959963984540054
"""Half the width of a 95 % interval, in standard errors."""
SIDE_SD = 1.0
"""How much the left side is thought to matter before anybody voted, in logits."""
LENGTH_SD = 4.0
"""How much twice the length is thought to matter before anybody voted, in logits: next to nothing is
presumed."""
LEAST_SPREAD = 0.1
"""Items whose lengths lie closer together than this, in doublings, count as equally long."""
_PRECISION = 1e-10
_MOST_ITERATIONS = 200


@dataclass(frozen=True)
class Vote:
    """One duel of two items: `first` stood on the left; its share of the win is 1, 0 or (a tie) 0.5."""

    first: int
    second: int
    share: float


@dataclass(frozen=True)
class Effect:
    """What something that is no strength adds to the logit of a win, with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Strengths:
    """Strengths of N items in logits, mean 0, the effect of sides taken out.

    low_N, high_N: 95 % interval; infinite for an item that met no other. covariance_NN: of the strengths.
    num_votes_N, wins_N: ties as halves. num_votes: all votes. side: what standing on the left adds. length:
    what twice the length adds among these items; None where all are about equally long.
    """

    strength_N: np.ndarray
    low_N: np.ndarray
    high_N: np.ndarray
    covariance_NN: np.ndarray
    num_votes_N: np.ndarray
    wins_N: np.ndarray
    num_votes: int
    side: Effect
    length: Effect | None
    at_equal_length: "Strengths | None"
    """The same with the effect of length taken out too; None where `length` is."""


def fit(num_items: int, votes: Iterable[Vote], length_N: Sequence[float] | None = None) -> Strengths:
    """The most probable strengths after `votes` (Bradley and Terry 1952, by Newton's method).

    length_N: how long each item is, in any unit; None for equally long. Length goes with an item, not with a
    duel. So its effect is a statement about these items: the part of their strengths that lies on a line.
    Raises ValueError for a vote on an item outside 0 to num_items - 1, or on one item twice.
    """
    wins_NN, losses_NN = _counts(num_items, votes)
    doublings_N = doublings(num_items, length_N)
    values, covariance = _most_probable(wins_NN, losses_NN, doublings_N)
    # from rests, side and length to strengths: s = rest + length * doublings
    to_strengths = np.hstack([np.eye(num_items), np.zeros((num_items, 1)), doublings_N[:, None]])
    covariance_NN = to_strengths @ covariance @ to_strengths.T
    num_NN = wins_NN + losses_NN
    num_votes_N = (num_NN.sum(axis=0) + num_NN.sum(axis=1)).astype(int)
    wins_N = wins_NN.sum(axis=1) + losses_NN.sum(axis=0)
    strength_N = to_strengths @ values
    side = _effect(values[num_items], covariance[num_items, num_items])

    def strengths(
        of_N: np.ndarray, spread_NN: np.ndarray, length: Effect | None, other: Strengths | None
    ) -> Strengths:
        error_N = np.where(num_votes_N > 0, np.sqrt(np.maximum(np.diag(spread_NN), 0)), np.inf)
        return Strengths(
            strength_N=of_N,
            low_N=of_N - Z_95 * error_N,
            high_N=of_N + Z_95 * error_N,
            covariance_NN=spread_NN,
            num_votes_N=num_votes_N,
            wins_N=wins_N,
            num_votes=int(num_NN.sum()),
            side=side,
            length=length,
            at_equal_length=other,
        )

    if not doublings_N.any():
        return strengths(strength_N, covariance_NN, None, None)
    slope_N = doublings_N / (doublings_N @ doublings_N)
    length = _effect(slope_N @ strength_N, slope_N @ covariance_NN @ slope_N)
    rest_NN = np.eye(num_items) - np.outer(doublings_N, slope_N)
    equal = strengths(rest_NN @ strength_N, rest_NN @ covariance_NN @ rest_NN.T, length, None)
    return strengths(strength_N, covariance_NN, length, equal)


def chance(logit: float | np.ndarray) -> np.ndarray:
    """The probability of a win at this difference of strengths."""
    return 1 / (1 + np.exp(-np.asarray(logit, dtype=float)))


def variance_of_differences(covariance_NN: np.ndarray) -> np.ndarray:
    """Entry (i, j): the variance of the difference of strengths i and j."""
    variance_N = np.diag(covariance_NN)
    return np.maximum(variance_N[:, None] + variance_N[None, :] - 2 * covariance_NN, 0)


def _effect(value: float, variance: float) -> Effect:
    width = Z_95 * float(np.sqrt(max(variance, 0)))
    return Effect(float(value), float(value) - width, float(value) + width)


def doublings(num_items: int, length_N: Sequence[float] | None) -> np.ndarray:
    """How much longer than the mean each item is, in doublings; 0 where all are about as long."""
    if length_N is None or num_items < 2:
        return np.zeros(num_items)
    log_N = np.log2(np.asarray(length_N, dtype=float))
    return log_N - log_N.mean() if np.ptp(log_N) >= LEAST_SPREAD else np.zeros(num_items)


def _counts(num_items: int, votes: Iterable[Vote]) -> tuple[np.ndarray, np.ndarray]:
    """Entry (i, j): how often i on the left won over j on the right, and lost to it; ties as halves."""
    wins_NN, losses_NN = np.zeros((num_items, num_items)), np.zeros((num_items, num_items))
    for vote in votes:
        if not (0 <= vote.first < num_items and 0 <= vote.second < num_items) or vote.first == vote.second:
            raise ValueError(
                f"expected two different items of 0 to {num_items - 1}, got {vote.first} and {vote.second}"
            )
        wins_NN[vote.first, vote.second] += vote.share
        losses_NN[vote.first, vote.second] += 1 - vote.share
    return wins_NN, losses_NN


def _most_probable(
    wins_NN: np.ndarray, losses_NN: np.ndarray, doublings_N: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Rests of N items, side and length where the posterior is highest, and its covariance there."""
    num_items = len(wins_NN)
    # N ties among N (N - 1) ordered pairs, half of each for either item
    tie_NN = np.full((num_items, num_items), 0.5 / max(1, num_items - 1)) * (1 - np.eye(num_items))
    precision = np.diag([1 / SIDE_SD**2, 1 / LENGTH_SD**2])
    num_NN = wins_NN + losses_NN
    free = np.zeros((num_items + 2, num_items + 2))
    free[:num_items, :num_items] = 1 / max(1, num_items)  # the mean, of which votes say nothing

    def logits(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        rest_N, (side, length) = values[:num_items], values[num_items:]
        strength_N = rest_N + length * doublings_N
        return strength_N[:, None] - strength_N[None, :] + side, rest_N[:, None] - rest_N[None, :]

    def log_posterior(values: np.ndarray) -> float:
        voted_NN, prior_NN = logits(values)
        terms = wins_NN * np.logaddexp(0, -voted_NN) + losses_NN * np.logaddexp(0, voted_NN)
        terms += tie_NN * (np.logaddexp(0, -prior_NN) + np.logaddexp(0, prior_NN))
        return -float(terms.sum()) - 0.5 * float(values[num_items:] @ precision @ values[num_items:])

    def derivatives(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        voted_NN, prior_NN = logits(values)
        chance_NN, tied_NN = chance(voted_NN), chance(prior_NN)
        surprise_NN = wins_NN - num_NN * chance_NN
        pull_NN = tie_NN * (1 - 2 * tied_NN)
        slope_N = surprise_NN.sum(axis=1) - surprise_NN.sum(axis=0)
        prior_N = pull_NN.sum(axis=1) - pull_NN.sum(axis=0)
        terms = np.array([surprise_NN.sum(), doublings_N @ slope_N]) - precision @ values[num_items:]
        weight_NN = num_NN * chance_NN * (1 - chance_NN)
        of_votes_NN = _laplacian(weight_NN)
        information = np.zeros_like(free)
        information[:num_items, :num_items] = of_votes_NN + _laplacian(2 * tie_NN * tied_NN * (1 - tied_NN))
        leaning_N = weight_NN.sum(axis=1) - weight_NN.sum(axis=0)
        cross = np.column_stack([leaning_N, of_votes_NN @ doublings_N])
        information[:num_items, num_items:] = cross
        information[num_items:, :num_items] = cross.T
        mixed = leaning_N @ doublings_N
        information[num_items:, num_items:] = precision + np.array(
            [[weight_NN.sum(), mixed], [mixed, doublings_N @ of_votes_NN @ doublings_N]]
        )
        return np.concatenate([slope_N + prior_N, terms]), information

    values = np.zeros(num_items + 2)
    if num_items < 2:
        return values, np.zeros_like(free)
    for _ in range(_MOST_ITERATIONS):
        slope, information = derivatives(values)
        step = np.linalg.solve(information + free, slope)
        # the posterior is concave, so half of a step that overshoots is always an improvement in the end
        size = 1.0
        if np.abs(step).max() > 0.5:
            present = log_posterior(values)
            while log_posterior(values + size * step) < present - 1e-12 and size > 1e-6:
                size /= 2
        values = values + size * step
        if np.abs(step).max() < _PRECISION:
            break
    return values, np.linalg.inv(derivatives(values)[1] + free) - free


def _laplacian(weight_NN: np.ndarray) -> np.ndarray:
    both_NN = weight_NN + weight_NN.T
    return np.diag(both_NN.sum(axis=1)) - both_NN
