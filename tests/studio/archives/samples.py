"""A project with some of everything, and zips made by hand for tests of archives."""

import io
import json
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from studio import protocol
from studio.bodies import NewAct, NewBranch, NewComment
from studio.models import Generation, GenerationState, Grade, Project, Take
from studio.services import canvases
from studio.services.collection import comments, rankings, takes, versions
from studio.services.runs import acts, claims, generations
from tests.studio.workshop import NUM_CELLS, Person, Workshop, made_up, run_text, streamed

LISTENED = protocol.HeardSide(seconds=0.2, share=0.5)


def finish(workshop: Workshop, generation: Generation, upto: int = 8) -> Generation:
    """Made up to a step and done."""
    made = workshop.run(generation, upto=upto)
    assert claims.release(
        generation_id=made.pk, fence=made.fence, state=GenerationState.DONE, result_hash="f" * 64
    )
    made.refresh_from_db()
    return made


def fill(workshop: Workshop) -> None:
    """A chorale and a text; acts, a branch, a job, grades, takes, stars, tags, votes, comments, a bin."""
    editor, curator = workshop.user("editor"), workshop.user("curator")
    first = finish(workshop, workshop.start())
    Grade.objects.create(
        generation=first,
        candidate=1,
        step=8,
        overall=3.25,
        features={"parallels": 0.5},
        faults=[{"code": "range", "message": "Too low", "cells": [3], "penalty": 1.0}],
    )
    kept = takes.keep(generation=first, user=editor, candidate=1, step=8, name="Ünder the bridge")
    takes.change(
        take=kept,
        user=editor,
        is_starred=True,
        tags=["calm", "Für Elise"],
        remarks="Slow\nending",
        position=7,
    )
    for user, stars in ((editor, 5), (curator, 2)):
        takes.rate(take=kept, user=user, stars=stars)
    Take.objects.filter(pk=kept.pk).update(grade=3.25, features={"parallels": 0.5})
    placed = takes.keep(generation=first, user=editor, candidate=0, step=3, note="placed")
    takes.put_in_bin(take=takes.keep(generation=first, user=curator, candidate=0, step=5))
    second = workshop.start(settings={"num_steps": 8, "temperature": 1.25})
    acts.add(
        generation=second,
        user=editor,
        change=NewAct(candidate=0, cells=[5, 6], symbols=[64, -64], pinned=True),
    )
    acts.add(generation=second, user=curator, change=NewAct(settings={"temperature": 0.5}))
    (claimed,) = claims.claim(limit_cells=10**6, worker="test")
    acts.take_up(generation_id=claimed.pk, fence=claimed.fence, step=2)
    steps = [made_up(claimed, step) for step in range(6)]
    assert claims.record(generation_id=claimed.pk, fence=claimed.fence, steps=steps)
    generations.stop(generation=claimed, user=editor, candidate=1)
    child = generations.branch(generation=claimed, user=editor, request=NewBranch(candidate=0, step=4))
    final = takes.keep(generation=finish(workshop, child), user=curator, candidate=1, step=8)
    other = canvases.create(
        project=workshop.project,
        user=workshop.user("owner"),
        kind="text",
        name="Words",
        start="blank",
        options={"text": "She ▢ ▢ home."},
    )
    written = run_text(workshop, other)
    for candidate in (0, 1):
        takes.keep(generation=written, user=editor, candidate=candidate, step=4)
    canvases.put_in_bin(canvas=other)
    workshop.owner.made(
        "POST",
        f"/canvases/{workshop.canvas.pk}/jobs",
        {"kind": "best_of", "settings": {"settings": {"num_steps": 4}, "total": 4, "keep": 1, "batch": 2}},
    )
    _discuss(workshop)
    ranking = rankings.create(
        project=workshop.project, user=curator, name="All", takes=[kept.pk, placed.pk, final.pk]
    )
    for judge in (editor, curator):
        for outcome in ("left", "tie", "both_bad"):
            duel = rankings.next_duel(ranking=ranking, user=judge)
            rankings.vote(duel=duel, outcome=outcome, heard=protocol.Heard(left=LISTENED, right=LISTENED))
    rankings.next_duel(ranking=ranking, user=workshop.user("owner"))


def _discuss(workshop: Workshop) -> None:
    """A thread that is settled, another whose first comment was taken back, and two versions."""
    commenter, editor = workshop.user("commenter"), workshop.user("editor")
    place = {"column": "1", "last_column": "3", "row": 2, "place": "tenor, bar 1", "quote": "D4"}
    asked = comments.add(
        canvas=workshop.canvas, user=commenter, said=NewComment(text="Is this a D?", **place)
    )
    answer = NewComment(text="It is, @commenter.", thread=asked.pk)
    comments.add(canvas=workshop.canvas, user=editor, said=answer)
    comments.resolve(comment=asked, user=editor, is_resolved=True)
    comments.edit(comment=asked, user=commenter, text="Is this a D sharp?")
    gone = comments.add(canvas=workshop.canvas, user=editor, said=NewComment(text="Wrong canvas"))
    comments.add(canvas=workshop.canvas, user=commenter, said=NewComment(text="Why?", thread=gone.pk))
    comments.delete(comment=gone, user=editor)
    for name in ("Empty bar", "Still empty"):
        versions.add(canvas=workshop.canvas, user=editor, name=name)


def export(person: Person, project: Project | str, query: str = "") -> bytes:
    """The zip of a project."""
    response = person.get(f"/projects/{getattr(project, 'pk', project)}/archive{query}")
    assert response.status_code == 200, response.content
    return streamed(response)


def files_of(data: bytes) -> dict[str, bytes]:
    """The files of a zip by their names."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def zip_of(files: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of files by their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def rows_of(data: bytes) -> list[dict[str, Any]]:
    """The objects of a .jsonl file."""
    return [json.loads(line) for line in data.splitlines()]


def jsonl(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def send(person: Person, data: bytes, name: str = "project.zip") -> HttpResponse:
    """Upload an archive."""
    return person.client.post("/api/archives", {"file": SimpleUploadedFile(name, data)})


__all__ = ["NUM_CELLS", "export", "files_of", "fill", "finish", "jsonl", "rows_of", "send", "zip_of"]
