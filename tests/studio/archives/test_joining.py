"""An archive that joins a project which exists: all of it or nothing, in one event."""

from typing import Any

import pytest

from studio import limits
from studio.archives import campaigns, importing, joining
from studio.models import (
    AuditEntry,
    Campaign,
    Canvas,
    EventRow,
    Generation,
    ListeningTest,
    Member,
    Project,
    Ranking,
    Take,
    User,
)
from tests.studio.archives.samples import export, files_of, send
from tests.studio.workshop import Person, Workshop, person

pytestmark = pytest.mark.usefixtures("tried_here")
NOUNS = (Canvas, Ranking, ListeningTest, Campaign)


def counts(project: Project | None = None) -> dict[str, int]:
    """Of a project, or of the whole studio."""
    of_project = {} if project is None else {"project": project}
    found = {of.__name__: of._default_manager.filter(**of_project).count() for of in NOUNS}
    on_canvas = {} if project is None else {"canvas__project": project}
    return found | {of.__name__: of._default_manager.filter(**on_canvas).count() for of in (Generation, Take)}


def names(project: Project) -> list[list[str]]:
    return [
        sorted(of._default_manager.filter(project=project).values_list("name", flat=True)) for of in NOUNS
    ]


def test_all_of_it_joins_in_one_event_and_names_that_are_taken_get_a_number(
    archive: bytes, workshop: Workshop
) -> None:
    own = workshop.canvas
    Canvas.objects.filter(pk=own.pk).update(name="Words", position=3)
    before = counts(workshop.project)
    stream = EventRow.objects.filter(stream=f"project:{workshop.project.pk}").order_by("seq")
    num_events = stream.count()
    answer = send(workshop.owner, archive, project=workshop.project)
    assert answer.status_code == 201, answer.content
    said = answer.json()
    once = names(workshop.project)
    assert once[0].count("Words (2)") == 1
    added = {name: num - before[name] for name, num in counts(workshop.project).items()}
    assert (added["Canvas"], added["Take"]) == (len(said["canvases"]), said["num_takes"])
    assert (added["Ranking"], added["ListeningTest"], added["Campaign"]) == (1, 2, 2)
    positions = Canvas.objects.filter(pk__in=said["canvases"]).values_list("position", flat=True)
    assert sorted(positions) == [4, 5]
    assert [(event.kind, event.payload) for event in stream[num_events:]] == [("archive", said)]
    entry = AuditEntry.objects.get(what="project.joined")
    assert (entry.project, entry.person) == (workshop.project.pk, workshop.user("owner"))
    assert Project.objects.count() == 1

    send(workshop.owner, archive, project=workshop.project)  # and once more
    assert "Words (3)" in names(workshop.project)[0]
    assert [name for name in names(workshop.project)[3] if name.startswith("Endings")] == [
        "Endings",
        "Endings (2)",
    ]


def test_what_joined_an_empty_project_leaves_it_as_it_came(archive: bytes, db: None) -> None:
    zoe = Person(person("zoe"))
    project = Project.objects.get(pk=zoe.made("POST", "/projects", {"name": "Empty"})["id"])
    assert send(zoe, archive, project=project).status_code == 201
    before, after = files_of(archive), files_of(export(zoe, project))
    del before["manifest.json"], after["manifest.json"]
    changed = [name for name in {*before, *after} if before.get(name) != after.get(name)]
    # canvases stand after those that were there, of which there were none
    assert all(name.endswith("canvas.json") for name in changed), changed
    canvas = next(iter(Canvas.objects.filter(project=project, kind="chorale")))
    (generation, *_) = zoe.made("GET", f"/canvases/{canvas.pk}/snapshot")["generations"]
    assert zoe.made("GET", f"/generations/{generation['id']}/frames")


def test_who_may_not_edit_imports_nothing_and_only_owners_bring_campaigns(
    archive: bytes, workshop: Workshop
) -> None:
    before = counts()
    for role, status in (("viewer", 403), ("curator", 403), ("stranger", 404)):
        assert send(workshop.people[role], archive, project=workshop.project).status_code == status
    answer = send(workshop.people["editor"], archive, project=workshop.project)
    assert (answer.status_code, answer.json()["code"]) == (403, "role_too_low")
    assert "campaigns" in answer.json()["message"]
    assert (counts(), Project.objects.count()) == (before, 1)
    Member.objects.filter(user=workshop.user("editor")).update(role="owner")
    assert send(workshop.people["editor"], archive, project=workshop.project).status_code == 201


def test_an_editor_brings_canvases_and_takes(workshop: Workshop) -> None:
    workshop.run(workshop.start(), upto=8)
    archive = export(workshop.owner, workshop.project)
    answer = send(workshop.people["editor"], archive, project=workshop.project)
    assert answer.status_code == 201, answer.content
    assert Canvas.objects.filter(project=workshop.project).count() == 2


@pytest.mark.parametrize(
    ("limit", "most", "status"),
    [
        ("PROJECT_MIB", 0, 413),
        ("PERSON_MIB", 0, 413),
    ],
)
def test_storage_is_limited(
    limit: str, most: int, status: int, archive: bytes, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, limit, most)
    before = counts()
    answer = send(workshop.owner, archive, project=workshop.project)
    assert answer.status_code == status
    assert (counts(), Project.objects.count()) == (before, 1)


def test_a_project_holds_no_more_of_a_sort_than_it_could_before(
    archive: bytes, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = tuple((of, 1 if of is Campaign else most, noun) for of, most, noun in joining._HELD)
    monkeypatch.setattr(joining, "_HELD", held)
    before, rows = counts(), EventRow.objects.count()
    answer = send(workshop.owner, archive, project=workshop.project)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_campaigns")
    assert "at most 1 campaigns; with this archive it would hold 2" in answer.json()["message"]
    assert (counts(), Project.objects.count(), EventRow.objects.count()) == (before, 1, rows)


def test_a_damaged_archive_and_a_project_in_the_bin_are_refused_in_a_sentence(
    archive: bytes, workshop: Workshop
) -> None:
    before = counts()
    answer = send(workshop.owner, archive[: len(archive) // 2], project=workshop.project)
    assert answer.status_code == 422
    assert answer.json()["message"].endswith(".")
    workshop.owner.made("POST", f"/projects/{workshop.project.pk}/bin")
    assert send(workshop.owner, archive, project=workshop.project).json()["code"] == "in_bin"
    assert counts() == before


def test_whatever_fails_on_the_way_nothing_of_it_stays(
    archive: bytes, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the machine is on fire")

    monkeypatch.setattr(joining, "_numbered", fail)  # in the last transaction
    before = counts()
    assert send(workshop.owner, archive, project=workshop.project).status_code == 500
    assert (counts(), Project.objects.count()) == (before, 1)
    assert importing.free_imports.acquire(blocking=False)
    importing.free_imports.release()


def test_who_loses_the_right_meanwhile_imports_nothing(
    archive: bytes, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    restore = campaigns.restore

    def lose(*args: Any) -> None:
        Member.objects.filter(user=workshop.user("owner")).update(role="viewer")
        restore(*args)

    monkeypatch.setattr(campaigns, "restore", lose)
    before = counts()
    assert send(workshop.owner, archive, project=workshop.project).json()["code"] == "role_too_low"
    assert (counts(), Project.objects.count()) == (before, 1)


def test_names_in_it_belong_to_nobody_but_the_importer(archive: bytes, workshop: Workshop) -> None:
    Member.objects.filter(user=workshop.user("curator")).update(role="owner")
    send(workshop.people["curator"], archive, project=workshop.project)
    authors = {take.created_by for take in Take.objects.filter(canvas__project=workshop.project)}
    assert authors == {None, User.objects.get(username="curator")}
