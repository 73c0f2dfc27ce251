"""The choice among values of a block: one is sampled by its energy and the probability of its proposal, among
those that a candidate may have. So that candidates differ, each leaves the best values to the candidates
before it.

M values of a block
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from sunmask.method.resampling import resampled
from sunmask.text.configuration import CONFIGURATION, Choosing
from sunmask.text.phrases.moves import Composition, Writing
from sunmask.text.phrases.task import Task
from sunmask.text.words.words import NOTHING


def choose(
    task: Task,
    values: Sequence[Sequence[str]],
    log_target: np.ndarray,
    log_drawn: np.ndarray,
    uniform: float,
    number: int,
) -> int:
    """The index of the value that is chosen. log_target: log of the target density of each, (M,); log_drawn:
    log of the probability with which each was proposed; uniform: 0..1; number: of the candidate, from 0."""
    move, choosing = task.move, task.models.configuration.choosing
    if not isinstance(move, Writing):
        if task.context.free.sum() == 1:
            log_target = shared_out(log_target, number, choosing)
    elif move.is_sought:
        # the present value is this candidate's alone
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
    """Which values a candidate may have so that it differs from `count` others. The likeliest is left out if
    several samples agree on it, as those of others then will, and the next one is nearly as likely. nats:
    log-likelihood of each, (M,)."""
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
    """Which values a candidate may have. Of the values that all candidates have found, the best belongs to
    the first candidate. Values that share most of their words with it are left out, and the best of the rest
    belongs to the second candidate, and so on. When only similar values are left, a candidate may have those
    that belong to no other. of_all_M: values that all candidates have found; number: of the candidate, from
    0."""
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
    """The target restricted to a candidate's words where a single word is free, since all would choose the
    likeliest otherwise. Ranked by likelihood, words are dealt out in turn: the first candidate may have the
    first and every `turn`-th after it, the second begins with the second word, and so on. number: of
    the candidate, from 0."""
    order = np.argsort(-log_target, kind="stable")[: int(np.isfinite(log_target).sum())]
    its = order[min(number, len(order) - 1) :: choosing.turn]
    fewer = np.full_like(log_target, -np.inf)
    fewer[its] = log_target[its]
    return fewer
