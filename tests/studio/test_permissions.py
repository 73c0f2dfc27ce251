"""Every route of the API by every role: as the one table of permissions says, and no route unlisted."""

import itertools
import re
from typing import cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.http import HttpResponse

from studio import access
from studio.api import api
from studio.bodies import BestOf, ListeningRules, ManyTakesChange, NewCampaign, NewComment
from studio.models import (
    CampaignItem,
    CampaignJudge,
    CampaignTask,
    Delivery,
    Duel,
    ListeningTest,
    Role,
    Take,
    TakesChange,
    User,
    Webhook,
)
from studio.protocol import CampaignQuestion, Pace
from studio.services import practice
from studio.services.collection import (
    campaigns,
    comments,
    listening,
    many_takes,
    rankings,
    replays,
    takes,
    versions,
)
from studio.services.people import invitations
from studio.services.runs import generations, jobs, looks
from tests.studio.workshop import Person, Workshop, make_workshop

NOBODY = "00000000-0000-4000-8000-000000000000"
NEW_CANVAS = {"kind": "chorale", "name": "New", "start": "blank", "options": {"num_bars": 1}}

QUESTION = {"type": "scale", "text": "Would you sing it?"}

ROUTES: dict[tuple[str, str], tuple[access.Permission, object]] = {
    ("GET", "/projects/{project_id}"): ("see", None),
    ("PATCH", "/projects/{project_id}"): ("own", {"name": "Other"}),
    ("POST", "/projects/{project_id}/bin"): ("own", None),
    ("POST", "/projects/{project_id}/restore"): ("own", None),
    ("GET", "/projects/{project_id}/snapshot"): ("see", None),
    ("GET", "/projects/{project_id}/storage"): ("see", None),
    ("GET", "/projects/{project_id}/provenance"): ("see", None),
    ("PUT", "/projects/{project_id}/provenance"): ("own", {"signs_files": False}),
    ("GET", "/projects/{project_id}/imported-name"): ("see", None),
    ("POST", "/projects/{project_id}/imported-name"): ("see", None),
    ("GET", "/projects/{project_id}/members"): ("see", None),
    ("POST", "/projects/{project_id}/members"): ("own", {"name": "newcomer", "role": "viewer"}),
    ("PATCH", "/projects/{project_id}/members/{person_id}"): ("own", {"role": "curator"}),
    ("DELETE", "/projects/{project_id}/members/{person_id}"): ("own", None),
    ("GET", "/projects/{project_id}/invitation-links"): ("own", None),
    ("POST", "/projects/{project_id}/invitation-links"): ("own", {"role": "viewer", "days": 7}),
    ("DELETE", "/projects/{project_id}/invitation-links/{invitation_id}"): ("own", None),
    ("GET", "/projects/{project_id}/audit"): ("own", None),
    ("GET", "/projects/{project_id}/webhooks"): ("own", None),
    ("POST", "/projects/{project_id}/webhooks"): (
        "own",
        {"address": "https://192.0.2.1/hook", "events": ["take.kept"]},
    ),
    ("PATCH", "/webhooks/{webhook_id}"): ("own", {"is_enabled": False}),
    ("DELETE", "/webhooks/{webhook_id}"): ("own", None),
    ("GET", "/webhooks/{webhook_id}/deliveries"): ("own", None),
    ("POST", "/deliveries/{delivery_id}/again"): ("own", None),
    ("POST", "/projects/{project_id}/invitation-mails"): ("own", {"role": "viewer", "address": "a@b.org"}),
    ("POST", "/projects/{project_id}/canvases"): ("edit", NEW_CANVAS),
    ("POST", "/projects/{project_id}/imports"): ("edit", "file"),
    ("POST", "/projects/{project_id}/archives"): ("edit", "file"),
    ("GET", "/canvases/{canvas_id}"): ("see", None),
    ("PATCH", "/canvases/{canvas_id}"): ("edit", {"name": "Other"}),
    ("POST", "/canvases/{canvas_id}/duplicate"): ("edit", None),
    ("POST", "/canvases/{canvas_id}/bin"): ("own", None),
    ("POST", "/canvases/{canvas_id}/restore"): ("own", None),
    ("GET", "/canvases/{canvas_id}/snapshot"): ("see", None),
    ("GET", "/canvases/{canvas_id}/generations"): ("see", None),
    ("GET", "/canvases/{canvas_id}/comments"): ("see", None),
    ("GET", "/canvases/{canvas_id}/state"): ("see", None),
    ("GET", "/canvases/{canvas_id}/export"): ("see", None),
    ("POST", "/canvases/{canvas_id}/engravings"): ("see", {"symbols": [[60]] * 4, "width": 100}),
    ("POST", "/canvases/{canvas_id}/renderings"): ("see", {"options": {"files": ["midi"]}}),
    ("POST", "/canvases/{canvas_id}/generations"): ("edit", {"settings": {"num_steps": 2}}),
    ("POST", "/canvases/{canvas_id}/comments"): ("comment", {"text": "Lovely."}),
    ("GET", "/canvases/{canvas_id}/history"): ("see", None),
    ("POST", "/canvases/{canvas_id}/visits"): ("see", None),
    ("POST", "/canvases/{canvas_id}/versions"): ("edit", {"name": "Before the ending"}),
    ("GET", "/versions/{version_id}"): ("see", None),
    ("PATCH", "/versions/{version_id}"): ("edit", {"name": "Other"}),
    ("DELETE", "/versions/{version_id}"): ("edit", None),
    ("GET", "/generations/{generation_id}"): ("see", None),
    ("GET", "/generations/{generation_id}/frozen"): ("see", None),
    ("GET", "/generations/{generation_id}/frames"): ("see", None),
    ("GET", "/generations/{generation_id}/acts"): ("see", None),
    ("POST", "/generations/{generation_id}/acts"): ("edit", {"cells": [0], "state": 1}),
    ("POST", "/generations/{generation_id}/reproduce"): ("edit", None),
    ("POST", "/canvases/{canvas_id}/looks"): ("see", {"question": "doubt"}),
    ("GET", "/looks/{look_id}"): ("see", None),
    ("POST", "/generations/{generation_id}/branch"): ("edit", {"candidate": 0, "step": 1}),
    ("POST", "/generations/{generation_id}/pause"): ("edit", None),
    ("POST", "/generations/{generation_id}/resume"): ("edit", None),
    ("POST", "/generations/{generation_id}/stop"): ("edit", None),
    ("POST", "/generations/{generation_id}/step"): ("edit", None),
    ("POST", "/generations/{generation_id}/pace"): ("edit", {"mode": "full"}),
    ("POST", "/generations/{generation_id}/takes"): ("curate", {"candidate": 0, "step": 1}),
    ("PATCH", "/takes/{take_id}"): ("curate", {"is_starred": True}),
    ("POST", "/takes/{take_id}/bin"): ("curate", None),
    ("POST", "/takes/{take_id}/restore"): ("curate", None),
    ("GET", "/canvases/{canvas_id}/lineage"): ("see", None),
    ("GET", "/takes/{take_id}/settings"): ("see", None),
    ("GET", "/canvases/{canvas_id}/practice-links"): ("see", None),
    ("POST", "/canvases/{canvas_id}/practice-links"): ("edit", {"days": 7}),
    ("DELETE", "/canvases/{canvas_id}/practice-links/{practice_link_id}"): ("edit", None),
    ("GET", "/generations/{generation_id}/replay-links"): ("see", None),
    ("POST", "/generations/{generation_id}/replay-links"): ("edit", {"days": 7}),
    ("DELETE", "/generations/{generation_id}/replay-links/{link_id}"): ("edit", None),
    ("GET", "/projects/{project_id}/archive"): ("see", None),
    ("PUT", "/takes/{take_id}/rating"): ("curate", {"stars": 4}),
    ("GET", "/projects/{project_id}/takes"): ("see", None),
    ("GET", "/projects/{project_id}/takes/words"): ("see", None),
    ("GET", "/projects/{project_id}/takes/ids"): ("see", None),
    ("POST", "/takes-changes/{change_id}/undo"): ("curate", None),
    ("POST", "/projects/{project_id}/takes/changes"): ("curate", {"takes": [NOBODY]}),
    ("GET", "/projects/{project_id}/rankings"): ("see", None),
    ("POST", "/projects/{project_id}/rankings"): ("curate", {"name": "Best", "takes": []}),
    ("GET", "/rankings/{ranking_id}"): ("see", None),
    ("PATCH", "/rankings/{ranking_id}"): ("curate", {"name": "Other"}),
    ("POST", "/rankings/{ranking_id}/takes"): ("curate", {"takes": [NOBODY]}),
    ("POST", "/rankings/{ranking_id}/open"): ("curate", None),
    ("POST", "/rankings/{ranking_id}/bin"): ("curate", None),
    ("POST", "/rankings/{ranking_id}/restore"): ("curate", None),
    ("POST", "/rankings/{ranking_id}/duels"): ("curate", None),
    ("POST", "/rankings/{ranking_id}/undo"): ("curate", None),
    ("GET", "/rankings/{ranking_id}/preferences"): ("see", None),
    ("GET", "/rankings/{ranking_id}/groups"): ("see", None),
    ("GET", "/rankings/{ranking_id}/taste"): ("see", None),
    ("GET", "/canvases/{canvas_id}/tastes"): ("see", None),
    ("GET", "/rankings/{ranking_id}/groups.csv"): ("see", None),
    ("GET", "/projects/{project_id}/listening-tests"): ("see", None),
    ("POST", "/projects/{project_id}/listening-tests"): ("curate", {"name": "Us", "takes": []}),
    ("GET", "/listening-tests/{test_id}"): ("see", None),
    ("POST", "/listening-tests/{test_id}/end"): ("own", None),
    ("POST", "/listening-tests/{test_id}/bin"): ("own", None),
    ("POST", "/listening-tests/{test_id}/restore"): ("own", None),
    ("GET", "/listening-tests/{test_id}/links"): ("see", None),
    ("POST", "/listening-tests/{test_id}/links"): ("own", {"days": 7}),
    ("DELETE", "/listening-tests/{test_id}/links/{listening_link_id}"): ("own", None),
    ("GET", "/projects/{project_id}/campaigns"): ("see", None),
    ("POST", "/projects/{project_id}/campaigns"): (
        "own",
        {"name": "Endings", "takes": [], "questions": [QUESTION], "judges": ["curator"], "overlap": 1},
    ),
    ("GET", "/campaigns/{campaign_id}"): ("see", None),
    ("PATCH", "/campaigns/{campaign_id}"): ("own", {"name": "Other"}),
    ("POST", "/campaigns/{campaign_id}/close"): ("own", None),
    ("POST", "/campaigns/{campaign_id}/bin"): ("own", None),
    ("POST", "/campaigns/{campaign_id}/restore"): ("own", None),
    ("GET", "/campaigns/{campaign_id}/results"): ("own", None),
    ("POST", "/campaigns/{campaign_id}/set-aside"): ("own", {"judge": 1, "is_set_aside": True}),
    ("GET", "/campaigns/{campaign_id}/answers"): ("see", None),
    ("POST", "/campaigns/{campaign_id}/tasks"): ("curate", {}),
    ("POST", "/campaigns/{campaign_id}/engravings"): ("curate", {"symbols": [[60]] * 4, "width": 80}),
    ("GET", "/campaign-tasks/{task_id}"): ("curate", None),
    ("PUT", "/campaign-tasks/{task_id}"): ("curate", {"answers": [3]}),
    ("GET", "/campaign-items/{item_id}"): ("own", None),
    ("PUT", "/campaign-items/{item_id}/decision"): ("own", {"question": 0, "value": 3}),
    ("GET", "/projects/{project_id}/takes/data"): ("see", None),
    ("GET", "/canvases/{canvas_id}/steps/data"): ("see", None),
    ("GET", "/rankings/{ranking_id}/record"): ("see", None),
    ("GET", "/rankings/{ranking_id}/judges"): ("own", None),
    ("POST", "/rankings/{ranking_id}/set-aside"): ("own", {"judge": "nobody", "is_set_aside": True}),
    ("POST", "/rankings/{ranking_id}/engravings"): ("curate", {"symbols": [[60]] * 4, "width": 80}),
    ("POST", "/duels/{duel_id}/vote"): ("curate", {"outcome": "tie"}),
    ("GET", "/generations/{generation_id}/grades"): ("see", None),
    ("POST", "/generations/{generation_id}/repair"): ("edit", {"candidate": 0, "step": 1}),
    ("POST", "/takes/{take_id}/repair"): ("edit", None),
    ("POST", "/canvases/{canvas_id}/splices"): (
        "edit",
        {"first_take": NOBODY, "second_take": NOBODY, "columns": [[0, 3]]},
    ),
    ("POST", "/canvases/{canvas_id}/jobs"): (
        "edit",
        {"kind": "best_of", "settings": {"total": 2, "keep": 1, "batch": 1}},
    ),
    ("GET", "/jobs/{job_id}"): ("see", None),
    ("POST", "/jobs/{job_id}/stop"): ("edit", {"after_this": True}),
    ("PATCH", "/comments/{comment_id}"): ("comment", {"is_resolved": True}),
    ("DELETE", "/comments/{comment_id}"): ("comment", None),
}
"""Route to the permission that it takes and a body that would do."""

FOR_ANYBODY = {
    ("GET", "/account"),
    ("POST", "/account/sign-up"),
    ("POST", "/account/sign-in"),
    ("POST", "/account/sign-out"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in/providers/{provider}"),
    ("POST", "/sign-in/code"),
    ("POST", "/sign-in/reset"),
    ("POST", "/sign-in/passkey/options"),
    ("POST", "/sign-in/passkey"),
    ("GET", "/invitations/{token}"),
    ("GET", "/listen/{token}"),
    ("POST", "/listen/{token}/begin"),
    ("POST", "/listen/{token}/questions"),
    ("POST", "/listen/{token}/questions/{question_id}"),
    ("GET", "/practice/{token}"),
    ("GET", "/practice/{token}/part"),
    ("GET", "/replay/{token}"),
    ("GET", "/replay/{token}/frames"),
    ("GET", "/schemas/{name}"),
}
FOR_THE_SIGNED_IN = {
    ("POST", "/account/password"),
    ("GET", "/account/mail"),
    ("PUT", "/account/mail"),
    ("DELETE", "/account/mail"),
    ("GET", "/account/sessions"),
    ("DELETE", "/account/sessions"),
    ("DELETE", "/account/sessions/{session}"),
    ("GET", "/account/providers"),
    ("POST", "/account/providers/{provider}"),
    ("DELETE", "/account/providers/{provider}"),
    ("GET", "/account/second-steps"),
    ("POST", "/account/authenticator"),
    ("PUT", "/account/authenticator"),
    ("POST", "/account/authenticator/removal"),
    ("POST", "/account/passkeys/options"),
    ("POST", "/account/passkeys"),
    ("POST", "/account/passkeys/{passkey}/removal"),
    ("POST", "/account/recovery-codes"),
    ("GET", "/account/data"),
    ("GET", "/account/leaving"),
    ("POST", "/account/deletion"),
    ("GET", "/account/tokens"),
    ("POST", "/account/tokens"),
    ("DELETE", "/account/tokens/{key}"),
    ("GET", "/projects"),
    ("POST", "/projects"),
    ("GET", "/kinds"),
    ("GET", "/kinds/{kind}/speed"),
    ("GET", "/recent"),
    ("POST", "/starts/{start}"),
    ("POST", "/invitations/{token}"),
    ("POST", "/archives"),
}


def all_routes() -> set[tuple[str, str]]:
    return {
        (method.upper(), re.sub(r"^/api", "", path))
        for path, methods in api.get_openapi_schema(path_prefix="/api")["paths"].items()
        for method in methods
    }


def campaign_of(take: Take) -> NewCampaign:
    """A campaign of one take and one question, for one judge."""
    return NewCampaign(
        name="Endings",
        takes=[take.pk],
        questions=[CampaignQuestion.model_validate(QUESTION)],
        judges=["curator"],
        overlap=1,
    )


def rows_of(workshop: Workshop) -> dict[str, object]:
    """A row of every noun."""
    editor = workshop.user("editor")
    generation = workshop.start(pace=Pace(mode="single"))
    workshop.run(generation, upto=1)
    take = takes.keep(generation=generation, user=editor, candidate=0, step=1)
    other_take = takes.keep(generation=generation, user=editor, candidate=1, step=1)
    ranking = rankings.create(
        project=workshop.project, user=editor, name="Best", takes=[take.pk, other_take.pk]
    )
    comment = comments.add(canvas=workshop.canvas, user=editor, said=NewComment(text="Mine"))
    Take.objects.filter(pk=take.pk).update(grade=5.0)
    job = jobs.start_best_of(
        canvas=workshop.canvas,
        user=editor,
        request=BestOf(settings={"num_steps": 2}, total=1, keep=1, batch=1),
    )
    generations.pause(generation=generation, user=editor)
    webhook = Webhook.objects.create(
        project=workshop.project, address="https://192.0.2.1/", events=["take.kept"], cursor=0
    )
    campaign = campaigns.create(project=workshop.project, user=editor, request=campaign_of(take))
    rules = ListeningRules.model_validate({}).model_dump()
    test = ListeningTest.objects.create(project=workshop.project, name="Us", kind="chorale", rules=rules)
    return {
        "campaign_id": campaign.pk,
        "item_id": campaign.items.get().pk,
        "task_id": NOBODY,
        "test_id": test.pk,
        "listening_link_id": listening.make_link(test=test, user=editor, days=None)[0].pk,
        "project_id": workshop.project.pk,
        "canvas_id": workshop.canvas.pk,
        "generation_id": generation.pk,
        "take_id": take.pk,
        "job_id": job.pk,
        "comment_id": comment.pk,
        "version_id": versions.add(canvas=workshop.canvas, user=editor, name="First").pk,
        "look_id": looks.ask(canvas=workshop.canvas, user=editor, question="doubt").pk,
        "take": take,
        "other_take": other_take,
        "ranking": ranking,
        "ranking_id": ranking.pk,
        "change_id": change_of(workshop, editor, take).pk,
        "duel_id": rankings.next_duel(ranking=ranking, user=editor).pk,
        "practice_link_id": practice.make_link(canvas=generation.canvas, user=editor, days=None)[0].pk,
        "link_id": replays.make_link(generation=generation, user=editor, days=None)[0].pk,
        "invitation_id": invitations.make_link(
            project=workshop.project, user=editor, role="viewer", days=None
        )[0].pk,
        "person_id": workshop.user("viewer").pk,
        "webhook_id": webhook.pk,
        "delivery_id": Delivery.objects.create(
            webhook=webhook, seq=1, message_id="msg_1", type="take.kept"
        ).pk,
    }


def rows_of_ones_own(workshop: Workshop, role: str, rows: dict[str, object], path: str) -> dict[str, object]:
    """What a path names that only its maker may delete or judge, and what another role has deleted before."""
    user = workshop.user(role)
    if "{comment_id}" in path:
        return {
            "comment_id": comments.add(canvas=workshop.canvas, user=user, said=NewComment(text="Mine")).pk
        }
    if "{version_id}" in path:
        editor = workshop.user("editor")
        return {"version_id": versions.add(canvas=workshop.canvas, user=editor, name="First").pk}
    if "{change_id}" in path:
        return {"change_id": change_of(workshop, user, cast(Take, rows["take"])).pk}
    if "{task_id}" in path:
        item = CampaignItem.objects.get(pk=rows["item_id"])
        judge, _ = CampaignJudge.objects.get_or_create(
            campaign=item.campaign, user=user, defaults={"number": user.pk}
        )
        return {"task_id": CampaignTask.objects.get_or_create(judge=judge, item=item, place=0)[0].pk}
    if "{duel_id}" in path:
        sides = {"left": rows["take"], "right": rows["other_take"]}
        duel = Duel.objects.create(ranking=rows["ranking"], judge=user, judge_name=role, **sides)
        return {"duel_id": duel.pk}
    return {}


def change_of(workshop: Workshop, user: User, take: Take) -> TakesChange:
    request = ManyTakesChange(takes=[take.pk], is_starred=True)
    return many_takes.change(project=workshop.project, user=user, request=request)


def ask(person: Person, method: str, path: str, body: object) -> HttpResponse:
    if body == "file":
        return person.client.post(f"/api{path}", {"file": SimpleUploadedFile("a.txt", b"not music")})
    answer = person.send(method, path, body)
    if answer.streaming:  # a file that nobody reads would keep the place of another
        request_finished.disconnect(close_old_connections)
        answer.close()
        request_finished.connect(close_old_connections)
    return answer


def test_no_route_is_missing_from_the_table() -> None:
    assert all_routes() == set(ROUTES) | FOR_ANYBODY | FOR_THE_SIGNED_IN


NOUNS = sorted({path.split("/")[1] for _, path in ROUTES})


@pytest.mark.parametrize("noun", NOUNS)
def test_a_route_is_open_to_those_who_have_its_permission(noun: str, workshop: Workshop) -> None:
    workshop.people["nobody"] = Person(None)
    rows = rows_of(workshop)
    for person in workshop.people.values():
        person.send("GET", "/account", None)  # a session is written at its first request
    for method, path in ROUTES:
        if path.split("/")[1] == noun:
            with transaction.atomic():
                expect_its_permission(workshop, dict(rows), method, path)
                transaction.set_rollback(True)  # what one route changes, the next does not find


def expect_its_permission(workshop: Workshop, rows: dict[str, object], method: str, path: str) -> None:
    permission, body = ROUTES[method, path]
    for role in ("nobody", "stranger", "viewer", "commenter", "curator", "editor", "owner"):
        if role in Role.values:
            rows |= rows_of_ones_own(workshop, role, rows, path)
        status = ask(workshop.people[role], method, path.format(**rows), body).status_code
        if role == "nobody":
            assert status == 401, path
        elif role == "stranger":
            assert status == 404, path
        elif not access.role_may(role, permission):
            assert status == 403, (path, role)
        else:
            assert status not in (401, 403, 500, 503), (path, role)


def test_a_row_that_is_not_there_answers_as_one_of_strangers(workshop: Workshop) -> None:
    for method, path in ROUTES:
        if path.count("{") == 1:
            answer = ask(workshop.owner, method, re.sub(r"{\w+}", NOBODY, path), ROUTES[method, path][1])
            assert answer.status_code == 404, (method, path)
            assert "not a member" in answer.json()["message"], (method, path)


@pytest.mark.parametrize("route", sorted(FOR_THE_SIGNED_IN), ids=" ".join)
def test_what_belongs_to_nobody_in_particular_takes_an_account(route: tuple[str, str], db: None) -> None:
    response = Person(None).send(*route, {"name": "x"})
    assert (response.status_code, response.json()["code"]) == (401, "signed_out")


def test_each_role_may_all_that_the_lower_ones_may() -> None:
    granted = [{p for p in access.PERMISSIONS if access.role_may(role, p)} for role in access.ROLES]
    assert all(lower < higher for lower, higher in itertools.pairwise(granted))
    assert granted[0] == {"see"}
    assert granted[-1] == set(access.PERMISSIONS)


def test_a_stream_is_followed_only_by_members_of_its_project(workshop: Workshop) -> None:
    generation = workshop.start()
    for name in (
        f"project:{workshop.project.pk}",
        f"canvas:{workshop.canvas.pk}",
        f"generation:{generation.pk}",
    ):
        assert access.stream_for(workshop.user("viewer"), name) == workshop.project.pk
        with pytest.raises(access.StudioError) as refusal:
            access.stream_for(workshop.user("stranger"), name)
        assert refusal.value.status == 404
    for name in ("canvas:", "canvas:x", f"secret:{NOBODY}", "project"):
        with pytest.raises(access.StudioError):
            access.stream_for(workshop.user("owner"), name)


@pytest.mark.parametrize("body", [{"name": "N", "role": "owner"}, {"name": "N", "created_by": 1}])
def test_fields_that_nobody_asked_for_are_refused(body: dict, workshop: Workshop) -> None:
    response = workshop.owner.send("PATCH", f"/projects/{workshop.project.pk}", body)
    assert response.status_code == 422
    workshop.project.refresh_from_db()
    assert workshop.project.name == "Chorales"


def test_rows_of_another_project_are_not_reached_through_ones_own(workshop: Workshop) -> None:
    for user in [p.user for p in workshop.people.values()]:
        user.username = f"first-{user.username}"
        user.save()
    other = make_workshop()
    generation = other.run(other.start(), upto=1)
    take = takes.keep(generation=generation, user=other.user("editor"), candidate=0, step=1)
    export = f"/canvases/{workshop.canvas.pk}/export?format=midi"
    for query in (f"&generation={generation.pk}", f"&take={take.pk}"):
        assert workshop.owner.get(export + query).status_code == 404
    member = f"/projects/{workshop.project.pk}/members/{other.user('viewer').pk}"
    assert workshop.owner.send("DELETE", member).status_code == 404
