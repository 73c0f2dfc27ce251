"""A project leaves one server, comes to another that is empty, and leaves that one the same."""

import io
import json
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from tests.e2e import shelf
from tests.live_studio import LiveStudio, live_studio
from tests.studio_client import Person

pytestmark = pytest.mark.faults

TEXT = "A quiet evening by the sea, and nobody to tell it to.\n\nThen rain."


def exported(person: Person, project: str) -> bytes:
    answer = person.http.get(f"/api/projects/{project}/archive")
    assert answer.status_code == 200, answer.text
    return answer.content


def told(archive: bytes) -> dict[str, Any]:
    """The files of a zip by their names, without the time of the export."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        files: dict[str, Any] = {name: opened.read(name) for name in opened.namelist()}
    manifest = json.loads(files["manifest.json"])
    assert manifest.pop("exported_at")
    return {**files, "manifest.json": manifest}


def imported(person: Person, archive: bytes) -> httpx.Response:
    return person.post("/api/archives", files={"file": ("project.zip", archive)})


def curated(studio: LiveStudio) -> tuple[Person, str]:
    """Takes that a worker made, a text beside them, stars and tags and votes of two people."""
    ana, ben = Person(studio.url, "AnaMoves"), Person(studio.url, "BenMoves")
    owner, member = SimpleNamespace(api=ana), SimpleNamespace(api=ben)
    on = shelf.filled(owner, 4, (member, "curator"))  # type: ignore[arg-type]
    text = {"kind": "text", "name": "Words", "start": "blank", "options": {"text": TEXT}}
    ana.make(f"/api/projects/{on.project}/canvases", text)
    takes = list(on.takes.values())
    ana.send("PATCH", f"/api/takes/{takes[0]['id']}", {"tags": ["calm"], "remarks": "Für später"})
    for person, stars in ((ana, 5), (ben, 2)):
        person.send("PUT", f"/api/takes/{takes[1]['id']}/rating", {"stars": stars})
    body = {"name": "All", "takes": [take["id"] for take in takes]}
    ranking = ana.make(f"/api/projects/{on.project}/rankings", body)
    for person in (ana, ben):
        for outcome in ("left", "both_bad", "tie"):
            duel = person.make(f"/api/rankings/{ranking['id']}/duels")
            heard = {side: {"seconds": 0.2, "share": 0.5} for side in ("left", "right")}
            person.make(f"/api/duels/{duel['id']}/vote", {"outcome": outcome, "heard": heard})
    return ana, on.project


def test_an_archive_goes_from_server_to_server_unchanged(tmp_path: Path) -> None:
    with live_studio(tmp_path / "first") as first:
        first.wait_ready()
        ana, project = curated(first)
        archive = exported(ana, project)
        takes = ana.get(f"/api/projects/{project}/takes?sort=name")["takes"]
    with live_studio(tmp_path / "second") as second:
        second.wait_ready()
        zoe = Person(second.url, "Zoe")
        answer = imported(zoe, archive)
        assert answer.status_code == 201, answer.text
        there = answer.json()["id"]
        again = exported(zoe, there)
        moved = zoe.get(f"/api/projects/{there}/takes?sort=name")["takes"]
        rankings = zoe.get(f"/api/projects/{there}/rankings")
        assert imported(zoe, archive[: len(archive) // 2]).status_code == 422
    assert told(again) == told(archive)
    names = ("name", "symbols", "num_ratings", "grade", "candidate", "step")
    assert [[take[name] for name in names] for take in moved] == [
        [take[name] for name in names] for take in takes
    ]
    assert {take["created_by"]["name"] for take in moved} == {"AnaMoves"}
    assert [(ranking["num_votes"], ranking["num_judges"]) for ranking in rankings] == [(6, 2)]
