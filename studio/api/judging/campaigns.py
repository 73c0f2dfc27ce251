"""Campaigns: questions about takes, a queue for each judge, and what their answers have in common."""

from uuid import UUID

from django.http import StreamingHttpResponse
from django.utils.text import slugify
from ninja import Query, Router, Status

from studio import access, bodies, protocol
from studio.api.requests import SignedInRequest
from studio.reads.judging import campaigns as reads
from studio.services.collection import campaigns
from studio.web import engraving, streaming

router = Router()


@router.get("/projects/{project_id}/campaigns", response=list[protocol.Campaign])
def of_project(request: SignedInRequest, project_id: UUID):
    """All campaigns of a project, the newest first."""
    return reads.of_project(access.project_for(request.user, project_id, may="see"), request.user)


@router.post("/projects/{project_id}/campaigns", response={201: protocol.Campaign})
def create_campaign(request: SignedInRequest, project_id: UUID, body: bodies.NewCampaign):
    """Questions about takes of one kind, with a queue for each judge."""
    project = access.project_for(request.user, project_id, may="own")
    row = campaigns.create(project=project, user=request.user, request=body)
    return Status(201, reads.described(row, request.user))


@router.get("/campaigns/{campaign_id}", response=protocol.Campaign)
def campaign(request: SignedInRequest, campaign_id: UUID):
    """What is asked, how far it is, and one's own queue."""
    return reads.described(access.campaign_for(request.user, campaign_id, may="see"), request.user)


@router.patch("/campaigns/{campaign_id}", response=protocol.Campaign)
def change_campaign(request: SignedInRequest, campaign_id: UUID, body: bodies.CampaignChange):
    """Another name or deadline, or other judges, who get what the earlier ones have not begun."""
    row = access.campaign_for(request.user, campaign_id, may="own")
    changed = campaigns.change(campaign=row, **body.model_dump(exclude_unset=True))
    return reads.described(changed, request.user)


@router.post("/campaigns/{campaign_id}/close", response=protocol.Campaign)
def close_campaign(request: SignedInRequest, campaign_id: UUID):
    """End it: it takes no more answers."""
    row = access.campaign_for(request.user, campaign_id, may="own")
    return reads.described(campaigns.close(campaign=row), request.user)


@router.post("/campaigns/{campaign_id}/bin", response=protocol.Campaign)
def bin_campaign(request: SignedInRequest, campaign_id: UUID):
    """Put it in the bin, from which it can be restored."""
    row = access.campaign_for(request.user, campaign_id, may="own")
    return reads.described(campaigns.put_in_bin(campaign=row), request.user)


@router.post("/campaigns/{campaign_id}/restore", response=protocol.Campaign)
def restore_campaign(request: SignedInRequest, campaign_id: UUID):
    row = access.campaign_for(request.user, campaign_id, may="own")
    return reads.described(campaigns.restore(campaign=row), request.user)


@router.get("/campaigns/{campaign_id}/results", response=bodies.CampaignResults)
def results_of_campaign(request: SignedInRequest, campaign_id: UUID):
    """Progress, agreement by question, judge and pair, and disagreements; 409 for an owner who is a judge and
    still has to answer."""
    return reads.results(access.campaign_for(request.user, campaign_id, may="own"), request.user)


@router.post("/campaigns/{campaign_id}/set-aside", response=bodies.CampaignResults)
def set_judge_of_campaign_aside(request: SignedInRequest, campaign_id: UUID, body: bodies.JudgeSetAside):
    """Leave a judge's answers out of agreement, or take them in again; both are shown."""
    row = access.campaign_for(request.user, campaign_id, may="own")
    reads.require_no_queue(row, request.user)
    changed = campaigns.set_aside(campaign=row, judge=body.judge, is_set_aside=body.is_set_aside)
    return reads.results(changed, request.user)


@router.get("/campaigns/{campaign_id}/answers")
def answers_of_campaign(
    request: SignedInRequest, campaign_id: UUID, query: Query[bodies.CampaignFile]
) -> StreamingHttpResponse:
    """Each answer as one row, without names of judges; 409 until it is over for who does not own it."""
    row = access.campaign_for(request.user, campaign_id, may="see")
    found = reads.rows(row, request.user, is_owner=access.may(request.user, row.project, "own"))
    is_table = query.file == "csv"
    return streaming.download(
        reads.as_csv(found) if is_table else reads.as_jsonl(found),
        name=f"{slugify(row.name) or 'campaign'}-answers.{query.file}",
        media_type="text/csv; charset=utf-8" if is_table else "application/jsonl",
    )


@router.post("/campaigns/{campaign_id}/tasks", response=bodies.CampaignTask)
def next_task(request: SignedInRequest, campaign_id: UUID, body: bodies.NextTask):
    """The next item of your queue that is open, origin hidden; 409 when you have answered all."""
    judge = access.campaign_judge_for(request.user, campaign_id)
    return reads.task(campaigns.next_task(judge=judge, after=body.after))


@router.get("/campaign-tasks/{task_id}", response=bodies.CampaignTask)
def campaign_task(request: SignedInRequest, task_id: UUID):
    """An item of your queue with your own answers, to go back to."""
    return reads.task(access.campaign_task_for(request.user, task_id))


@router.put("/campaign-tasks/{task_id}", response=bodies.CampaignTask)
def answer_task(request: SignedInRequest, task_id: UUID, body: bodies.NewAnswers):
    """Your answers to all questions about an item, instead of earlier ones."""
    task = access.campaign_task_for(request.user, task_id)
    return reads.task(campaigns.answer(task=task, request=body))


@router.post("/campaigns/{campaign_id}/engravings", response=bodies.Engraving)
def engrave_item(request: SignedInRequest, campaign_id: UUID, body: bodies.ScoreInView):
    """An item as a score in SVG, of which nothing tells the origin."""
    row = access.campaign_for(request.user, campaign_id, may="curate")
    return bodies.Engraving(pages=engraving.engrave(row.kind, body))


@router.get("/campaign-items/{item_id}", response=bodies.CampaignItem)
def campaign_item(request: SignedInRequest, item_id: UUID):
    """An item with all answers, to decide about."""
    row = access.campaign_item_for(request.user, item_id, may="own")
    reads.require_no_queue(row.campaign, request.user)
    return reads.item(row)


@router.put("/campaign-items/{item_id}/decision", response=bodies.CampaignItem)
def decide(request: SignedInRequest, item_id: UUID, body: bodies.NewDecision):
    """What holds where answers differ; these stay beside it."""
    row = access.campaign_item_for(request.user, item_id, may="own")
    return reads.item(campaigns.decide(item=row, user=request.user, request=body))
