"""Replay links: one generation for anybody who has the link, and nothing else."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from studio import limits
from studio.models import Generation, ReplayLink
from tests.studio.workshop import Person, Workshop

GONE = (404, "link_over")


@pytest.fixture
def generation(workshop: Workshop) -> Generation:
    return workshop.run(workshop.start(), upto=8)


@pytest.fixture
def visitor() -> Person:
    return Person(None)


def make(workshop: Workshop, generation: Generation, days: int | None = None) -> tuple[dict[str, Any], str]:
    link = workshop.owner.made("POST", f"/generations/{generation.pk}/replay-links", {"days": days})
    return link, link["url"].rsplit("/", 1)[1]


def told(person: Person, path: str) -> tuple[int, str]:
    response = person.get(path)
    return response.status_code, response.json().get("code") if response.status_code != 200 else ""


def test_a_link_shows_the_generation_and_its_steps_without_an_account(
    workshop: Workshop, generation: Generation, visitor: Person
) -> None:
    link, token = make(workshop, generation)
    assert link["url"] == f"http://localhost/replay/{token}"
    shown = visitor.made("GET", f"/replay/{token}")
    assert shown["generation"]["id"] == str(generation.pk)
    assert (shown["kind"], shown["num_steps"]) == ("chorale", 8)
    frames = visitor.made("GET", f"/replay/{token}/frames")
    assert frames == workshop.owner.made("GET", f"/generations/{generation.pk}/frames")
    later = visitor.made("GET", f"/replay/{token}/frames?after_step=5")
    assert [frame["last_step"] for frame in later] == [7, 8]


def test_a_visitor_learns_no_names_and_reaches_nothing_else(
    workshop: Workshop, generation: Generation, visitor: Person
) -> None:
    _, token = make(workshop, generation)
    text = json.dumps(visitor.made("GET", f"/replay/{token}"))
    for name in ("editor", "owner", str(workshop.project.pk), workshop.project.name):
        assert name not in text
    for path in (f"/generations/{generation.pk}", f"/canvases/{workshop.canvas.pk}/snapshot"):
        assert visitor.get(path).status_code == 401
    assert visitor.post(f"/replay/{token}", {}).status_code == 405


def test_no_search_engine_lists_it(workshop: Workshop, generation: Generation, visitor: Person) -> None:
    _, token = make(workshop, generation)
    page = Client(HTTP_HOST="localhost").get(f"/replay/{token}")
    answers = [page, visitor.get(f"/replay/{token}"), visitor.get(f"/replay/{token}/frames")]
    assert {answer["X-Robots-Tag"] for answer in answers} == {"noindex, nofollow"}
    assert page["Referrer-Policy"] == settings.SECURE_REFERRER_POLICY == "same-origin"


def test_a_revoked_link_ends_at_once_and_another_goes_on(
    workshop: Workshop, generation: Generation, visitor: Person
) -> None:
    (first, token), (second, other) = make(workshop, generation), make(workshop, generation, days=3)
    path = f"/generations/{generation.pk}/replay-links"
    listed = workshop.people["viewer"].made("GET", path)
    assert [link["id"] for link in listed] == [second["id"], first["id"]]
    assert {link["url"] for link in listed} == {""}  # nobody reads an address off the list
    assert workshop.people["viewer"].send("DELETE", f"{path}/{first['id']}").status_code == 403
    workshop.owner.made("DELETE", f"{path}/{first['id']}")
    assert told(visitor, f"/replay/{token}") == told(visitor, f"/replay/{token}/frames") == GONE
    assert told(visitor, f"/replay/{other}") == (200, "")
    assert [link["id"] for link in workshop.owner.made("GET", path)] == [second["id"]]
    assert workshop.owner.send("DELETE", f"{path}/nonsense").status_code == 404


def test_a_link_grows_too_old(workshop: Workshop, generation: Generation, visitor: Person) -> None:
    link, token = make(workshop, generation, days=1)
    assert told(visitor, f"/replay/{token}") == (200, "")
    ReplayLink.objects.filter(pk=link["id"]).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert told(visitor, f"/replay/{token}") == GONE
    assert workshop.owner.made("GET", f"/generations/{generation.pk}/replay-links") == []


def test_what_is_in_the_bin_is_not_shown(workshop: Workshop, generation: Generation, visitor: Person) -> None:
    _, token = make(workshop, generation)
    for noun, pk in (("canvases", workshop.canvas.pk), ("projects", workshop.project.pk)):
        workshop.owner.made("POST", f"/{noun}/{pk}/bin")
        assert told(visitor, f"/replay/{token}") == GONE
        workshop.owner.made("POST", f"/{noun}/{pk}/restore")
    assert told(visitor, f"/replay/{token}") == (200, "")


@pytest.mark.parametrize("token", ["x", "a" * 500, "%00", "..", "é"])
def test_a_token_that_is_none_answers_as_one_that_is_over(
    token: str, visitor: Person, workshop: Workshop
) -> None:
    assert visitor.get(f"/replay/{token}").status_code == 404


def test_looks_are_counted(
    workshop: Workshop, generation: Generation, visitor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, token = make(workshop, generation)
    monkeypatch.setattr(limits, "REPLAYS", limits.Rate("replay", 2, 60, "looks"))
    answers = [visitor.get(f"/replay/{token}").status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def test_only_so_many_links_work_at_a_time(
    workshop: Workshop, generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REPLAY_LINKS", 2)
    first, _ = make(workshop, generation)
    make(workshop, generation)
    path = f"/generations/{generation.pk}/replay-links"
    assert workshop.owner.post(path, {"days": None}).json()["code"] == "too_many_links"
    workshop.owner.made("DELETE", f"{path}/{first['id']}")
    make(workshop, generation)
    for days in (0, -1, 4000, "x"):
        assert workshop.owner.post(path, {"days": days}).status_code == 422
