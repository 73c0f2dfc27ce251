"""Rankings as people read them: the order by the votes that count, and pairs for one judge, blind."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any, cast
from uuid import UUID

from django.utils import timezone

from studio import models, protocol
from studio.reads.judging.ranking_record import head_of, rules_of
from studio.reads.rows import said_of, with_people
from studio.reads.runs.steps import content_of_take
from sunmask.kinds import kinds, registry
from sunmask.ranking import sureness
from sunmask.ranking.judges import agreement
from sunmask.ranking.strengths import Strengths, Vote, fit

WIDEST = 10.0
"""Where an infinite interval is cut off, in logits: that of a take that met no other."""
SHARE_OF_LEFT = {"left": 1.0, "right": 0.0, "tie": 0.5, "both_bad": 0.5}
_WHOLE = 0.98
"""A piece counts as heard to the end from this share on: a last rest may be missing."""
_SLACK_S = 1.5
"""By how many seconds the listening may exceed the time from showing the pair to the vote, since the clocks
of two machines differ."""
_TELLING = ("title", "subtitle", "composer", "lyricist", "tempo")
"""Metadata that would tell where a grid comes from, or make one sound unlike the other."""


def rankings(project_id: UUID) -> list[protocol.Ranking]:
    """The rankings of a project, the newest first, those in the bin too."""
    rows = with_people(models.Ranking.objects.filter(project_id=project_id), "created_by")
    return [_ranking(row) for row in rows.order_by("-created_at")]


def standings(row: models.Ranking) -> protocol.Ranking:
    """One ranking, by all votes up to now."""
    return _ranking(row)


def take_ids(row: models.Ranking) -> list[UUID]:
    """The takes of a ranking in a fixed order."""
    members = models.Ranking.takes.through.objects.filter(ranking_id=row.pk)
    return sorted(members.values_list("take_id", flat=True))


@dataclass(frozen=True)
class Table:
    """The takes of a ranking, then its controls, numbered from 0: `sunmask.ranking` knows them by these
    numbers.

    lengths: in cells, a control's is the mean of the takes'; None where length plays no part.
    """

    items: list[UUID]
    num_takes: int
    lengths: list[float] | None

    @cached_property
    def places(self) -> dict[UUID, int]:
        return {item: place for place, item in enumerate(self.items)}

    @property
    def controls(self) -> range:
        return range(self.num_takes, len(self.items))

    def has(self, duel: models.Duel) -> bool:
        return duel.left_item in self.places and duel.right_item in self.places

    def pair(self, duel: models.Duel) -> tuple[int, int]:
        """The places of what stood on the left and on the right."""
        return self.places[duel.left_item], self.places[duel.right_item]

    def votes(self, duels: Iterable[models.Duel]) -> list[Vote]:
        """The votes on pairs of these items; votes on what was taken out of the ranking are left aside."""
        return [
            Vote(*self.pair(duel), SHARE_OF_LEFT[duel.outcome or "tie"]) for duel in duels if self.has(duel)
        ]

    def sides(self, left: UUID, right: UUID) -> dict[str, UUID]:
        """The columns of a duel between two items."""
        return {
            f"{side}_id" if self.places[item] < self.num_takes else f"{side}_control_id": item
            for side, item in (("left", left), ("right", right))
        }


def table(row: models.Ranking) -> Table:
    """What judges are shown: once a ranking is sealed all of it, before that what is not in the bin."""
    takes = row.takes.all() if row.seed else row.takes.filter(binned_at=None)
    return _table(
        list(takes.values_list("pk", "symbols")), list(row.controls.values_list("pk", "content", "kind"))
    )


def _table(takes: list[tuple[UUID, list]], controls: list[tuple[UUID, dict, str]]) -> Table:
    takes, controls = sorted(takes, key=itemgetter(0)), sorted(controls, key=itemgetter(0))
    sizes = [float(len(symbols)) for _, symbols in takes]
    # controls are made like the takes, so each counts as long as the takes on average
    middle = sum(sizes) / len(sizes) if sizes else 1.0
    return Table(
        items=[pk for pk, *_ in takes] + [pk for pk, *_ in controls],
        num_takes=len(takes),
        lengths=sizes + [middle] * len(controls),
    )


def voted_duels(row: models.Ranking) -> list[models.Duel]:
    """The duels of a ranking whose votes count, in the order of voting."""
    needed = needed_of(row)
    return [duel for duel in _voted(ranking=row) if needed.counts(duel)]


@dataclass(frozen=True)
class Needed:
    """What a vote needs to count in a ranking.

    is_recorded: whether the judge's listening must have been recorded, as it must where there are rules and
    the takes are music. least_s: seconds that a judge has to listen to each side, None in a ranking that is
    older than rules. set_aside: names of judges whose votes do not count.
    """

    is_recorded: bool
    least_s: float | None
    set_aside: frozenset[str]

    def counts(self, duel: models.Duel) -> bool:
        """Whether a vote is part of the order: heard well enough, and not by a judge who is set aside."""
        return self.is_heard(duel) and duel.judge_name not in self.set_aside

    def is_heard(self, duel: models.Duel) -> bool:
        """Whether a vote came after enough listening: recorded listening must be of both sides and, under
        rules, no longer than there was time."""
        heard = duel.heard
        if heard is None:
            return not self.is_recorded
        sides = [heard[side] for side in ("left", "right")]
        if any(side["share"] <= 0 for side in sides):
            return False
        if self.least_s is None:
            return True
        if any(side["seconds"] < self.least_s and side["share"] < _WHOLE for side in sides):
            return False
        waited_s = ((duel.voted_at or timezone.now()) - duel.created_at).total_seconds()
        return sum(side["seconds"] for side in sides) <= waited_s + _SLACK_S


def needed_of(row: models.Ranking) -> Needed:
    """What votes need to count in this ranking. It takes a query, so ask once and not for each vote."""
    least_s = rules_of(row).min_listening_s if row.rules else None
    return Needed(bool(row.rules) and _is_music(row), least_s, frozenset(row.set_aside))


def kind_of(row: models.Ranking) -> str:
    """The kind of all its takes; "" where it has none."""
    return row.takes.order_by().values_list("canvas__kind", flat=True).first() or ""


def _is_music(row: models.Ranking) -> bool:
    kind = kind_of(row)
    return kind in kinds() and registry.codec(kind).is_engraved


def pseudonym(row: models.Ranking, name: str) -> str:
    """What a judge is called in the record: a number in the order of the first pairs."""
    names = models.Duel.objects.filter(ranking=row).order_by("created_at", "pk")
    known = list(dict.fromkeys(names.values_list("judge_name", flat=True)))
    return f"judge {known.index(name) + 1 if name in known else len(known) + 1}"


def duel(row: models.Duel) -> protocol.Duel:
    """A duel for its judge: which take is which only after the vote, and only of a ranking that is open."""
    is_revealed = row.outcome is not None and row.ranking.opened_at is not None
    entry = head_of(row.ranking_id) if row.outcome is not None else None
    return said_of(
        row,
        protocol.Duel,
        left=_in_view(row.left, row.left_control, row.ranking),
        right=_in_view(row.right, row.right_control, row.ranking),
        left_take=row.left_id if is_revealed else None,
        right_take=row.right_id if is_revealed else None,
        reason=row.reason if is_revealed else None,
        receipt=None if entry is None else f"{entry.number}:{entry.sha256}",
    )


def _in_view(
    take: models.Take | None, control: models.Control | None, row: models.Ranking
) -> protocol.ContentInView:
    """A grid without what tells its origin: no names, and every one at the same tempo."""
    if take is not None:
        return in_view(take.canvas.kind, content_of_take(take))
    assert control is not None
    return in_view(kind_of(row), control.content)


def in_view(kind: str, content: dict[str, Any]) -> protocol.ContentInView:
    """Content without what tells its origin."""
    codec = registry.codec(kind)
    parts = codec.parts(content)
    meta = {name: value for name, value in parts.meta.items() if name not in _TELLING}
    return protocol.ContentInView(kind=kind, content=codec.content(parts.symbols, meta, {}, parts.spaces))


def _voted(**which: Any) -> Iterable[models.Duel]:
    duels = models.Duel.objects.filter(**which).exclude(outcome=None)
    return duels.order_by("voted_at", "pk")


def _ranking(row: models.Ranking) -> protocol.Ranking:
    now = _table(
        list(row.takes.values_list("pk", "symbols")), list(row.controls.values_list("pk", "content", "kind"))
    )
    every = [duel for duel in _voted(ranking=row) if now.has(duel)]
    needed = needed_of(row)
    heard = [duel for duel in every if needed.is_heard(duel)]
    duels = [duel for duel in heard if needed.counts(duel)]
    of_takes = Table(now.items[: now.num_takes], now.num_takes, (now.lengths or [])[: now.num_takes])
    votes = of_takes.votes(duels)
    found = fit(now.num_takes, votes, of_takes.lengths)
    is_open = row.opened_at is not None
    of_side = Counter(duel.outcome for duel in duels)
    head = head_of(row.pk)
    with_all = is_open and len(heard) > len(duels)
    return said_of(
        row,
        protocol.Ranking,
        is_open=is_open,
        num_takes=now.num_takes,
        standings=_ordered(of_takes, found) if is_open else [],
        standings_with_all=(
            _ordered(of_takes, fit(now.num_takes, of_takes.votes(heard), of_takes.lengths))
            if with_all
            else []
        ),
        standings_at_equal_length=(
            _ordered(of_takes, found.at_equal_length) if is_open and found.at_equal_length else []
        ),
        controls=_controls(row, now, duels) if is_open else [],
        rules=rules_of(row),
        has_begun=bool(row.seed),
        seal=_seal(row),
        head=None if head is None else head.sha256,
        num_entries=0 if head is None else head.number,
        sureness=_sureness(of_takes, found, votes, is_open),
        side=protocol.Effect(**asdict(found.side)),
        length=None if found.length is None else protocol.Effect(**asdict(found.length)),
        num_votes=len(duels),
        num_unheard=len(every) - len(heard),
        num_left=of_side[models.Outcome.LEFT],
        num_right=of_side[models.Outcome.RIGHT],
        num_judges=len({duel.judge_name for duel in duels}),
        agreement=agreement(judgement(duel) for duel in duels),
    )


def _seal(row: models.Ranking) -> str | None:
    first = models.RankingEntry.objects.filter(ranking_id=row.pk, number=0).first()
    return None if first is None else first.sha256


def _sureness(now: Table, found: Strengths, votes: list[Vote], is_open: bool) -> protocol.Sureness:
    tau = sureness.expected_tau(found)
    turned = sureness.fewest_changes(votes, found, now.lengths) if is_open else None
    return protocol.Sureness(
        expected_tau=tau,
        is_first_order=tau >= sureness.FIRST_ORDER,
        for_first_order=sureness.votes_for_tau(found),
        precision=sureness.PRECISION,
        for_precision=sureness.votes_for_precision(found),
        for_first_place=protocol.VotesNeeded(**asdict(sureness.votes_for_first_place(found))),
        num_sure=sureness.num_sure_at_the_top(found),
        num_changes=None if turned is None else turned[0],
        turned_to=None if turned is None else now.items[turned[1]],
    )


def _ordered(now: Table, found: Strengths) -> list[protocol.Standing]:
    """The takes in the order that the votes on their pairs give, the best first."""
    ranges = sureness.places(found)
    return [
        protocol.Standing(
            take=now.items[place],
            best_place=ranges[place][0],
            worst_place=ranges[place][1],
            strength=float(found.strength_N[place]),
            low=bounded(found.low_N[place]),
            high=bounded(found.high_N[place]),
            num_votes=int(found.num_votes_N[place]),
            num_wins=float(found.wins_N[place]),
        )
        for place in sorted(range(now.num_takes), key=lambda place: -found.strength_N[place])
    ]


def _controls(row: models.Ranking, now: Table, duels: list[models.Duel]) -> list[protocol.ControlStanding]:
    """Controls on the scale of the takes."""
    rows = {one.pk: one for one in row.controls.all()}
    if not rows:
        return []
    found = fit(len(now.items), now.votes(duels), now.lengths)
    middle = float(found.strength_N[: now.num_takes].mean())
    return [
        protocol.ControlStanding(
            control=now.items[place],
            kind=cast(protocol.ControlKind, rows[now.items[place]].kind),
            name=rows[now.items[place]].name,
            strength=float(found.strength_N[place]) - middle,
            low=bounded(found.low_N[place] - middle),
            high=bounded(found.high_N[place] - middle),
            num_votes=int(found.num_votes_N[place]),
        )
        for place in now.controls
    ]


def judgement(duel: models.Duel) -> tuple[str, frozenset[UUID], UUID | None]:
    """Who judged which pair, and which item won (None: neither), whichever side it stood on."""
    winner = {"left": duel.left_item, "right": duel.right_item}.get(str(duel.outcome))
    return duel.judge_name, frozenset((duel.left_item, duel.right_item)), winner


def bounded(value: float) -> float:
    """An end of an interval that JSON can hold."""
    return float(value) if math.isfinite(value) else math.copysign(WIDEST, value)
