"""Rankings: takes ordered together by blind duels, and the votes as pairs to train on."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.text import slugify
from ninja import Router, Status

from studio import access, bodies, protocol
from studio.api.requests import SignedInRequest
from studio.reads import preferences, standings
from studio.services.collection import rankings
from studio.web import streaming

router = Router()


@router.get("/projects/{project_id}/rankings", response=list[protocol.Ranking])
def of_project(request: SignedInRequest, project_id: UUID):
    """All rankings of a project, the newest first, those in the bin too."""
    return standings.rankings(access.project_for(request.user, project_id, may="see").pk)


@router.post("/projects/{project_id}/rankings", response={201: protocol.Ranking})
def create_ranking(request: SignedInRequest, project_id: UUID, body: bodies.NewRanking):
    """A ranking of takes of one kind and similar length."""
    project = access.project_for(request.user, project_id, may="curate")
    ranking = rankings.create(project=project, user=request.user, name=body.name, takes=body.takes)
    return Status(201, standings.standings(ranking))


@router.get("/rankings/{ranking_id}", response=protocol.Ranking)
def ranking(request: SignedInRequest, ranking_id: UUID):
    return standings.standings(access.ranking_for(request.user, ranking_id, may="see"))


@router.patch("/rankings/{ranking_id}", response=protocol.Ranking)
def change_ranking(request: SignedInRequest, ranking_id: UUID, body: bodies.RankingChange):
    """Rename it or choose its takes anew; votes on takes taken out count again when they come back."""
    row = access.ranking_for(request.user, ranking_id, may="curate")
    return standings.standings(rankings.change(ranking=row, name=body.name, takes=body.takes))


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


@router.get("/rankings/{ranking_id}/preferences")
def get_preferences(request: SignedInRequest, ranking_id: UUID) -> StreamingHttpResponse:
    """Every vote as one line of JSON (`/schemas/preference-pair`), without names of judges.

    409 until the ranking is open.
    """
    row = access.ranking_for(request.user, ranking_id, may="see")
    lines = (f"{pair.model_dump_json()}\n" for pair in preferences.of_ranking(row))
    return streaming.download(
        map(str.encode, lines),
        name=f"{slugify(row.name) or 'ranking'}-preferences.jsonl",
        media_type="application/jsonl",
    )


@router.get("/schemas/preference-pair", auth=None)
def preference_schema(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """The JSON schema of one line of a ranking's preferences."""
    response["Content-Type"] = "application/schema+json"
    return bodies.PreferencePair.model_json_schema()
