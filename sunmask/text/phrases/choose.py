"""The choice among values of a block: one is drawn by its energy and by how likely it was to be proposed, of
those that a candidate may have. So that candidates differ, each leaves the best to those before it.

M values of a block
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from sunmask.method.resampling import resampled
from sunmask.text.configuration import CONFIGURATION, Choosing
from sunmask.text.phrases.language_models import Task
from sunmask.text.phrases.moves import Composition, Writing
from sunmask.text.words.words import NOTHING


def choose(
    task: Task,
    values: Sequence[Sequence[str]],
    log_target: np.ndarray,
    log_drawn: np.ndarray,
    uniform: float,
    number: int,
) -> int:
    """The number of the value that becomes the block. log_target: what each weighs, (M,); log_drawn: how
    likely it was to be proposed; uniform: 0..1; number: of the candidate, from 0."""
    move, choosing = task.move, task.models.configuration.choosing
    if not isinstance(move, Writing):
        if task.context.free.sum() == 1:
            log_target = shared_out(log_target, number, choosing)
    elif move.is_sought:
        # what stands there is of this candidate alone
        of_all_M = np.arange(len(values)) >= (not isinstance(move, Composition))
        may_M = without_alike(values, log_target, of_all_M, number, choosing)
        log_target = np.where(may_M, log_target, -np.inf)
    elif move.is_apart:
        may_M = without_common(values, task.settings.temperature * log_target, number, choosing)
        log_target = np.where(may_M, log_target, -np.inf)
    return resampled(log_target, log_drawn, uniform)


def without_common(
    values: Sequence[Sequence[str]],
    nats: np.ndarray,
    count: int,
    choosing: Choosing = CONFIGURATION.choosing,
) -> np.ndarray:
    """Which values a candidate may have that is to differ from so many others: not the likeliest, where some
    tries came to the same, as those of others will, and the next one is nearly as good. nats: how likely each
    is."""
    may = np.isfinite(nats)
    for _ in range(count):
        best = int(np.where(may, nats, -np.inf).argmax())
        is_best = np.array([value == values[best] for value in values])
        others = may & ~is_best
        if is_best.sum() < 2 or not others.any() or nats[others].max() < nats[best] - choosing.worse:
            break
        may = others
    return may


def without_alike(
    values: Sequence[Sequence[str]],
    log_target: np.ndarray,
    of_all_M: np.ndarray,
    number: int,
    choosing: Choosing = CONFIGURATION.choosing,
) -> np.ndarray:
    """Which values a candidate may have. The best of those that all candidates can have is the first one's;
    the second leaves out what has most of its words in common with that one, and the best of the others is
    the second one's, and so on. Where only alike values are left, it is one that is nobody's yet. number: of
    the candidate, from 0."""
    there, written = np.isfinite(log_target), [_written(value) for value in values]
    words = [Counter(each) for each in written]
    owners: list[np.ndarray] = []
    may = its = there
    for turn in range(max(choosing.apart, number + 1)):
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


def shared_out(
    log_target: np.ndarray, number: int, choosing: Choosing = CONFIGURATION.choosing
) -> np.ndarray:
    """What a candidate may have where a single word is free: all would have the likeliest one otherwise. The
    first may have the likeliest and others at equal steps after it, the second the second likeliest, and so
    on, as long as there are so many. number: of the candidate, from 0."""
    order = np.argsort(-log_target, kind="stable")[: int(np.isfinite(log_target).sum())]
    its = order[min(number, len(order) - 1) :: choosing.turn]
    fewer = np.full_like(log_target, -np.inf)
    fewer[its] = log_target[its]
    return fewer
