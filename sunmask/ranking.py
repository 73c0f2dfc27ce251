"""Order from duels: Bradley-Terry strengths with intervals, the pair that teaches most, agreement of judges.

A tie is half a win for each side. One virtual tie between each pair that met keeps every strength finite.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

Z_95 = 1.959963984540054
"""Half the width of a 95 % interval, in standard errors."""
PRIOR_SD = 3.0
"""How far apart strengths are thought to be before anybody voted, in logits: only `next_pair` asks."""
_PRECISION = 1e-11
_MOST_ITERATIONS = 200


@dataclass(frozen=True)
class Vote:
    """One duel of two items: the first one's share of the win is 1, 0 or (a tie) 0.5."""

    first: int
    second: int
    share: float


@dataclass(frozen=True)
class Strengths:
    """Bradley-Terry strengths of N items in logits, mean 0 among the items that votes connect.

    low_N, high_N: 95 % interval from the observed information; infinite for an item that met no other.
    num_votes_N, wins_N: real votes and wins, ties as halves.
    """

    strength_N: np.ndarray
    low_N: np.ndarray
    high_N: np.ndarray
    num_votes_N: np.ndarray
    wins_N: np.ndarray


def fit(num_items: int, votes: Iterable[Vote]) -> Strengths:
    """The strengths that make `votes` likeliest (Bradley and Terry 1952, by Newton's method).

    Raises ValueError for a vote on an item outside 0 to num_items - 1, or on one item twice.
    """
    real_NN = _wins(num_items, votes)
    wins_NN = _with_virtual_ties(real_NN)
    strength_N = _likeliest(wins_NN)
    met_NN = wins_NN + wins_NN.T
    variance_N = np.diag(_covariance(_information(strength_N, met_NN), met_NN))
    error_N = np.where(met_NN.any(axis=1), np.sqrt(np.maximum(variance_N, 0)), np.inf)
    return Strengths(
        strength_N=strength_N,
        low_N=strength_N - Z_95 * error_N,
        high_N=strength_N + Z_95 * error_N,
        num_votes_N=(real_NN + real_NN.T).sum(axis=1).astype(int),
        wins_N=real_NN.sum(axis=1),
    )


def next_pair(
    num_items: int,
    votes: Iterable[Vote],
    *,
    leave_out: Collection[frozenset[int]] = (),
    among: Collection[frozenset[int]] | None = None,
    rng: np.random.Generator,
) -> tuple[int, int] | None:
    """The pair whose vote would teach most, in random order; None where all are left out.

    among: only these pairs come into question; None for all.

    That is the largest expected gain of information, log(1 + p (1 - p) var(s_i - s_j)): few votes, close
    strengths, wide intervals. Equally good pairs are drawn from.
    """
    wins_NN = _with_virtual_ties(_wins(num_items, votes))
    strength_N = _likeliest(wins_NN)
    information_NN = _information(strength_N, wins_NN + wins_NN.T)
    covariance_NN = np.linalg.inv(information_NN + np.eye(num_items) / PRIOR_SD**2)
    variance_N = np.diag(covariance_NN)
    difference_NN = variance_N[:, None] + variance_N[None, :] - 2 * covariance_NN
    gain_NN = np.log1p(_uncertainty(strength_N) * difference_NN)
    gain_NN[np.tril_indices(num_items)] = -np.inf
    for pair in leave_out:
        gain_NN[min(pair), max(pair)] = -np.inf
    if among is not None:
        allowed = {(min(pair), max(pair)) for pair in among}
        for first, second in np.argwhere(gain_NN > -np.inf):
            if (first, second) not in allowed:
                gain_NN[first, second] = -np.inf
    best = gain_NN.max(initial=-np.inf)
    if best == -np.inf:
        return None
    pairs = np.argwhere(gain_NN >= best - 1e-9)
    first, second = (int(item) for item in rng.permutation(pairs[rng.integers(len(pairs))]))
    return first, second


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


def _wins(num_items: int, votes: Iterable[Vote]) -> np.ndarray:
    """Entry (i, j): how often i won over j, ties as halves."""
    wins_NN = np.zeros((num_items, num_items))
    for vote in votes:
        if not (0 <= vote.first < num_items and 0 <= vote.second < num_items) or vote.first == vote.second:
            raise ValueError(
                f"expected two different items of 0 to {num_items - 1}, got {vote.first} and {vote.second}"
            )
        wins_NN[vote.first, vote.second] += vote.share
        wins_NN[vote.second, vote.first] += 1 - vote.share
    return wins_NN


def _with_virtual_ties(wins_NN: np.ndarray) -> np.ndarray:
    return wins_NN + 0.5 * ((wins_NN + wins_NN.T) > 0)


def _likeliest(wins_NN: np.ndarray) -> np.ndarray:
    met_NN = wins_NN + wins_NN.T
    strength_N = np.zeros(len(wins_NN))
    for _ in range(_MOST_ITERATIONS):
        slope_N = wins_NN.sum(axis=1) - (met_NN * _chance(strength_N)).sum(axis=1)
        step_N = _covariance(_information(strength_N, met_NN), met_NN) @ slope_N
        # the likelihood is concave, so half of a step that overshoots is always an improvement in the end
        present, size = _log_likelihood(strength_N, wins_NN), 1.0
        while _log_likelihood(strength_N + size * step_N, wins_NN) < present - 1e-12 and size > 1e-6:
            size /= 2
        strength_N = strength_N + size * step_N
        if np.abs(step_N).max(initial=0) < _PRECISION:
            break
    return strength_N


def _log_likelihood(strength_N: np.ndarray, wins_NN: np.ndarray) -> float:
    return float(-(wins_NN * np.logaddexp(0, strength_N[None, :] - strength_N[:, None])).sum())


def _chance(strength_N: np.ndarray) -> np.ndarray:
    """Entry (i, j): the probability that i wins over j."""
    return 1 / (1 + np.exp(strength_N[None, :] - strength_N[:, None]))


def _uncertainty(strength_N: np.ndarray) -> np.ndarray:
    return _chance(strength_N) * _chance(strength_N).T


def _information(strength_N: np.ndarray, met_NN: np.ndarray) -> np.ndarray:
    """Observed information: minus the second derivative of the log likelihood."""
    weight_NN = met_NN * _uncertainty(strength_N)
    return np.diag(weight_NN.sum(axis=1)) - weight_NN


def _covariance(information_NN: np.ndarray, met_NN: np.ndarray) -> np.ndarray:
    """Inverse of the information where the strengths of each connected set of items have mean 0."""
    means_NN = np.zeros_like(information_NN)
    for items in _connected(met_NN):
        means_NN[np.ix_(items, items)] = 1 / len(items)
    return np.linalg.inv(information_NN + means_NN) - means_NN


def _connected(met_NN: np.ndarray) -> list[list[int]]:
    unseen = set(range(len(met_NN)))
    sets = []
    while unseen:
        reached: set[int] = set()
        front = {unseen.pop()}
        while front:
            reached |= front
            front = {int(item) for i in front for item in np.flatnonzero(met_NN[i])} - reached
        unseen -= reached
        sets.append(sorted(reached))
    return sets
