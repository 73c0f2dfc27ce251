"""A project with some of everything, and zips made by hand for tests of archives."""

import io
import json
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from studio import protocol
from studio.bodies import ListeningRules, NewAct, NewAnswers, NewBranch, NewCampaign, NewComment, NewDecision
from studio.models import Generation, GenerationState, Grade, ListeningPiece, ListeningTest, Project, Take
from studio.reads.runs.steps import content_of_take
from studio.services import canvases
from studio.services.collection import campaigns, comments, listening, rankings, takes, versions
from studio.services.runs import acts, claims, generations
from tests.studio.workshop import NUM_CELLS, Person, Workshop, made_up, run_text, streamed

LISTENED = protocol.HeardSide(seconds=0.2, share=0.5)
QUESTIONS: Any = [
    {"type": "scale", "text": "Would you sing it?", "low": "never", "high": "gladly", "steps": 5},
    {"type": "several", "text": "What holds it back?", "options": ["voice-leading", "cadence"]},
    {"type": "text", "text": "Anything else?"},
]


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
    (claimed,) = claims.claim(worker="test")
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
    _ask_judges(workshop, [kept, placed, final])
    _ask_listeners(workshop, [kept, final])


def _ask_judges(workshop: Workshop, chosen: list[Take]) -> None:
    """A campaign that is over, with a judge set aside and a decision, and one that goes on."""
    owner = workshop.user("owner")
    about = {"takes": [take.pk for take in chosen], "questions": QUESTIONS}
    asked = NewCampaign(name="Endings", judges=["curator", "editor", "owner"], overlap=3, **about)
    campaign = campaigns.create(project=workshop.project, user=owner, request=asked)
    for judge in campaign.judges.order_by("number"):
        for number in range(len(chosen)):
            answers = [2 * judge.number - 1, ["cadence"] if number else [], "Für Elise\u2028?"]
            task = campaigns.next_task(judge=judge, after=None)
            campaigns.answer(task=task, request=NewAnswers(answers=answers, heard=LISTENED))
    item = campaign.items.order_by("pk").last()
    assert item is not None
    decision = NewDecision(question=0, value=4, note="Between the two")
    campaigns.decide(item=item, user=owner, request=decision)
    campaigns.set_aside(campaign=campaign, judge=2, is_set_aside=True)
    campaigns.close(campaign=campaign)
    asked = NewCampaign(name="Openings", judges=["curator"], overlap=1, **about)
    campaign = campaigns.create(project=workshop.project, user=owner, request=asked)
    judge = campaign.judges.get()
    campaigns.answer(
        task=campaigns.next_task(judge=judge, after=None), request=NewAnswers(answers=[3, [], ""])
    )


def _ask_listeners(workshop: Workshop, chosen: list[Take]) -> None:
    """A listening test that is over, and one that goes on."""
    rules = ListeningRules.model_validate({"min_listening_s": 0}).model_dump(mode="json")
    for name in ("Us or Bach", "Again"):
        test = ListeningTest.objects.create(
            project=workshop.project,
            name=name,
            kind="chorale",
            rules=rules,
            created_by=workshop.user("curator"),
        )
        for take in chosen:
            content = content_of_take(take)
            ListeningPiece.objects.create(
                test=test, take=take, is_model=True, name=take.name, content=content
            )
            ListeningPiece.objects.create(test=test, is_model=False, name="A chorale", content=content)
        for skill in (2, 5):
            listener = listening.begin(test=test, browser=f"{skill}", skill=skill, is_member=skill == 5)
            for says_model in (True, False, True):
                question = listening.next_question(listener=listener)
                listening.answer(question=question, says_model=says_model, heard=LISTENED)
            listening.next_question(listener=listener)
        if name == "Us or Bach":
            listening.end_by_hand(test=test)


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


def send(
    person: Person, data: bytes, name: str = "project.zip", *, project: Project | None = None
) -> HttpResponse:
    """Upload an archive, to be a project or to join one."""
    path = "/api/archives" if project is None else f"/api/projects/{project.pk}/archives"
    return person.client.post(path, {"file": SimpleUploadedFile(name, data)})


__all__ = ["NUM_CELLS", "export", "files_of", "fill", "finish", "jsonl", "rows_of", "send", "zip_of"]
