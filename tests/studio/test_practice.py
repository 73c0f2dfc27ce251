"""Practice links: one canvas to sing from for anybody who has the link, and nothing else."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from studio import limits
from studio.models import PracticeLink
from tests.studio.workshop import Person, Workshop

GONE = (404, "link_over")


@pytest.fixture
def singer() -> Person:
    return Person(None)


def path(workshop: Workshop) -> str:
    return f"/canvases/{workshop.canvas.pk}/practice-links"


def make(workshop: Workshop, days: int | None = None) -> tuple[dict[str, Any], str]:
    link = workshop.owner.made("POST", path(workshop), {"days": days})
    return link, link["url"].rsplit("/", 1)[1]


def told(person: Person, path: str) -> tuple[int, str]:
    response = person.get(path)
    return response.status_code, response.json().get("code") if response.status_code != 200 else ""


def test_a_link_shows_the_canvas_and_each_part_without_an_account(workshop: Workshop, singer: Person) -> None:
    link, token = make(workshop)
    assert link["url"] == f"http://localhost/practice/{token}"
    shown = singer.made("GET", f"/practice/{token}")
    assert shown["kind"] == "chorale"
    assert shown["content"] == workshop.owner.made("GET", f"/canvases/{workshop.canvas.pk}/state")["content"]
    for voice, letter in zip(("soprano", "alto", "tenor", "bass"), "SATB", strict=True):
        (page,) = singer.made("GET", f"/practice/{token}/part?view={voice}")["pages"]
        assert page.count('class="system"') == 1
        assert f'id="n-{letter}-' in page or f'id="r-{letter}-' in page
    assert singer.get(f"/practice/{token}/part?view=voice-5").status_code == 422


def test_a_singer_learns_no_names_and_reaches_nothing_else(workshop: Workshop, singer: Person) -> None:
    _, token = make(workshop)
    text = json.dumps(singer.made("GET", f"/practice/{token}"))
    for name in ("editor", "owner", str(workshop.project.pk), workshop.project.name):
        assert name not in text
    assert singer.get(f"/canvases/{workshop.canvas.pk}/snapshot").status_code == 401
    assert singer.post(f"/practice/{token}", {}).status_code == 405
    page = Client(HTTP_HOST="localhost").get(f"/practice/{token}")
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert not page.cookies


def test_a_revoked_link_ends_at_once(workshop: Workshop, singer: Person) -> None:
    (first, token), (second, other) = make(workshop), make(workshop, days=3)
    viewer = workshop.people["viewer"]
    assert [link["id"] for link in viewer.made("GET", path(workshop))] == [second["id"], first["id"]]
    assert viewer.post(path(workshop), {"days": None}).status_code == 403
    assert viewer.send("DELETE", f"{path(workshop)}/{first['id']}").status_code == 403
    workshop.owner.made("DELETE", f"{path(workshop)}/{first['id']}")
    assert told(singer, f"/practice/{token}") == told(singer, f"/practice/{token}/part?view=alto") == GONE
    assert told(singer, f"/practice/{other}") == (200, "")
    assert workshop.owner.send("DELETE", f"{path(workshop)}/nonsense").status_code == 404


def test_a_link_grows_too_old_and_shows_nothing_in_the_bin(workshop: Workshop, singer: Person) -> None:
    link, token = make(workshop, days=1)
    workshop.owner.made("POST", f"/canvases/{workshop.canvas.pk}/bin")
    assert told(singer, f"/practice/{token}") == GONE
    workshop.owner.made("POST", f"/canvases/{workshop.canvas.pk}/restore")
    assert told(singer, f"/practice/{token}") == (200, "")
    PracticeLink.objects.filter(pk=link["id"]).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert told(singer, f"/practice/{token}") == GONE


def test_links_and_visits_are_limited(
    workshop: Workshop, singer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PRACTICE_LINKS", 1)
    _, token = make(workshop)
    assert workshop.owner.post(path(workshop), {"days": None}).json()["code"] == "too_many_links"
    monkeypatch.setattr(limits, "PRACTICE", limits.Rate("practice", 2, 60, "visits"))
    assert [singer.get(f"/practice/{token}").status_code for _ in range(3)] == [200, 200, 429]


def test_nobody_sings_from_a_text(workshop: Workshop) -> None:
    about = {"kind": "text", "name": "A text"}
    text = workshop.owner.made("POST", f"/projects/{workshop.project.pk}/canvases", about)
    answer = workshop.owner.post(f"/canvases/{text['id']}/practice-links", {"days": None})
    assert (answer.status_code, answer.json()["code"]) == (422, "not_engraved")
