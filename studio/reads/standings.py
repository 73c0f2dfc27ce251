"""Rankings as people read them: the order that follows from all votes, and pairs for one judge, blind."""

import math
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from studio import models, protocol
from studio.reads import selectors
from studio.reads.steps import content_of_take
from sunmask.evaluation import ranking
from sunmask.kinds import codecs

WIDEST = 10.0
"""Logits at which an interval ends that has no end: nothing is known of a take that met no other."""
SHARE_OF_LEFT = {"left": 1.0, "right": 0.0, "tie": 0.5, "both_bad": 0.5}
_TELLING = ("title", "composer", "tempo")
"""Metadata that would tell where a grid comes from, or make one sound unlike the other."""


def rankings(project_id: UUID) -> list[protocol.Ranking]:
    """The rankings of a project, the newest first, those in the bin too."""
    rows = models.Ranking.objects.filter(project_id=project_id).select_related("created_by")
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
    """All duels of a ranking that have an outcome, in the order of voting."""
    return list(_voted(ranking=row))


def duel(row: models.Duel) -> protocol.Duel:
    """A duel for its judge: who is who only once it has an outcome."""
    is_voted = row.outcome is not None
    return protocol.Duel.model_validate(
        {
            "id": row.pk,
            "ranking": row.ranking_id,
            "left": in_view(row.left),
            "right": in_view(row.right),
            "outcome": row.outcome,
            "left_take": row.left_id if is_voted else None,
            "right_take": row.right_id if is_voted else None,
        }
    )


def in_view(take: models.Take) -> protocol.ContentInView:
    """A take's grid without what tells its origin: no names, and every one at the same tempo."""
    kind = take.canvas.kind
    codec = codecs.codec(kind)
    parts = codec.parts(content_of_take(take))
    meta = {name: value for name, value in parts.meta.items() if name not in _TELLING}
    return protocol.ContentInView(kind=kind, content=codec.content(parts.symbols, meta, {}, parts.spaces))


def preferences(row: models.Ranking) -> Iterator[dict[str, Any]]:
    """Each vote as a pair to train on; of a tie, `winner` is only the one that stood on the left.

    Judges are numbered in the order of their first votes and not named.
    """
    pseudonyms: dict[str, str] = {}
    rows = models.Duel.objects.filter(ranking=row).exclude(outcome=None).order_by("voted_at", "pk")
    of_both = [f"{side}__{name}" for side in ("left", "right") for name in ("canvas", "generation")]
    for duel_row in rows.select_related(*of_both).iterator(chunk_size=50):
        judge = pseudonyms.setdefault(duel_row.judge_name, f"judge {len(pseudonyms) + 1}")
        pair = [duel_row.left, duel_row.right]
        if duel_row.outcome == models.Outcome.RIGHT:
            pair.reverse()
        yield {
            "kind": pair[0].canvas.kind,
            "judge": judge,
            "is_tie": SHARE_OF_LEFT[str(duel_row.outcome)] == 0.5,
            "is_bad": duel_row.outcome == models.Outcome.BOTH_BAD,
            "winner": _preferred(pair[0]),
            "loser": _preferred(pair[1]),
        }


def _preferred(take: models.Take) -> dict[str, Any]:
    generation = take.generation
    return {
        "content": content_of_take(take),
        "settings": generation.settings,
        "seed": generation.seed,
        "checkpoint": generation.checkpoint,
        "checkpoint_sha256": generation.checkpoint_sha256,
        "candidate": take.candidate,
        "step": take.step,
        "grade": take.grade,
    }


def _voted(**which: Any) -> Iterable[models.Duel]:
    duels = models.Duel.objects.filter(**which).exclude(outcome=None)
    return duels.order_by("voted_at", "pk")


def _ranking(row: models.Ranking, ids: list[UUID], duels: list[models.Duel]) -> protocol.Ranking:
    ids = sorted(ids)
    members = set(ids)
    duels = [duel for duel in duels if duel.left_id in members and duel.right_id in members]
    found = ranking.fit(len(ids), votes(ids, duels))
    order = sorted(range(len(ids)), key=lambda place: -found.strength_N[place])
    return protocol.Ranking(
        id=row.pk,
        project=row.project_id,
        name=row.name,
        standings=[
            protocol.Standing(
                take=ids[place],
                strength=float(found.strength_N[place]),
                low=_bounded(found.low_N[place]),
                high=_bounded(found.high_N[place]),
                num_votes=int(found.num_votes_N[place]),
                num_wins=float(found.wins_N[place]),
            )
            for place in order
        ],
        num_votes=len(duels),
        num_judges=len({duel.judge_name for duel in duels}),
        agreement=ranking.agreement(_judgement(duel) for duel in duels),
        is_in_bin=row.binned_at is not None,
        created_by=selectors.person(row.created_by, row.author_name),
        created_at=row.created_at,
    )


def _judgement(duel: models.Duel) -> tuple[str, frozenset[UUID], UUID | None]:
    """Who judged which pair, and which take won (None: neither), whichever side it stood on."""
    winner = {"left": duel.left_id, "right": duel.right_id}.get(str(duel.outcome))
    return duel.judge_name, frozenset((duel.left_id, duel.right_id)), winner


def _bounded(value: float) -> float:
    return float(value) if math.isfinite(value) else math.copysign(WIDEST, value)
