"""Rankings: takes that people order together by blind duels. Votes of people who left stay."""

from uuid import UUID

import numpy as np
from django.db.models.functions import Now

from studio import events, limits, protocol
from studio.errors import StudioError, invalid, unknown_kind
from studio.models import Duel, Project, Ranking, Take, User
from studio.reads.judging import ranking_record as record_reads
from studio.reads.judging import standings
from studio.services import audit, projects
from studio.services.collection import ranking_record
from studio.services.projects import checked_name
from studio.services.upkeep import bins
from studio.services.upkeep.checks import require_room_for_another
from sunmask.kinds import kinds
from sunmask.ranking import record
from sunmask.ranking.pairs import Shares, choose

_OPEN_DUELS_KEPT = 5
"""Duels without a vote that are kept for one judge, who may have some in other tabs."""
_MOST_UNLIKE = 2
"""The longest take of a ranking has at most this many times the cells of the shortest."""


@events.atomic()
def create(
    *,
    project: Project,
    user: User,
    name: str,
    takes: list[UUID],
    rules: protocol.RankingRules | None = None,
) -> Ranking:
    """A ranking of takes of the project. Raises StudioError 422 for takes that cannot be compared, and for
    controls that cannot be hidden among them."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    projects.require_live(project)
    num_rankings = Ranking.objects.filter(project=project).count()
    sentence = "A project holds at most {most} rankings."
    require_room_for_another(num_rankings, limits.RANKINGS_PER_PROJECT, "too_many_rankings", sentence)
    chosen = _comparable(project.pk, takes)
    ranking = Ranking.objects.create(project=project, name=checked_name(name, "ranking"), created_by=user)
    ranking.takes.set(chosen)
    _set_rules(ranking, rules or record_reads.rules_of(ranking), chosen)
    _announce(ranking)
    return ranking


@events.atomic()
def change(
    *,
    ranking: Ranking,
    name: str | None = None,
    takes: list[UUID] | None = None,
    rules: protocol.RankingRules | None = None,
) -> Ranking:
    """Rename it, choose its takes anew or change its rules; what is None stays.

    Raises StudioError 409 for taking out takes, or for other rules, once the first pair was shown.
    """
    ranking = _locked(ranking)
    if name is not None:
        ranking.name = checked_name(name, "ranking")
        ranking.save(update_fields=["name"])
    if takes is not None:
        _set_takes(ranking, _comparable(ranking.project_id, takes))
    if rules is not None and rules != record_reads.rules_of(ranking):
        if has_begun(ranking):
            sentence = "The rules of a ranking stay as they are once the first pair was shown."
            raise StudioError("has_begun", 409, sentence)
        _set_rules(ranking, rules, list(ranking.takes.select_related("canvas", "generation")))
    _announce(ranking)
    return ranking


@events.atomic()
def add_takes(*, ranking: Ranking, takes: list[UUID]) -> Ranking:
    """Put more takes into it, beside those that are there. Raises StudioError 422 where they do not fit."""
    ranking = _locked(ranking)
    _require_live(ranking)
    members = ranking.takes.values_list("pk", flat=True)
    _set_takes(ranking, _comparable(ranking.project_id, [*members, *takes]))
    _announce(ranking)
    return ranking


@events.atomic()
def open_to_all(*, ranking: Ranking) -> Ranking:
    """Let everybody see the order and which takes these are; it stays open, as nobody can unsee them."""
    ranking = _locked(ranking)
    _require_live(ranking)
    if ranking.opened_at is None:
        Ranking.objects.filter(pk=ranking.pk).update(opened_at=Now())
        ranking_record.append(ranking, "open")
        audit.record("ranking.opened", project=ranking.project, subject=ranking.name)
        ranking = _locked(ranking)
        _announce(ranking, has_opened=True)
    return ranking


@events.atomic()
def put_in_bin(*, ranking: Ranking) -> Ranking:
    """Take it out of view; `restore` brings it back with its votes."""
    ranking = _locked(ranking)
    bins.put_in(ranking)
    _announce(ranking)
    return ranking


@events.atomic()
def restore(*, ranking: Ranking) -> Ranking:
    """Bring it back from the bin."""
    ranking = _locked(ranking)
    bins.take_out(ranking)
    _announce(ranking)
    return ranking


@events.atomic()
def next_duel(*, ranking: Ranking, user: User) -> Duel:
    """The next pair for this judge, as `sunmask.ranking.pairs` chooses it; the first one seals the ranking.

    Raises StudioError 409 when the judge has voted on all.
    """
    ranking = _locked(ranking)
    _require_live(ranking)
    _require_kind(ranking)
    ranking_record.begin(ranking)
    number = ranking_record.next_number(ranking)
    table = standings.table(ranking)
    rng = record.generator(ranking.seed, number) if ranking.seed else np.random.default_rng()
    mine = list(Duel.objects.filter(ranking=ranking, judge=user).order_by("voted_at", "created_at"))
    judged = [duel for duel in mine if duel.outcome is not None and table.has(duel)]
    place_of = {duel.pk: place for place, duel in enumerate(judged)}
    repeated = {
        place_of[pk]
        for duel in judged
        for pk in (duel.pk, duel.repeats_id)
        if duel.repeats_id and pk in place_of
    }
    last = max(mine, key=lambda duel: duel.created_at, default=None)
    rules = record_reads.rules_of(ranking)
    voted = standings.voted_duels(ranking)
    chosen = choose(
        len(table.items),
        table.votes(voted),
        judged=[table.pair(duel) for duel in judged],
        repeated=repeated,
        last=frozenset(table.pair(last)) if last is not None and table.has(last) else None,
        others=[
            frozenset(table.pair(duel))
            for duel in voted
            if duel.judge_name != user.username and table.has(duel)
        ],
        controls=table.controls,
        length_N=table.lengths,
        shares=Shares(repeat=rules.repeats, random=rules.random, shared=rules.shared, control=rules.controls),
        rng=rng,
    )
    if chosen is None:
        raise StudioError(
            "all_judged",
            409,
            "You have voted on every pair in this ranking. Others may still vote, or takes may be added.",
        )
    left, right = table.items[chosen.first], table.items[chosen.second]
    repeats = None if chosen.repeats is None else judged[chosen.repeats]
    if ranking.seed and repeats is None:
        left, right = (UUID(item) for item in record.sides(ranking.seed, number, (str(left), str(right))))
    _forget_open(ranking, user)
    duel = Duel.objects.create(
        ranking=ranking,
        **table.sides(left, right),
        judge=user,
        judge_name=user.username,
        reason=chosen.reason,
        repeats=repeats,
    )
    ranking_record.append(
        ranking,
        "pair",
        duel=str(duel.pk),
        judge=standings.pseudonym(ranking, user.username),
        left=str(left),
        right=str(right),
        reason=chosen.reason,
        repeats=None if repeats is None else str(repeats.pk),
    )
    return duel


@events.atomic()
def vote(*, duel: Duel, outcome: str, heard: protocol.Heard | None = None) -> Duel:
    """Give a duel its outcome, with what was heard. Raises StudioError 409 when it already has another."""
    ranking = _locked(duel.ranking)
    _require_live(ranking)
    _require_kind(ranking)
    duel.refresh_from_db()
    if duel.outcome == outcome:
        return duel
    if duel.outcome is not None:
        raise StudioError("voted_already", 409, "You have already voted on this pair. Undo that vote first.")
    listened = None if heard is None else heard.model_dump()
    Duel.objects.filter(pk=duel.pk).update(outcome=outcome, voted_at=Now(), heard=listened)
    duel.refresh_from_db()
    counts = standings.needed_of(ranking).is_heard(duel)
    ranking_record.append(
        ranking, "vote", duel=str(duel.pk), outcome=outcome, heard=listened, is_heard=counts
    )
    _announce(ranking)
    return duel


@events.atomic()
def undo(*, ranking: Ranking, user: User) -> Duel:
    """Take back this person's last vote; its duel is open again. Raises StudioError 409 without a vote."""
    ranking = _locked(ranking)
    _require_live(ranking)
    _require_kind(ranking)
    mine = Duel.objects.filter(ranking=ranking, judge=user).exclude(outcome=None)
    last = mine.order_by("-voted_at").first()
    if last is None:
        raise StudioError("no_vote", 409, "You have not voted in this ranking, so there is nothing to undo.")
    last.outcome = last.voted_at = last.heard = None
    last.save(update_fields=["outcome", "voted_at", "heard"])
    ranking_record.append(ranking, "undo", duel=str(last.pk))
    _announce(ranking)
    return last


@events.atomic()
def set_aside(*, ranking: Ranking, judge: str, is_set_aside: bool) -> Ranking:
    """Leave a judge's votes out of the order, openly, or take them in again. Raises StudioError 404 for
    somebody who has not voted."""
    ranking = _locked(ranking)
    _require_live(ranking)
    if not Duel.objects.filter(ranking=ranking, judge_name=judge).exclude(outcome=None).exists():
        raise StudioError("not_found", 404, "Nobody of this name has voted in this ranking.")
    names = set(ranking.set_aside) - {judge} | ({judge} if is_set_aside else set())
    ranking.set_aside = sorted(names)
    ranking.save(update_fields=["set_aside"])
    name = standings.pseudonym(ranking, judge)
    ranking_record.append(ranking, "set_aside", judge=name, is_set_aside=is_set_aside)
    _announce(ranking)
    return ranking


def has_begun(ranking: Ranking) -> bool:
    """Whether its first pair was shown, and sealed it."""
    return bool(ranking.seed)


def _set_rules(ranking: Ranking, rules: protocol.RankingRules, takes: list[Take]) -> None:
    ranking_record.check_rules(ranking, rules, takes)
    ranking.rules = rules.model_dump(mode="json")
    ranking.save(update_fields=["rules"])


def _set_takes(ranking: Ranking, takes: list[Take]) -> None:
    """Its takes from now on; once it has begun they may become more, which its record says."""
    before = set(ranking.takes.values_list("pk", flat=True))
    added = sorted((take for take in takes if take.pk not in before), key=lambda take: take.pk)
    if has_begun(ranking):
        if before - {take.pk for take in takes}:
            raise StudioError(
                "has_begun",
                409,
                "No take can be withdrawn once the first pair was shown. Make a new ranking.",
            )
        if added:
            known = [{"id": str(take.pk), "sha256": record.sha256_of(take.symbols)} for take in added]
            ranking_record.append(ranking, "takes", takes=known)
    ranking.takes.set(takes)


def _comparable(project_id: UUID, ids: list[UUID]) -> list[Take]:
    """The takes themselves, once it is sure that people can compare them."""
    wanted = set(ids)
    if not 2 <= len(wanted) <= limits.TAKES_PER_RANKING:
        raise invalid(f"A ranking needs 2 to {limits.TAKES_PER_RANKING} takes; you chose {len(wanted)}.")
    rows = Take.objects.filter(pk__in=wanted, canvas__project_id=project_id).select_related("canvas")
    takes = list(rows.select_related("canvas", "generation"))
    if len(takes) < len(wanted):
        raise StudioError(
            "not_found", 404, "One of the chosen takes is not in this project. Choose from its takes."
        )
    names = sorted({take.canvas.kind for take in takes})
    if len(names) > 1:
        raise invalid(f"The takes in a ranking must be of the same kind; these are {' and '.join(names)}.")
    sizes = [len(take.symbols) for take in takes]
    if max(sizes) > _MOST_UNLIKE * min(sizes):
        raise invalid(
            f"The takes in a ranking must have similar lengths; the longest here has "
            f"{max(sizes)} cells and the shortest {min(sizes)}. "
            "Leave out those that are much shorter or longer."
        )
    return takes


def _forget_open(ranking: Ranking, user: User) -> None:
    still_open = Duel.objects.filter(ranking=ranking, judge=user, outcome=None)
    recent = list(still_open.order_by("-created_at").values_list("pk", flat=True)[:_OPEN_DUELS_KEPT])
    still_open.exclude(pk__in=recent).delete()


def _require_live(ranking: Ranking) -> None:
    projects.require_live(ranking.project)
    if ranking.binned_at is not None:
        raise StudioError("in_bin", 409, "This ranking is in the bin. Restore it first.")


def _require_kind(ranking: Ranking) -> None:
    """Raise StudioError 409 where nobody can be shown its takes, since their kind is not installed."""
    for name in ranking.takes.order_by().values_list("canvas__kind", flat=True).distinct():
        if name not in kinds():
            raise unknown_kind(name)


def _locked(ranking: Ranking) -> Ranking:
    rows = Ranking.objects.select_related("project", "created_by").select_for_update(
        no_key=True, of=("self",)
    )
    return rows.get(pk=ranking.pk)


def _announce(ranking: Ranking, *, has_opened: bool = False) -> None:
    changed = protocol.RankingChanged(ranking=standings.standings(ranking), has_opened=has_opened)
    events.publish(changed, events.project_stream(ranking.project_id))
