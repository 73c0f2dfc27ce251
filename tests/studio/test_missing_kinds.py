"""Canvases of a kind whose package is no longer installed: nothing breaks, and nothing of them is lost."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from studio.models import Canvas, Export, Frame, Generation, GenerationState, Take
from studio.services.collection import rankings
from studio.services.runs import grades, jobs
from sunmask.kinds import kinds
from tests.studio.archives.samples import export, files_of, fill, finish, rows_of, send, zip_of
from tests.studio.test_permissions import ROUTES, ask
from tests.studio.test_permissions import rows_of as rows_of_every_noun
from tests.studio.workshop import Person, Workshop

Uninstall = Callable[[str], None]


@pytest.fixture(autouse=True)
def in_order() -> Iterator[None]:
    """A kind that was taken away comes back behind the others; the first of them is the default."""
    before = dict(kinds())
    yield
    kinds().clear()
    kinds().update(before)


@pytest.fixture
def uninstall(monkeypatch: pytest.MonkeyPatch) -> Uninstall:
    return lambda kind: monkeypatch.delitem(kinds(), kind)


def test_every_request_is_answered(workshop: Workshop, text_checkpoint: str, uninstall: Uninstall) -> None:
    rows = rows_of_every_noun(workshop)
    owner = workshop.user("owner")
    Export.objects.create(canvas=workshop.canvas, created_by=owner, file_format="midi")
    voted = rankings.next_duel(ranking=rows["ranking"], user=workshop.user("editor"))
    rankings.vote(duel=voted, outcome="left")
    rankings.open_to_all(ranking=rows["ranking"])
    rows["duel_id"] = rankings.next_duel(ranking=rows["ranking"], user=owner).pk
    takes = {"first_take": str(rows["take"].pk), "second_take": str(rows["other_take"].pk)}
    uninstall("chorale")
    workshop.owner.client.raise_request_exception = False
    last = [route for route in ROUTES if route[0] == "DELETE" or route[1].endswith("/bin")]
    found = {}
    for method, path in [*(route for route in ROUTES if route not in last), *last]:
        _, body = ROUTES[method, path]
        if path.endswith("/splices"):
            body = {**takes, "columns": [[0, 3]]}
        whole = path.format(**rows) + ("?format=midi" if path.endswith("/export") else "")
        found[method, path] = ask(workshop.owner, method, whole, body).status_code
    assert {route: status for route, status in found.items() if status >= 500} == {}
    unanswered = {path for (method, path), status in found.items() if method == "GET" and status != 200}
    assert unanswered == {
        "/canvases/{canvas_id}/state",
        "/canvases/{canvas_id}/export",
        "/rankings/{ranking_id}/preferences",
        "/rankings/{ranking_id}/taste",
        "/projects/{project_id}/takes/data",
        "/campaign-tasks/{task_id}",
        "/campaign-items/{item_id}",
    }


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/canvases/{canvas}/generations", {"settings": {"num_steps": 2}}),
        ("/canvases/{canvas}/engravings", {"symbols": [[60]] * 4, "width": 100}),
        ("/generations/{generation}/branch", {"candidate": 0, "step": 1}),
        ("/generations/{generation}/takes", {"candidate": 0, "step": 0}),
        ("/takes/{take}/repair", None),
    ],
)
def test_what_needs_the_package_says_which_kind_it_brings(
    path: str, body: Any, workshop: Workshop, uninstall: Uninstall
) -> None:
    rows = rows_of_every_noun(workshop)
    uninstall("chorale")
    ids = {"canvas": workshop.canvas.pk, "generation": rows["generation_id"], "take": rows["take_id"]}
    answer = workshop.owner.post(path.format(**ids), body)
    assert (answer.status_code, answer.json()["code"]) == (409, "unknown_kind")
    assert "the kind “chorale”" in answer.json()["message"]
    assert "install the package" in answer.json()["message"]


def test_takes_are_found_starred_and_brought_back_from_the_bin(
    workshop: Workshop, uninstall: Uninstall
) -> None:
    rows = rows_of_every_noun(workshop)
    symbols = Take.objects.get(pk=rows["take_id"]).symbols
    uninstall("chorale")
    owner, take = workshop.owner, f"/takes/{rows['take_id']}"
    owner.made("POST", f"{take}/bin")
    owner.made("POST", f"{take}/restore")
    assert owner.made("PATCH", take, {"is_starred": True})["symbols"] == symbols
    found = owner.made("GET", f"/projects/{workshop.project.pk}/takes")["takes"]
    assert str(rows["take_id"]) in [each["id"] for each in found]
    assert "num_steps" in owner.made("GET", f"/projects/{workshop.project.pk}/takes/words")["settings"]
    assert owner.made("GET", f"{take}/settings")["settings"]["num_steps"] == 8


def test_a_vote_that_is_refused_is_not_counted(workshop: Workshop, uninstall: Uninstall) -> None:
    rows = rows_of_every_noun(workshop)
    duel = rankings.next_duel(ranking=rows["ranking"], user=workshop.user("owner"))
    uninstall("chorale")
    assert workshop.owner.post(f"/duels/{duel.pk}/vote", {"outcome": "tie"}).status_code == 409
    duel.refresh_from_db()
    assert duel.outcome is None
    assert workshop.owner.made("GET", f"/rankings/{rows['ranking_id']}")["num_votes"] == 0


def test_links_still_lead_to_it(workshop: Workshop, uninstall: Uninstall) -> None:
    generation = workshop.run(workshop.start(), upto=3)
    body = {"role": "viewer", "days": 7, "canvas": str(workshop.canvas.pk)}
    invitation = workshop.owner.made("POST", f"/projects/{workshop.project.pk}/invitation-links", body)
    replay = workshop.owner.made("POST", f"/generations/{generation.pk}/replay-links", {"days": 7})
    uninstall("chorale")
    path = f"/invitations/{invitation['url'].rsplit('/', 1)[1]}"
    canvas = workshop.people["stranger"].made("GET", path)["canvas"]
    assert (canvas["name"], canvas["kind"], canvas["content"]) == ("One bar", "chorale", {})
    path = f"/replay/{replay['url'].rsplit('/', 1)[1]}"
    assert Person(None).made("GET", path)["kind"] == "chorale"
    assert len(Person(None).made("GET", f"{path}/frames")) == 2


def test_a_run_can_be_stopped_and_keeps_its_steps(workshop: Workshop, uninstall: Uninstall) -> None:
    generation = workshop.run(workshop.start(), upto=3)
    uninstall("chorale")
    workshop.owner.made("POST", f"/generations/{generation.pk}/stop")
    generation.refresh_from_db()
    assert generation.state == GenerationState.STOPPED
    assert Frame.objects.filter(generation=generation, last_step=3).exists()


def test_grades_and_jobs_wait_until_it_is_back(
    workshop: Workshop, uninstall: Uninstall, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = finish(workshop, workshop.start())
    rows = rows_of_every_noun(workshop)
    with monkeypatch.context() as without:
        without.delitem(kinds(), "chorale")
        assert grades.take_up_generation("worker") is None
        assert grades.take_up_take("worker") is None
        jobs.advance_all()
    found = grades.take_up_generation("worker")
    assert found is not None
    assert found.pk == generation.pk
    assert workshop.owner.made("GET", f"/jobs/{rows['job_id']}")["state"] == "running"


def test_an_export_holds_its_rows_and_its_document_as_they_are(
    workshop: Workshop, text_checkpoint: str, uninstall: Uninstall
) -> None:
    fill(workshop)
    before = files_of(export(workshop.owner, workshop.project))
    uninstall("chorale")
    after = files_of(export(workshop.owner, workshop.project))
    gone = {name for name in before if name.startswith("canvases/1/files/")}
    assert set(after) == set(before) - gone
    canvas = "canvases/1/canvas.json"
    assert json.loads(after[canvas]) == json.loads(before[canvas]) | {"cells": {}}
    others = set(after) - {canvas, "manifest.json"}
    assert {name for name in others if after[name] != before[name]} == set()


def test_such_an_export_comes_back_whole_where_the_kind_is_installed(
    workshop: Workshop, text_checkpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(workshop)
    before = files_of(export(workshop.owner, workshop.project))
    with monkeypatch.context() as without:
        without.delitem(kinds(), "chorale")
        data = export(workshop.owner, workshop.project)
    answer = send(workshop.owner, data)
    assert answer.status_code == 201, answer.content
    again = files_of(export(workshop.owner, answer.json()["id"]))
    for name in ("canvas.json", "document.yjs"):
        assert again[f"canvases/1/{name}"] == before[f"canvases/1/{name}"]
    names = ("takes", "generations", "comments", "versions")
    num_rows = [len(rows_of(again[f"canvases/1/{name}.jsonl"])) for name in names]
    assert num_rows == [len(rows_of(before[f"canvases/1/{name}.jsonl"])) for name in names]


def test_an_import_names_the_canvas_its_kind_and_what_to_install(
    workshop: Workshop, text_checkpoint: str
) -> None:
    fill(workshop)
    files = files_of(export(workshop.owner, workshop.project))
    record = json.loads(files["canvases/1/canvas.json"]) | {"kind": "zither", "name": "Rock"}
    files["canvases/1/canvas.json"] = json.dumps(record).encode()
    num_canvases = Canvas.objects.count()
    answer = send(workshop.owner, zip_of(files))
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_archive")
    message = answer.json()["message"]
    assert "“Rock”" in message
    assert "the kind “zither”" in message
    assert "install the package that brings “zither”" in message
    assert Canvas.objects.count() == num_canvases
    assert Generation.objects.filter(canvas__kind="zither").count() == 0
