"""Texts over HTTP: made, imported, worked on, kept, exported; which words are not known."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from studio.models import Canvas, Generation
from studio.reads.runs.steps import content_of_take, grid_at
from studio.services import canvases
from studio.services.collection import takes
from sunmask.kinds import registry
from sunmask.text.words.words import FREE, words_to_text
from tests.studio.workshop import Workshop, run_text

TEXT = registry.codec("text")


def upload(workshop: Workshop, data: bytes, name: str) -> HttpResponse:
    path = f"/api/projects/{workshop.project.pk}/imports"
    return workshop.people["editor"].client.post(path, {"file": SimpleUploadedFile(name, data)})


def state_of(workshop: Workshop, canvas_id: Any) -> dict:
    return workshop.owner.made("GET", f"/canvases/{canvas_id}/state")


def text_of(content: dict) -> str:
    return words_to_text(content["words"], content["spaces"])


def made(workshop: Workshop, text: str) -> Canvas:
    return canvases.create(
        project=workshop.project,
        user=workshop.user("owner"),
        kind="text",
        name="A text",
        start="blank",
        options={"text": text},
    )


def test_a_text_begins_blank_with_slots_or_as_a_demo(workshop: Workshop) -> None:
    path = f"/projects/{workshop.project.pk}/canvases"
    blank = workshop.owner.made("POST", path, {"kind": "text", "name": "Notes"})
    assert text_of(state_of(workshop, blank["id"])["content"]) == ""
    slots = workshop.owner.made("POST", path, {"kind": "text", "options": {"num_words": 3}})
    state = state_of(workshop, slots["id"])
    assert (state["content"]["words"], state["states"]) == ([FREE] * 3, [[2, 2, 2]])
    for name in TEXT.demo_names:
        demo = workshop.owner.made("POST", path, {"kind": "text", "start": name})
        assert state_of(workshop, demo["id"])["content"] == TEXT.demo(name)


def test_kinds_say_what_texts_can_be_made_of(workshop: Workshop) -> None:
    kinds = {kind["kind"]: kind for kind in workshop.owner.made("GET", "/kinds")}
    assert {f["name"]: f["ending"] for f in kinds["text"]["formats"]} == {
        "text": ".txt",
        "markdown": ".md",
        "docx": ".docx",
        "json": ".json",
    }
    assert kinds["text"]["demos"] == list(TEXT.demo_names)
    assert {".txt", ".md", ".docx"} <= set(kinds["text"]["imports"])
    assert ".mid" in kinds["chorale"]["imports"]
    assert set(kinds["text"]["blank_options"]) >= {"title", "text", "num_words"}


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("letter.txt", "“Dear Anna,”\r\n\r\nCome home.".encode(), "“Dear Anna,”\n\nCome home."),
        ("notes.md", b"# Title\n\n* one **two**\n", "Title\n\n* one two\n"),
        ("UPPER.TXT", "\ufeffÜber".encode(), "Über"),
        ("wide.txt", "Wide Über".encode("utf-16"), "Wide Über"),
        ("old.txt", "Fa\xe7ade".encode("latin-1"), "Façade"),
        ("page.txt", b"<script>x(1)</script> ../../etc/passwd", "<script>x(1)</script> ../../etc/passwd"),
        ("hidden.txt", "a\x00b \u202ec\u202c d".encode(), "ab c d"),
    ],
)  # fmt: skip
def test_a_text_file_becomes_a_canvas_with_its_words(
    name: str, data: bytes, text: str, workshop: Workshop
) -> None:
    response = upload(workshop, data, name)
    assert response.status_code == 201, response.content
    canvas = response.json()
    assert canvas["kind"] == "text"
    content = state_of(workshop, canvas["id"])["content"]
    assert text_of(content) == text
    assert all(notice["message"] for notice in canvas["notices"])


JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb0043") + bytes(range(1, 256)) * 40


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("photo.txt", JPEG, 415),
        ("photo.jpeg", JPEG, 415),
        ("program.txt", b"\x7fELF" + b"\x00\x01\x02" * 500, 415),
        ("empty.txt", b"", 422),
        ("blank.txt", b" \n\t\n ", 422),
        ("large.txt", b"word " * 300_000, 413),
        ("words", b"no ending says what this is", 415),
        ("song.mid", b"words in a file of music", 415),
    ],
)
def test_a_file_that_is_no_text_is_refused_in_a_sentence_and_leaves_nothing(
    name: str, data: bytes, status: int, workshop: Workshop
) -> None:
    response = upload(workshop, data, name)
    assert response.status_code == status, response.content
    assert len(response.json()["message"]) > 20
    assert Canvas.objects.count() == 1


def test_a_text_leaves_as_text_or_with_all_that_is_known_of_it(
    workshop: Workshop, text_checkpoint: str
) -> None:
    canvas = made(workshop, "“War,” she said.\n\nThen ▢ ▢ home.")
    path = f"/canvases/{canvas.pk}/export"
    file = workshop.owner.get(f"{path}?format=text")
    assert file["Content-Type"].startswith("text/plain")
    assert file["Content-Disposition"] == 'attachment; filename="a-text.txt"'
    assert file["X-Content-Type-Options"] == "nosniff"
    assert file.content.decode() == "“War,” she said.\n\nThen ▢ ▢ home."
    again = upload(workshop, file.content, "again.txt").json()
    before, after = state_of(workshop, canvas.pk), state_of(workshop, again["id"])
    assert after["content"]["words"] == before["content"]["words"]
    assert after["states"] == before["states"]
    generation = run_text(workshop, canvas)
    query = f"{path}?format=json&generation={generation.pk}&candidate=1&step=2"
    told = json.loads(workshop.owner.get(query).content)
    assert told["words"][8:10] == ["went", "back"]
    assert told["provenance"]["generation"] == str(generation.pk)
    assert workshop.owner.get(f"{path}?format=midi").status_code == 422


# ---- generations of texts ----------------------------------------------------------------------


def test_steps_of_words_are_stored_and_come_back(workshop: Workshop, text_checkpoint: str) -> None:
    canvas = made(workshop, "She ▢ ▢ home.")
    generation = run_text(workshop, canvas)
    assert generation.checkpoint == text_checkpoint
    frames = workshop.owner.made("GET", f"/generations/{generation.pk}/frames")
    assert frames[0]["steps"][0]["symbols"] == [["She", FREE, FREE, "home", "."]] * 2
    assert frames[0]["steps"][2]["changes"][0] == [1, "goes"]
    assert grid_at(generation, 0, 4) == ["She", "goes", FREE, "home", "."]
    frozen = workshop.owner.made("GET", f"/generations/{generation.pk}/frozen")
    assert frozen["columns"] == state_of(workshop, canvas.pk)["columns"]


def test_a_take_and_a_branch_of_a_text_show_words_without_their_seams(
    workshop: Workshop, text_checkpoint: str
) -> None:
    canvas = made(workshop, "She ▢ ▢ home.")
    generation = run_text(workshop, canvas)
    take = takes.keep(generation=generation, user=workshop.user("editor"), candidate=1, step=3)
    assert take.symbols == ["She", "went", "back", "home", "."]
    assert take.figures["num_words"] == 4
    assert text_of(content_of_take(take)) == "She went back home."
    body = {
        "candidate": 1,
        "step": 3,
        "states": [[0, 2, 1, 0, 0]],
        "pins": [[True, False, False, True, True]],
    }
    child = workshop.people["editor"].made("POST", f"/generations/{generation.pk}/branch", body)
    frozen = workshop.owner.made("GET", f"/generations/{child['id']}/frozen")
    assert text_of(frozen["content"]) == "She went back home."
    assert frozen["states"] == [[0, 2, 1, 0, 0]]
    body["states"] = [[0, 2]]
    refused = workshop.people["editor"].post(f"/generations/{generation.pk}/branch", body)
    assert refused.status_code == 422


def test_an_empty_text_is_not_worked_on(workshop: Workshop, text_checkpoint: str) -> None:
    canvas = made(workshop, "")
    answer = workshop.people["editor"].post(f"/canvases/{canvas.pk}/generations", {})
    assert (answer.status_code, answer.json()["code"]) == (422, "empty")
    assert Generation.objects.count() == 0


def test_without_a_checkpoint_for_texts_a_start_is_refused_in_a_sentence(workshop: Workshop) -> None:
    answer = workshop.people["editor"].post(f"/canvases/{made(workshop, 'She').pk}/generations", {})
    assert answer.status_code == 422
    assert "checkpoint" in answer.json()["message"]


def test_a_comment_stays_with_its_word(workshop: Workshop) -> None:
    canvas = made(workshop, "She went home.")
    column = state_of(workshop, canvas.pk)["columns"][1]
    body = {"text": "Walked?", "column": column, "row": 0}
    said = workshop.people["commenter"].made("POST", f"/canvases/{canvas.pk}/comments", body)
    assert said["column"] == column
