"""The order of groups of takes: by model, author or a setting, and how it came about vote by vote."""

from studio.protocol import Message


class GroupStanding(Message):
    """All takes of a ranking that have one value in common, as one: its strength in logits (mean 0) with its
    95 % interval, and the best and the worst place that it may have."""

    label: str
    num_takes: int
    num_votes: int
    num_wins: float
    """A tie is half a win."""
    strength: float
    low: float
    high: float
    best_place: int
    worst_place: int


class CurvePoint(Message):
    """The strengths of all groups, in the order of `groups`, as the first `num_votes` votes had them."""

    num_votes: int
    strengths: list[float]
    lows: list[float]
    highs: list[float]


class GroupStandings(Message):
    """by: what puts takes into groups: `take`, `model`, `author` or a setting's name. choices: what else
    would make more than one group. groups: the best first. num_within: votes on two takes of one group, which
    say nothing here."""

    by: str
    choices: list[str]
    groups: list[GroupStanding]
    curve: list[CurvePoint]
    num_within: int
