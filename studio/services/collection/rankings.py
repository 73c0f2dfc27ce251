"""Rankings: takes that people order together by blind duels. Votes of people who left stay."""

from uuid import UUID

import numpy as np
from django.db.models.functions import Now

from studio import events, limits, protocol
from studio.errors import StudioError, invalid, unknown_kind
from studio.models import Duel, Project, Ranking, Take, User
from studio.reads import standings
from studio.services import projects
from studio.services.projects import checked_name
from studio.services.upkeep import bins
from studio.services.upkeep.checks import require_room_for_another
from sunmask.kinds import kinds
from sunmask.ranking import next_pair

_OPEN_DUELS_KEPT = 5
"""Duels without a vote that are kept for one judge, who may have some in other tabs."""
_SHARED_EVERY = 4
"""One in this many pairs of a judge was also judged by somebody else; otherwise agreement could not be
known."""
_MOST_UNLIKE = 2
"""The longest take of a ranking has at most this many times the cells of the shortest."""


@events.atomic()
def create(*, project: Project, user: User, name: str, takes: list[UUID]) -> Ranking:
    """A ranking of takes of the project. Raises StudioError 422 for takes that cannot be compared."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    projects.require_live(project)
    num_rankings = Ranking.objects.filter(project=project).count()
    sentence = "A project holds at most {most} rankings."
    require_room_for_another(num_rankings, limits.RANKINGS_PER_PROJECT, "too_many_rankings", sentence)
    chosen = _comparable(project.pk, takes)
    ranking = Ranking.objects.create(project=project, name=checked_name(name, "ranking"), created_by=user)
    ranking.takes.set(chosen)
    _announce(ranking)
    return ranking


@events.atomic()
def change(*, ranking: Ranking, name: str | None = None, takes: list[UUID] | None = None) -> Ranking:
    """Rename it or choose its takes anew; what is None stays. Votes on takes taken out are kept aside."""
    ranking = _locked(ranking)
    if name is not None:
        ranking.name = checked_name(name, "ranking")
        ranking.save(update_fields=["name"])
    if takes is not None:
        ranking.takes.set(_comparable(ranking.project_id, takes))
    _announce(ranking)
    return ranking


@events.atomic()
def add_takes(*, ranking: Ranking, takes: list[UUID]) -> Ranking:
    """Put more takes into it, beside those that are there. Raises StudioError 422 where they do not fit."""
    ranking = _locked(ranking)
    _require_live(ranking)
    members = ranking.takes.values_list("pk", flat=True)
    ranking.takes.set(_comparable(ranking.project_id, [*members, *takes]))
    _announce(ranking)
    return ranking


@events.atomic()
def open_to_all(*, ranking: Ranking) -> Ranking:
    """Let everybody see the order and which takes these are; it stays open, as nobody can unsee them."""
    ranking = _locked(ranking)
    _require_live(ranking)
    if ranking.opened_at is None:
        Ranking.objects.filter(pk=ranking.pk).update(opened_at=Now())
        ranking = _locked(ranking)
        _announce(ranking)
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
    """The pair that this judge's vote would teach most about, on random sides; some of another judge's.

    Pairs that the judge has voted on do not come again, nor does the pair just seen while there is
    another. Raises StudioError 409 when the judge has voted on all.
    """
    ranking = _locked(ranking)
    _require_live(ranking)
    _require_kind(ranking)
    live = set(ranking.takes.filter(binned_at=None).values_list("pk", flat=True))
    ids = [take_id for take_id in standings.take_ids(ranking) if take_id in live]
    places = {take_id: place for place, take_id in enumerate(ids)}
    mine = Duel.objects.filter(ranking=ranking, judge=user)
    judged = set()
    for left, right in mine.exclude(outcome=None).values_list("left_id", "right_id"):
        if left in places and right in places:
            judged.add(frozenset((places[left], places[right])))
    seen = {
        frozenset((places[left], places[right]))
        for left, right in mine.order_by("-created_at").values_list("left_id", "right_id")[:1]
        if left in places and right in places
    }
    duels = standings.voted_duels(ranking)
    votes = standings.votes(ids, duels)
    rng = np.random.default_rng()
    pair = None
    if len(judged) % _SHARED_EVERY == _SHARED_EVERY - 1:
        others = {
            frozenset((places[duel.left_id], places[duel.right_id]))
            for duel in duels
            if duel.judge_name != user.username and duel.left_id in places and duel.right_id in places
        }
        pair = next_pair(len(ids), votes, leave_out=judged | seen, among=others, rng=rng)
    for leave_out in (judged | seen, judged):
        pair = pair or next_pair(len(ids), votes, leave_out=leave_out, rng=rng)
    if pair is None:
        raise StudioError(
            "all_judged",
            409,
            "You have voted on every pair in this ranking. Others may still vote, or takes may be added.",
        )
    _forget_open(ranking, user)
    return Duel.objects.create(
        ranking=ranking,
        left_id=ids[pair[0]],
        right_id=ids[pair[1]],
        judge=user,
        judge_name=user.username,
    )


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
    told = None if heard is None else heard.model_dump()
    Duel.objects.filter(pk=duel.pk).update(outcome=outcome, voted_at=Now(), heard=told)
    duel.refresh_from_db()
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
    _announce(ranking)
    return last


def _comparable(project_id: UUID, ids: list[UUID]) -> list[Take]:
    """The takes themselves, once it is sure that people can compare them."""
    wanted = set(ids)
    if not 2 <= len(wanted) <= limits.TAKES_PER_RANKING:
        raise invalid(f"A ranking needs 2 to {limits.TAKES_PER_RANKING} takes; you chose {len(wanted)}.")
    rows = Take.objects.filter(pk__in=wanted, canvas__project_id=project_id).select_related("canvas")
    takes = list(rows.only("id", "symbols", "canvas__kind"))
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


def _announce(ranking: Ranking) -> None:
    changed = protocol.RankingChanged(ranking=standings.standings(ranking))
    events.publish(changed, events.project_stream(ranking.project_id))
