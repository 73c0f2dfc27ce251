"""A page stays quick as its project grows: what reads it asks no more of the database for many rows than for
a few."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.models import (
    Delivery,
    Generation,
    ListeningTest,
    Ranking,
    Webhook,
)
from studio.services import practice
from studio.services.collection import campaigns, listening, rankings, replays, takes, versions
from studio.services.people import invitations
from studio.services.runs import claims, generations
from tests.studio.test_permissions import NEW_CANVAS, ROUTES, campaign_of, rows_of
from tests.studio.workshop import Workshop, streamed

FEW, MANY = 3, 5
ONE_BY_ONE = {
    "/looks/{look_id}",  # a worker's answer
    "/campaign-tasks/{task_id}",  # one judge's
    "/rankings/{ranking_id}/taste",  # learned from a hundred votes
    "/projects/{project_id}/archive",  # a run after the other, so that no more is in memory
    "/canvases/{canvas_id}/steps/data",
    "/canvases/{canvas_id}/snapshot",  # ten takes after the other
}
"""Reads of one row, and those of which a part is read at a time."""
OF_ALL_PROJECTS = ["/projects", "/recent", "/account/leaving"]
READS = [path for method, path in ROUTES if method == "GET" and path not in ONE_BY_ONE] + OF_ALL_PROJECTS


def grow(workshop: Workshop, rows: dict[str, object], count: int) -> None:
    """So many more rows of all that a project or one of its rows lists."""
    editor, curator = workshop.user("editor"), workshop.user("curator")
    canvas, project = workshop.canvas, workshop.project
    first = Generation.objects.get(pk=rows["generation_id"])
    ranking = Ranking.objects.get(pk=rows["ranking_id"])
    test = ListeningTest.objects.get(pk=rows["test_id"])
    for number in range(count):
        asked_for = workshop.start(num_candidates=1)
        claimed = claims.claim(worker="test")  # those of the job too
        generation = workshop.run_on(next(run for run in claimed if run.pk == asked_for.pk), upto=1)
        generations.stop(generation=generation, user=editor)
        kept = takes.keep(generation=generation, user=(editor, curator)[number % 2], candidate=0, step=1)
        for person in (editor, curator):
            takes.rate(take=kept, user=person, stars=number % 5 + 1)
        takes.change(take=kept, user=editor, tags=["calm", f"tag {number}"])
        rankings.add_takes(ranking=ranking, takes=[kept.pk])
        for user in (editor, curator):
            rankings.vote(duel=rankings.next_duel(ranking=ranking, user=user), outcome="left")
        workshop.people["commenter"].made("POST", f"/canvases/{canvas.pk}/comments", {"text": "Why?"})
        versions.add(canvas=canvas, user=editor, name=f"Version {number}")
        replays.make_link(generation=first, user=editor, days=None)
        practice.make_link(canvas=first.canvas, user=editor, days=None)
        invitations.make_link(project=project, user=workshop.user("owner"), role="viewer", days=None)
        listening.make_link(test=test, user=editor, days=None)
        campaigns.create(project=project, user=editor, request=campaign_of(kept))
        ListeningTest.objects.create(project=project, name="Us", kind="chorale", rules=test.rules)
        another = workshop.owner.made("POST", "/projects", {"name": "Another"})["id"]
        workshop.owner.made("POST", f"/projects/{another}/canvases", NEW_CANVAS)
        webhook = Webhook.objects.create(
            project=project, address="https://192.0.2.1/", events=["take.kept"], cursor=0
        )
        for hook in (webhook, Webhook.objects.get(pk=rows["webhook_id"])):
            seq = hook.deliveries.count() + 1
            Delivery.objects.create(webhook=hook, seq=seq, message_id=f"msg_{seq}", type="take.kept")


def asked_by(workshop: Workshop, path: str, rows: dict[str, object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = workshop.owner.get(path.format(**rows))
        if answer.streaming:
            streamed(answer)
    assert answer.status_code < 400, path
    return len(queries)


def test_a_read_asks_as_much_for_many_rows_as_for_a_few(workshop: Workshop) -> None:
    rows = rows_of(workshop)
    grow(workshop, rows, FEW)
    rankings.open_to_all(ranking=Ranking.objects.get(pk=rows["ranking_id"]))
    before = {}
    for path in READS:
        asked_by(workshop, path, rows)  # what is computed once is computed here
        before[path] = asked_by(workshop, path, rows)
    grow(workshop, rows, MANY)
    after = {path: asked_by(workshop, path, rows) for path in READS}
    more = {path: (before[path], after[path]) for path in READS if after[path] > before[path]}
    assert more == {}
