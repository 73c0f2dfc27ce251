"""How sure an order is: places, how near the truth it is, votes still needed, votes that would turn it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sunmask.ranking.strengths import Z_95, Strengths, Vote, fit, variance_of_differences

FIRST_ORDER = 0.7
"""Kendall's tau to the truth from which an order is worth looking at."""
PRECISION = 0.5
"""Half the width of an interval, in logits, at which strengths are known well: 12 of 100 wins each way."""
_MOST_VOTES = 100_000
_MOST_RIVALS = 3
"""Items that are tried in the first place."""
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(24)
_MOST_PAIRS = 2000
"""Pairs of items that stand for all, where there are more."""


@dataclass(frozen=True)
class Needed:
    """About how many votes more; half of the time it lies between fewest and most. None: nobody can tell,
    such as where two are equally strong."""

    votes: int | None
    fewest: int | None
    most: int | None


def places(found: Strengths) -> list[tuple[int, int]]:
    """The best and the worst place, from 1, of each item: which others are surely better or worse."""
    better_NN = _surely_better(found)
    lost_N, won_N = better_NN.sum(axis=0), better_NN.sum(axis=1)
    return [(1 + int(lost), len(won_N) - int(won)) for lost, won in zip(lost_N, won_N, strict=True)]


def num_sure_at_the_top(found: Strengths) -> int:
    """The fewest items at the top that are all surely better than all others; 0 where there are none such."""
    order = np.argsort(-found.strength_N)
    better_NN = _surely_better(found)[np.ix_(order, order)]
    return next((k for k in range(1, len(order)) if better_NN[:k, k:].all()), 0)


def expected_tau(found: Strengths, more_votes: int = 0) -> float:
    """Kendall's tau to the truth that this order has on average, or would have after so many votes more.

    Each pair of strengths has a difference that lies about its estimate as far as its variance says. Votes
    narrow that in proportion to their number; the prior counts as one vote an item.
    """
    num_items = len(found.strength_N)
    if num_items < 2:
        return 1.0
    every = max(1, num_items * (num_items - 1) // 2 // _MOST_PAIRS)
    upper = tuple(places[::every] for places in np.triu_indices(num_items, 1))
    variance = variance_of_differences(found.covariance_NN)[upper]
    difference = (found.strength_N[:, None] - found.strength_N[None, :])[upper]
    known = found.num_votes + num_items
    later = np.maximum(variance * known / (known + more_votes), 1e-12)
    moved = np.sqrt(np.maximum(variance - later, 0))
    at = difference[:, None] + moved[:, None] * _NODES[None, :]
    is_right = 2 * _normal(np.abs(at) / np.sqrt(later)[:, None]) - 1
    return float((is_right @ (_WEIGHTS / _WEIGHTS.sum())).mean())


def votes_for_tau(found: Strengths, tau: float = FIRST_ORDER) -> int | None:
    """About how many votes more until the order is so near to the truth; None beyond a hundred thousand."""
    low, high = 0, 1
    if expected_tau(found) >= tau:
        return 0
    while expected_tau(found, high) < tau:
        low, high = high, 2 * high
        if high > _MOST_VOTES:
            return None
    while high - low > max(1, high // 50):
        middle = (low + high) // 2
        low, high = (low, middle) if expected_tau(found, middle) >= tau else (middle, high)
    return high


def votes_for_precision(found: Strengths, precision: float = PRECISION) -> int:
    """About how many votes more until intervals reach no further than this to either side, on average."""
    known = found.num_votes + len(found.strength_N)
    width = Z_95 * float(np.sqrt(np.diag(found.covariance_NN)).mean())
    return max(0, int(np.ceil(known * (width / precision) ** 2 - known)))


def votes_for_first_place(found: Strengths) -> Needed:
    """About how many votes more until the first item is surely better than each other."""
    order = np.argsort(-found.strength_N)
    if len(order) < 2:
        return Needed(0, 0, 0)
    first, others = order[0], order[1:]
    difference = found.strength_N[first] - found.strength_N[others]
    error = np.sqrt(variance_of_differences(found.covariance_NN)[first, others])
    known = found.num_votes + len(order)

    def needed(moved: float) -> int | None:
        apart = difference + moved * error
        if (apart <= 0).any():
            return None
        votes = known * float(((Z_95 * error / apart) ** 2).max()) - known
        return max(0, int(np.ceil(votes))) if votes <= _MOST_VOTES else None

    return Needed(needed(0), needed(0.674), needed(-0.674))


def fewest_changes(
    votes: Sequence[Vote], found: Strengths, length_N: Sequence[float] | None = None
) -> tuple[int, int] | None:
    """How few votes, had they gone the other way, would put another item first, and which; None for none.

    An upper bound that was tried: the votes that matter most to the gap are turned, and all is fitted anew.
    A tie is not turned.
    """
    order = np.argsort(-found.strength_N)
    gap_N = _gap_in_turns(votes, found, int(order[0]))
    likely = sorted((int(item) for item in order[1:]), key=lambda item: gap_N[item])[:_MOST_RIVALS]
    tried = [(_turned(votes, found, int(order[0]), rival, length_N), rival) for rival in likely]
    return min(((count, rival) for count, rival in tried if count is not None), default=None)


def _effects(votes: Sequence[Vote], found: Strengths, first: int, rival: int) -> np.ndarray:
    """By how much turning each vote would change the gap between two items, about; 0 for ties."""
    pull_N = found.covariance_NN[first] - found.covariance_NN[rival]
    left, right = (
        np.array([getattr(vote, side) for vote in votes], dtype=int) for side in ("first", "second")
    )
    share = np.array([vote.share for vote in votes])
    return (1 - 2 * share) * (pull_N[left] - pull_N[right])


def _gap_in_turns(votes: Sequence[Vote], found: Strengths, first: int) -> np.ndarray:
    """About how many turned votes each item is behind the first; infinite where no number would do."""
    turns_N = np.full(len(found.strength_N), np.inf)
    for rival in range(len(turns_N)):
        gap = found.strength_N[first] - found.strength_N[rival]
        gone = np.cumsum(np.sort(_effects(votes, found, first, rival)))
        if rival != first and (gone < -gap).any():
            turns_N[rival] = np.argmax(gone < -gap) + 1
    return turns_N


def _turned(
    votes: Sequence[Vote], found: Strengths, first: int, rival: int, length_N: Sequence[float] | None
) -> int | None:
    """After how many turned votes `rival` is before `first`: in rounds, half of what is missing at a time."""
    changed, open_places = list(votes), np.array([vote.share != 0.5 for vote in votes])
    now, count = found, 0
    while open_places.any():
        gap = now.strength_N[first] - now.strength_N[rival]
        if gap < 0:
            return count
        effect = np.where(open_places, _effects(changed, now, first, rival), 0.0)
        ranked = np.argsort(effect)
        gone = np.cumsum(effect[ranked])
        missing = int(np.argmax(gone < -gap)) + 1 if (gone < -gap).any() else int(open_places.sum())
        for place in ranked[: max(1, missing // 2)]:
            if effect[place] >= 0:
                return None
            changed[place] = replace(changed[place], share=1 - changed[place].share)
            open_places[place] = False
            count += 1
        now = fit(len(found.strength_N), changed, length_N)
    return count if now.strength_N[first] < now.strength_N[rival] else None


def _surely_better(found: Strengths) -> np.ndarray:
    """Entry (i, j): whether i is better than j with 95 % certainty."""
    difference_NN = found.strength_N[:, None] - found.strength_N[None, :]
    met_NN = (found.num_votes_N[:, None] > 0) & (found.num_votes_N[None, :] > 0)
    error_NN = np.sqrt(variance_of_differences(found.covariance_NN))
    return met_NN & (difference_NN > Z_95 * error_NN) & (difference_NN > 0)


def _normal(z: np.ndarray) -> np.ndarray:
    """The normal distribution function (Abramowitz and Stegun 26.2.17, right to 1e-7)."""
    t = 1 / (1 + 0.2316419 * np.abs(z))
    poly = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    upper = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) * poly
    return np.where(z >= 0, 1 - upper, upper)
