"""Canvases over HTTP: made, imported, copied, exported."""

import json
import unicodedata
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio import limits
from studio.documents import store
from studio.models import Canvas, Comment, Generation, Take
from studio.reads import selectors
from studio.services.collection import takes
from sunmask.kinds import registry
from sunmask.models import cards
from tests.studio.workshop import Workshop

CHORALE = registry.codec("chorale")


def upload(workshop: Workshop, data: bytes, name: str = "song.musicxml") -> HttpResponse:
    path = f"/api/projects/{workshop.project.pk}/imports"
    return workshop.people["editor"].client.post(path, {"file": SimpleUploadedFile(name, data)})


def state_of(workshop: Workshop, canvas_id: str) -> dict:
    return workshop.owner.made("GET", f"/canvases/{canvas_id}/state")


def kind_named(workshop: Workshop, name: str) -> dict:
    return {kind["kind"]: kind for kind in workshop.owner.made("GET", "/kinds")}[name]


def test_a_blank_canvas_has_the_bars_that_were_asked_for(workshop: Workshop) -> None:
    body = {"kind": "chorale", "name": "Waltz", "start": "blank", "options": {"num_bars": 2, "metre": "3/4"}}
    made = workshop.owner.made("POST", f"/projects/{workshop.project.pk}/canvases", body)
    state = state_of(workshop, made["id"])
    assert (made["name"], len(state["columns"]), state["content"]["meta"]["metre"]) == ("Waltz", 24, "3/4")
    assert len(set(state["columns"])) == 24


def test_a_demo_is_a_canvas_to_start_from(workshop: Workshop) -> None:
    kind = kind_named(workshop, "chorale")
    body = {"kind": "chorale", "start": kind["demos"][0]}
    made = workshop.owner.made("POST", f"/projects/{workshop.project.pk}/canvases", body)
    assert made["name"] == kind["demos"][0]
    assert any(any(row) for row in state_of(workshop, made["id"])["content"]["symbols"])


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "opera"},
        {"start": "no such demo"},
        {"options": {"num_bars": 0}},
        {"options": {"num_bars": 10**6}},
        {"options": {"colour": "red"}},
        {"options": {"metre": "7/8"}},
        {"name": "x" * 121},
    ],
)
def test_a_canvas_that_cannot_be_leaves_nothing_behind(body: dict, workshop: Workshop) -> None:
    response = workshop.owner.post(f"/projects/{workshop.project.pk}/canvases", body)
    assert response.status_code == 422
    assert Canvas.objects.count() == 1


def test_kinds_say_all_that_a_panel_needs(workshop: Workshop, checkpoint: str) -> None:
    kind = kind_named(workshop, "chorale")
    assert {spec["name"] for spec in kind["settings"]} >= {"num_steps", "temperature"}
    assert [(c["name"], c["is_default"]) for c in kind["checkpoints"]] == [(checkpoint, True)]
    assert {f["name"]: f["ending"] for f in kind["formats"]} == {"musicxml": ".musicxml", "midi": ".mid"}
    defaults = {spec["name"]: spec["default"] for spec in kind["settings"]}
    qualities = {quality["name"]: quality["settings"] for quality in kind["qualities"]}
    assert list(qualities) == ["draft", "good", "best"]
    assert [quality["name"] for quality in kind["qualities"] if quality["is_offered"]] == ["draft", "good"]
    assert defaults == defaults | qualities["good"]
    assert kind_named(workshop, "text")["qualities"] == []


def test_kinds_say_how_browsers_draw_them(workshop: Workshop) -> None:
    shapes = {kind["kind"]: kind["shape"] for kind in workshop.owner.get("/kinds").json()}
    assert (shapes["chorale"]["layout"], shapes["chorale"]["num_rows"]) == ("grid", 4)
    assert (shapes["text"]["layout"], shapes["text"]["num_rows"], shapes["text"]["page"]) == ("text", 1, "")


def test_a_canvas_whose_kind_is_no_longer_installed_is_listed_and_says_so(workshop: Workshop) -> None:
    Canvas.objects.filter(pk=workshop.canvas.pk).update(kind="zither")
    for path in (f"/projects/{workshop.project.pk}/snapshot", "/recent", "/projects"):
        answer = workshop.owner.get(path)
        assert (answer.status_code, "zither" in answer.content.decode()) == (200, True), path
    for path in ("state", "export?format=midi"):
        answer = workshop.owner.get(f"/canvases/{workshop.canvas.pk}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (409, "unknown_kind")
        assert "the kind “zither”" in answer.json()["message"]


def test_a_checkpoint_that_does_not_fit_is_shown_as_refused(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = {"title": "Of last year", "sha256": "2" * 64, "is_default": True, "fingerprint": "other"}
    for name, kind in (("old", "chorale"), ("foreign", "opera")):
        (tmp_path / "own" / name).mkdir(parents=True)
        (tmp_path / "own" / name / "card.json").write_text(json.dumps({**card, "kind": kind}))
    for name, text in (("broken", "{"), ("wordless", "{}"), ("list", "[]")):
        (tmp_path / "own" / name).mkdir()
        (tmp_path / "own" / name / "card.json").write_text(text)
    monkeypatch.setenv("SUNMASK_CHECKPOINTS", str(tmp_path / "own"))
    cards.cards.cache_clear()
    told = {one["name"]: one for one in kind_named(workshop, "chorale")["checkpoints"]}
    assert set(told) == {"test-chorale", "old"}
    assert (told["test-chorale"]["refusal"], told["test-chorale"]["is_default"]) == ("", True)
    assert told["old"]["refusal"].startswith("It was trained with other symbols")
    assert told["old"]["is_default"] is False
    refused = workshop.owner.post(f"/canvases/{workshop.canvas.pk}/generations", {"checkpoint": "old"})
    assert refused.status_code == 422
    assert "old cannot be used. It was trained with other symbols" in refused.json()["message"]


def test_an_exported_score_comes_back_as_it_was(workshop: Workshop) -> None:
    body = {"kind": "chorale", "start": "Ode to Joy (melody)"}
    made = workshop.owner.made("POST", f"/projects/{workshop.project.pk}/canvases", body)
    file = workshop.owner.get(f"/canvases/{made['id']}/export?format=musicxml")
    assert file["Content-Type"] == CHORALE.formats["musicxml"].media_type
    assert file["Content-Disposition"] == 'attachment; filename="ode-to-joy-melody.musicxml"'
    assert file["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert file["X-Content-Type-Options"] == "nosniff"
    again = upload(workshop, file.content).json()
    before, after = state_of(workshop, made["id"]), state_of(workshop, again["id"])
    assert after["content"]["symbols"] == before["content"]["symbols"]
    assert after["content"]["meta"]["fifths"] == before["content"]["meta"]["fifths"]


def test_notices_of_an_import_stay_with_the_canvas(workshop: Workshop) -> None:
    content = CHORALE.blank(num_bars=1)
    content["symbols"][0] = [81] * 4 + [-81] * 12
    content["symbols"][3] = [60] + [-60] * 15
    midi = CHORALE.write(content, "midi")
    response = upload(workshop, midi, "song.mid")
    assert response.status_code == 201, response.content
    made = response.json()
    stored = workshop.owner.made("GET", f"/canvases/{made['id']}")
    assert stored["notices"] == made["notices"]
    assert all(notice["message"] for notice in made["notices"])


def test_an_import_asks_which_of_two_keys_it_is_in(workshop: Workshop) -> None:
    content = CHORALE.blank(num_bars=4, fifths=1)
    tune = (67, 71, 64, 67, 71, 69, 67, 64, 67, 71, 74, 71, 64, 67, 69, 71)
    content["symbols"][0] = [symbol for pitch in tune for symbol in (pitch, -pitch, -pitch, -pitch)]
    score = CHORALE.write(content, "musicxml").replace(b"<mode>major</mode>", b"")
    made = upload(workshop, score).json()
    (question,) = [notice for notice in made["notices"] if notice["choices"]]
    metas = [choice["meta"] for choice in question["choices"]]
    assert sorted(meta["mode"] for meta in metas) == ["major", "minor"]
    meta = state_of(workshop, made["id"])["content"]["meta"]
    assert {name: meta[name] for name in ("fifths", "mode")} == metas[0]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", 422),
        (b"hello, this is no score", 415),
        (b"MThd\x00\x00\x00\x06\x00\x01", 422),
        (b"MThd\x00\x00\x00\x06\x00\x00\x00\x01\x00\x00MTrk\x00\x00\x00\x04\x00\xff/\x00", 422),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', 422),
        (b"<score-partwise/>", 422),
    ],
)
def test_a_file_that_is_no_chorale_is_refused_and_leaves_nothing(
    data: bytes, status: int, workshop: Workshop
) -> None:
    response = upload(workshop, data)
    assert response.status_code == status, response.content
    assert len(response.json()["message"]) > 20
    assert "root:" not in response.content.decode()
    assert Canvas.objects.count() == 1


def test_too_large_a_file_is_refused_before_it_is_read(workshop: Workshop) -> None:
    response = upload(workshop, b"x" * (limits.UPLOAD_BYTES + 1))
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_an_import_without_a_file_says_so(workshop: Workshop) -> None:
    response = workshop.people["editor"].client.post(f"/api/projects/{workshop.project.pk}/imports")
    assert response.status_code == 422
    assert "file" in response.json()["message"]


@pytest.mark.parametrize(
    "text",
    ["Z" + "\u0351" * 100 + "a b", "a" * 64 + "'s", "a" * 63 + "-b", "\u0351" * 200, "a" + "\u0300b" * 5000],
    ids=["marks", "apostrophe", "hyphen", "marks alone", "one long run"],
)
def test_a_text_of_the_strangest_words_is_imported_whole(text: str, workshop: Workshop) -> None:
    file = {"file": SimpleUploadedFile("strange.txt", text.encode())}
    answer = workshop.owner.client.post(f"/api/projects/{workshop.project.pk}/imports", file)
    assert answer.status_code == 201, answer.content
    back = workshop.owner.get(f"/canvases/{answer.json()['id']}/export?format=text").content.decode()
    assert back.strip() == unicodedata.normalize("NFC", text)


def test_imports_are_limited_an_hour(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UPLOADS", limits.Rate("upload", 1, 3600, "imports"))
    assert [upload(workshop, b"no").status_code for _ in range(2)] == [415, 429]


def test_a_copy_has_the_same_cells_and_a_life_of_its_own(workshop: Workshop) -> None:
    copy = workshop.owner.made("POST", f"/canvases/{workshop.canvas.pk}/duplicate")
    assert copy["name"] == "One bar (copy)"
    assert state_of(workshop, copy["id"])["hash"] == state_of(workshop, str(workshop.canvas.pk))["hash"]
    workshop.owner.made("POST", f"/canvases/{workshop.canvas.pk}/bin")
    assert not workshop.owner.made("GET", f"/canvases/{copy['id']}")["is_in_bin"]


def test_a_candidate_and_a_take_are_exported_with_where_they_come_from(workshop: Workshop) -> None:
    generation = workshop.run(workshop.start(), upto=3)
    take = takes.keep(generation=generation, user=workshop.user("editor"), candidate=1, step=2)
    path = f"/canvases/{workshop.canvas.pk}/export?format=musicxml"
    newest = workshop.owner.get(f"{path}&generation={generation.pk}&candidate=1").content
    of_take = workshop.owner.get(f"{path}&take={take.pk}").content
    assert str(generation.pk).encode() in newest
    assert str(take.pk).encode() in of_take
    for data, num_notes in ((newest, 3), (of_take, 2)):
        found = CHORALE.read_bytes(data, "x.musicxml")
        pitches = [s for s in found.content["symbols"][0] if s > 0]
        assert pitches == [61] * num_notes


@pytest.mark.parametrize("query", ["format=pdf", "format=midi&step=x", "generation=x"])
def test_an_export_that_cannot_be_is_refused(query: str, workshop: Workshop) -> None:
    assert workshop.owner.get(f"/canvases/{workshop.canvas.pk}/export?{query}").status_code == 422


def test_a_file_name_carries_no_tricks(workshop: Workshop) -> None:
    name = 'a"\r\nSet-Cookie: x=1; ../../etc/p\u202efdm.exe ' + "y" * 60
    renamed = workshop.owner.made("PATCH", f"/canvases/{workshop.canvas.pk}", {"name": name})
    assert renamed["name"] == name.strip()
    header = workshop.owner.get(f"/canvases/{workshop.canvas.pk}/export?format=midi")["Content-Disposition"]
    assert header.isascii()
    assert not set("\r\n/\\;").intersection(header.removeprefix("attachment; "))
    assert header.endswith('.mid"')


def test_a_canvas_is_renamed_and_moved_and_nothing_else(workshop: Workshop) -> None:
    path = f"/canvases/{workshop.canvas.pk}"
    before = store.project_to_cells(workshop.canvas)
    changed = workshop.people["editor"].made("PATCH", path, {"position": 4})
    assert (changed["name"], changed["position"]) == ("One bar", 4)
    assert workshop.people["editor"].send("PATCH", path, {"epoch": 7}).status_code == 422
    assert workshop.people["editor"].send("PATCH", path, {"position": -1}).status_code == 422
    assert store.project_to_cells(workshop.canvas) == before


def test_a_snapshot_is_bounded_and_the_rest_comes_page_by_page(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries
) -> None:
    oldest = workshop.start()
    row = Generation.objects.get()
    more = []
    for number in range(2, 201):
        more.append(Generation(**{**vars_of(row), "number": number, "state": "done"}))
    Generation.objects.bulk_create(more)
    comments = [Comment(canvas=workshop.canvas, text=f"Comment {number}") for number in range(250)]
    Comment.objects.bulk_create(comments)
    for number, comment in enumerate(comments):
        comment.created_at = timezone.now() - timedelta(days=1) + timedelta(seconds=number)
    Comment.objects.bulk_update(comments, ["created_at"])
    path = f"/canvases/{workshop.canvas.pk}"
    workshop.owner.made("GET", "/account")  # the first request of a session also writes the session
    with django_assert_max_num_queries(19), CaptureQueriesContext(connection) as queries:
        snapshot = workshop.owner.made("GET", f"{path}/snapshot")
    assert not any("frozen" in query["sql"] for query in queries)
    assert sum('"studio_member"."role"' in query["sql"] for query in queries) == 1
    numbers = [generation["number"] for generation in snapshot["generations"]]
    assert numbers == [1, *range(141, 201)]  # the newest, and the one that waits
    assert snapshot["generations"][0]["id"] == str(oldest.pk)
    assert (snapshot["num_generations"], snapshot["num_comments"]) == (200, 250)
    assert len(json.dumps(snapshot)) < 150_000
    kept = [
        Take(canvas=workshop.canvas, generation=row, candidate=0, step=1, symbols=[60] * 512, name=f"{n}")
        for n in range(200)
    ]
    Take.objects.bulk_create(kept)
    snapshot = workshop.owner.made("GET", f"{path}/snapshot")
    assert len(json.dumps(snapshot, separators=(",", ":"))) < 150_000
    newest = {str(take.pk) for take in Take.objects.order_by("-created_at", "-pk")[: len(snapshot["takes"])]}
    assert {take["id"] for take in snapshot["takes"]} == newest
    assert (len(newest), snapshot["num_takes"]) == (selectors.SYMBOLS_AT_ONCE // 512, 200)
    page = workshop.owner.made("GET", f"{path}/generations?before=141")
    assert [generation["number"] for generation in page] == list(range(81, 141))
    assert workshop.owner.made("GET", f"{path}/generations?before=1") == []
    texts = [comment["text"] for comment in snapshot["comments"]]
    for offset in range(selectors.COMMENTS_AT_ONCE, 250, selectors.COMMENTS_AT_ONCE):
        page = workshop.owner.made("GET", f"{path}/comments?offset={offset}")
        texts = [comment["text"] for comment in page] + texts
    assert texts == [f"Comment {number}" for number in range(250)]
    for wrong in ("generations?before=-1", f"generations?before={10**23}", "comments?offset=x"):
        assert workshop.owner.get(f"{path}/{wrong}").status_code == 422


def vars_of(row: Generation) -> dict[str, Any]:
    """The fields of a row but its id."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name != "id"
    }
