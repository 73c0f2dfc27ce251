"""Rankings: takes ordered together by blind duels."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from ninja import Query, Router, Status

from studio import access, bodies, protocol
from studio.api.requests import SignedInRequest
from studio.reads.judging import blind, groups, groups_csv, judges, standings, tastes
from studio.reads.judging import ranking_record as record
from studio.services.collection import rankings
from studio.web import engraving

router = Router()

GroupedBy = Annotated[str, Query(pattern=r"^\w{1,60}$")]


@router.get("/projects/{project_id}/rankings", response=list[protocol.Ranking])
def of_project(request: SignedInRequest, project_id: UUID):
    """All rankings of a project, the newest first, those in the bin too."""
    return standings.rankings(access.project_for(request.user, project_id, may="see").pk)


@router.post("/projects/{project_id}/rankings", response={201: protocol.Ranking})
def create_ranking(request: SignedInRequest, project_id: UUID, body: bodies.NewRanking):
    """A ranking of takes of one kind and similar length."""
    project = access.project_for(request.user, project_id, may="curate")
    ranking = rankings.create(
        project=project, user=request.user, name=body.name, takes=body.takes, rules=body.rules
    )
    return Status(201, standings.standings(ranking))


@router.get("/rankings/{ranking_id}", response=protocol.Ranking)
def ranking(request: SignedInRequest, ranking_id: UUID):
    return standings.standings(access.ranking_for(request.user, ranking_id, may="see"))


@router.patch("/rankings/{ranking_id}", response=protocol.Ranking)
def change_ranking(request: SignedInRequest, ranking_id: UUID, body: bodies.RankingChange):
    """Rename it, choose its takes anew or change its rules; 409 for the latter once a pair was shown."""
    row = access.ranking_for(request.user, ranking_id, may="curate")
    return standings.standings(
        rankings.change(ranking=row, name=body.name, takes=body.takes, rules=body.rules)
    )


@router.post("/rankings/{ranking_id}/takes", response=protocol.Ranking)
def add_takes(request: SignedInRequest, ranking_id: UUID, body: bodies.MoreTakes):
    """Put more takes into it, beside those that are there."""
    row = access.ranking_for(request.user, ranking_id, may="curate")
    return standings.standings(rankings.add_takes(ranking=row, takes=body.takes))


@router.post("/rankings/{ranking_id}/open", response=protocol.Ranking)
def open_ranking(request: SignedInRequest, ranking_id: UUID):
    """Let everybody see the order and which takes these are; until then duels are blind. It stays open."""
    row = access.ranking_for(request.user, ranking_id, may="curate")
    return standings.standings(rankings.open_to_all(ranking=row))


@router.post("/rankings/{ranking_id}/bin", response=protocol.Ranking)
def bin_ranking(request: SignedInRequest, ranking_id: UUID):
    """Put it in the bin, from which it can be restored."""
    row = access.ranking_for(request.user, ranking_id, may="curate")
    return standings.standings(rankings.put_in_bin(ranking=row))


@router.post("/rankings/{ranking_id}/restore", response=protocol.Ranking)
def restore_ranking(request: SignedInRequest, ranking_id: UUID):
    row = access.ranking_for(request.user, ranking_id, may="curate")
    return standings.standings(rankings.restore(ranking=row))


@router.post("/rankings/{ranking_id}/duels", response={201: protocol.Duel})
def next_duel(request: SignedInRequest, ranking_id: UUID):
    """The next pair for you, origin hidden; 409 when you have voted on all. Asking again skips one."""
    row = access.ranking_for(request.user, ranking_id, may="curate")
    return Status(201, standings.duel(rankings.next_duel(ranking=row, user=request.user)))


@router.post("/duels/{duel_id}/vote", response=protocol.Duel)
def vote(request: SignedInRequest, duel_id: UUID, body: bodies.OwnVote):
    """Your vote on a pair shown to you; if the ranking is open, the answer says which takes they were."""
    row = access.duel_for(request.user, duel_id)
    return standings.duel(rankings.vote(duel=row, outcome=body.outcome, heard=body.heard))


@router.post("/rankings/{ranking_id}/undo", response=protocol.Duel)
def undo_vote(request: SignedInRequest, ranking_id: UUID):
    """Take back your last vote; the pair is open again."""
    row = access.ranking_for(request.user, ranking_id, may="curate")
    return standings.duel(rankings.undo(ranking=row, user=request.user))


@router.get("/rankings/{ranking_id}/judges", response=protocol.Judges)
def judges_of_ranking(request: SignedInRequest, ranking_id: UUID):
    """What each judge's votes tell of the judge; for owners, and nothing of which takes these are."""
    return judges.of_ranking(access.ranking_for(request.user, ranking_id, may="own"))


@router.post("/rankings/{ranking_id}/set-aside", response=protocol.Ranking)
def set_judge_aside(request: SignedInRequest, ranking_id: UUID, body: bodies.SetAside):
    """Leave a judge's votes out of the order, or take them in again; everybody sees that, and both orders."""
    row = access.ranking_for(request.user, ranking_id, may="own")
    changed = rankings.set_aside(ranking=row, judge=body.judge, is_set_aside=body.is_set_aside)
    return standings.standings(changed)


@router.get("/rankings/{ranking_id}/record", response=dict[str, Any])
def ranking_record(request: SignedInRequest, ranking_id: UUID):
    """All that was sealed and all that happened since, to check by other means; 409 until it is open."""
    return record.published(access.ranking_for(request.user, ranking_id, may="see"))


@router.get("/rankings/{ranking_id}/taste", response=protocol.Taste)
def taste_of_ranking(request: SignedInRequest, ranking_id: UUID):
    """What its votes prefer, learned from those of now; 409, with a sentence, where they are too few or say
    nothing, and until it is open."""
    return tastes.of_ranking(access.ranking_for(request.user, ranking_id, may="see")).to_json()


@router.get("/rankings/{ranking_id}/groups", response=bodies.GroupStandings)
def groups_of_ranking(request: SignedInRequest, ranking_id: UUID, by: GroupedBy = "model"):
    """The order of its takes put together by `take`, `model`, `author` or a setting, and how it came about
    vote by vote; 409 until it is open."""
    row = access.ranking_for(request.user, ranking_id, may="see")
    return groups.of_ranking(row, by, blind.of_request(request).takes)


@router.get("/rankings/{ranking_id}/groups.csv")
def groups_as_csv(request: SignedInRequest, ranking_id: UUID, by: GroupedBy = "model") -> HttpResponse:
    """The same as a table: a line for each group after each number of votes."""
    row = access.ranking_for(request.user, ranking_id, may="see")
    found = groups.of_ranking(row, by, blind.of_request(request).takes)
    name = f"{slugify(row.name) or 'ranking'}-by-{slugify(by)}.csv"
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(groups_csv.as_csv(found), content_type="text/csv; charset=utf-8", headers=headers)


@router.post("/rankings/{ranking_id}/engravings", response=bodies.Engraving)
def engrave_side(request: SignedInRequest, ranking_id: UUID, body: bodies.ScoreInView):
    """One side of a duel as a score in SVG, of which nothing tells the origin."""
    row = access.ranking_for(request.user, ranking_id, may="curate")
    return bodies.Engraving(pages=engraving.engrave(standings.kind_of(row), body))
