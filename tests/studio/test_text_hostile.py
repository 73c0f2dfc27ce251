"""Hostile text over HTTP: wherever words are sent, they become text or are refused in a sentence."""

from typing import Any

import pytest

from studio.models import Canvas, Generation
from sunmask.text.words.words import STRAY, words_to_text
from tests.studio.workshop import Workshop

HOSTILE = {
    "nul": ("a\x00b", "ab"),
    "half of a character": ("x\ud800y", "xy"),
    "overrides of direction": ("\u202eevil\u202c \u2066x\u2069", "evil x"),
    "markup": ("<script>alert(1)</script>",) * 2,
    "a path": ("../../etc/passwd",) * 2,
    "an address": ("https://x.example/?a=b&c=<d>",) * 2,
}


@pytest.mark.parametrize(("text", "clean"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_canvas_that_begins_with_hostile_text_has_it_as_text(
    text: str, clean: str, workshop: Workshop
) -> None:
    path = f"/projects/{workshop.project.pk}/canvases"
    canvas = workshop.owner.made("POST", path, {"kind": "text", "name": "A text", "options": {"text": text}})
    content = workshop.owner.made("GET", f"/canvases/{canvas['id']}/state")["content"]
    written = words_to_text(content["words"], content["spaces"])
    assert written == clean
    assert not STRAY.search(written)
    file = workshop.owner.get(f"/canvases/{canvas['id']}/export?format=text")
    assert file.content.decode() == clean
    assert file["Content-Type"].startswith("text/plain")
    assert file["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("text", ["all work and no play " * 50_000, "so " * 20_001], ids=["1 MB", "words"])
def test_too_long_a_beginning_is_refused_in_a_sentence(text: str, workshop: Workshop) -> None:
    body = {"kind": "text", "name": "Long", "options": {"text": text}}
    refused = workshop.owner.post(f"/projects/{workshop.project.pk}/canvases", body)
    assert refused.status_code in (413, 422)
    assert len(refused.json()["message"]) > 20
    assert Canvas.objects.count() == 1


@pytest.mark.parametrize("words", [text for text, _ in HOSTILE.values()], ids=HOSTILE.keys())
def test_hostile_words_in_settings_and_questions_are_words_or_refused(
    words: str, workshop: Workshop, text_checkpoint: str
) -> None:
    path = f"/projects/{workshop.project.pk}/canvases"
    body: dict[str, Any] = {"kind": "text", "name": "A text", "options": {"text": "She went ▢."}}
    canvas = workshop.owner.made("POST", path, body)
    for name in ("banned_words", "forced_words"):
        body = {"settings": {"num_steps": 2, name: words}}
        answer = workshop.owner.post(f"/canvases/{canvas['id']}/generations", body)
        assert answer.status_code in (200, 201, 422), answer.content
    for generation in Generation.objects.all():
        assert not {"\ud800", "\0"} & set("".join(map(str, generation.settings.values())))
    said = workshop.owner.post(f"/canvases/{canvas['id']}/comments", {"text": words})
    assert said.status_code in (200, 201, 422), said.content
    snapshot = workshop.owner.made("GET", f"/canvases/{canvas['id']}/snapshot")
    assert len(snapshot["generations"]) == Generation.objects.count()


def test_what_no_database_stores_is_left_out_and_nothing_else(workshop: Workshop) -> None:
    path = f"/projects/{workshop.project.pk}/canvases"
    name = "a\0b \\u0000 \ud800c \\\0d é ♩"
    canvas = workshop.owner.made("POST", path, {"kind": "text", "name": name, "options": {"text": "So."}})
    assert canvas["name"] == "ab \\u0000 c \\d é ♩"
    takes = f"/projects/{workshop.project.pk}/takes"
    assert workshop.owner.get(f"{takes}?search=%00&tag=a%00b").json()["takes"] == []
