"""Rankings as people read them: the order that follows from all votes, and pairs for one judge, blind."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any
from uuid import UUID

from studio import models, protocol
from studio.reads.rows import said_of, with_people
from studio.reads.steps import content_of_take
from sunmask import ranking
from sunmask.kinds import registry

WIDEST = 10.0
"""Logits at which an interval ends that has no end: nothing is known of a take that met no other."""
SHARE_OF_LEFT = {"left": 1.0, "right": 0.0, "tie": 0.5, "both_bad": 0.5}
_TELLING = ("title", "composer", "tempo")
"""Metadata that would tell where a grid comes from, or make one sound unlike the other."""


def rankings(project_id: UUID) -> list[protocol.Ranking]:
    """The rankings of a project, the newest first, those in the bin too."""
    rows = with_people(models.Ranking.objects.filter(project_id=project_id), "created_by")
    rows = rows.order_by("-created_at")
    members: dict[UUID, list[UUID]] = {}
    for ranking_id, take_id in models.Ranking.takes.through.objects.filter(
        ranking__project_id=project_id
    ).values_list("ranking_id", "take_id"):
        members.setdefault(ranking_id, []).append(take_id)
    votes: dict[UUID, list[models.Duel]] = {}
    for duel in _voted(ranking__project_id=project_id):
        votes.setdefault(duel.ranking_id, []).append(duel)
    return [_ranking(row, members.get(row.pk, []), votes.get(row.pk, [])) for row in rows]


def standings(row: models.Ranking) -> protocol.Ranking:
    """One ranking as all votes of now have it."""
    return _ranking(row, take_ids(row), list(_voted(ranking=row)))


def take_ids(row: models.Ranking) -> list[UUID]:
    """The takes of a ranking in a fixed order: `votes` speaks of them by their place in it."""
    members = models.Ranking.takes.through.objects.filter(ranking_id=row.pk)
    return sorted(members.values_list("take_id", flat=True))


def votes(ids: list[UUID], duels: Iterable[models.Duel]) -> list[ranking.Vote]:
    """The votes on pairs of these takes; votes on what was taken out of the ranking are left aside."""
    places = {take_id: place for place, take_id in enumerate(ids)}
    return [
        ranking.Vote(places[duel.left_id], places[duel.right_id], SHARE_OF_LEFT[duel.outcome or "tie"])
        for duel in duels
        if duel.left_id in places and duel.right_id in places
    ]


def voted_duels(row: models.Ranking) -> list[models.Duel]:
    """The duels of a ranking whose votes count, in the order of voting."""
    return [duel for duel in _voted(ranking=row) if counts(duel)]


def num_unsettled(standings: Sequence[protocol.Standing]) -> int:
    """Neighbours in the order whose intervals overlap: they may still swap places."""
    return sum(worse.high > better.low for better, worse in pairwise(standings))


def counts(row: models.Duel) -> bool:
    """Whether a vote is part of the order: one without listening to both sides is not."""
    heard = row.heard
    return heard is None or all(heard[side]["share"] > 0 for side in ("left", "right"))


def duel(row: models.Duel) -> protocol.Duel:
    """A duel for its judge: which take is which only after the vote, and only of a ranking that is open."""
    is_told = row.outcome is not None and row.ranking.opened_at is not None
    return said_of(
        row,
        protocol.Duel,
        left=in_view(row.left),
        right=in_view(row.right),
        left_take=row.left_id if is_told else None,
        right_take=row.right_id if is_told else None,
    )


def in_view(take: models.Take) -> protocol.ContentInView:
    """A take's grid without what tells its origin: no names, and every one at the same tempo."""
    kind = take.canvas.kind
    codec = registry.codec(kind)
    parts = codec.parts(content_of_take(take))
    meta = {name: value for name, value in parts.meta.items() if name not in _TELLING}
    return protocol.ContentInView(kind=kind, content=codec.content(parts.symbols, meta, {}, parts.spaces))


def _voted(**which: Any) -> Iterable[models.Duel]:
    duels = models.Duel.objects.filter(**which).exclude(outcome=None)
    return duels.order_by("voted_at", "pk")


def _ranking(row: models.Ranking, ids: list[UUID], duels: list[models.Duel]) -> protocol.Ranking:
    ids = sorted(ids)
    members = set(ids)
    among = [duel for duel in duels if duel.left_id in members and duel.right_id in members]
    duels = [duel for duel in among if counts(duel)]
    ordered = _ordered(ids, duels)
    of_side = Counter(duel.outcome for duel in duels)
    return said_of(
        row,
        protocol.Ranking,
        is_open=row.opened_at is not None,
        num_takes=len(ids),
        standings=[] if row.opened_at is None else ordered,
        num_votes=len(duels),
        num_unheard=len(among) - len(duels),
        num_unsettled=num_unsettled(ordered),
        num_left=of_side[models.Outcome.LEFT],
        num_right=of_side[models.Outcome.RIGHT],
        num_judges=len({duel.judge_name for duel in duels}),
        agreement=ranking.agreement(_judgement(duel) for duel in duels),
    )


def _ordered(ids: list[UUID], duels: list[models.Duel]) -> list[protocol.Standing]:
    """The takes as votes on pairs of them put them, the best first."""
    found = ranking.fit(len(ids), votes(ids, duels))
    return [
        protocol.Standing(
            take=ids[place],
            strength=float(found.strength_N[place]),
            low=_bounded(found.low_N[place]),
            high=_bounded(found.high_N[place]),
            num_votes=int(found.num_votes_N[place]),
            num_wins=float(found.wins_N[place]),
        )
        for place in sorted(range(len(ids)), key=lambda place: -found.strength_N[place])
    ]


def _judgement(duel: models.Duel) -> tuple[str, frozenset[UUID], UUID | None]:
    """Who judged which pair, and which take won (None: neither), whichever side it stood on."""
    winner = {"left": duel.left_id, "right": duel.right_id}.get(str(duel.outcome))
    return duel.judge_name, frozenset((duel.left_id, duel.right_id)), winner


def _bounded(value: float) -> float:
    return float(value) if math.isfinite(value) else math.copysign(WIDEST, value)
