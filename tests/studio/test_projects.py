"""Projects and members: roles, the last owner, the bin."""

import pytest

from studio import events, limits
from studio.models import Member, Project
from tests.studio.workshop import Person, Workshop, person


def test_whoever_makes_a_project_owns_it(db: None) -> None:
    ana = Person(person("ana"))
    made = ana.made("POST", "/projects", {"name": "  Songs "})
    assert (made["name"], made["role"], made["num_canvases"]) == ("Songs", "owner", 0)
    assert ana.made("GET", "/projects") == [made]
    assert Person(person("ben")).made("GET", "/projects") == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_name_has_1_to_120_characters(name: str, workshop: Workshop) -> None:
    assert workshop.owner.post("/projects", {"name": name}).status_code == 422
    assert workshop.owner.send("PATCH", f"/projects/{workshop.project.pk}", {"name": name}).status_code == 422


def test_a_name_is_text_whatever_it_looks_like(workshop: Workshop) -> None:
    name = "<img src=x onerror=alert(1)>\"'; DROP"
    assert workshop.owner.made("POST", "/projects", {"name": name})["name"] == name


def test_members_come_in_by_name_and_go(workshop: Workshop) -> None:
    path = f"/projects/{workshop.project.pk}/members"
    ben = person("Ben")
    added = workshop.owner.made("POST", path, {"name": "ben", "role": "curator"})
    assert added == {"person": {"id": ben.pk, "name": "Ben"}, "role": "curator"}
    again = workshop.owner.post(path, {"name": "Ben", "role": "viewer"})
    assert (again.status_code, again.json()["code"]) == (409, "member_already")
    assert workshop.owner.post(path, {"name": "nobody", "role": "viewer"}).status_code == 404
    assert workshop.owner.post(path, {"name": "stranger", "role": "king"}).status_code == 422
    assert Person(ben).get(f"/projects/{workshop.project.pk}").status_code == 200
    workshop.owner.made("DELETE", f"{path}/{ben.pk}")
    assert Person(ben).get(f"/projects/{workshop.project.pk}").status_code == 404


def test_a_project_never_loses_its_last_owner(workshop: Workshop) -> None:
    path = f"/projects/{workshop.project.pk}/members"
    owner, editor = workshop.user("owner"), workshop.user("editor")
    for refused in (
        workshop.owner.send("PATCH", f"{path}/{owner.pk}", {"role": "editor"}),
        workshop.owner.send("DELETE", f"{path}/{owner.pk}"),
    ):
        assert (refused.status_code, refused.json()["code"]) == (409, "last_owner")
    workshop.owner.made("PATCH", f"{path}/{editor.pk}", {"role": "owner"})
    workshop.owner.made("DELETE", f"{path}/{owner.pk}")
    assert workshop.owner.get(f"/projects/{workshop.project.pk}").status_code == 404
    assert Member.objects.filter(project=workshop.project, role="owner").count() == 1


def test_sockets_are_told_to_look_again_when_a_role_changes(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    rung: list[tuple[str, str]] = []
    monkeypatch.setattr(events, "_send", lambda group, message: rung.append((group, message["type"])))
    viewer = workshop.user("viewer")
    with django_capture_on_commit_callbacks(execute=True):
        path = f"/projects/{workshop.project.pk}/members/{viewer.pk}"
        workshop.owner.made("PATCH", path, {"role": "editor"})
    assert (f"project.{workshop.project.pk}", "recheck") in rung
    assert (f"user.{viewer.pk}", "recheck") in rung


def test_a_project_in_the_bin_is_kept_whole_and_takes_no_changes(workshop: Workshop) -> None:
    path = f"/projects/{workshop.project.pk}"
    assert workshop.owner.made("POST", f"{path}/bin")["is_in_bin"]
    new = {"kind": "chorale", "start": "blank"}
    assert workshop.owner.post(f"{path}/canvases", new).json()["code"] == "in_bin"
    restored = workshop.owner.made("POST", f"{path}/restore")
    assert (restored["is_in_bin"], restored["num_canvases"]) == (False, 1)
    workshop.owner.made("POST", f"{path}/canvases", new)


def test_the_list_names_the_canvases_that_changed_last(workshop: Workshop) -> None:
    path = f"/projects/{workshop.project.pk}/canvases"
    made = [
        workshop.owner.made("POST", path, {"kind": "chorale", "start": "blank", "name": name})
        for name in ("one", "two", "three", "four")
    ]
    workshop.owner.made("PATCH", f"/canvases/{made[0]['id']}", {"name": "newest"})
    workshop.owner.made("POST", f"/canvases/{made[3]['id']}/bin")
    other = workshop.owner.made("POST", "/projects", {"name": "Other"})
    listed = {project["id"]: project for project in workshop.owner.made("GET", "/projects")}
    assert [each["name"] for each in listed[str(workshop.project.pk)]["newest"]] == ["newest", "three", "two"]
    assert listed[other["id"]]["newest"] == []


def test_changes_are_limited_a_minute(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WRITES", limits.Rate("write", 2, 60, "changes"))
    answers = [workshop.owner.post("/projects", {"name": "N"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert 0 < answers[-1].json()["retry_after_s"] <= 60
    assert workshop.people["editor"].post("/projects", {"name": "N"}).status_code == 201
    assert Project.objects.count() == 4
