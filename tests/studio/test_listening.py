"""Listening tests over HTTP: guests with a link, what counts, when it stops, and who sees what when."""

import json
import random
from typing import Any

import pytest
from django.test import Client

from studio import bodies, limits
from studio.models import Canvas, Listener, ListeningPiece, ListeningQuestion, ListeningTest
from studio.protocol import HeardSide
from studio.services.collection import listening
from tests.studio.test_rankings import keep
from tests.studio.workshop import Person, Workshop, run_text

HEARD = {"seconds": 0.0, "share": 1.0}
RULES = {"min_listening_s": 5, "precision": 0.3, "most_answers": 10, "num_questions": 4}


@pytest.fixture
def takes(workshop: Workshop) -> list[str]:
    return keep(workshop, 3)


def real(workshop: Workshop, count: int = 3) -> list[str]:
    """Canvases that stand for what people wrote."""
    path = f"/projects/{workshop.project.pk}/canvases"
    about = {"kind": "chorale", "start": "blank", "options": {"num_bars": 1}}
    return [workshop.owner.made("POST", path, about)["id"] for _ in range(count)]


def make(workshop: Workshop, takes: list[str], **changes: Any) -> dict[str, Any]:
    body = {"name": "Us or Bach", "takes": takes, "real": real(workshop), "rules": RULES} | changes
    path = f"/projects/{workshop.project.pk}/listening-tests"
    return workshop.people["curator"].made("POST", path, body)


@pytest.fixture
def test(workshop: Workshop, takes: list[str]) -> dict[str, Any]:
    return make(workshop, takes)


@pytest.fixture
def token(workshop: Workshop, test: dict[str, Any]) -> str:
    link = workshop.owner.made("POST", f"/listening-tests/{test['id']}/links", {"days": 7})
    return link["url"].rsplit("/", 1)[1]


def begun(token: str) -> Person:
    """A guest in a browser of their own."""
    guest = Person(None)
    guest.made("POST", f"/listen/{token}/begin", {"skill": 3})
    return guest


def answer(guest: Person, token: str, says: str, heard: dict[str, float] | None = None) -> dict[str, Any]:
    question = guest.made("POST", f"/listen/{token}/questions")
    path = f"/listen/{token}/questions/{question['id']}"
    return guest.made("POST", path, {"says": says, "heard": heard or HEARD})


def refused(person: Person, path: str, body: Any = None) -> tuple[int, str]:
    response = person.post(path, body)
    return response.status_code, response.json()["code"]


def test_a_guest_answers_each_piece_once_and_learns_how_often_they_were_right(
    token: str, workshop: Workshop
) -> None:
    page = Client(HTTP_HOST="localhost").get(f"/listen/{token}")
    assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex, nofollow")
    seen = Person(None).made("GET", f"/listen/{token}")
    assert (seen["has_begun"], seen["num_questions"], seen["rules"]) == (False, 4, RULES)
    guest = begun(token)
    first = guest.made("POST", f"/listen/{token}/questions")
    assert guest.made("POST", f"/listen/{token}/questions")["id"] == first["id"]  # until it is answered
    for number in range(1, 5):
        seen = answer(guest, token, "model")
        assert (seen["num_answered"], seen["num_right"] is None) == (number, number < 4)
    pieces = ListeningPiece.objects.filter(questions__listener__test__isnull=False)
    assert pieces.count() == len(set(pieces.values_list("pk", flat=True))) == 4
    assert seen["num_right"] == pieces.filter(is_model=True).count()
    assert refused(guest, f"/listen/{token}/questions") == (409, "all_answered")


def test_nothing_that_a_guest_gets_says_who_made_a_piece(
    token: str, takes: list[str], workshop: Workshop
) -> None:
    guest = begun(token)
    told = [guest.made("GET", f"/listen/{token}")]
    for _ in range(4):
        told.append(guest.made("POST", f"/listen/{token}/questions"))
        answer(guest, token, "person")
    text = json.dumps(told)
    names = [*takes, *ListeningPiece.objects.values_list("name", flat=True), "is_model", "owner"]
    assert not [name for name in names if name in text]
    assert not [str(pk) for pk in ListeningPiece.objects.values_list("pk", flat=True) if str(pk) in text]
    assert guest.get(f"/projects/{workshop.project.pk}/listening-tests").status_code == 401


def test_one_browser_takes_part_once(token: str) -> None:
    guest = begun(token)
    answer(guest, token, "model")
    guest.made("POST", f"/listen/{token}/begin", {"skill": 5})
    assert Listener.objects.count() == 1
    assert guest.made("GET", f"/listen/{token}")["num_answered"] == 1
    stranger = Person(None)
    assert refused(stranger, f"/listen/{token}/questions") == (409, "not_begun")
    mine = ListeningQuestion.objects.get()
    assert refused(begun(token), f"/listen/{token}/questions/{mine.pk}", {"says": "model"})[0] == 404


def test_new_listeners_of_one_address_are_counted(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rate = limits.Rate("listener", 2, 3600, "new listeners from this address")
    monkeypatch.setattr(limits, "LISTENERS", rate)
    first = begun(token)
    begun(token)
    assert refused(Person(None), f"/listen/{token}/begin", {"skill": 1}) == (429, "too_many")
    first.made("POST", f"/listen/{token}/begin", {"skill": 1})


def test_what_was_not_heard_does_not_count_nor_what_members_say(
    token: str, test: dict[str, Any], workshop: Workshop
) -> None:
    guest, member = begun(token), workshop.people["viewer"]
    assert member.made("POST", f"/listen/{token}/begin", {"skill": 3})["is_member"]
    heard = ({"seconds": 1.0, "share": 0.2}, {"seconds": 400.0, "share": 0.9}, {"seconds": 0, "share": 0})
    for each in heard:
        answer(guest, token, "model", each)
    for _ in range(4):
        answer(member, token, "model")
    now = workshop.owner.made("GET", f"/listening-tests/{test['id']}")
    assert (now["num_all"], now["num_answers"], now["num_listeners"]) == (7, 0, 0)
    answer(guest, token, "model")
    assert workshop.owner.made("GET", f"/listening-tests/{test['id']}")["num_listeners"] == 1


def test_a_test_stops_by_its_rule_and_only_then_shows_its_result(
    token: str, test: dict[str, Any], workshop: Workshop
) -> None:
    path = f"/listening-tests/{test['id']}"
    counts = []
    while not (now := workshop.owner.made("GET", path))["end"]:
        assert now["result"] is None
        guest = begun(token)
        for _ in range(4):
            question = guest.post(f"/listen/{token}/questions")
            if question.status_code == 409:
                break
            answer(guest, token, "model")
            counts.append(1)
    assert (now["end"], now["num_answers"]) == ("most", 10)
    result = now["result"]
    assert (result["taken"]["value"], result["real_taken"]["value"]) == (1.0, 1.0)
    assert result["taken"]["low"] < 1.0
    assert [one["skill"] for one in result["by_skill"]] == [3]
    assert result["published"]["value"] == 0.573
    late = Person(None).made("GET", f"/listen/{token}")
    assert late["is_over"]
    assert refused(begun(token), f"/listen/{token}/questions") == (409, "test_over")


def test_who_ends_it_by_hand_is_an_owner_and_the_result_says_so(
    test: dict[str, Any], workshop: Workshop
) -> None:
    now = workshop.owner.made("POST", f"/listening-tests/{test['id']}/end")
    assert (now["end"], now["result"]["taken"]) == ("by_hand", None)


def test_a_revoked_link_leads_nowhere(token: str, test: dict[str, Any], workshop: Workshop) -> None:
    guest = begun(token)
    path = f"/listening-tests/{test['id']}/links"
    (link,) = workshop.owner.made("GET", path)
    assert link["url"] == ""
    workshop.owner.made("DELETE", f"{path}/{link['id']}")
    assert refused(guest, f"/listen/{token}/questions") == (404, "link_over")
    assert Person(None).get(f"/listen/{token}").status_code == 404


def test_the_links_of_a_test_in_the_bin_lead_nowhere_until_it_is_restored(
    token: str, test: dict[str, Any], workshop: Workshop
) -> None:
    path = f"/listening-tests/{test['id']}"
    assert workshop.owner.made("POST", f"{path}/bin")["is_in_bin"]
    assert Person(None).get(f"/listen/{token}").status_code == 404
    assert not workshop.owner.made("POST", f"{path}/restore")["is_in_bin"]
    begun(token)


def test_pieces_that_would_stand_out_or_are_too_few_are_refused(workshop: Workshop, takes: list[str]) -> None:
    path = f"/projects/{workshop.project.pk}/listening-tests"
    body = {"name": "Us", "takes": takes, "real": real(workshop, 1), "rules": RULES}
    answered = workshop.owner.post(path, body)
    assert answered.status_code == 422
    assert "at least 2 real pieces; there are 1" in answered.json()["message"]
    about = {"kind": "chorale", "start": "blank", "options": {"num_bars": 8}}
    long = workshop.owner.made("POST", f"/projects/{workshop.project.pk}/canvases", about)["id"]
    answered = workshop.owner.post(path, {**body, "real": [long, *body["real"]]})
    assert "would stand out" in answered.json()["message"]
    assert workshop.owner.post(path, {**body, "takes": takes[:1]}).status_code == 422
    assert not ListeningTest.objects.exists()


def test_bach_stands_beside_the_takes_where_the_kind_has_him(
    workshop: Workshop, takes: list[str], text_checkpoint: str
) -> None:
    kinds = {kind["kind"]: kind["held_out"] for kind in workshop.owner.made("GET", "/kinds")}
    assert (kinds["chorale"], kinds["text"]) == ("Bach's chorales", "")
    made = make(workshop, takes, real=[], held_out=3)
    assert (made["num_model"], made["num_real"]) == (3, 3)
    row = ListeningTest.objects.get(pk=made["id"])
    assert row.real_name == "Bach's chorales"
    for piece in row.pieces.filter(is_model=False):
        assert 8 <= len(piece.content["symbols"][0]) <= 32  # the takes have 16 columns


@pytest.mark.parametrize("taken", [0.5, 0.57, 0.63])
def test_simulated_guests_are_reported_within_the_interval(
    test: dict[str, Any], taken: float, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    # one in twenty intervals does not hold the truth, so that pieces by chance would fail now and then
    chance = random.Random(5)
    monkeypatch.setattr("studio.services.collection.listening.secrets.SystemRandom", lambda: chance)
    row = ListeningTest.objects.get(pk=test["id"])
    rules = bodies.ListeningRules(min_listening_s=0, precision=0.16, most_answers=200, num_questions=6)
    row.rules = rules.model_dump()
    row.save()
    rng = random.Random(7)
    listener = None
    while not row.end:
        if listener is None or listener.questions.count() == 6:
            listener = listening.begin(test=row, browser=str(rng.random()), skill=1, is_member=False)
        question = listening.next_question(listener=listener)
        says_model = rng.random() < (taken if question.piece.is_model else 1 - taken)
        heard = HeardSide(**HEARD)
        listening.answer(question=question, says_model=says_model, heard=heard)
        row.refresh_from_db()
    now = workshop.owner.made("GET", f"/listening-tests/{test['id']}")
    share = now["result"]["taken"]
    assert now["end"] == "precise"
    assert share["high"] - share["low"] <= 0.32
    assert share["low"] <= taken <= share["high"]


def test_texts_are_read_not_heard(workshop: Workshop, text_checkpoint: str) -> None:
    path = f"/projects/{workshop.project.pk}/canvases"
    written = [
        {"kind": "text", "start": "blank", "options": {"text": text}}
        for text in ("The sea ▢ ▢ home.", "The harbour is quiet now.", "Nobody came to the quay.")
    ]
    canvas, *real = (workshop.owner.made("POST", path, about)["id"] for about in written)
    generation = run_text(workshop, Canvas.objects.get(pk=canvas))
    kept = [
        workshop.owner.made("POST", f"/generations/{generation.pk}/takes", {"candidate": c, "step": 4})["id"]
        for c in range(2)
    ]
    made = make(workshop, kept, real=real)
    link = workshop.owner.made("POST", f"/listening-tests/{made['id']}/links", {"days": 7})
    token = link["url"].rsplit("/", 1)[1]
    guest = begun(token)
    assert guest.made("GET", f"/listen/{token}")["real_name"] == ""
    question = guest.made("POST", f"/listen/{token}/questions")
    assert question["piece"]["kind"] == "text"
    guest.made("POST", f"/listen/{token}/questions/{question['id']}", {"says": "person"})
    assert workshop.owner.made("GET", f"/listening-tests/{made['id']}")["num_listeners"] == 1
