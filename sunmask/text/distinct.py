"""What a candidate may have of all that was found for a block, so that candidates differ: each leaves the
best to those before it.

M values of a block
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from sunmask.text.words import NOTHING

MOST_WORSE = 6.0
"""How much less likely, in nats, what a candidate has may be than what it leaves to others."""
TURN = 4
"""Candidates between which single words are shared out."""


def without_common(values: Sequence[Sequence[str]], nats: np.ndarray, count: int) -> np.ndarray:
    """Which values a candidate may have that is to differ from so many others: not the likeliest, where some
    tries came to the same, as those of others will, and the next one is nearly as good. nats: how likely each
    is."""
    may = np.isfinite(nats)
    for _ in range(count):
        best = int(np.where(may, nats, -np.inf).argmax())
        is_best = np.array([value == values[best] for value in values])
        others = may & ~is_best
        if is_best.sum() < 2 or not others.any() or nats[others].max() < nats[best] - MOST_WORSE:
            break
        may = others
    return may


def without_alike(
    values: Sequence[Sequence[str]], log_target: np.ndarray, of_all_M: np.ndarray, count: int
) -> np.ndarray:
    """Which values a candidate may have that is to differ from so many others: not the best of those that all
    candidates can have, nor what has most of its words in common with it, and so on, as long as others are
    left."""
    may = np.isfinite(log_target)
    words = [Counter(word for word in value if word != NOTHING) for value in values]
    for _ in range(count):
        best = words[int(np.where(may & of_all_M, log_target, -np.inf).argmax())]
        shared_M = np.array([(best & its).total() for its in words])
        others = may & (2 * shared_M <= [its.total() for its in words])
        if not (others & of_all_M).any():
            break
        may = others
    return may


def shared_out(log_target: np.ndarray, number: int) -> np.ndarray:
    """What a candidate may have where a single word is free: all would have the likeliest one otherwise. The
    second may have the second likeliest and every TURN-th after it, and so on, as long as there are so many.
    The first may have any. number: of the candidate, from 0."""
    if number == 0:
        return log_target
    order = np.argsort(-log_target, kind="stable")[: int(np.isfinite(log_target).sum())]
    its = order[min(number, len(order) - 1) :: TURN]
    fewer = np.full_like(log_target, -np.inf)
    fewer[its] = log_target[its]
    return fewer
