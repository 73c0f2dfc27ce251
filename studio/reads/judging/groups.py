"""The order of groups of takes in an open ranking: by take, model, author or setting, vote by vote."""

from collections import Counter
from collections.abc import Mapping, Set
from typing import Any
from uuid import UUID

import numpy as np

from studio import bodies, models
from studio.errors import StudioError, invalid
from studio.reads.judging import blind, standings
from studio.reads.runs import acts
from sunmask.kinds.settings import without_others
from sunmask.ranking import sureness
from sunmask.ranking.strengths import Strengths, Vote, fit

OF_ALL = ("take", "model", "author")
MOST_VALUES = 8
"""Of a setting that is a number: where takes have more, they are put into ranges."""
NUM_RANGES = 4
NUM_POINTS = 24
"""Of a curve."""


def of_ranking(row: models.Ranking, by: str, hidden: Set[str] = frozenset()) -> bodies.GroupStandings:
    """hidden: takes by id whose names the reader may not see.

    Raises StudioError 409 for a ranking that is not open, 422 for a setting that its takes do not have.
    """
    if row.opened_at is None:
        raise StudioError("not_open", 409, "This ranking is not open yet. Open it first.")
    found = row.takes.select_related("canvas", "generation", "created_by").order_by("pk")
    takes = list(found.prefetch_related("generation__acts"))
    values = {take.pk: _values(take, hidden) for take in takes}
    names = sorted({name for each in values.values() for name in each if name not in OF_ALL})
    if by not in OF_ALL and by not in names:
        raise invalid(f"Expected {', '.join((*OF_ALL, *names))} to group takes by, got {by!r:.80}.")
    labels = _labels({pk: each.get(by) for pk, each in values.items()}, one_each=by == "take")
    choices = [
        name for name in (*OF_ALL, *names) if len({str(each.get(name)) for each in values.values()}) > 1
    ]
    return _standings(row, by, choices, labels)


def _values(take: models.Take, hidden: Set[str]) -> dict[str, Any]:
    """What a take can be grouped by. Settings are those that were in force when it was made."""
    author = take.created_by.username if take.created_by else take.author_name
    generation = take.generation
    return {
        **without_others(take.canvas.kind, acts.settings_at(generation, take.step)),
        "take": blind.NAME if str(take.pk) in hidden else take.name,
        "model": generation.checkpoint,
        "author": author or "somebody who left",
    }


def _labels(values: Mapping[UUID, Any], *, one_each: bool) -> dict[UUID, str]:
    """The group of each take. one_each: two takes of one name are two groups."""
    if one_each:
        counts = Counter(values.values())
        seen: Counter[Any] = Counter()
        found = {}
        for pk, name in values.items():
            seen[name] += 1
            found[pk] = name if counts[name] == 1 else f"{name} ({seen[name]})"
        return found
    numbers = {value for value in values.values() if _is_number(value)}
    if len(numbers) <= MOST_VALUES or len(numbers) < len(set(map(str, values.values()))):
        return {pk: _in_words(value) for pk, value in values.items()}
    edges = np.quantile(list(values.values()), np.linspace(0, 1, NUM_RANGES + 1))
    places = {
        pk: min(int(np.searchsorted(edges, value, "right")) - 1, NUM_RANGES - 1)
        for pk, value in values.items()
    }
    return {pk: f"{edges[place]:.4g} to {edges[place + 1]:.4g}" for pk, place in places.items()}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _in_words(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _standings(
    row: models.Ranking, by: str, choices: list[str], labels: dict[UUID, str]
) -> bodies.GroupStandings:
    names = sorted(set(labels.values()))
    place_of = {pk: names.index(label) for pk, label in labels.items()}
    votes, num_within = [], 0
    for duel in standings.voted_duels(row):
        if duel.left_id not in place_of or duel.right_id not in place_of:
            continue  # a control, or a take that was taken out
        left, right = place_of[duel.left_id], place_of[duel.right_id]
        if left == right:
            num_within += 1
        else:
            votes.append(Vote(left, right, standings.SHARE_OF_LEFT[duel.outcome or "tie"]))
    found = fit(len(names), votes)
    ranges = sureness.places(found)
    sizes = Counter(place_of.values())
    order = sorted(range(len(names)), key=lambda place: (-found.strength_N[place], names[place]))
    groups = [
        bodies.GroupStanding(
            label=names[place],
            num_takes=sizes[place],
            num_votes=int(found.num_votes_N[place]),
            num_wins=float(found.wins_N[place]),
            strength=float(found.strength_N[place]),
            low=standings.bounded(found.low_N[place]),
            high=standings.bounded(found.high_N[place]),
            best_place=ranges[place][0],
            worst_place=ranges[place][1],
        )
        for place in order
    ]
    ends = sorted({round(end) for end in np.linspace(0, len(votes), min(NUM_POINTS, len(votes)) + 1)[1:]})
    curve = [_point(end, fit(len(names), votes[:end]), order) for end in ends]
    return bodies.GroupStandings(by=by, choices=choices, groups=groups, curve=curve, num_within=num_within)


def _point(num_votes: int, found: Strengths, order: list[int]) -> bodies.CurvePoint:
    return bodies.CurvePoint(
        num_votes=num_votes,
        strengths=[float(found.strength_N[place]) for place in order],
        lows=[standings.bounded(found.low_N[place]) for place in order],
        highs=[standings.bounded(found.high_N[place]) for place in order],
    )
