"""Campaigns over HTTP: queues, answers that judges give blind, and what owners see and decide."""

import csv
import io
import json
import math
import random
from datetime import timedelta
from typing import Any

import krippendorff
import numpy as np
import pytest
from django.utils import timezone

from studio.archives import own_data
from studio.bodies import NewAnswers
from studio.errors import StudioError
from studio.models import (
    AuditEntry,
    Campaign,
    CampaignDecision,
    CampaignItem,
    CampaignTask,
    EventRow,
    Member,
    Project,
    Take,
    TakeRating,
)
from studio.reads.judging import blind
from studio.reads.judging import campaigns as reads
from studio.services.collection import campaigns
from studio.services.people import leaving
from studio.services.upkeep import deletion
from tests.studio.test_rankings import keep
from tests.studio.workshop import Person, Workshop, streamed

QUESTIONS = [
    {"type": "scale", "text": "Would you sing it?", "low": "never", "high": "gladly", "steps": 5},
    {"type": "choice", "text": "Is the cadence right?", "options": ["yes", "no"]},
    {"type": "several", "text": "What holds it back?", "options": ["voice-leading", "cadence", "meaning"]},
    {"type": "text", "text": "Anything else?"},
]
GOOD: list[Any] = [5, "yes", [], "Lovely."]
BAD: list[Any] = [1, "no", ["cadence"], "=1+1"]
JUDGES = ["curator", "editor"]


@pytest.fixture
def takes(workshop: Workshop) -> list[str]:
    return keep(workshop, 4)


def make(workshop: Workshop, takes: list[str], **changes: Any) -> dict[str, Any]:
    body = {"name": "Endings", "takes": takes, "questions": QUESTIONS, "judges": JUDGES, "overlap": 2}
    return workshop.owner.made("POST", f"/projects/{workshop.project.pk}/campaigns", body | changes)


@pytest.fixture
def campaign(workshop: Workshop, takes: list[str]) -> dict[str, Any]:
    return make(workshop, takes)


def next_task(judge: Person, campaign: dict[str, Any], after: str | None = None) -> dict[str, Any]:
    return judge.made("POST", f"/campaigns/{campaign['id']}/tasks", {"after": after})


def say(judge: Person, task: dict[str, Any], answers: list[Any]) -> dict[str, Any]:
    return judge.made("PUT", f"/campaign-tasks/{task['id']}", {"answers": answers})


def say_all(judge: Person, campaign: dict[str, Any], answers: list[Any]) -> None:
    for _ in range(len(campaign["questions"])):
        say(judge, next_task(judge, campaign), answers)


def results(workshop: Workshop, campaign: dict[str, Any]) -> dict[str, Any]:
    return workshop.owner.made("GET", f"/campaigns/{campaign['id']}/results")


def refused(person: Person, method: str, path: str, body: Any = None) -> tuple[int, str, str]:
    response = person.send(method, path, body)
    answered = response.json()
    return response.status_code, answered["code"], answered["message"]


def test_each_judge_has_a_queue_that_goes_on_where_it_stopped(
    campaign: dict[str, Any], workshop: Workshop
) -> None:
    judge = workshop.people["curator"]
    assert (campaign["num_items"], campaign["num_tasks"], campaign["mine"]) == (4, 8, None)
    assert results(workshop, campaign)["questions"][0]["counted"] is None
    first = next_task(judge, campaign)
    assert (first["number"], first["num_tasks"], first["previous"], first["answers"]) == (1, 4, None, None)
    assert next_task(Person(judge.user), campaign)["id"] == first["id"]  # another machine
    passed = next_task(judge, campaign, after=first["id"])
    assert (passed["number"], passed["previous"]) == (2, first["id"])
    assert say(judge, passed, GOOD)["answers"] == GOOD
    assert next_task(judge, campaign)["id"] == first["id"]  # the one that was passed
    assert judge.made("GET", f"/campaign-tasks/{passed['id']}")["answers"] == GOOD
    say(judge, passed, BAD)  # one's own answers can be changed
    for number in (1, 3, 4):
        task = next_task(judge, campaign)
        assert task["number"] == number
        say(judge, task, GOOD)
    assert refused(judge, "POST", f"/campaigns/{campaign['id']}/tasks", {})[:2] == (409, "all_answered")
    mine = judge.made("GET", f"/campaigns/{campaign['id']}")["mine"]
    assert mine == {"num_tasks": 4, "num_answered": 4}
    assert say(judge, passed, GOOD)["answers"] == GOOD
    (listed,) = workshop.people["viewer"].made("GET", f"/projects/{workshop.project.pk}/campaigns")
    assert (listed["num_answered"], listed["mine"]) == (4, None)


def test_nothing_that_a_judge_gets_tells_of_others_or_of_where_an_item_is_from(
    campaign: dict[str, Any], takes: list[str], workshop: Workshop
) -> None:
    first, second = workshop.people["curator"], workshop.people["editor"]
    Take.objects.filter(pk__in=takes).update(name="Secret", grade=4.25, remarks="Hush", remarks_by="owner")
    TakeRating.objects.create(take_id=takes[0], user=workshop.user("owner"), user_name="owner", stars=2)
    say_all(first, campaign, [2, "no", ["meaning"], "A remark that nobody reads."])
    seen = [second.made("GET", f"/campaigns/{campaign['id']}")]
    seen += [next_task(second, campaign), second.made("GET", f"/projects/{workshop.project.pk}/takes")]
    seen.append(second.made("GET", f"/takes/{takes[0]}/settings"))
    words = ["Secret", "4.25", "Hush", "remark that nobody", '"stars": 2']
    assert not [word for word in words if word in json.dumps(seen)]
    assert not [take for take in takes if take in json.dumps(seen[:2])]
    task = CampaignTask.objects.filter(judge__user=first.user).first()
    assert task is not None
    assert second.get(f"/campaign-tasks/{task.pk}").status_code == 404
    assert second.get(f"/campaigns/{campaign['id']}/results").status_code == 403
    assert refused(second, "GET", f"/campaigns/{campaign['id']}/answers")[1] == "not_over"
    events = EventRow.objects.filter(kind="campaign")
    assert "A remark" not in json.dumps([event.payload for event in events])
    assert blind.of(workshop.user("editor")).takes == set(takes)
    assert not blind.of(workshop.user("viewer")).takes
    workshop.owner.made("POST", f"/campaigns/{campaign['id']}/close")
    assert not blind.of(workshop.user("editor")).takes
    assert "Secret" in json.dumps(second.made("GET", f"/projects/{workshop.project.pk}/takes"))


def test_an_owner_who_judges_sees_others_answers_after_their_own_and_keeps_these(
    takes: list[str], workshop: Workshop
) -> None:
    campaign = make(workshop, takes, judges=["owner", "curator"])
    path = f"/campaigns/{campaign['id']}"
    say_all(workshop.people["curator"], campaign, GOOD)
    item = CampaignItem.objects.first()
    assert item is not None
    tries: list[tuple[str, str, Any]] = [
        ("GET", f"{path}/results", None),
        ("GET", f"{path}/answers", None),
        ("GET", f"/campaign-items/{item.pk}", None),
        ("PUT", f"/campaign-items/{item.pk}/decision", {"question": 0, "value": 1}),
        ("POST", f"{path}/set-aside", {"judge": 1, "is_set_aside": True}),
    ]
    for method, address, body in tries:
        assert refused(workshop.owner, method, address, body)[1] == "answer_first", address
    task = next_task(workshop.owner, campaign)
    say(workshop.owner, task, BAD)
    say(workshop.owner, task, GOOD)
    for _ in range(3):
        say(workshop.owner, next_task(workshop.owner, campaign), BAD)
    assert workshop.owner.get(f"{path}/results").status_code == 200
    late = refused(workshop.owner, "PUT", f"/campaign-tasks/{task['id']}", {"answers": BAD})
    assert late[:2] == (409, "answers_stay")


def test_owners_see_progress_agreement_and_disagreements_and_decide_beside_the_answers(
    campaign: dict[str, Any], workshop: Workshop
) -> None:
    first, second = workshop.people["curator"], workshop.people["editor"]
    tasks = [next_task(first, campaign)]
    say(first, tasks[0], BAD)
    for _ in range(3):
        say(first, next_task(first, campaign), GOOD)
    say_all(second, campaign, GOOD)
    found = results(workshop, campaign)
    assert [(one["name"], one["num_answered"]) for one in found["judges"]] == [("curator", 4), ("editor", 4)]
    scale, choice, several, text = (one["counted"] for one in found["questions"])
    assert (scale["num_items"], scale["num_same"], scale["low"]) == (4, 3, None)
    assert choice["alpha"] == several["alpha"] == pytest.approx(0.0)  # one differs, all others say the same
    assert text is None
    assert [one["num_same"] for one in found["pairs"][0]["agreement"][:3]] == [3, 3, 3]
    assert {one["question"] for one in found["disagreements"]} == {0, 1, 2}
    apart = found["disagreements"][0]
    said = {answer["judge"]: answer["value"] for answer in apart["answers"]}
    assert (apart["distance"], set(said)) == (1.0, {1, 2})

    path = f"/campaign-items/{apart['item']}"
    assert workshop.owner.made("GET", path)["piece"]["kind"] == "chorale"
    decided = workshop.owner.made("PUT", f"{path}/decision", {"question": 0, "value": 4, "note": " Sung. "})
    assert (decided["decisions"][0]["value"], decided["decisions"][0]["note"]) == (4, "Sung.")
    assert {answer["value"] for answer in decided["answers"][0]} == {1, 5}  # these stay
    now = results(workshop, campaign)
    assert (now["num_decided"], now["disagreements"][-1]["decision"]["decided_by"]) == (1, "owner")
    workshop.owner.made("PUT", f"{path}/decision", {"question": 0})
    assert not CampaignDecision.objects.exists()
    assert refused(workshop.owner, "PUT", f"{path}/decision", {"question": 1, "value": 3})[0] == 422


def test_a_judge_who_is_set_aside_keeps_their_answers_and_both_figures_are_shown(
    campaign: dict[str, Any], workshop: Workshop
) -> None:
    say_all(workshop.people["curator"], campaign, GOOD)
    say_all(workshop.people["editor"], campaign, BAD)
    path = f"/campaigns/{campaign['id']}/set-aside"
    found = workshop.owner.made("POST", path, {"judge": 2, "is_set_aside": True})
    first = found["questions"][0]
    assert (first["counted"], first["with_all"]["num_items"]) == (None, 4)
    assert found["num_disagreements"] == 0
    assert found["judges"][1]["agreement"][0]["num_same"] == 0
    rows = lines(workshop, campaign)
    assert {row["judge"]: row["counts"] for row in rows} == {"judge 1": True, "judge 2": False}
    assert AuditEntry.objects.filter(what="campaign.set_aside", value="judge 2").exists()
    found = workshop.owner.made("POST", path, {"judge": 2, "is_set_aside": False})
    assert found["questions"][0]["with_all"] is None


def lines(workshop: Workshop, campaign: dict[str, Any]) -> list[dict[str, Any]]:
    answer = workshop.owner.get(f"/campaigns/{campaign['id']}/answers?file=jsonl")
    return [json.loads(line) for line in streamed(answer).decode().splitlines()]


def test_answers_leave_as_lines_and_as_a_table_without_a_name(
    campaign: dict[str, Any], workshop: Workshop
) -> None:
    judge = workshop.people["curator"]
    say(judge, next_task(judge, campaign), BAD)
    item = CampaignItem.objects.get(tasks__answered_at__isnull=False)
    decision = {"question": 0, "value": 2}
    workshop.owner.made("PUT", f"/campaign-items/{item.pk}/decision", decision)
    rows = lines(workshop, campaign)
    assert [(row["number"], row["choices"], row["text"]) for row in rows] == [
        (1, [], ""),
        (None, [], "no"),
        (None, ["cadence"], ""),
        (None, [], "=1+1"),
    ]
    assert (rows[0]["is_decided"], rows[0]["decided_number"], rows[1]["is_decided"]) == (True, 2, False)
    assert {row["judge"] for row in rows} == {"judge 1"}
    answer = workshop.owner.get(f"/campaigns/{campaign['id']}/answers?file=csv")
    text = streamed(answer).decode()
    table = list(csv.DictReader(io.StringIO(text)))
    assert [row["text"] for row in table] == ["", "no", "", "'=1+1"]
    assert "curator" not in text
    workshop.owner.made("POST", f"/campaigns/{campaign['id']}/close")
    assert workshop.people["viewer"].get(f"/campaigns/{campaign['id']}/answers").status_code == 200


def test_a_campaign_that_is_closed_or_past_its_deadline_refuses_answers_with_a_sentence(
    campaign: dict[str, Any], workshop: Workshop
) -> None:
    judge = workshop.people["curator"]
    task = next_task(judge, campaign)
    Campaign.objects.update(deadline=timezone.now() - timedelta(minutes=1))
    status, code, message = refused(judge, "PUT", f"/campaign-tasks/{task['id']}", {"answers": GOOD})
    assert (status, code) == (409, "campaign_over")
    assert "ended on" in message
    later = (timezone.now() + timedelta(days=1)).isoformat()
    path = f"/campaigns/{campaign['id']}"
    assert not workshop.owner.made("PATCH", path, {"deadline": later})["is_over"]
    say(judge, task, GOOD)
    assert workshop.owner.made("POST", f"{path}/close")["is_over"]
    assert "was closed on" in refused(judge, "POST", f"{path}/tasks", {})[2]
    assert refused(workshop.owner, "PATCH", path, {"deadline": None})[1] == "campaign_over"
    assert results(workshop, campaign)["judges"][0]["num_answered"] == 1


def test_a_campaign_in_the_bin_takes_no_answers_until_it_is_restored(
    campaign: dict[str, Any], workshop: Workshop
) -> None:
    judge = workshop.people["curator"]
    path = f"/campaigns/{campaign['id']}"
    assert workshop.owner.made("POST", f"{path}/bin")["is_in_bin"]
    assert refused(judge, "POST", f"{path}/tasks", {})[:2] == (409, "in_bin")
    assert blind.of(workshop.user("curator")).takes
    assert not workshop.owner.made("POST", f"{path}/restore")["is_in_bin"]
    next_task(judge, campaign)
    said = AuditEntry.objects.filter(subject="Endings").order_by("pk")
    assert [one.what for one in said] == ["campaign.begun", "campaign.binned", "campaign.restored"]


def test_other_judges_get_what_was_not_begun_and_answers_stay(
    campaign: dict[str, Any], takes: list[str], workshop: Workshop
) -> None:
    gone, stays = workshop.people["curator"], workshop.people["editor"]
    say(gone, next_task(gone, campaign), GOOD)
    begun = next_task(stays, campaign)
    path = f"/campaigns/{campaign['id']}"
    # An owner who sees what was said cannot judge blind.
    message = refused(workshop.owner, "PATCH", path, {"judges": ["editor", "owner"]})[2]
    assert "may have seen answers" in message
    Member.objects.filter(user=workshop.user("viewer")).update(role="curator")
    changed = workshop.owner.made("PATCH", path, {"judges": ["editor", "viewer"]})
    assert (changed["num_judges"], changed["num_tasks"]) == (2, 8)
    assert next_task(stays, campaign)["id"] == begun["id"]
    counts = [item.tasks.count() for item in CampaignItem.objects.all()]
    assert counts == [2, 2, 2, 2]
    assert CampaignTask.objects.filter(judge__user=gone.user).count() == 1
    assert refused(gone, "POST", f"{path}/tasks", {})[1] == "all_answered"
    known = {one["name"]: one["may_answer"] for one in results(workshop, campaign)["judges"]}
    assert known == {"curator": False, "editor": True, "viewer": True}
    assert refused(workshop.owner, "PATCH", path, {"judges": ["editor"]})[0] == 422
    open_one = next_task(workshop.people["viewer"], campaign)
    task = CampaignTask.objects.get(pk=open_one["id"])
    CampaignTask.objects.filter(pk=task.pk).delete()
    with pytest.raises(StudioError, match="no such task"):  # it went to somebody else meanwhile
        campaigns.answer(task=task, request=NewAnswers(answers=GOOD))


def test_an_owner_who_has_answered_all_gets_no_more(takes: list[str], workshop: Workshop) -> None:
    campaign = make(workshop, takes, judges=["owner", "curator"])
    other = workshop.people["curator"]
    say(other, next_task(other, campaign), GOOD)
    for _ in takes:
        say(workshop.owner, next_task(workshop.owner, campaign), GOOD)
    path = f"/campaigns/{campaign['id']}"
    workshop.owner.made("PATCH", path, {"judges": ["owner", "editor"]})
    assert workshop.owner.made("GET", path)["mine"] == {"num_tasks": 4, "num_answered": 4}
    assert CampaignTask.objects.filter(judge__user=workshop.user("editor")).count() == 3


CANNOT_BE: list[tuple[dict[str, Any], str]] = [
    ({"judges": ["curator"]}, "2 judges are wanted for each take, and 1 are chosen"),
    ({"judges": ["curator", "viewer"]}, "viewer is viewer here and may not judge"),
    ({"judges": ["curator", "stranger"]}, "stranger is not a member"),
    ({"takes": []}, "needs 1 to 1000 takes"),
    ({"questions": [{"type": "choice", "text": "Good?", "options": ["yes"]}]}, "2 to 9 choices"),
    ({"questions": [{"type": "text", "text": "  "}]}, "A question is empty"),
    ({"deadline": "2020-01-01T00:00:00Z"}, "The deadline has passed"),
]


def test_forty_takes_come_to_two_of_three_judges_and_who_answers_by_chance_is_named(
    workshop: Workshop,
) -> None:
    judges = ["curator", "editor", "owner"]
    made = make(workshop, keep(workshop, 40), questions=QUESTIONS[:2], judges=judges)
    row = Campaign.objects.get(pk=made["id"])
    loads = sorted(judge.tasks.count() for judge in row.judges.all())
    assert loads == [26, 27, 27]
    assert {item.tasks.count() for item in row.items.all()} == {2}
    rng = random.Random(1)
    truth = {item.pk: (rng.randint(1, 5), rng.choice(["yes", "no"])) for item in row.items.all()}
    said: dict[str, dict[Any, list[Any]]] = {name: {} for name in judges}
    for judge in row.judges.select_related("user"):
        name = reads.name_of(judge)
        for _ in range(judge.tasks.count()):
            task = campaigns.next_task(judge=judge, after=None)
            worth, is_right = truth[task.item_id]
            honest = [min(5, max(1, worth + rng.choice([-1, 0, 0, 1]))), is_right]
            by_chance = [rng.randint(1, 5), rng.choice(["yes", "no"])]
            said[name][task.item_id] = by_chance if name == "editor" else honest
            campaigns.answer(task=task, request=NewAnswers(answers=said[name][task.item_id]))
    found = results(workshop, made)
    assert [one["name"] for one in found["judges"] if one["is_like_chance"]] == ["editor"]
    codes: list[dict[Any, float]] = [{step: step for step in range(1, 6)}, {"yes": 0, "no": 1}]
    for number, level in enumerate(("ordinal", "nominal")):
        table = [
            [codes[number][own[item][number]] if item in own else math.nan for item in truth]
            for own in said.values()
        ]
        agreement = found["questions"][number]["counted"]
        assert agreement["alpha"] == pytest.approx(
            krippendorff.alpha(np.array(table), level_of_measurement=level), abs=1e-9
        )
        assert agreement["low"] < agreement["alpha"] < agreement["high"]


def test_what_cannot_be_a_campaign_is_refused(takes: list[str], workshop: Workshop) -> None:
    path = f"/projects/{workshop.project.pk}/campaigns"
    for changes, sentence in CANNOT_BE:
        body = {"name": "Endings", "takes": takes, "questions": QUESTIONS, "judges": JUDGES} | changes
        status, code, message = refused(workshop.owner, "POST", path, body)
        assert (status, code) == (422, "invalid"), sentence
        assert sentence in message


def test_answers_that_do_not_fit_their_questions_are_refused(
    campaign: dict[str, Any], workshop: Workshop
) -> None:
    judge = workshop.people["curator"]
    path = f"/campaign-tasks/{next_task(judge, campaign)['id']}"
    cannot_be: list[list[Any]] = [
        [6, "yes", [], ""],
        [3, "maybe", [], ""],
        [3, "yes", ["x"], ""],
        [3, "yes", [{}], ""],
        [3, "yes", []],
        [None] * 4,
    ]
    for answers in cannot_be:
        assert refused(judge, "PUT", path, {"answers": answers})[0] == 422, answers
    assert not CampaignTask.objects.exclude(answered_at=None).exists()


def test_who_leaves_keeps_a_pseudonym_and_takes_their_answers_along(
    campaign: dict[str, Any], workshop: Workshop
) -> None:
    judge = workshop.people["curator"]
    say_all(judge, campaign, GOOD)
    known = own_data.account(workshop.user("curator"))
    assert [one["answers"] for one in known["campaigns"]] == [GOOD] * 4
    leaving.leave(workshop.user("curator"))
    found = results(workshop, campaign)["judges"][0]
    assert found["name"].startswith("former-member-")
    assert (found["num_answered"], found["may_answer"]) == (4, False)


def test_a_project_is_deleted_with_its_campaigns(campaign: dict[str, Any], workshop: Workshop) -> None:
    say_all(workshop.people["curator"], campaign, GOOD)
    deletion.delete_project(Project.objects.get(pk=workshop.project.pk))
    assert not Campaign.objects.exists()
    assert not CampaignTask.objects.exists()
