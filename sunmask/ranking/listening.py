"""A listening test: did a person or a model make this? Shares with intervals, and when the test stops.

Answers of one listener go along with each other, so an interval is as wide as that many listeners make it.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sunmask.ranking.strengths import Z_95

LEAST_ANSWERS = 30
"""Answers about the model's pieces before which no test stops for its precision."""
End = Literal["precise", "most", "by_hand"]
"""Why a test is over: its interval is narrow enough, it has all of its answers, or somebody ended it."""


@dataclass(frozen=True)
class Rule:
    """When a test stops, which is said before its first answer: once the 95 % interval of the share of the
    model's pieces that are taken for the model's reaches `precision` or less to either side, or at
    `most_answers` about these pieces."""

    precision: float = 0.05
    most_answers: int = 600


@dataclass(frozen=True)
class Answer:
    """says_model: what was said of a piece that a model made (`is_model`), or a person."""

    listener: Hashable
    is_model: bool
    says_model: bool


@dataclass(frozen=True)
class Share:
    """A share of so many answers by so many listeners, with its 95 % interval."""

    value: float
    low: float
    high: float
    num_answers: int
    num_listeners: int

    @property
    def precision(self) -> float:
        """Half of the interval's width."""
        return (self.high - self.low) / 2


def taken_for_model(answers: Sequence[Answer], *, is_model: bool) -> Share | None:
    """How often pieces of a model, or of people, are taken for a model's; None where nobody answered."""
    chosen = [answer for answer in answers if answer.is_model == is_model]
    return share_of([answer.says_model for answer in chosen], [answer.listener for answer in chosen])


def right(answers: Sequence[Answer]) -> Share | None:
    """How often listeners are right."""
    are_right = [answer.says_model == answer.is_model for answer in answers]
    return share_of(are_right, [answer.listener for answer in answers])


def share_of(values: Sequence[bool], listeners: Sequence[Hashable]) -> Share | None:
    """Wilson's interval of a share, for as many answers as these would be worth if each came from somebody
    else (Kish's design effect, from the spread between listeners)."""
    if not values:
        return None
    value_M = np.asarray(values, dtype=float)
    places = {listener: place for place, listener in enumerate(dict.fromkeys(listeners))}
    of_M = np.array([places[listener] for listener in listeners])
    num, num_listeners, share = len(value_M), len(places), float(value_M.mean())
    worth = num / _design_effect(value_M - share, of_M, num_listeners)
    middle = (share + Z_95**2 / (2 * worth)) / (1 + Z_95**2 / worth)
    half = Z_95 * np.sqrt(share * (1 - share) / worth + Z_95**2 / (4 * worth**2)) / (1 + Z_95**2 / worth)
    return Share(share, float(middle - half), float(middle + half), num, num_listeners)


def _design_effect(rest_M: np.ndarray, of_M: np.ndarray, num_listeners: int) -> float:
    """How much wider listeners make the variance than chance alone would; at least 1."""
    by_chance = float((rest_M**2).sum())
    if num_listeners < 2 or by_chance == 0:
        return 1.0
    of_listener = np.bincount(of_M, weights=rest_M)
    spread = float((of_listener**2).sum()) * num_listeners / (num_listeners - 1)
    return max(1.0, spread / by_chance)


def end_of(answers: Sequence[Answer], rule: Rule) -> End | None:
    """Why the test is over after these answers; None while it goes on."""
    share = taken_for_model(answers, is_model=True)
    if share is None:
        return None
    if share.num_answers >= LEAST_ANSWERS and share.precision <= rule.precision:
        return "precise"
    return "most" if share.num_answers >= rule.most_answers else None
