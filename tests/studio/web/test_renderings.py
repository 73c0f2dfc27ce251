"""Files to take away over HTTP: who may have them, what comes, what is refused."""

import gc
import json
from typing import Any

import pytest

from studio import limits
from studio.models import Export
from studio.web import rendering
from tests.studio.workshop import Person, Workshop, streamed


def path(workshop: Workshop, canvas: Any = None) -> str:
    return f"/canvases/{canvas or workshop.canvas.pk}/renderings"


def body(*files: str, **changes: Any) -> dict[str, Any]:
    return {"options": {"files": list(files or ["svg"]), "bars": [1, 1]}} | changes


def told(answer: bytes) -> tuple[list[dict[str, Any]], bytes]:
    """The lines of an answer, and the file after them."""
    lines = []
    while answer:
        line, _, answer = answer.partition(b"\n")
        lines.append(json.loads(line))
        if "num_bytes" in lines[-1]:
            break
    return lines, answer


def test_a_viewer_takes_a_file_away_and_reads_how_far_it_is(workshop: Workshop) -> None:
    viewer = workshop.people["viewer"]
    lines, file = told(streamed(viewer.post(path(workshop), body("svg"))))
    assert lines[0] == {"done": 0.0, "what": "the picture"}
    about = lines[-1]
    assert about["name"].endswith(" - bar 1.svg")
    assert about["media_type"] == "image/svg+xml"
    assert len(file) == about["num_bytes"]
    assert file.startswith(b"<svg")
    export = Export.objects.get()
    assert (export.file_format, export.created_by) == ("svg", viewer.user)
    labels = [node["label"] for node in viewer.get(f"/canvases/{workshop.canvas.pk}/lineage").json()["nodes"]]
    assert "Exported as .svg" in labels


def test_a_candidate_is_rendered_with_where_it_comes_from(workshop: Workshop) -> None:
    generation = workshop.run(workshop.start(), upto=8)
    options = body("musicxml", generation=str(generation.pk), candidate=1, step=8)
    lines, file = told(streamed(workshop.owner.post(path(workshop), options)))
    assert "num_bytes" in lines[-1]
    assert str(generation.pk).encode() in file
    assert Export.objects.get().candidate == 1


def test_strangers_and_the_signed_out_take_nothing_away(workshop: Workshop) -> None:
    assert workshop.people["stranger"].post(path(workshop), body()).status_code == 404
    assert Person(None).post(path(workshop), body()).status_code == 401
    foreign = Person(workshop.user("owner"), enforce_csrf=True)
    assert foreign.post(path(workshop), body()).status_code == 403


@pytest.mark.parametrize(
    "options",
    [{}, {"files": ["nothing"]}, {"files": ["png"], "bars": [1, 2]}, {"files": ["mix"], "tempo": 1}],
)
def test_what_cannot_be_made_is_refused_with_a_sentence(options: Any, workshop: Workshop) -> None:
    answer = workshop.owner.post(path(workshop), {"options": options})
    if answer.status_code == 200:  # found out on the way
        lines, _ = told(streamed(answer))
        message = lines[-1]["problem"]
    else:
        assert answer.status_code == 422
        message = answer.json()["message"]
    assert message.startswith("This cannot be made: expected")
    assert not Export.objects.exists()


def test_a_text_has_nothing_to_hear(workshop: Workshop) -> None:
    new = {"kind": "text", "name": "Words", "start": "blank"}
    text = workshop.owner.made("POST", f"/projects/{workshop.project.pk}/canvases", new)["id"]
    answer = workshop.owner.post(path(workshop, text), body())
    assert (answer.status_code, answer.json()["code"]) == (422, "not_rendered")


def test_who_comes_when_too_much_is_made_is_asked_to_wait(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "RENDERING_WAIT_S", 0)
    waiting = [workshop.owner.post(path(workshop), body()) for _ in range(limits.RENDERINGS_AT_ONCE)]
    answer = workshop.owner.post(path(workshop), body())
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    for each in waiting:
        streamed(each)
    assert workshop.owner.post(path(workshop), body()).status_code == 200


def test_a_place_is_free_again_for_who_went_away(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RENDERING_WAIT_S", 0)
    for _ in range(limits.RENDERINGS_AT_ONCE + 1):
        answer = workshop.owner.post(path(workshop), body())
        assert answer.status_code == 200
        del answer
        gc.collect()
    assert rendering._free.acquire(timeout=1)
    rendering._free.release()
