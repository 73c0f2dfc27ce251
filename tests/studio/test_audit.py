"""The audit log: each change of rights and links is told of, by name, to owners and operators alone."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from studio.models import AuditEntry, Canvas, User
from studio.services import audit, canvases, projects
from studio.services.people import leaving
from studio.services.upkeep import deletion
from tests.studio.workshop import Person, Workshop


def lines(owner: Person, project: Any, before: int | None = None) -> list[tuple[str, str]]:
    query = "" if before is None else f"?before={before}"
    page = owner.get(f"/projects/{project}/audit{query}").json()
    return [(line["name"], line["what"]) for line in page["lines"]]


def test_a_request_that_comes_twice_at_once_is_written_down_once(workshop: Workshop) -> None:
    both = [Canvas.objects.get(pk=workshop.canvas.pk) for _ in range(2)]  # each read before the other is done
    for change in (canvases.put_in_bin, canvases.restore):
        for canvas in both:
            change(canvas=canvas)
    name = workshop.canvas.name
    assert [what for _, what in lines(workshop.owner, workshop.project.pk)][:3] == [
        f"restored the canvas {name} from the bin",
        f"put the canvas {name} in the bin",
        "made the project",
    ]


def test_what_changes_rights_and_links_is_written_down_with_who_did_it(workshop: Workshop) -> None:
    owner, project = workshop.owner, workshop.project.pk
    guest, viewer = workshop.people["stranger"], workshop.user("viewer")
    owner.made("PATCH", f"/projects/{project}", {"name": "Hymns"})
    owner.made("PATCH", f"/projects/{project}/members/{viewer.pk}", {"role": "editor"})
    link = owner.made("POST", f"/projects/{project}/invitation-links", {"role": "curator", "days": 7})
    guest.made("POST", f"/invitations/{link['url'].rsplit('/', 1)[1]}")
    owner.send("DELETE", f"/projects/{project}/invitation-links/{link['id']}")
    workshop.people["editor"].send("POST", f"/canvases/{workshop.canvas.pk}/practice-links", {"days": 7})
    owner.send("POST", f"/canvases/{workshop.canvas.pk}/bin")
    assert lines(owner, project)[:8] == [
        ("owner", f"put the canvas {workshop.canvas.name} in the bin"),
        ("editor", f"made a link: {workshop.canvas.name}, to practise"),
        ("owner", "removed stranger, who was curator"),
        ("owner", "revoked a link: to join as curator"),
        ("stranger", "joined by a link as curator"),
        ("owner", "made a link: to join as curator"),
        ("owner", "made viewer editor"),
        ("owner", f"renamed the project {AuditEntry.objects.get(what='project.renamed').subject} to Hymns"),
    ]
    assert workshop.people["editor"].get(f"/projects/{project}/audit").status_code == 403


def test_a_token_does_what_its_person_does(workshop: Workshop) -> None:
    owner = workshop.owner
    token = owner.made("POST", "/account/tokens", {"name": "script", "scope": "own"})["token"]
    program = Person(None)
    program.made(
        "PATCH",
        f"/projects/{workshop.project.pk}",
        {"name": "Psalms"},
        Authorization=f"Bearer {token}",
    )
    assert lines(owner, workshop.project.pk)[0][0] == "owner"
    entry = AuditEntry.objects.get(what="token.made")
    assert (entry.person_name, audit.sentence(entry)) == (
        "owner",
        "made the token script with the scope own",
    )


def test_pages_follow_each_other(workshop: Workshop) -> None:
    owner, address = workshop.owner, f"/projects/{workshop.project.pk}"
    for number in range(55):
        owner.made("PATCH", address, {"name": f"Name {number}"})
    first = owner.get(f"{address}/audit").json()
    assert (len(first["lines"]), first["has_more"]) == (50, True)
    second = owner.get(f"{address}/audit?before={first['lines'][-1]['id']}").json()
    assert second["has_more"] is False
    numbers = [line["id"] for line in first["lines"] + second["lines"]]
    assert numbers == sorted(set(numbers), reverse=True)
    assert len(numbers) == AuditEntry.objects.filter(project=workshop.project.pk).count()


def test_an_entry_is_neither_changed_nor_deleted(workshop: Workshop) -> None:
    workshop.owner.made("PATCH", f"/projects/{workshop.project.pk}", {"name": "Hymns"})
    entry = AuditEntry.objects.latest("pk")
    entry.subject = "something else"
    with pytest.raises(TypeError, match="never changed"):
        entry.save()
    with pytest.raises(TypeError, match="never deleted"):
        entry.delete()


def test_it_outlives_the_project_and_forgets_the_name_of_who_has_left(workshop: Workshop) -> None:
    project = projects.create(user=workshop.user("stranger"), name="Alone")
    projects.add_member(project=project, name="viewer", role="viewer")
    leaving.leave(User.objects.get(username="viewer"))
    key = project.pk
    deletion.delete_project(project)
    out = StringIO()
    call_command("audit", project=key, stdout=out)
    said = [line.split(" ", 2)[2] for line in out.getvalue().splitlines()]
    assert said[0] == f"stranger made the project [Alone {key}]"
    assert said[-1] == f"The studio deleted the project for good [Alone {key}]"
    assert "viewer" not in out.getvalue().replace("as viewer", "")
    assert "former-member-" in out.getvalue()


def test_what_changes_nothing_is_not_written_down(workshop: Workshop) -> None:
    owner, canvas = workshop.owner, f"/canvases/{workshop.canvas.pk}"
    link = owner.made("POST", f"{canvas}/practice-links", {"days": 7})
    for _ in range(2):
        owner.send("DELETE", f"{canvas}/practice-links/{link['id']}")
        owner.made("POST", f"{canvas}/bin")
    written = list(AuditEntry.objects.order_by("pk").values_list("what", flat=True))
    assert written[-3:] == ["link.made", "link.revoked", "canvas.binned"]


def test_what_failed_is_not_written_down(workshop: Workshop) -> None:
    before = AuditEntry.objects.count()
    owner = workshop.user("owner")
    answer = workshop.owner.send("DELETE", f"/projects/{workshop.project.pk}/members/{owner.pk}")
    assert answer.status_code == 409
    assert AuditEntry.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_an_entry_belongs_to_the_change_that_it_tells_of() -> None:
    with pytest.raises(RuntimeError, match="transaction of the change"):
        audit.record("project.made")
