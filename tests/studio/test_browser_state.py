"""The browser's own code is fed a snapshot and the events after it, and meets a fresh snapshot."""

import json
import os
import subprocess
import typing
from pathlib import Path
from typing import Any

import pycrdt

from studio import events, protocol
from studio.documents import store as documents
from studio.reads.streams import events_after
from studio.services.runs import claims, looks
from tests.studio.archives.samples import export, send
from tests.studio.test_jobs import best_of, run_one
from tests.studio.workshop import NUM_CELLS, Workshop, person

FRONTEND = Path(__file__).parents[2] / "frontend"


def test_a_snapshot_and_the_events_after_it_equal_a_fresh_snapshot_in_the_browser(
    workshop: Workshop, tmp_path: Path
) -> None:
    before = _snapshots(workshop)
    generation = _do_everything(workshop)
    look = workshop.owner.made("POST", f"/canvases/{workshop.canvas.pk}/looks", {"question": "doubt"})
    looks.answer(look_id=look["id"], answer={"doubt": [0.5] * NUM_CELLS})

    streams = {
        stream: [{"seq": seq, "payload": payload} for seq, payload in events_after(stream, 0, 1000)]
        for stream in (
            events.project_stream(workshop.project.pk),
            events.canvas_stream(workshop.canvas.pk),
            events.generation_stream(generation),
        )
    }
    for of_stream in streams.values():
        assert [event["seq"] for event in of_stream] == list(range(1, len(of_stream) + 1))
    told = {event["payload"]["kind"] for stream in streams.values() for event in stream}
    assert told == _kinds_of_events()

    paths = [f"/generations/{generation}{part}" for part in ("", "/acts", "/frames", "/frozen")]
    paths += [f"/canvases/{workshop.canvas.pk}/state", f"/looks/{look['id']}"]
    paths += [f"/projects/{workshop.project.pk}/{noun}" for noun in ("rankings", "campaigns", "takes")]
    after = _snapshots(workshop) | {path: workshop.owner.made("GET", path) for path in paths}
    recorded = tmp_path / "recorded.json"
    recorded.write_text(
        json.dumps(
            {
                "project": str(workshop.project.pk),
                "canvas": str(workshop.canvas.pk),
                "generation": generation,
                "look": look,
                "streams": streams,
                "before": before,
                "after": after,
            }
        )
    )
    command = ["npx", "vitest", "run", "--config", "recorded.config.ts"]
    ran = subprocess.run(
        command, cwd=FRONTEND, env=_environment(recorded), capture_output=True, text=True, timeout=300
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def _environment(recorded: Path) -> dict[str, str]:
    return {**os.environ, "VITE_RECORDED": str(recorded)}


def _kinds_of_events() -> set[str]:
    messages = typing.get_args(typing.get_args(protocol.Payload)[0])
    return {message.model_fields["kind"].default for message in messages}


def _snapshots(workshop: Workshop) -> dict[str, Any]:
    """Project and canvas as a browser loads them, by path."""
    paths = (f"/projects/{workshop.project.pk}/snapshot", f"/canvases/{workshop.canvas.pk}/snapshot")
    return {path: workshop.owner.made("GET", path) for path in paths}


def _do_everything(workshop: Workshop) -> str:
    """Something of every kind that people and workers do; the id of a generation with acts and steps."""
    owner, canvas = workshop.owner, f"/canvases/{workshop.canvas.pk}"
    _change_people_and_canvases(workshop)
    first = owner.made("POST", f"{canvas}/comments", {"text": "First", "column": "0", "row": 1})
    owner.made("POST", f"{canvas}/comments", {"text": "Second"})
    owner.made("DELETE", f"/comments/{first['id']}")
    asked = owner.made("POST", f"{canvas}/comments", {"text": "Third, @editor?", "column": "0"})
    owner.made("POST", f"{canvas}/comments", {"text": "Answer", "thread": asked["id"]})
    owner.made("PATCH", f"/comments/{asked['id']}", {"is_resolved": True})
    version = owner.made("POST", f"{canvas}/versions", {"name": "First"})
    owner.made("PATCH", f"/versions/{version['id']}", {"name": "Renamed"})
    owner.made("DELETE", f"/versions/{owner.made('POST', f'{canvas}/versions', {'name': 'Gone'})['id']}")
    _edit_the_document(workshop)
    archive = export(workshop.people["editor"], workshop.project)
    assert send(workshop.people["editor"], archive, project=workshop.project).status_code == 201

    running = workshop.run(workshop.start(), upto=4)
    path = f"/generations/{running.pk}"
    owner.made("POST", f"{path}/acts", {"candidate": 1, "cells": [3, 4], "state": 0})
    owner.made("POST", f"{path}/acts", {"settings": {"temperature": 0.8}})
    kept = [owner.made("POST", f"{path}/takes", {"candidate": c, "step": 2 + 2 * c})["id"] for c in (0, 1)]
    owner.made("PATCH", f"/takes/{kept[1]}", {"name": "Best", "is_starred": True, "position": 0})
    changes = f"/projects/{workshop.project.pk}/takes/changes"
    owner.made("POST", changes, {"takes": kept, "flag": "pick", "add_tags": ["calm"]})
    _rank(workshop, kept)
    _ask_judges(workshop, kept)
    owner.made("POST", f"/takes/{kept[1]}/bin")
    owner.made("POST", f"{path}/pause")
    owner.made("POST", f"{path}/branch", {"candidate": 0, "step": 2})
    owner.made("POST", f"{path}/stop")
    for waiting in owner.made("GET", f"{canvas}/snapshot")["generations"]:
        if waiting["state"] == "queued":
            owner.made("POST", f"/generations/{waiting['id']}/stop")
    workshop.people["editor"].made("POST", f"{canvas}/jobs", best_of(total=2))
    run_one([5.0, 9.0])
    claims.reap()
    return str(running.pk)


def _change_people_and_canvases(workshop: Workshop) -> None:
    owner, project = workshop.owner, f"/projects/{workshop.project.pk}"
    newcomer = person("newcomer")
    owner.made("PATCH", project, {"name": "Renamed"})
    owner.made("POST", f"{project}/members", {"name": "newcomer", "role": "viewer"})
    owner.made("PATCH", f"{project}/members/{newcomer.pk}", {"role": "editor"})
    owner.made("DELETE", f"{project}/members/{workshop.user('viewer').pk}")
    owner.made("POST", f"{project}/canvases", {"kind": "chorale", "start": "blank"})
    owner.made("POST", f"/canvases/{workshop.canvas.pk}/duplicate")
    owner.made("PATCH", f"/canvases/{workshop.canvas.pk}", {"name": "Another name", "position": 9})


def _edit_the_document(workshop: Workshop) -> None:
    for number, (name, values) in enumerate(
        [("symbols", {"0:0": 60, "1:0": -60}), ("states", {"2:3": 2}), ("pins", {"3:1": False})]
    ):
        document = documents.load(workshop.canvas).document
        before = document.get_state()
        document.get(name, type=pycrdt.Map).update(values)
        with events.atomic():
            documents.append(
                canvas=workshop.canvas,
                user=workshop.user("editor"),
                update=document.get_update(before),
                client_message_id=f"edit-{number}",
                epoch=1,
            )


def _ask_judges(workshop: Workshop, takes: list[str]) -> None:
    asked = {"name": "Endings", "takes": takes, "questions": [{"type": "scale", "text": "Good?"}]}
    path = f"/projects/{workshop.project.pk}/campaigns"
    campaign = workshop.owner.made("POST", path, {**asked, "judges": ["curator"], "overlap": 1})
    judge = workshop.people["curator"]
    task = judge.made("POST", f"/campaigns/{campaign['id']}/tasks", {})
    judge.made("PUT", f"/campaign-tasks/{task['id']}", {"answers": [3]})


def _rank(workshop: Workshop, takes: list[str]) -> None:
    path = f"/projects/{workshop.project.pk}/rankings"
    ranking = workshop.owner.made("POST", path, {"name": "Endings", "takes": takes})
    duel = workshop.owner.made("POST", f"/rankings/{ranking['id']}/duels")
    workshop.owner.made("POST", f"/duels/{duel['id']}/vote", {"outcome": "left"})
    workshop.owner.made(
        "POST", f"/rankings/{ranking['id']}/open"
    )  # until then judges find no names and grades
