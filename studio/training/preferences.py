"""The votes of a ranking as pairs to train on: the prompt, the preferred side, how it was judged."""

from collections.abc import Iterator, Set
from typing import Literal, cast

from django.db.models import QuerySet

from studio import bodies, models, protocol
from studio.errors import StudioError, unknown_kind
from studio.models import Outcome
from studio.reads.judging import standings
from studio.training.prompts import as_text, made_of, prompt_of
from sunmask.kinds import kinds

Side = Literal["left", "right"]

_AT_ONCE = 50
_OUTCOMES: dict[str, Literal["chosen", "tie", "both_bad"]] = {
    Outcome.LEFT: "chosen",
    Outcome.RIGHT: "chosen",
    Outcome.TIE: "tie",
    Outcome.BOTH_BAD: "both_bad",
}


def of_ranking(row: models.Ranking, blind: Set[str] = frozenset()) -> Iterator[bodies.PreferencePair]:
    """Each vote in the order of voting; judges are numbered in the order of their first votes, not named.

    blind: takes by id whose grades are hidden from who reads.

    Raises StudioError 409, at once, for a ranking that is not open (its lines say which takes were preferred)
    and for takes of a kind that is not installed.
    """
    if row.opened_at is None:
        message = "This ranking is not open yet, so its votes stay hidden. Open it first."
        raise StudioError("not_open", 409, message)
    for name in _voted_on(row).values_list("left__canvas__kind", flat=True).distinct():
        if name not in kinds():
            raise unknown_kind(name)
    return _pairs(row, blind)


def _voted_on(ranking: models.Ranking) -> QuerySet[models.Duel]:
    """Its votes on two takes: a control only tests who judges."""
    return models.Duel.objects.filter(ranking=ranking, left_control=None, right_control=None).exclude(
        outcome=None
    )


def _pairs(ranking: models.Ranking, blind: Set[str]) -> Iterator[bodies.PreferencePair]:
    pseudonyms: dict[str, str] = {}
    needed = standings.needed_of(ranking)
    rows = _voted_on(ranking).order_by("voted_at", "pk")
    of_both = [f"{side}__{name}" for side in ("left", "right") for name in ("canvas", "generation")]
    acts = [f"{side}__generation__acts" for side in ("left", "right")]
    for row in rows.select_related(*of_both).prefetch_related(*acts).iterator(chunk_size=_AT_ONCE):
        judge = pseudonyms.setdefault(row.judge_name, f"judge {len(pseudonyms) + 1}")
        yield _pair(ranking, row, judge, blind, counts=needed.counts(row))


def _pair(
    ranking: models.Ranking, row: models.Duel, judge: str, blind: Set[str], *, counts: bool
) -> bodies.PreferencePair:
    sides: tuple[Side, Side] = ("left", "right") if row.outcome != Outcome.RIGHT else ("right", "left")
    takes = {"left": row.left, "right": row.right}
    chosen, rejected = (cast(models.Take, takes[side]) for side in sides)  # `_voted_on` has takes alone
    prompt, other = prompt_of(chosen), prompt_of(rejected)
    voted_at = row.voted_at or row.created_at
    return bodies.PreferencePair(
        ranking=ranking.pk,
        duel=row.pk,
        kind=chosen.canvas.kind,
        outcome=_OUTCOMES[str(row.outcome)],
        chosen_side=sides[0],
        prompt=prompt,
        rejected_prompt=None if other == prompt else other,
        chosen=_preferred(chosen, row, sides[0], blind),
        rejected=_preferred(rejected, row, sides[1], blind),
        judge=judge,
        is_blind=ranking.opened_at is None or voted_at < ranking.opened_at,
        counts=counts,
        shown_at=row.created_at,
        voted_at=voted_at,
    )


def _preferred(take: models.Take, row: models.Duel, side: Side, blind: Set[str]) -> bodies.PreferredTake:
    heard = None if row.heard is None else protocol.HeardSide(**row.heard[side])
    is_blind = str(take.pk) in blind
    features = as_text(take.features) if take.features and not is_blind else None
    return bodies.PreferredTake(
        take=take.pk, heard=heard, features=features, **made_of(take, is_blind=is_blind)
    )
