"""Answers of several people about the same items: how far they agree, and who answers by chance."""

from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal

import numpy as np

Value = int | str | frozenset[str]
Metric = Literal["nominal", "ordinal", "jaccard"]
"""How far two answers are apart: of choices, of a scale, of several choices."""
Answers = Mapping[str, Mapping[Hashable, Value]]
"""For each judge, item to answer, about one question."""

NUM_RESAMPLES = 1000
LEAST_ITEMS = 10
"""Items that two judged from which an interval is worth giving."""
NAMED_AT = 2.0
"""Log of how much likelier chance must have given a judge's answers than agreement with the others, to say
so."""
LEAST_ANSWERS = 30
"""Answers, beside which there are others', from which somebody may be said to answer like chance."""
_SHARES = np.linspace(0, 0.95, 20)
"""Of answers that follow what others see as well; the rest is one's own habit."""
_STEP = 1.0
"""Steps of a scale by which people who mean the same differ."""


@dataclass(frozen=True)
class Agreement:
    """Krippendorff's alpha, with its 95 % interval where there are items enough for one.

    num_items: judged by two or more. num_same, num_pairs: of pairs of answers to one item, how many are the
    same.
    """

    alpha: float
    low: float | None
    high: float | None
    num_items: int
    num_same: int
    num_pairs: int


def agreement(answers: Answers, metric: Metric) -> Agreement | None:
    """How far all of these judges agree; None where no item was judged by two."""
    return _agreement([[values] for values in _by_item(answers).values() if len(values) > 1], metric)


def agreement_with_others(answers: Answers, judge: str, metric: Metric) -> Agreement | None:
    """How far one judge agrees with the others, each of whom counts as much."""
    own = answers[judge]
    pairs = [
        [[own[item], theirs[item]] for other, theirs in answers.items() if other != judge and item in theirs]
        for item in own
    ]
    return _agreement([units for units in pairs if units], metric)


def _by_item(answers: Answers) -> dict[Hashable, list[Value]]:
    found: dict[Hashable, list[Value]] = {}
    for own in answers.values():
        for item, value in own.items():
            found.setdefault(item, []).append(value)
    return found


def _agreement(items: Sequence[Sequence[Sequence[Value]]], metric: Metric) -> Agreement | None:
    """items: for each item its units, each of two values or more. Resamples items, not answers."""
    if not items:
        return None
    domain = sorted({value for units in items for unit in units for value in unit}, key=_order)
    place = {value: number for number, value in enumerate(domain)}
    counts_IV = np.zeros((len(items), len(domain)))
    together_IVV = np.zeros((len(items), len(domain), len(domain)))
    num_same = num_pairs = 0
    for item, units in enumerate(items):
        for unit in units:
            count_V = np.bincount([place[value] for value in unit], minlength=len(domain)).astype(float)
            counts_IV[item] += count_V
            together_IVV[item] += (np.outer(count_V, count_V) - np.diag(count_V)) / (len(unit) - 1)
            num_same += int((count_V * (count_V - 1)).sum()) // 2
            num_pairs += len(unit) * (len(unit) - 1) // 2
    whole = np.ones((1, len(items)))
    alpha = float(_alphas(whole, counts_IV, together_IVV, domain, metric)[0])
    low = high = None
    if len(items) >= LEAST_ITEMS:
        rng = np.random.default_rng(len(items))
        weights_BI = rng.multinomial(len(items), np.full(len(items), 1 / len(items)), size=NUM_RESAMPLES)
        resampled_B = _alphas(weights_BI.astype(float), counts_IV, together_IVV, domain, metric)
        low, high = (float(end) for end in np.quantile(resampled_B, [0.025, 0.975]))
    return Agreement(alpha, low, high, len(items), num_same, num_pairs)


def _alphas(
    weights_BI: np.ndarray,
    counts_IV: np.ndarray,
    together_IVV: np.ndarray,
    domain: Sequence[Value],
    metric: Metric,
) -> np.ndarray:
    """Alpha for each row of weights of the items."""
    counts_BV = weights_BI @ counts_IV
    num_B = counts_BV.sum(axis=1)
    if metric == "ordinal":
        middle_BV = counts_BV.cumsum(axis=1) - counts_BV / 2
        apart_BVV = (middle_BV[:, :, None] - middle_BV[:, None, :]) ** 2
        flat_BX = weights_BI @ together_IVV.reshape(len(together_IVV), -1)
        observed_B = (flat_BX.reshape(apart_BVV.shape) * apart_BVV).sum(axis=(1, 2))
        expected_B = np.einsum("bv,bvw,bw->b", counts_BV, apart_BVV, counts_BV)
    else:
        apart_VV = np.array([[distance(a, b, metric) for b in domain] for a in domain])
        observed_B = weights_BI @ (together_IVV * apart_VV).sum(axis=(1, 2))
        expected_B = ((counts_BV @ apart_VV) * counts_BV).sum(axis=1)
    share_B = np.divide(observed_B, expected_B, out=np.zeros_like(observed_B), where=expected_B > 0)
    return 1 - share_B * (num_B - 1)


def distance(first: Value, second: Value, metric: Metric) -> float:
    """How far two answers are apart, 0 to 1; on a scale, in steps."""
    if isinstance(first, int) and isinstance(second, int) and metric == "ordinal":
        return float(abs(first - second))
    if metric == "jaccard" and isinstance(first, frozenset) and isinstance(second, frozenset):
        both = first | second
        return 1 - len(first & second) / len(both) if both else 0.0
    return float(first != second)


def _order(value: Value) -> tuple[int, str]:
    if isinstance(value, int):
        return value, ""
    return 0, value if isinstance(value, str) else " ".join(sorted(value))


# ---- chance --------------------------------------------------------------------------------------


def like_chance(questions: Sequence[tuple[Metric, Answers]], set_aside: Set[str] = frozenset()) -> set[str]:
    """The judges whose answers look like chance rather than like what the others see.

    questions: each with what everybody answered. set_aside: judges with whom nobody is compared, but who are
    compared with the others. Chance may have habits of its own. How closely answers follow what is there is
    learned from the others, whose agreement may be slight. Nobody is named on fewer than LEAST_ANSWERS
    answers, or where the others have too little in common to be compared with. Once a judge is named, the
    rest are measured without those answers.
    """
    judges = sorted({judge for _, answers in questions for judge in answers})
    asked = [_Question(*one, judges) for each in questions for one in _apart(*each)]
    named: set[str] = set()
    while True:
        left = [place for place, judge in enumerate(judges) if judge not in named]
        beside = [place for place in left if judges[place] not in set_aside]
        odds = {place: _odds_of_chance(asked, place, beside) for place in left}
        worst = max(odds, key=odds.__getitem__, default=None)
        if worst is None or odds[worst] < NAMED_AT:
            return named
        named.add(judges[worst])


def _apart(metric: Metric, answers: Answers) -> list[tuple[Metric, Answers]]:
    """Several choices are as many questions of yes or no; others stay as they are."""
    if metric != "jaccard":
        return [(metric, answers)]
    every = sorted({name for own in answers.values() for value in own.values() for name in _names(value)})
    return [
        (
            "nominal",
            {
                judge: {item: int(name in _names(value)) for item, value in own.items()}
                for judge, own in answers.items()
            },
        )
        for name in every
    ]


def _names(value: Value) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset()


class _Question:
    """Answers to one question as arrays: which of the values each judge gave to each item, if any."""

    def __init__(self, metric: Metric, answers: Answers, judges: Sequence[str]) -> None:
        given = [answers.get(judge, {}) for judge in judges]
        items = {item: place for place, item in enumerate(dict.fromkeys(i for own in given for i in own))}
        domain = sorted({value for own in given for value in own.values()}, key=_order)
        place = {value: number for number, value in enumerate(domain)}
        self.gave_JIV = np.zeros((len(judges), len(items), len(domain)))
        for judge, own in enumerate(given):
            for item, value in own.items():
                self.gave_JIV[judge, items[item], place[value]] = 1
        apart_VV = np.array([[distance(a, b, metric) for b in domain] for a in domain]).reshape(
            len(domain), len(domain)
        )
        near_VV = np.exp(-apart_VV / _STEP) if metric == "ordinal" else (apart_VV == 0).astype(float)
        self.near_VV = near_VV / near_VV.sum(axis=0)
        """The chance of a value (row) of somebody who sees what another one (column) saw."""

    def log_likelihoods(self, judge: int, beside_IV: np.ndarray) -> tuple[np.ndarray, int]:
        """For each of _SHARES, the log of how likely the judge's answers are beside others', counted by item
        and value; and on how many items there are others'."""
        own_IV = self.gave_JIV[judge]
        has_both_I = (own_IV.sum(axis=1) > 0) & (beside_IV.sum(axis=1) > 0)
        own_IV, beside_IV = own_IV[has_both_I], beside_IV[has_both_I]
        habit_V = own_IV.sum(axis=0) + 0.5
        habit_I = own_IV @ (habit_V / habit_V.sum())
        follows_I = ((own_IV @ self.near_VV) * beside_IV).sum(axis=1) / beside_IV.sum(axis=1)
        chance_SI = _SHARES[:, None] * follows_I + (1 - _SHARES[:, None]) * habit_I
        return np.log(chance_SI).sum(axis=1), len(own_IV)


def _odds_of_chance(asked: Sequence[_Question], judge: int, beside: Sequence[int]) -> float:
    """The log of how much likelier chance gave these answers than somebody who sees what the others do, who
    are those `beside` this judge."""
    odds, num_answers, num_between = 0.0, 0, 0
    others = [other for other in beside if other != judge]
    for question in asked:
        of_others_IV = question.gave_JIV[others].sum(axis=0)
        by_share, num = question.log_likelihoods(judge, of_others_IV)
        num_answers += num
        between = np.zeros(len(_SHARES))
        for other in others:
            found, num = question.log_likelihoods(other, of_others_IV - question.gave_JIV[other])
            between += found / 2  # each pair of answers is seen from both of its sides
            num_between += num
        weight = np.exp(between - between.max())
        seen = np.log((weight / weight.sum() * np.exp(by_share - by_share.max())).sum()) + by_share.max()
        odds += by_share[0] - seen
    enough = num_answers >= LEAST_ANSWERS and num_between >= LEAST_ANSWERS // 2
    return float(odds) if enough else 0.0
