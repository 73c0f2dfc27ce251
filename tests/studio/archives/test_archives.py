"""Archives: out of one studio, into another, and out again the same."""

import json
import re
from datetime import datetime
from typing import Any

import pytest

from studio.archives import writing
from studio.archives.choice import choose
from studio.documents import store
from studio.models import Campaign, CampaignTask, Canvas, Generation, Member, Project, Ranking, Take, User
from studio.reads.streams import events_after, stream_seq
from studio.services.runs import claims, reproductions
from studio.services.upkeep import deletion
from tests.studio.archives.samples import export, files_of, fill, rows_of, send, zip_of
from tests.studio.workshop import Person, Workshop, person

pytestmark = pytest.mark.usefixtures("tried_here")


@pytest.fixture
def filled(workshop: Workshop, text_checkpoint: str) -> Workshop:
    fill(workshop)
    return workshop


@pytest.fixture
def exported(filled: Workshop) -> bytes:
    return export(filled.owner, filled.project)


@pytest.fixture
def moved(archive: bytes) -> tuple[Person, str]:
    """The archive on a server where nobody and nothing else is: its importer and the project."""
    zoe = Person(person("zoe"))
    answer = send(zoe, archive)
    assert answer.status_code == 201, answer.content
    return zoe, answer.json()["id"]


def without_time(files: dict[str, bytes]) -> dict[str, Any]:
    manifest = json.loads(files["manifest.json"])
    assert datetime.fromisoformat(manifest.pop("exported_at"))
    return {**files, "manifest.json": manifest}


def test_an_archive_exported_imported_and_exported_again_is_the_same(
    archive: bytes, moved: tuple[Person, str]
) -> None:
    before, after = files_of(archive), files_of(export(*moved))
    assert set(before) == set(after)
    for name in before:
        if name != "manifest.json":
            assert before[name] == after[name], name
    assert without_time(before) == without_time(after)


@pytest.mark.thorough
def test_the_same_holds_where_the_people_have_accounts(exported: bytes, workshop: Workshop) -> None:
    imported = send(workshop.people["stranger"], exported).json()
    again = export(workshop.people["stranger"], imported["id"])
    assert without_time(files_of(again)) == without_time(files_of(exported))
    take = Take.objects.get(canvas__project_id=imported["id"], is_starred=True)
    assert (take.created_by, take.author_name) == (None, "editor")  # an archive can say any name
    mine = send(workshop.people["editor"], exported).json()
    assert {row.created_by for row in Take.objects.filter(canvas__project=mine["id"])} >= {
        workshop.user("editor")
    }
    assert workshop.owner.get(f"/projects/{imported['id']}").status_code == 404  # a name alone opens nothing


def test_an_archive_has_scores_rows_and_steps(archive: bytes) -> None:
    files = files_of(archive)
    names = set(files)
    assert {"manifest.json", "README.txt", "rankings.jsonl", "canvases/1/document.yjs"} <= names
    assert {"canvases/1/files/canvas.musicxml", "canvases/2/files/canvas.txt"} <= names
    takes = rows_of(files["canvases/1/takes.jsonl"])
    assert len(takes) == 5
    for ending in (".musicxml", ".mid"):
        of_takes = [name for name in names if re.fullmatch(rf"canvases/1/files/\d+-.*{ending}", name)]
        assert len(of_takes) == len(takes)
    starred = next(take for take in takes if take["is_starred"])
    assert starred["name"] == "Ünder the bridge"
    assert (starred["tags"], starred["remarks"]) == (["calm", "Für Elise"], "Slow\nending")
    given = [(each["name"], each["stars"], each["saw_others"]) for each in starred["ratings"]]
    assert given == [("curator", 2, False), ("editor", 5, False)]
    assert (starred["tagged_by"], starred["remarks_by"]) == (
        {"calm": ["editor"], "Für Elise": ["editor"]},
        "editor",
    )
    assert sum(starred["authorship"].values()) == pytest.approx(1)
    generations = rows_of(files["canvases/1/generations.jsonl"])
    assert [generation["number"] for generation in generations] == list(range(1, len(generations) + 1))
    second = generations[1]
    assert [(act["author"], act["from_step"]) for act in second["acts"]] == [
        ("editor", 2),
        ("curator", 2),
        ("editor", 6),
    ]
    placed = next(take for take in takes if take["note"] == "placed")
    assert second["sources"] == [{"canvas": 1, "take": placed["number"]}]
    assert generations[2]["parent"] == 2
    for generation in generations:
        frames = rows_of(files[f"canvases/1/frames/{generation['number']}.jsonl"])
        steps = [step["step"] for frame in frames for step in frame["steps"]]
        last = generation["last_step"]
        assert steps == ([] if last is None else list(range(generation["first_step"], last + 1)))
    (ranking,) = rows_of(files["rankings.jsonl"])
    assert [duel["judge"] for duel in ranking["duels"]] == ["editor"] * 3 + ["curator"] * 3


def test_only_owners_get_the_names_of_judges_and_the_votes_of_a_ranking_that_is_not_open(
    filled: Workshop,
) -> None:
    def told(role: str) -> tuple[list[list[str]], list[str], bytes]:
        files = files_of(export(filled.people[role], filled.project))
        rated = [row["ratings"] for row in rows_of(files["canvases/1/takes.jsonl"]) if row["ratings"]]
        (ranking,) = rows_of(files["rankings.jsonl"])
        names = [[stars["name"] for stars in ratings] for ratings in rated]
        return names, [duel["judge"] for duel in ranking["duels"]], files["rankings.jsonl"]

    names, judges, _ = told("owner")
    assert (names, judges) == ([["curator", "editor"]], ["editor"] * 3 + ["curator"] * 3)
    assert told("viewer")[:2] == ([["judge 1", "judge 2"]], [])
    filled.owner.made("POST", f"/rankings/{Ranking.objects.get(project=filled.project).pk}/open")
    names, judges, written = told("viewer")
    assert (names, judges) == ([["judge 1", "judge 2"]], ["judge 1"] * 3 + ["judge 2"] * 3)
    assert json.loads(written)["author"] == "curator"  # who made it is no secret, who voted how is
    names, judges, _ = told("editor")
    assert (names, judges) == ([["editor", "judge 1"]], ["editor"] * 3 + ["judge 1"] * 3)
    Take.objects.get(is_starred=True).ratings.filter(user_name="editor").delete()
    assert told("editor")[0] == []  # who has not rated it is not led by others


def test_campaigns_and_listening_tests_come_through_with_what_they_found(
    exported: bytes, filled: Workshop
) -> None:
    files = files_of(exported)
    campaign = json.loads(files["campaigns/1/campaign.json"])
    assert campaign["judges"] == [
        {"number": 1, "is_active": True, "is_set_aside": False},
        {"number": 2, "is_active": True, "is_set_aside": True},
        {"number": 3, "is_active": True, "is_set_aside": False},
    ]
    judged = b"".join(data for name, data in files.items() if re.match("campaigns/./(camp|task)", name))
    assert not [name for name in ("curator", "editor") if f'"{name}"'.encode() in judged]
    stranger = filled.people["stranger"]
    imported = send(stranger, exported).json()["id"]
    before = {one.name: one for one in Campaign.objects.filter(project=filled.project)}
    after = {one.name: one for one in Campaign.objects.filter(project=imported)}
    assert set(before) == set(after) == {"Endings", "Openings"}
    was, now = (
        person.made("GET", f"/campaigns/{of['Endings'].pk}/results")
        for person, of in ((filled.owner, before), (stranger, after))
    )
    assert now["questions"] == was["questions"]
    assert [one["agreement"] for one in now["judges"]] == [one["agreement"] for one in was["judges"]]
    assert [one["name"] for one in now["judges"]] == ["judge 1", "judge 2", "judge 3"]
    assert now["num_decided"] == was["num_decided"] == 1
    (decided,) = (one["decision"] for one in now["disagreements"] if one["decision"])
    assert (decided["value"], decided["decided_by"]) == (4, "owner")
    queues = [
        list(
            CampaignTask.objects.filter(judge__campaign=of["Openings"])
            .order_by("place")
            .values_list("item__name", "answers")
        )
        for of in (before, after)
    ]
    assert queues[0] == queues[1]
    assert queues[0][0][1] == [3, [], ""]
    results = [
        person.made("GET", f"/projects/{project}/listening-tests")
        for person, project in ((filled.owner, filled.project.pk), (stranger, imported))
    ]
    was, now = ([one["result"] for one in tests] for tests in results)
    assert now == was
    assert results[1][1]["result"]["taken"]["num_answers"] > 0
    assert (results[1][0]["name"], results[1][0]["num_all"]) == ("Again", 0)  # nobody is sent these yet
    # who imports it lets others judge what is not answered
    path = f"/projects/{imported}/members"
    stranger.made("POST", path, {"name": "curator", "role": "curator"})
    stranger.made("PATCH", f"/campaigns/{after['Openings'].pk}", {"judges": ["curator"]})
    mine = filled.people["curator"].made("GET", f"/campaigns/{after['Openings'].pk}")["mine"]
    assert mine == {"num_tasks": 2, "num_answered": 0}


def test_what_is_judged_still_is_only_in_the_archive_of_who_may_see_it(filled: Workshop) -> None:
    def names(person: Person, project: Project = filled.project) -> list[str]:
        found = files_of(export(person, project))
        records = [data for name, data in found.items() if re.search("(campaign|test).json", name)]
        counts = json.loads(found["manifest.json"])
        assert counts["num_campaigns"] + counts["num_listening_tests"] == len(records)
        return [json.loads(data)["name"] for data in records]

    assert names(filled.owner) == ["Endings", "Openings", "Us or Bach", "Again"]
    for role in ("viewer", "curator", "editor"):
        assert names(filled.people[role]) == ["Endings", "Us or Bach"]
    files = files_of(export(filled.owner, filled.project))
    assert files["listening/1/listeners.jsonl"]
    assert not files["listening/2/listeners.jsonl"]
    Member.objects.filter(user=filled.user("curator")).update(role="owner")
    assert names(filled.people["curator"]) == ["Endings", "Us or Bach", "Again"]  # who answers first


def test_an_archive_of_before_campaigns_is_read_as_ever(archive: bytes, workshop: Workshop) -> None:
    files = {
        name: data
        for name, data in files_of(archive).items()
        if not name.startswith(("campaigns/", "listening/"))
    }
    manifest = json.loads(files["manifest.json"]) | {"version": 1}
    del manifest["num_campaigns"], manifest["num_listening_tests"]
    files["manifest.json"] = json.dumps(manifest).encode()
    imported = send(workshop.people["stranger"], zip_of(files))
    assert imported.status_code == 201, imported.content
    assert not Campaign.objects.filter(project=imported.json()["id"]).exists()
    assert Ranking.objects.filter(project=imported.json()["id"]).exists()


def test_no_id_of_this_server_is_in_an_archive(exported: bytes, workshop: Workshop) -> None:
    everything = b"".join(data for name, data in files_of(exported).items())
    ids = [workshop.project.pk, *Canvas.objects.values_list("pk", flat=True)]
    ids += [*Generation.objects.values_list("pk", flat=True), *Take.objects.values_list("pk", flat=True)]
    assert not [pk for pk in ids if str(pk).encode() in everything]


def test_takes_votes_and_authors_come_through(moved: tuple[Person, str]) -> None:
    zoe, project = moved
    assert zoe.made("GET", f"/projects/{project}/takes")["total"] == 6
    (first,) = zoe.made("GET", f"/projects/{project}/takes?search=bridge")["takes"]
    assert (first["grade"], first["created_by"]) == (3.25, {"id": 0, "name": "editor"})
    assert (first["num_ratings"], first["rating"]) == (2, None)
    assert zoe.made("PUT", f"/takes/{first['id']}/rating", {"stars": 5})["rating"] == 4.0
    assert zoe.made("GET", f"/projects/{project}/takes?author=editor&search=bridge")["total"] == 1
    assert zoe.made("GET", f"/projects/{project}/takes?binned=true")["total"] == 1
    (ranking,) = zoe.made("GET", f"/projects/{project}/rankings")
    assert (ranking["num_votes"], ranking["num_judges"]) == (6, 2)
    assert ranking["agreement"] is not None
    assert zoe.made("POST", f"/rankings/{ranking['id']}/duels")
    assert not ranking["is_open"]
    told = zoe.made("GET", f"/takes/{first['id']}/settings")
    assert told["generation"]["purpose"] == "imported"
    assert zoe.made("GET", f"/projects/{project}")["role"] == "owner"


def test_an_imported_generation_plays_branches_and_can_be_reproduced(moved: tuple[Person, str]) -> None:
    zoe, project = moved
    canvas = Canvas.objects.get(project_id=project, kind="chorale")
    snapshot = zoe.made("GET", f"/canvases/{canvas.pk}/snapshot")
    second = next(g for g in snapshot["generations"] if g["number"] == 2)
    path = f"/generations/{second['id']}"
    frames = zoe.made("GET", f"{path}/frames")
    assert [frames[0]["first_step"], frames[-1]["last_step"]] == [0, 5]
    acts = zoe.made("GET", f"{path}/acts")
    assert [act["author"] for act in acts][:2] == [
        {"id": 0, "name": "editor"},
        {"id": 0, "name": "curator"},
    ]
    export_path = f"/canvases/{canvas.pk}/export?format=midi&generation={second['id']}&step=3"
    assert zoe.get(export_path).status_code == 200
    assert zoe.post(f"{path}/branch", {"candidate": 0, "step": 3}).status_code == 201
    assert zoe.post(f"{path}/resume").json()["code"] == "is_over"
    row = Generation.objects.get(pk=second["id"])
    again = reproductions.start(generation=row, user=User.objects.get(username="zoe"))
    assert again.acts.get(number=1).payload["cells"] == [5, 6]


def test_a_browser_that_follows_an_imported_generation_gets_every_step(moved: tuple[Person, str]) -> None:
    row = Generation.objects.get(canvas__kind="chorale", number=2)
    stream = f"generation:{row.pk}"
    events = events_after(stream, 0, 500)
    assert [seq for seq, _ in events] == list(range(1, stream_seq(stream) + 1))
    steps = [
        step["step"]
        for _, payload in events
        if payload["kind"] == "frame"
        for step in payload["frame"]["steps"]
    ]
    assert steps == list(range(6))
    assert {payload["kind"] for _, payload in events} == {"frame", "act", "generation"}


def test_an_imported_canvas_is_the_document_that_it_was(archive: bytes, moved: tuple[Person, str]) -> None:
    for number, kind in ((1, "chorale"), (2, "text")):
        canvas = Canvas.objects.get(project_id=moved[1], kind=kind)
        record = json.loads(files_of(archive)[f"canvases/{number}/canvas.json"])
        cells = store.project_to_cells(canvas)
        assert record["cells"] == {name: cells[name] for name in record["cells"]}
        assert (canvas.name, canvas.author_name) == (record["name"], "owner")


def test_chosen_takes_bring_what_led_to_them_and_nothing_else(filled: Workshop) -> None:
    final = Take.objects.get(generation__number=3)
    chosen = export(filled.people["viewer"], filled.project, f"?take={final.pk}")
    files = files_of(chosen)
    assert json.loads(files["manifest.json"])["num_takes"] == 1
    numbers = [row["number"] for row in rows_of(files["canvases/1/generations.jsonl"])]
    assert numbers == [2, 3]
    assert "canvases/2/canvas.json" not in files
    imported = send(filled.people["stranger"], chosen).json()
    again = files_of(export(filled.people["stranger"], imported["id"]))
    del files["manifest.json"], again["manifest.json"]
    assert files == again


def test_a_take_of_another_project_is_not_exported(workshop: Workshop) -> None:
    response = workshop.owner.get(
        f"/projects/{workshop.project.pk}/archive?take=00000000-0000-4000-8000-000000000000"
    )
    assert response.status_code == 404


def test_an_empty_project_goes_out_and_in(workshop: Workshop) -> None:
    other = workshop.owner.made("POST", "/projects", {"name": "Empty"})
    data = export(workshop.owner, other["id"])
    imported = send(workshop.owner, data).json()
    assert (imported["name"], imported["num_canvases"]) == ("Empty", 0)


def test_a_generation_that_goes_on_while_it_is_exported_can_be_imported(workshop: Workshop) -> None:
    workshop.start()
    (claimed,) = claims.claim(worker="test")
    workshop.run_on(claimed, upto=3)
    written = b""
    for piece in writing.pieces(choose(workshop.project, None)):
        written += piece
        if b"generations.jsonl" in written and claimed.last_step == 3:
            workshop.run_on(claimed, upto=7)
    (record,) = rows_of(files_of(written)["canvases/1/generations.jsonl"])
    assert (record["state"], record["last_step"]) == ("stopped", 3)
    assert claimed.last_step == 7
    assert send(workshop.people["stranger"], written).status_code == 201


def test_a_generation_whose_steps_were_pruned_goes_out_and_in(workshop: Workshop) -> None:
    done = workshop.run(workshop.start(), upto=3)
    deletion.drop_steps([done.pk])
    exported = export(workshop.owner, workshop.project)
    answer = send(workshop.people["stranger"], exported)
    assert answer.status_code == 201, answer.content
    again = export(workshop.people["stranger"], answer.json()["id"])
    assert without_time(files_of(again)) == without_time(files_of(exported))
    (record,) = rows_of(files_of(again)["canvases/1/generations.jsonl"])
    assert record["last_step"] == 3
