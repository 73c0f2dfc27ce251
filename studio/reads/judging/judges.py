"""The judges of a ranking as the owner of its project sees them."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from statistics import median
from typing import Any
from uuid import UUID

from studio import models, protocol
from studio.reads.judging import standings
from sunmask.ranking.judges import like_chance

_Verdicts = dict[frozenset[UUID], UUID | None]
"""For each pair that a judge saw, which of the two won in the last vote on it; None for neither."""


def of_ranking(row: models.Ranking) -> protocol.Judges:
    """What each judge's votes tell, in the order of the first votes, and how far each two agree."""
    table = standings.table(row)
    voted = (
        models.Duel.objects.filter(ranking=row)
        .exclude(outcome=None)
        .select_related("left_control", "right_control")
    )
    needed = standings.needed_of(row)
    heard: dict[str, list[models.Duel]] = defaultdict(list)
    num_unheard: dict[str, int] = defaultdict(int)
    for duel in voted.order_by("voted_at", "pk"):
        if not table.has(duel):
            continue
        heard.setdefault(duel.judge_name, [])
        if needed.is_heard(duel):
            heard[duel.judge_name].append(duel)
        else:
            num_unheard[duel.judge_name] += 1
    votes = {name: table.votes(duels) for name, duels in heard.items()}
    chance = like_chance(len(table.items), votes, table.lengths, set(row.set_aside))
    verdicts = {
        name: {pair: won for _, pair, won in map(standings.judgement, duels)} for name, duels in heard.items()
    }
    pairs = [
        protocol.JudgePair(first=first, second=second, num_shared=len(same), num_agreed=sum(same))
        for first, second in combinations(heard, 2)
        if (same := _same(verdicts[first], verdicts[second]))
    ]
    return protocol.Judges(
        judges=[
            protocol.JudgeFigures(
                name=name,
                **_own(duels),
                num_unheard=num_unheard[name],
                num_shared=sum(pair.num_shared for pair in pairs if name in (pair.first, pair.second)),
                num_agreed=sum(pair.num_agreed for pair in pairs if name in (pair.first, pair.second)),
                is_like_chance=name in chance,
                is_set_aside=name in row.set_aside,
            )
            for name, duels in heard.items()
        ],
        pairs=pairs,
    )


def _same(first: _Verdicts, second: _Verdicts) -> list[bool]:
    """For each pair that both judged, whether they said the same."""
    return [won == second[pair] for pair, won in first.items() if pair in second]


def _own(duels: Sequence[models.Duel]) -> dict[str, Any]:
    """Figures that need no other judge."""
    decided = [duel for duel in duels if duel.outcome in ("left", "right")]
    won: dict[UUID | None, UUID | None] = {duel.pk: standings.judgement(duel)[2] for duel in duels}
    again = [duel for duel in duels if duel.repeats_id in won]
    against_shuffled = [duel for duel in decided if _shuffled(duel)]
    waits = [(duel.voted_at - duel.created_at).total_seconds() for duel in duels if duel.voted_at]
    return {
        "num_votes": len(duels),
        "num_ties": len(duels) - len(decided),
        "num_decided": len(decided),
        "num_left": sum(duel.outcome == "left" for duel in decided),
        "num_repeats": len(again),
        "num_same": sum(won[duel.pk] == won.get(duel.repeats_id) for duel in again),
        "num_controls": len(against_shuffled),
        "num_right": sum(won[duel.pk] != _shuffled(duel) for duel in against_shuffled),
        "median_s": median(waits) if waits else None,
    }


def _shuffled(duel: models.Duel) -> UUID | None:
    """The shuffled piece of a duel, where it has one."""
    for control in (duel.left_control, duel.right_control):
        if control is not None and control.kind == "shuffled":
            return control.pk
    return None
