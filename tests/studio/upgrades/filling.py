"""What two people and a guest do in a studio that is to become a fixture: some of everything, and small.

Talks to the studio as a browser does. What the first releases lacked is passed over, where they answer 404
or 405.
"""

from dataclasses import dataclass
from typing import Any

import pycrdt

from tests.live_studio import LiveStudio, wait_until
from tests.studio_client import Editor, Person

OWNER = "ana"
GUEST = "cleo"
SETTINGS = {"num_steps": 6}
SCORE = b"""<?xml version="1.0" encoding="UTF-8"?>
<score-partwise version="3.1"><work><work-title>Imported</work-title></work><part-list>
<score-part id="P1"><part-name>Soprano</part-name></score-part></part-list><part id="P1"><measure number="1">
<attributes><divisions>2</divisions><key><fifths>1</fifths></key><time><beats>4</beats><beat-type>4</beat-type>
</time><clef><sign>G</sign><line>2</line></clef></attributes>
<note><pitch><step>G</step><octave>4</octave></pitch><duration>2</duration><type>quarter</type><lyric>
<syllabic>begin</syllabic><text>Mor</text></lyric></note>
<note><pitch><step>A</step><octave>4</octave></pitch><duration>2</duration><type>quarter</type><lyric>
<syllabic>end</syllabic><text>ning</text></lyric></note>
<note><pitch><step>B</step><octave>4</octave></pitch><duration>4</duration><type>half</type><notations>
<fermata/></notations></note></measure></part></score-partwise>"""
TEXT = "The wind had gone round to the north and the sea was \u25a2 \u25a2."


class People:
    """The owner (made before the studio began), an editor, and a guest who joins by a link."""

    def __init__(self, studio: LiveStudio) -> None:
        self.owner = Person(studio.url, OWNER)
        self.editor = Person(studio.url, "ben")
        self.guest = Person(studio.url, GUEST)


def ended(person: Person, generation: dict[str, Any]) -> str:
    """Wait until it is over and graded; its id."""
    address = f"/api/generations/{generation['id']}"

    def is_over() -> bool:
        now = person.get(address)
        assert now["state"] != "failed", now["error"]
        return bool(now["state"] == "stopped" or (now["state"] == "done" and now["is_graded"]))

    wait_until(is_over, 300, "a generation did not end")
    return str(generation["id"])


def reached(person: Person, generation: str, step: int) -> None:
    address = f"/api/generations/{generation}"
    wait_until(lambda: (person.get(address)["last_step"] or 0) >= step, 120, f"step {step} was not made")


def where_there_is(person: Person, path: str, body: Any) -> Any:
    """What is made at a path, None in a release that has no such path."""
    answer = person.post(path, body)
    if answer.status_code in (404, 405):
        return None
    assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
    return answer.json()


@dataclass(frozen=True)
class Filled:
    """canvas: the chorale's id. links: paths of the API behind links with a secret, by what they lead to."""

    canvas: str
    links: dict[str, str]


async def fill(people: People) -> Filled:
    """Everything but what is at work when the studio is killed."""
    owner, editor = people.owner, people.editor
    project = owner.make("/api/projects", {"name": "Chorales"})["id"]
    owner.make(f"/api/projects/{project}/members", {"name": "ben", "role": "editor"})
    link = owner.make(f"/api/projects/{project}/invitation-links", {"role": "curator"})["url"]
    invitation = f"/api/invitations/{link.rsplit('/', 1)[1]}"
    people.guest.make(invitation)
    blank = {"kind": "chorale", "name": "Two bars", "options": {"num_bars": 2, "title": "Two bars"}}
    canvas = owner.make(f"/api/projects/{project}/canvases", blank)["id"]
    owner.make(f"/api/projects/{project}/imports", files={"file": ("morning.musicxml", SCORE)})
    write = {"kind": "text", "name": "The sea", "options": {"title": "The sea", "text": TEXT}}
    text = owner.make(f"/api/projects/{project}/canvases", write)["id"]
    async with owner.socket(project) as socket:
        await edit_chorale(Editor(socket, canvas))
        await edit_text(Editor(socket, text))
    binned = editor.make(f"/api/canvases/{canvas}/duplicate")["id"]
    owner.make(f"/api/canvases/{binned}/bin")
    comment(people, canvas)
    where_there_is(editor, f"/api/canvases/{canvas}/versions", {"name": "Before the model"})
    where_there_is(editor, f"/api/canvases/{canvas}/visits", None)
    replay = compose(people, project, canvas)
    ended(editor, editor.generate(text, settings={"num_steps": 4}, seed=5, num_candidates=2))
    async with editor.socket(project) as socket:
        later = Editor(socket, canvas)
        await later.open()
        await later.set("symbols", f"{later.columns()[4]}:0", 71)
        await later.settle()
    archive = owner.http.get(f"/api/projects/{project}/archive").content
    owner.make("/api/archives", files={"file": ("chorales.zip", archive)})
    binned = owner.make("/api/projects", {"name": "Thrown away"})["id"]
    owner.make(f"/api/projects/{binned}/bin")
    return Filled(canvas, {"invitation": invitation, "replay": replay})


async def edit_chorale(editor: Editor) -> None:
    """A melody with a fermata and a word under it, a pin, and lower voices to be composed."""
    await editor.open()
    columns = editor.columns()

    def write(document: pycrdt.Doc) -> None:
        for at, pitch in enumerate((67, 69, 71, 72)):
            symbols = {f"{columns[4 * at]}:0": pitch}
            symbols |= {f"{columns[4 * at + held]}:0": -pitch for held in (1, 2, 3)}
            document.get("symbols", type=pycrdt.Map).update(symbols)
        states = {f"{column}:{row}": 1 for column in columns for row in (1, 2, 3)}
        document.get("states", type=pycrdt.Map).update(states)
        document.get("pins", type=pycrdt.Map)[f"{columns[0]}:0"] = False
        marks = document.get("marks", type=pycrdt.Map)
        marks[f"{columns[12]}:0"] = {"fermata": True}
        document.get("meta", type=pycrdt.Map)["tempo"] = 84

    await editor.transmit(editor.change(write))
    await editor.settle()


async def edit_text(editor: Editor) -> None:
    """A sentence more, and a word that is painted."""
    await editor.open()

    def write(document: pycrdt.Doc) -> None:
        text = document.get("text", type=pycrdt.Text)
        text.insert(len(str(text).encode()), " Two gulls hung over the harbour.")
        text.format(4, 8, {"state": 1})

    await editor.transmit(editor.change(write))
    await editor.settle()


def comment(people: People, canvas: str) -> None:
    """On the whole canvas, on a note, and on one that is answered and settled where there are threads."""
    columns = people.owner.get(f"/api/canvases/{canvas}/state")["columns"]
    address = f"/api/canvases/{canvas}/comments"
    people.owner.make(address, {"text": "The bass is still to come."})
    first = people.editor.make(address, {"text": "Higher, @ana? \U0001f3b5", "column": columns[4], "row": 0})
    if "thread" in first:
        people.owner.make(address, {"text": "Yes.", "thread": first["id"]})
        people.owner.send("PATCH", f"/api/comments/{first['id']}", {"is_resolved": True})


def compose(people: People, project: str, canvas: str) -> str:
    """A generation with acts, a reproduction, a branch, a job, a paused one; takes. The path of a replay."""
    editor = people.editor
    steered = editor.generate(canvas, settings=SETTINGS, seed=7, num_candidates=2, pace={"mode": "single"})
    address = f"/api/generations/{steered['id']}"
    editor.make(f"{address}/step")
    reached(editor, steered["id"], 1)
    editor.make(f"{address}/acts", {"candidate": 0, "cells": [36], "symbols": [64], "pinned": True})
    editor.make(f"{address}/acts", {"settings": {"temperature": 0.8}})
    editor.make(f"{address}/pace", {"mode": "full"})
    ended(editor, steered)
    ended(editor, editor.make(f"{address}/reproduce"))
    branch = editor.make(f"{address}/branch", {"candidate": 1, "step": 3, "num_candidates": 2, "seed": 3})
    best = {"settings": SETTINGS, "total": 2, "keep": 1, "batch": 2, "seed": 9}
    job = editor.make(f"/api/canvases/{canvas}/jobs", {"kind": "best_of", "settings": best})
    ended(editor, branch)
    wait_until(lambda: editor.get(f"/api/jobs/{job['id']}")["state"] == "done", 300, "a job did not end")
    paused = editor.generate(
        canvas, settings=SETTINGS, seed=8, num_candidates=2, pace={"mode": "limited", "steps_per_second": 2}
    )
    reached(editor, paused["id"], 2)
    editor.make(f"/api/generations/{paused['id']}/pause")
    takes = keep(people, steered["id"], branch["id"])
    judge(people, project, takes)
    export = f"/api/canvases/{canvas}/export?format=musicxml&take={takes[0]}"
    people.owner.http.get(export).raise_for_status()
    look = editor.make(f"/api/canvases/{canvas}/looks", {"question": "doubt"})["id"]
    wait_until(
        lambda: editor.get(f"/api/looks/{look}")["state"] == "answered", 120, "a look was not answered"
    )
    link = people.owner.make(f"{address}/replay-links", {})["url"]
    return f"/api/replay/{link.rsplit('/', 1)[1]}"


def keep(people: People, first: str, second: str) -> list[str]:
    """Five takes, with what people say of them; the last one in the bin."""
    places = [(first, 0, 6), (first, 1, 6), (first, 0, 4), (second, 0, 6), (second, 1, 6)]
    takes = [
        people.editor.make(
            f"/api/generations/{generation}/takes",
            {"candidate": candidate, "step": step, "name": f"Take {number}"},
        )["id"]
        for number, (generation, candidate, step) in enumerate(places, 1)
    ]
    said = {"is_starred": True, "remarks": "Lovely end.", "tags": ["calm", "end"]}
    people.editor.send("PATCH", f"/api/takes/{takes[0]}", said).raise_for_status()
    for person, stars in ((people.owner, 5), (people.editor, 3), (people.guest, 4)):
        person.send("PUT", f"/api/takes/{takes[0]}/rating", {"stars": stars}).raise_for_status()
    people.owner.send("PUT", f"/api/takes/{takes[1]}/rating", {"stars": 2}).raise_for_status()
    people.editor.make(f"/api/takes/{takes[4]}/bin")
    return takes[:4]


def judge(people: People, project: str, takes: list[str]) -> None:
    """A ranking with votes of three people that is opened, and one that stays sealed."""
    for name, outcomes in (("Which?", ["left", "right", "tie", "both_bad"]), ("Sealed", ["left"])):
        body = {"name": name, "takes": takes}
        ranking = f"/api/rankings/{people.owner.make(f'/api/projects/{project}/rankings', body)['id']}"
        for person in (people.owner, people.editor, people.guest):
            for outcome in outcomes:
                duel = person.make(f"{ranking}/duels")
                vote: dict[str, Any] = {"outcome": outcome}
                if "is_open" in person.get(ranking):
                    vote["heard"] = {side: {"seconds": 0.2, "share": 0.75} for side in ("left", "right")}
                person.make(f"/api/duels/{duel['id']}/vote", vote)
        if name == "Which?":
            where_there_is(people.owner, f"{ranking}/open", None)


def at_work(people: People, filled: Filled) -> None:
    """A generation that runs slowly, and has begun."""
    slow = {"mode": "limited", "steps_per_second": 0.5}
    begun = people.editor.generate(filled.canvas, settings=SETTINGS, seed=1, num_candidates=1, pace=slow)
    reached(people.editor, begun["id"], 1)
