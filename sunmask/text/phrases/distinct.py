"""What a candidate may have of all that was found for a block, so that candidates differ: each leaves the
best to those before it.

M values of a block
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from sunmask.text.words.words import NOTHING

MOST_WORSE = 6.0
"""How much less likely, in nats, what a candidate has may be than what it leaves to others."""
TURN = 4
"""Candidates between which single words are shared out."""
LEFT = 3
"""Candidates that have a phrase of their own, which no other takes."""


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
    values: Sequence[Sequence[str]], log_target: np.ndarray, of_all_M: np.ndarray, number: int
) -> np.ndarray:
    """Which values a candidate may have. The best of those that all candidates can have is the first one's;
    the second leaves out what has most of its words in common with that one, and the best of the others is
    the second one's, and so on. Where all that is left is alike, it is what is nobody's yet. number: of the
    candidate, from 0."""
    there, written = np.isfinite(log_target), [_written(value) for value in values]
    words = [Counter(each) for each in written]
    owners: list[np.ndarray] = []
    may = its = there
    for turn in range(max(LEFT, number + 1)):
        if not (may & of_all_M).any():
            may = there & ~np.any(owners, axis=0)
            if not (may & of_all_M).any():
                break
        best = int(np.where(may & of_all_M, log_target, -np.inf).argmax())
        its = may if turn == number else its
        owners.append(np.array([each == written[best] for each in written]))
        shared_M = np.array([(words[best] & of_one).total() for of_one in words])
        may = may & (2 * shared_M <= [of_one.total() for of_one in words])
    others = [each for turn, each in enumerate(owners) if turn != number]
    own = its & ~np.any(others, axis=0) if others else its
    return own if own.any() else its


def _written(value: Sequence[str]) -> list[str]:
    return [word for word in value if word != NOTHING]


def shared_out(log_target: np.ndarray, number: int) -> np.ndarray:
    """What a candidate may have where a single word is free: all would have the likeliest one otherwise. The
    first may have the likeliest and every TURN-th after it, the second the second likeliest, and so on, as
    long as there are so many. number: of the candidate, from 0."""
    order = np.argsort(-log_target, kind="stable")[: int(np.isfinite(log_target).sum())]
    its = order[min(number, len(order) - 1) :: TURN]
    fewer = np.full_like(log_target, -np.inf)
    fewer[its] = log_target[its]
    return fewer
