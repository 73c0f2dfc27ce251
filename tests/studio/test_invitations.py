"""Invitation links: a role in one project for who has the link and an account, until it is revoked."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from studio import access, limits
from studio.api.people.invitations import MOST_COLUMNS
from studio.errors import StudioError
from studio.models import Canvas, InvitationLink, Member, Role
from studio.services.people import invitations
from tests.studio.workshop import Person, Workshop, person

GONE = (404, "link_over")


@pytest.fixture
def guest() -> Person:
    return Person(person("Guest"))


def make(
    workshop: Workshop, role: str = "viewer", days: int | None = None, canvas: Canvas | str | None = None
) -> tuple[dict[str, Any], str]:
    path = f"/projects/{workshop.project.pk}/invitation-links"
    body = {"role": role, "days": days}
    if canvas is not None:
        body["canvas"] = str(canvas.pk if isinstance(canvas, Canvas) else canvas)
    link = workshop.owner.made("POST", path, body)
    return link, link["url"].rsplit("/", 1)[1]


def told(person: Person, method: str, path: str) -> tuple[int, str]:
    response = person.send(method, path)
    return response.status_code, "" if response.status_code < 300 else response.json()["code"]


def role_of(guest: Person, workshop: Workshop) -> str | None:
    assert guest.user
    return access.role_of(guest.user, workshop.project.pk)


def test_who_has_a_link_sees_what_it_invites_to_and_becomes_a_member(
    workshop: Workshop, guest: Person
) -> None:
    link, token = make(workshop, "editor", days=7)
    assert link["url"] == f"http://localhost/join/{token}"
    shown = guest.made("GET", f"/invitations/{token}")
    assert (shown["name"], shown["role"]) == (workshop.project.name, "editor")
    assert (shown["created_by"]["name"], shown["own_role"]) == ("owner", None)
    assert role_of(guest, workshop) is None, "looking is not joining"
    assert guest.made("POST", f"/invitations/{token}")["id"] == str(workshop.project.pk)
    assert role_of(guest, workshop) == "editor"
    assert guest.made("GET", f"/invitations/{token}")["own_role"] == "editor"
    (listed,) = workshop.owner.made("GET", f"/projects/{workshop.project.pk}/invitation-links")
    assert (listed["id"], listed["num_members"], listed["url"]) == (link["id"], 1, "")
    assert not InvitationLink.objects.filter(pk=token).exists(), "only the hash is stored"


def test_without_an_account_one_sees_who_invites_to_what_and_must_sign_in_to_join(workshop: Workshop) -> None:
    _, token = make(workshop, "commenter", canvas=workshop.canvas)
    nobody = Person(None)
    answer = nobody.get(f"/invitations/{token}")
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    shown = answer.json()
    content = shown["canvas"].pop("content")
    assert shown == {
        "project": str(workshop.project.pk),
        "name": workshop.project.name,
        "canvas": {"id": str(workshop.canvas.pk), "kind": "chorale", "name": workshop.canvas.name},
        "role": "commenter",
        "created_by": {"id": workshop.user("owner").pk, "name": "owner"},
        "own_role": None,
    }
    stored = workshop.owner.made("GET", f"/canvases/{workshop.canvas.pk}/state")["content"]
    assert content["symbols"] == stored["symbols"]
    assert told(nobody, "POST", f"/invitations/{token}") == (401, "signed_out")
    assert told(nobody, "GET", f"/canvases/{workshop.canvas.pk}") == (401, "signed_out")
    page = nobody.client.get(f"/join/{token}")
    assert page["X-Robots-Tag"] == "noindex, nofollow"


def test_the_page_of_a_link_shows_only_how_its_canvas_begins(workshop: Workshop) -> None:
    words = [f"word{number}" for number in range(MOST_COLUMNS + 40)]
    body = {"kind": "text", "name": "Letter", "start": "blank", "options": {"text": " ".join(words)}}
    letter = workshop.owner.made("POST", f"/projects/{workshop.project.pk}/canvases", body)
    _, token = make(workshop, canvas=letter["id"])
    shown = Person(None).made("GET", f"/invitations/{token}")["canvas"]["content"]
    assert shown["words"] == words[:MOST_COLUMNS]
    assert len(shown["spaces"]) == MOST_COLUMNS + 1


def test_of_a_canvas_in_the_bin_and_of_links_that_are_over_nothing_is_told(workshop: Workshop) -> None:
    link, token = make(workshop, canvas=workshop.canvas)
    _, to_project = make(workshop)
    nobody = Person(None)
    assert nobody.made("GET", f"/invitations/{to_project}")["canvas"] is None
    workshop.owner.made("POST", f"/canvases/{workshop.canvas.pk}/bin")
    shown = nobody.get(f"/invitations/{token}")
    assert shown.json()["canvas"] is None
    assert workshop.canvas.name not in shown.content.decode()
    workshop.owner.made("DELETE", f"/projects/{workshop.project.pk}/invitation-links/{link['id']}")
    revoked, invented = nobody.get(f"/invitations/{token}"), nobody.get("/invitations/invented")
    assert (revoked.status_code, revoked.content) == (404, invented.content)


def test_a_link_leads_to_canvases_of_its_own_project_alone(workshop: Workshop) -> None:
    other = workshop.owner.made("POST", "/projects", {"name": "Other"})
    path = f"/projects/{other['id']}/invitation-links"
    refused = workshop.owner.post(path, {"role": "viewer", "canvas": str(workshop.canvas.pk)})
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    stranger = Person(person("Stranger"))
    own = stranger.made("POST", "/projects", {"name": "Own"})
    path = f"/projects/{own['id']}/invitation-links"
    refused = stranger.post(path, {"role": "viewer", "canvas": str(workshop.canvas.pk)})
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


def test_a_revoked_link_ends_and_takes_out_who_came_by_it_and_nobody_else(
    workshop: Workshop, guest: Person
) -> None:
    (link, token), (_, other) = make(workshop), make(workshop, "commenter")
    named, by_other = Person(person("Named")), Person(person("Other"))
    guest.made("POST", f"/invitations/{token}")
    named.made("POST", f"/invitations/{token}")
    by_other.made("POST", f"/invitations/{other}")
    # whose role an owner has chosen is no longer there by the link
    workshop.owner.made(
        "PATCH", f"/projects/{workshop.project.pk}/members/{named.user.pk}", {"role": "editor"}
    )
    before = Member.objects.count()
    path = f"/projects/{workshop.project.pk}/invitation-links/{link['id']}"
    assert workshop.owner.made("DELETE", path) == {"num_removed": 1}
    assert [role_of(one, workshop) for one in (guest, named, by_other)] == [None, "editor", "commenter"]
    assert Member.objects.count() == before - 1
    for method in ("GET", "POST"):
        assert told(guest, method, f"/invitations/{token}") == GONE
    assert workshop.owner.made("DELETE", path) == {"num_removed": 0}, "once is enough"


def test_a_link_never_lowers_a_role_and_raises_only_one_that_came_by_a_link(
    workshop: Workshop, guest: Person
) -> None:
    (_, viewer), (_, editor) = make(workshop), make(workshop, "editor")
    for token, expected in ((viewer, "viewer"), (editor, "editor"), (viewer, "editor")):
        guest.made("POST", f"/invitations/{token}")
        assert role_of(guest, workshop) == expected
    for name in ("owner", "viewer"):
        member = workshop.people[name]
        member.made("POST", f"/invitations/{editor}")
        assert role_of(member, workshop) == name, "an owner chose this role"


def test_old_links_links_to_what_is_binned_and_inventions_lead_nowhere(
    workshop: Workshop, guest: Person
) -> None:
    link, token = make(workshop, days=1)
    assert told(guest, "GET", "/invitations/invented") == GONE
    InvitationLink.objects.filter(pk=link["id"]).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert told(guest, "POST", f"/invitations/{token}") == GONE
    _, another = make(workshop)
    workshop.owner.made("POST", f"/projects/{workshop.project.pk}/bin")
    assert told(guest, "POST", f"/invitations/{another}") == GONE


def test_no_link_makes_an_owner_and_there_are_limits(
    workshop: Workshop, guest: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/projects/{workshop.project.pk}/invitation-links"
    refused = workshop.owner.post(path, {"role": Role.OWNER})
    assert refused.status_code == 422
    assert "cannot make an owner" in refused.json()["message"]
    monkeypatch.setattr(limits, "INVITATION_LINKS", 1)
    _, token = make(workshop)
    full = workshop.owner.post(path, {"role": "viewer"})
    assert (full.status_code, full.json()["code"]) == (409, "too_many_links")
    monkeypatch.setattr(limits, "MEMBERS_PER_PROJECT", Member.objects.count())
    assert told(guest, "POST", f"/invitations/{token}") == (409, "too_many_members")
    assert role_of(guest, workshop) is None


def test_a_link_that_is_revoked_while_somebody_joins_lets_nobody_in(
    workshop: Workshop, guest: Person
) -> None:
    link, token = make(workshop)
    found = access.invitation_by_link(token)
    workshop.owner.made("DELETE", f"/projects/{workshop.project.pk}/invitation-links/{link['id']}")
    with pytest.raises(StudioError) as refused:
        invitations.accept(invitation=found, user=guest.user)
    assert (refused.value.status, refused.value.code) == GONE
    assert role_of(guest, workshop) is None


def test_links_of_another_project_are_not_revoked(workshop: Workshop) -> None:
    link, token = make(workshop)
    other = workshop.owner.made("POST", "/projects", {"name": "Other"})
    answer = told(workshop.owner, "DELETE", f"/projects/{other['id']}/invitation-links/{link['id']}")
    assert answer == (404, "not_found")
    assert workshop.owner.made("GET", f"/invitations/{token}")["role"] == "viewer"


def test_somebody_who_was_taken_out_does_not_come_back_by_the_same_link(
    workshop: Workshop, guest: Person
) -> None:
    _, token = make(workshop)
    guest.made("POST", f"/invitations/{token}")
    assert guest.user
    workshop.owner.made("DELETE", f"/projects/{workshop.project.pk}/members/{guest.user.pk}")
    assert told(guest, "POST", f"/invitations/{token}") == (403, "removed")
    assert role_of(guest, workshop) is None
    _, newer = make(workshop, "commenter")  # who makes another link and gives it means it
    guest.made("POST", f"/invitations/{newer}")
    assert role_of(guest, workshop) == "commenter"
    workshop.owner.made("DELETE", f"/projects/{workshop.project.pk}/members/{guest.user.pk}")
    workshop.owner.made(
        "POST", f"/projects/{workshop.project.pk}/members", {"name": "Guest", "role": "viewer"}
    )
    assert role_of(guest, workshop) == "viewer"


@pytest.mark.django_db
def test_guessing_invitations_is_slowed_down_whatever_the_method(
    guest: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "INVITATIONS", limits.Rate("invitation", 2, 60, "looks"))
    codes = [told(guest, method, "/invitations/guess")[0] for method in ("POST", "GET", "POST")]
    assert codes == [404, 404, 429]
    codes = [told(Person(None), "GET", "/invitations/guess")[0] for _ in range(3)]
    assert codes == [404, 404, 429], "without an account by address"
