"""Events reach a receiver in order, at least once and once by id, whatever happens on the way."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from studio import limits
from studio.bodies import NewAnswers, NewCampaign, NewComment, NewDecision
from studio.models import Campaign, Delivery, EventRow, Webhook
from studio.services.collection import campaigns, comments, rankings, takes
from studio.services.runs import claims, generations
from studio.services.webhooks import delivering, messages, sending
from tests.studio.services.webhooks.receiver import Receiver
from tests.studio.workshop import Workshop

ALL = [
    "generation.ended",
    "take.kept",
    "take.changed",
    "comment.written",
    "comment.changed",
    "ranking.opened",
]


def make(workshop: Workshop, receiver: Receiver, *types: str) -> dict[str, Any]:
    body = {"address": receiver.address, "events": list(types) or ALL}
    return workshop.owner.made("POST", f"/projects/{workshop.project.pk}/webhooks", body)


def write(workshop: Workshop, *texts: str) -> None:
    for text in texts:
        comments.add(canvas=workshop.canvas, user=workshop.user("editor"), said=NewComment(text=text))


def deliver() -> None:
    for _ in range(20):
        if not delivering.deliver_next():
            return
    raise AssertionError("it does not end")


def wait_over() -> None:
    """As if the time until the next try had passed."""
    Webhook.objects.exclude(next_try_at=None).update(next_try_at=timezone.now() - timedelta(seconds=1))


def said(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(body) for _, _, body in receiver.messages]


def test_events_arrive_in_order_by_id_and_signed(workshop: Workshop, receiver: Receiver) -> None:
    write(workshop, "Before there was a webhook")
    webhook = make(workshop, receiver)
    generation = workshop.run(workshop.start(), upto=8)
    claims.release(generation_id=generation.pk, fence=generation.fence, state="done")
    editor = workshop.user("editor")
    first, second = (takes.keep(generation=generation, user=editor, candidate=b, step=8) for b in (0, 1))
    takes.change(take=first, user=editor, is_starred=True)
    ranking = rankings.create(project=workshop.project, user=editor, name="Best", takes=[first.pk, second.pk])
    rankings.open_to_all(ranking=ranking)
    rankings.change(ranking=ranking, name="Better")
    write(workshop, "A secret")
    deliver()
    canvas = str(workshop.canvas.pk)
    found = [(one["type"], one["data"]) for one in said(receiver)]
    for _, data in found:
        assert data.pop("project") == str(workshop.project.pk)
    seqs = [data.pop("seq") for _, data in found]
    assert seqs == sorted(set(seqs))
    (comment,) = workshop.canvas.comments.filter(text="A secret")
    ended = {"generation": str(generation.pk), "canvas": canvas, "state": "done", "job": None}
    assert found == [
        ("generation.ended", ended),
        ("take.kept", {"take": str(first.pk), "canvas": canvas}),
        ("take.kept", {"take": str(second.pk), "canvas": canvas}),
        ("take.changed", {"take": str(first.pk), "canvas": canvas}),
        ("ranking.opened", {"ranking": str(ranking.pk)}),
        ("comment.written", {"comment": str(comment.pk), "canvas": canvas, "is_deleted": False}),
    ]
    assert len(set(receiver.ids)) == 6
    assert "A secret" not in str(receiver.messages)
    assert "editor" not in str(receiver.messages)
    secret = sending.secret_of(UUID(webhook["id"]))
    assert webhook["secret"] == sending.said_secret(secret)
    for message_id, headers, body in receiver.messages:
        signed = sending.signature(secret, message_id, int(headers["webhook-timestamp"]), body)
        assert headers["webhook-signature"] == signed


def test_a_campaign_tells_of_each_answer_of_its_end_once_and_of_what_is_decided(
    workshop: Workshop, receiver: Receiver
) -> None:
    make(workshop, receiver, "campaign.answered", "campaign.finished", "campaign.decided")
    generation = workshop.run(workshop.start(), upto=8)
    kept = takes.keep(generation=generation, user=workshop.user("editor"), candidate=0, step=8)
    asked = {"type": "scale", "text": "Would you sing it?"}
    request = NewCampaign(name="Endings", takes=[kept.pk], questions=[asked], judges=["curator", "editor"])  # type: ignore[list-item]
    owner = workshop.user("owner")

    def begun() -> Campaign:
        return campaigns.create(project=workshop.project, user=owner, request=request)

    def answer(campaign: Campaign, judge: int, value: int) -> None:
        task = campaign.judges.get(number=judge).tasks.get()
        campaigns.answer(task=task, request=NewAnswers(answers=[value]))

    def told() -> list[str]:
        deliver()
        found = [(one["type"], one["data"]["campaign"]) for one in said(receiver)]
        receiver.messages.clear()
        assert {campaign for _, campaign in found} <= {str(campaign.pk)}
        return [each for each, _ in found]

    campaign = begun()
    answer(campaign, 1, 3)
    assert told() == ["campaign.answered"]
    answer(campaign, 2, 1)
    assert told() == ["campaign.answered", "campaign.finished"]
    item = campaign.items.get()
    campaigns.decide(item=item, user=owner, request=NewDecision(question=0, value=2))
    answer(campaign, 2, 2)  # anew
    campaigns.close(campaign=campaign)
    assert told() == ["campaign.decided", "campaign.answered"]  # it had ended before

    campaign = begun()
    campaigns.close(campaign=campaign)
    assert told() == ["campaign.finished"]

    campaign = begun()
    Campaign.objects.filter(pk=campaign.pk).update(deadline=timezone.now() - timedelta(seconds=1))
    for _ in range(2):
        campaigns.announce_deadlines()
    assert told() == ["campaign.finished"]
    campaigns.change(campaign=campaign, deadline=None)  # it goes on, and ends once more
    answer(campaign, 1, 3)
    answer(campaign, 2, 3)
    assert told() == ["campaign.answered", "campaign.answered", "campaign.finished"]


def test_only_chosen_types_are_sent_and_each_end_of_a_run_once(
    workshop: Workshop, receiver: Receiver
) -> None:
    make(workshop, receiver, "generation.ended")
    write(workshop, "Not chosen")
    generation = workshop.start()
    generations.stop(generation=generation, user=workshop.user("editor"), candidate=0)
    deliver()
    assert [(one["type"], one["data"]["state"]) for one in said(receiver)] == [
        ("generation.ended", "stopped")
    ]
    assert not delivering.is_any_due()


def test_a_receiver_that_was_away_gets_everything_in_order_and_once(
    workshop: Workshop, receiver: Receiver
) -> None:
    make(workshop, receiver)
    write(workshop, "one")
    deliver()
    receiver.go()
    write(workshop, "two")
    deliver()
    (webhook,) = workshop.owner.made("GET", f"/projects/{workshop.project.pk}/webhooks")
    assert webhook["is_enabled"]
    assert None not in (webhook["failing_since"], webhook["next_try_at"])
    write(workshop, "three", "four")
    deliver()  # not yet: the next try has its time
    wait_over()
    deliver()
    receiver.come()
    receiver.status = 503
    wait_over()
    deliver()
    assert len(receiver.messages) == 2
    receiver.status = 200
    wait_over()
    deliver()
    taken = receiver.messages[:1] + receiver.messages[2:]
    assert receiver.ids[1] == receiver.ids[2]
    assert [json.loads(body)["data"]["seq"] for _, _, body in taken] == [
        row.seq for row in EventRow.objects.filter(kind="comment").order_by("seq")
    ]
    assert len({message_id for message_id, _, _ in taken}) == 4
    (webhook,) = workshop.owner.made("GET", f"/projects/{workshop.project.pk}/webhooks")
    assert (webhook["failing_since"], webhook["next_try_at"]) == (None, None)
    page = workshop.owner.made("GET", f"/webhooks/{webhook['id']}/deliveries")
    assert page["total"] == 4
    tried = [(one["num_tries"], one["status"], one["is_waiting"]) for one in page["deliveries"]]
    assert tried == [(1, 200, False), (1, 200, False), (4, 200, False), (1, 204, False)]


def test_a_process_that_dies_between_two_events_loses_none(
    workshop: Workshop, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(workshop, receiver)
    write(workshop, "one", "two", "three")
    send = sending.send

    def die(**what: Any) -> sending.Answer:
        send(**what)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sending, "send", die)
        patch.setattr(delivering._Turn, "end", lambda turn: None)
        with pytest.raises(KeyboardInterrupt):
            delivering.deliver_next()
    assert (len(receiver.messages), Delivery.objects.get().delivered_at) == (1, None)
    assert not delivering.deliver_next(), "it is still claimed"
    Webhook.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    deliver()
    seqs = [one["data"]["seq"] for one in said(receiver)]
    assert seqs == [seqs[0], *sorted(set(seqs))]
    assert len(set(receiver.ids)) == 3


def test_who_has_lost_the_claim_moves_nothing_on(workshop: Workshop, receiver: Receiver) -> None:
    make(workshop, receiver)
    write(workshop, "one", "two")
    turn = delivering._take_up()
    assert turn is not None
    before = Webhook.objects.get().cursor
    Webhook.objects.update(claimed_by="another")
    turn.go_on()
    assert (receiver.messages, Webhook.objects.get().cursor) == ([], before)


def test_a_webhook_is_switched_off_after_days_with_a_sentence_and_goes_on_where_it_ended(
    workshop: Workshop, receiver: Receiver
) -> None:
    made = make(workshop, receiver)
    write(workshop, "one", "two")
    receiver.status = 500
    deliver()
    days = timedelta(days=limits.WEBHOOK_DAYS)
    Webhook.objects.update(failing_since=timezone.now() - days + timedelta(minutes=1))
    wait_over()
    deliver()
    assert Webhook.objects.get().disabled_at is None
    Webhook.objects.update(failing_since=timezone.now() - days)
    wait_over()
    deliver()
    (webhook,) = workshop.owner.made("GET", f"/projects/{workshop.project.pk}/webhooks")
    assert not webhook["is_enabled"]
    assert webhook["note"].startswith("Switched off after 5 days of failures. The receiver answered 500.")
    receiver.status, receiver.messages = 200, []
    write(workshop, "three")
    deliver()
    assert not receiver.messages
    assert workshop.owner.made("PATCH", f"/webhooks/{made['id']}", {"is_enabled": True})["note"] == ""
    deliver()
    assert len(receiver.messages) == 3


def test_a_receiver_that_says_gone_is_asked_no_more(workshop: Workshop, receiver: Receiver) -> None:
    make(workshop, receiver)
    write(workshop, "one")
    receiver.status = 410
    deliver()
    assert "410" in Webhook.objects.get().note
    assert not delivering.is_any_due()


def test_an_event_is_sent_again_under_its_id(workshop: Workshop, receiver: Receiver) -> None:
    made = make(workshop, receiver)
    write(workshop, "one", "two")
    deliver()
    path = f"/webhooks/{made['id']}/deliveries"
    first = workshop.owner.made("GET", path)["deliveries"][1]
    asked = workshop.owner.made("POST", f"/deliveries/{first['id']}/again")
    assert asked["is_waiting"]
    deliver()
    assert receiver.ids[2] == receiver.ids[0] == first["message_id"]
    assert receiver.messages[2][2] == receiver.messages[0][2]
    again = workshop.owner.made("GET", path)["deliveries"][1]
    assert (again["num_tries"], again["is_waiting"]) == (2, False)
    assert not delivering.is_any_due()


def test_what_is_sent_again_brings_no_refused_event_forward(workshop: Workshop, receiver: Receiver) -> None:
    made = make(workshop, receiver)
    write(workshop, "one")
    deliver()
    receiver.status = 500
    write(workshop, "two")
    deliver()
    path = f"/webhooks/{made['id']}/deliveries"
    refused, first = workshop.owner.made("GET", path)["deliveries"]
    receiver.status = 200
    workshop.owner.made("POST", f"/deliveries/{first['id']}/again")
    deliver()
    assert receiver.ids == [first["message_id"], refused["message_id"], first["message_id"]]
    workshop.owner.made("POST", f"/deliveries/{refused['id']}/again")
    deliver()
    assert receiver.ids[3:] == [refused["message_id"]]
    wait_over()
    deliver()
    assert len(receiver.ids) == 4, "what was taken out of its turn is not sent once more"


def test_two_receivers_do_not_wait_for_each_other(workshop: Workshop, receiver: Receiver) -> None:
    make(workshop, receiver)
    path = f"/projects/{workshop.project.pk}/webhooks"
    body = {"address": receiver.address.replace("/hook", "/other"), "events": ["comment.written"]}
    workshop.owner.made("POST", path, body)
    write(workshop, "one")
    receiver.status = 500
    deliver()
    receiver.status = 200
    Webhook.objects.filter(address__contains="/other").update(next_try_at=None)
    deliver()
    paths = [headers["path"] for _, headers, _ in receiver.messages]
    assert sorted(paths[:2]) == ["/hook?for=me", "/other?for=me"]
    assert paths[2:] == ["/other?for=me"]


def test_waits_grow_and_end_within_hours() -> None:
    for number in (1, 2, 5, 30, 10_000):
        longest = min(delivering.LONGEST_WAIT_S, delivering.FIRST_WAIT_S * 2 ** min(number - 1, 100))
        assert all(longest * 0.79 < delivering.wait_s(number) < longest * 1.21 for _ in range(20))


def test_events_of_before_this_release_have_no_end_and_no_opening() -> None:
    def content(kind: str, payload: dict[str, Any]) -> messages.Content | None:
        return messages.content_of(EventRow(stream="project:1", seq=1, kind=kind, payload=payload))

    assert content("generation", {"generation": {"id": "g", "state": "done"}}) is None
    assert content("ranking", {"ranking": {"id": "r", "is_open": True}}) is None
    assert content("take", {"take": {"id": "t", "canvas": "c"}}) == (
        "take.changed",
        {"take": "t", "canvas": "c"},
    )
    assert content("takes", {"takes": ["t", "u"]}) == ("take.changed", {"takes": ["t", "u"]})


@pytest.mark.parametrize(
    ("address", "events", "code"),
    [
        ("https://127.0.0.1/", ["take.kept"], "invalid"),
        ("https://localhost/", ["take.kept"], "invalid"),
        ("http://192.0.2.1/", ["take.kept"], "invalid"),
        ("https://192.0.2.1/", [], "invalid"),
        ("https://192.0.2.1/", ["everything"], "invalid"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused(
    address: str, events: list[str], code: str, workshop: Workshop
) -> None:
    path = f"/projects/{workshop.project.pk}/webhooks"
    answer = workshop.owner.post(path, {"address": address, "events": events})
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_webhooks_are_limited_and_go_with_their_project(
    workshop: Workshop, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WEBHOOKS_PER_PROJECT", 1)
    made = make(workshop, receiver)
    body = {"address": receiver.address, "events": ALL}
    refused = workshop.owner.post(f"/projects/{workshop.project.pk}/webhooks", body)
    assert refused.json()["code"] == "too_many_webhooks"
    assert workshop.owner.made("GET", f"/projects/{workshop.project.pk}/webhooks")[0]["secret"] == ""
    write(workshop, "one")
    workshop.owner.made("DELETE", f"/webhooks/{made['id']}")
    deliver()
    assert not receiver.messages
