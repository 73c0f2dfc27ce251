"""Archives that are broken, hostile or no archives: one clear sentence each, and nothing is left behind."""

import json
import random
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse

from studio import limits
from studio.archives import importing, records, trial
from studio.models import Campaign, Canvas, EventRow, Generation, ListeningTest, Project, Stream, Take
from tests.studio.archives.samples import export, files_of, fill, jsonl, rows_of, send, zip_of
from tests.studio.workshop import Workshop

Files = dict[str, bytes]
TAKES, RUNS = "canvases/1/takes.jsonl", "canvases/1/generations.jsonl"
CAMPAIGN, ITEMS, TASKS = (f"campaigns/1/{name}" for name in ("campaign.json", "items.jsonl", "tasks.jsonl"))
TEST, LISTENERS = "listening/1/test.json", "listening/1/listeners.jsonl"
JUDGE = {"number": 1, "is_active": True, "is_set_aside": False}
TIME = {"created_at": "2026-01-01T00:00:00Z"}
DECISION = {
    "question": 0,
    "value": 3,
    "note": "",
    "author": "a",
    "decided_at": "2026-01-01T00:00:00Z",
}
ANSWER = {
    "piece": 1,
    "says_model": True,
    "heard": None,
    "counts": True,
    "answered_at": "2026-01-01T00:00:00Z",
    **TIME,
}
LISTENER = {"skill": 1, "is_member": False, "answers": [], **TIME}


GOOD: Files = {}
COMMENTS = "canvases/1/comments.jsonl"
COMMENT = {"text": "x", "column": None, "row": None, "author": "a", "created_at": "2026-01-01T00:00:00Z"}
MANY_COMMENTS = (json.dumps(COMMENT) + "\n").encode() * (limits.COMMENTS + 1)
FAR_FAULT = {"code": "x", "message": "x", "cells": [10**9], "penalty": 0}
ACT = {
    "kind": "pause",
    "candidate": None,
    "payload": {},
    "from_step": 1,
    "author": "a",
    "created_at": "2026-01-01T00:00:00Z",
}


@pytest.fixture(autouse=True)
def trial_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The trial in this process, where a test can set limits and a hundred of them take no time to start."""
    monkeypatch.setattr(importing, "check_in_child", lambda file, timeout_s: trial.check(file))


@pytest.fixture
def files(workshop: Workshop, text_checkpoint: str) -> Files:
    """A good archive of some of everything, made once, and a server that has none of it."""
    if not GOOD:
        fill(workshop)
        GOOD.update(files_of(export(workshop.owner, workshop.project)))
    return dict(GOOD)


def num_rows() -> list[int]:
    nouns = (Project, Canvas, Generation, Take, Stream, EventRow, Campaign, ListeningTest)
    return [of.objects.count() for of in nouns]


def refused_import(workshop: Workshop, data: bytes) -> str:
    """The sentence with which it is refused."""
    before = num_rows()
    answer: HttpResponse = send(workshop.people["stranger"], data)
    assert answer.status_code in (413, 422), answer.content
    assert num_rows() == before, "a refused import left rows"
    message = answer.json()["message"]
    assert re.match(r"[A-Z]|manifest\.json|rankings\.jsonl|canvases/|campaigns/|listening/", message), message
    assert message.endswith("."), message
    assert "\n" not in message
    assert len(message) < 400
    return message


def without_file(name: str) -> Callable[[Files], Files]:
    return lambda files: {key: data for key, data in files.items() if key != name}


def with_file(name: str, data: bytes) -> Callable[[Files], Files]:
    return lambda files: {**files, name: data}


def with_row(file: str, **change: Any) -> Callable[[Files], Files]:
    """The first record of a file with other values."""

    def changed(files: Files) -> Files:
        first, *rest = rows_of(files[file])
        return {**files, file: jsonl([{**first, **change}, *rest])}

    return changed


NOWHERE = {"canvas": 9, "take": 9}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without_file("manifest.json"), "no manifest.json"),
        (with_file("manifest.json", b'{"format": "other"}'), "manifest.json"),
        (with_file("manifest.json", b"[" * 100_000), "manifest.json"),
        (with_row("manifest.json", version=records.VERSION + 1), "Update the studio"),
        (with_file("../../etc/passwd", b"x"), "points outside"),
        (with_file("/etc/passwd", b"x"), "points outside"),
        (with_file("..\\windows", b"x"), "points outside"),
        (with_file("c:evil", b"x"), "points outside"),
        (with_file("canvases/9/canvas.json", b"{}"), "not numbered"),
        (with_file(TAKES, b"\xff\xfe{"), "line 1"),
        (with_file(TAKES, b'{"number": NaN}\n'), "line 1"),
        (with_file(TAKES, b"null\n"), "line 1"),
        (without_file("canvases/1/document.yjs"), "document.yjs is missing"),
        (with_file("canvases/1/document.yjs", b"\xff" * 4000), "its document"),
        (with_file("canvases/1/document.yjs", bytes(limits.DOCUMENT_BYTES + 1)), "larger than"),
        (
            with_row("canvases/1/canvas.json", kind="opera"),
            "of the kind “opera”, which is not known here",
        ),
        (with_row("canvases/1/canvas.json", kind="text"), "Canvas 1"),
        (with_row("canvases/1/canvas.json", name=""), "name"),
        (with_row("canvases/1/canvas.json", name="a\x00b"), "a character that text cannot contain"),
        (with_row("canvases/1/canvas.json", name="a\ud800b"), "line 1"),
        (with_row("canvases/1/canvas.json", surprise=1), "surprise"),
        (with_row(RUNS, settings={"num_steps": 10**9}), "generation 1"),
        (with_row(RUNS, settings={"nonsense": 1}), "generation 1"),
        (with_row(RUNS, first_step=9), "comes after its last"),
        (with_row(RUNS, last_step=7), "7 as its last step"),
        (with_row(RUNS, parent=1), "comes from generation 1"),
        (with_row(RUNS, parent=44), "comes from generation 44"),
        (with_row(RUNS, job=44), "job 44"),
        (with_row(RUNS, seed=-1), "seed"),
        (with_row(RUNS, seed=2**70), "seed"),
        (with_row(RUNS, num_candidates=1), "candidate"),
        (with_row(RUNS, sources=[NOWHERE]), "Take 9 of canvas 9"),
        (with_row(RUNS, number=2), "generation 2"),
        (with_row(TAKES, generation=77), "generation 77"),
        (with_row(TAKES, step=400), "candidate or step"),
        (with_row(TAKES, candidate=400), "candidate or step"),
        (with_row(TAKES, symbols=[60]), "do not fit"),
        (with_row(TAKES, symbols=["no note"] * 64), "do not fit"),
        (with_row(TAKES, number=2), "there twice"),
        (with_row(TAKES, ratings=[{"name": "a", "stars": 9}]), "1 to 5 stars"),
        (with_row(TAKES, tags=["x" * 99]), "tag"),
        (with_row(TAKES, created_at="yesterday"), "created_at"),
        (with_row(TAKES, created_at="9999-12-31T23:59:59-12:00"), "created_at"),
        (with_row(TAKES, faults=[FAR_FAULT]), "a cell that is not there"),
        (with_file(COMMENTS, MANY_COMMENTS), "more than"),
        (with_row(RUNS, acts=[ACT | {"number": n} for n in range(1, limits.ACTS + 2)]), "at most"),
        (with_row("canvases/1/frames/1.jsonl", first_step=3), "next, got another"),
        (with_row("canvases/1/frames/1.jsonl", steps=[]), "next, got another"),
        (without_file("canvases/1/frames/1.jsonl"), "has no such file"),
        (with_row("rankings.jsonl", takes=[NOWHERE, NOWHERE]), "Take 9 of canvas 9"),
        (with_row("rankings.jsonl", duels=[{"left": NOWHERE}]), "duels"),
        (with_file("campaigns/9/campaign.json", b"{}"), "campaigns in this archive are not numbered"),
        (with_row(CAMPAIGN, kind="opera"), "The campaign “Endings” in this archive is of the kind “opera”"),
        (with_row(CAMPAIGN, overlap=0), "overlap"),
        (with_row(CAMPAIGN, questions=[{"type": "choice", "text": "Which?"}]), "needs 2 to 9 choices"),
        (with_row(CAMPAIGN, questions=[{"type": "scale", "text": " "}]), "A question is empty"),
        (with_row(CAMPAIGN, judges=[JUDGE, JUDGE]), "two of its judges have the same number"),
        (with_row(CAMPAIGN, judges=[JUDGE]), "a judge or an item that is not in this archive"),
        (with_row(ITEMS, take=NOWHERE), "Take 9 of canvas 9"),
        (with_row(ITEMS, content={"rows": []}), "its content is not that of a chorale"),
        (with_row(ITEMS, decisions=[DECISION | {"question": 7}]), "a question that is not asked"),
        (with_row(ITEMS, decisions=[DECISION | {"value": 99}]), "Expected a number from 1 to 5"),
        (with_row(ITEMS, decisions=[DECISION, DECISION]), "two decisions about one question"),
        (without_file(ITEMS), "a judge or an item that is not in this archive"),
        (with_row(TASKS, item=99), "a judge or an item that is not in this archive"),
        (with_row(TASKS, place=1), "the same item or place twice"),
        (with_row(TASKS, answers=None), "a time without answers"),
        (with_row(TASKS, answers=[1]), "expected 3 answers, got 1"),
        (with_row(TASKS, answers=["gladly", [], ""]), "Expected a number from 1 to 5"),
        (with_row(TASKS, heard={"seconds": -1, "share": 0}), "heard"),
        (with_row(TEST, end=""), "goes on with one"),
        (with_row(TEST, rules={"precision": 9}), "rules"),
        (with_row("listening/1/pieces.jsonl", content={}), "its content is not that of a chorale"),
        (with_row("listening/1/pieces.jsonl", take=NOWHERE), "Take 9 of canvas 9"),
        (with_row(LISTENERS, answers=[ANSWER | {"piece": 99}]), "a piece that is not in this archive"),
        (with_row(LISTENERS, answers=[ANSWER, ANSWER]), "answers twice about one piece"),
        (
            with_file("listening/2/listeners.jsonl", jsonl([{"skill": 1, "is_member": False, **TIME}])),
            "answers",
        ),
        (
            with_file("listening/2/listeners.jsonl", jsonl([LISTENER])),
            "the test goes on, so its answers cannot be known yet",
        ),
    ],
)
def test_a_bad_archive_is_refused_with_a_sentence(
    change: Callable[[Files], Files], words: str, workshop: Workshop, files: Files
) -> None:
    assert words in refused_import(workshop, zip_of(change(files)))


def test_settings_that_an_archive_leaves_out_have_their_defaults(workshop: Workshop, files: Files) -> None:
    zoe = workshop.people["stranger"]
    answer = send(zoe, zip_of(with_row(RUNS, settings={})(files)))
    assert answer.status_code == 201, answer.content
    row = Generation.objects.get(canvas__project_id=answer.json()["id"], canvas__kind="chorale", number=1)
    assert row.settings["temperature"] > 0
    assert zoe.post(f"/generations/{row.pk}/reproduce").status_code == 201


def test_what_is_no_zip_or_is_cut_or_flipped_is_refused(workshop: Workshop, files: Files) -> None:
    whole = zip_of(files)
    for data in (b"", b"PK\x05\x06", b"MThd" * 99, whole[: len(whole) // 2], whole[:-30], b"\0" * 5000):
        refused_import(workshop, data)
    at = whole.index(b"canvases/1/takes.jsonl") + 60
    assert "damaged" in refused_import(workshop, whole[:at] + b"\xff" * 40 + whole[at + 40 :])


def test_a_zip_bomb_is_refused_before_it_goes_off(
    workshop: Workshop, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (TAKES, "canvases/1/canvas.json", "canvases/1/frames/1.jsonl"):
        assert re.search("larger|longer", refused_import(workshop, zip_of({**files, name: bytes(40 << 20)})))
    assert "more parts" in refused_import(workshop, zip_of({**files, TAKES: b"[]," * (1 << 20)}))
    monkeypatch.setattr(limits, "ARCHIVE_UNPACKED_BYTES", 64 << 10)
    first = rows_of(files[TAKES])[0]
    many = zip_of({**files, TAKES: jsonl([{**first, "number": number} for number in range(1, 1001)])})
    assert "unpacked" in refused_import(workshop, many)
    monkeypatch.undo()
    monkeypatch.setattr(limits, "ARCHIVE_LINES", 3)
    assert "at most 3 rows" in refused_import(workshop, zip_of(files))
    monkeypatch.setattr(limits, "ARCHIVE_FILES", 5)
    assert "at most 5 files" in refused_import(workshop, zip_of(files))
    monkeypatch.setattr(limits, "CANVASES_PER_PROJECT", 1)
    monkeypatch.setattr(limits, "ARCHIVE_FILES", 99)
    assert "at most 1 canvas" in refused_import(workshop, zip_of(files))
    monkeypatch.setattr(limits, "ARCHIVE_BYTES", 100)
    assert "at most" in refused_import(workshop, zip_of(files))


def test_encrypted_doubled_and_strangely_packed_files_are_refused(workshop: Workshop, files: Files) -> None:
    assert "packed" in refused_import(workshop, zip_of(files, zipfile.ZIP_LZMA))
    doubled = zip_of({"manifest.json": b"{}", "manifest.jsoX": b"{}"}).replace(b"jsoX", b"json")
    assert "same name" in refused_import(workshop, doubled)
    data = bytearray(zip_of(files, zipfile.ZIP_STORED))
    entry = int.from_bytes(data[-6:-2], "little")  # where the list of files begins: files may be zips too
    assert data[entry:].startswith(b"PK\x01\x02")
    data[entry + 8] |= 1
    assert "encrypted" in refused_import(workshop, bytes(data))


def test_one_archive_is_read_at_a_time(workshop: Workshop, files: Files) -> None:
    assert importing.free_imports.acquire(blocking=False)
    try:
        answer = send(workshop.people["stranger"], zip_of(files))
    finally:
        importing.free_imports.release()
    assert (answer.status_code, answer.json()["code"]) == (429, "busy")
    assert answer["Retry-After"]
    assert send(workshop.people["stranger"], zip_of(files)).status_code == 201


OTHER_VALUES = (
    None,
    -1,
    0,
    3,
    2**40,
    0.5,
    "",
    "x",
    "9" * 30,
    [],
    [[]],
    {},
    {"a": []},
    True,
    [None],
    [-9, "y"],
)


def mutated(rng: random.Random, value: Any) -> Any:
    """The same JSON with one thing in it replaced, dropped or doubled."""
    if isinstance(value, dict) and value and rng.random() < 0.9:
        key = rng.choice(sorted(value))
        if rng.random() < 0.1:
            return {name: one for name, one in value.items() if name != key}
        return {**value, key: mutated(rng, value[key])}
    if isinstance(value, list) and value and rng.random() < 0.85:
        place = rng.randrange(len(value))
        if rng.random() < 0.15:
            return value[:place] + value[place + 1 :] if rng.random() < 0.5 else [*value, value[place]]
        return [*value[:place], mutated(rng, value[place]), *value[place + 1 :]]
    return rng.choice(OTHER_VALUES)


@pytest.mark.parametrize(
    "seed", [*range(3), *(pytest.param(seed, marks=pytest.mark.thorough) for seed in range(3, 10))]
)
def test_whatever_is_changed_in_it_an_archive_is_taken_or_refused(
    seed: int, workshop: Workshop, files: Files
) -> None:
    rng = random.Random(seed)
    names = sorted(name for name in files if name.endswith((".json", ".jsonl")) and "/files/" not in name)
    for _ in range(4):
        name = rng.choice(names)
        rows = rows_of(files[name])
        if not rows:
            continue
        place = rng.randrange(len(rows))
        rows[place] = mutated(rng, rows[place])
        answer = send(workshop.people["stranger"], zip_of({**files, name: jsonl(rows)}))
        assert answer.status_code in (201, 413, 422), (name, json.dumps(rows[place])[:2000])
        if answer.status_code == 201:
            export(workshop.people["stranger"], answer.json()["id"])
