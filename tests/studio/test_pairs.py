"""Pairs over HTTP: one text run twice with one seed, the second time with the states of two words swapped."""

from typing import Any

import pytest

from studio.demos.pieces import paint
from studio.models import Canvas, Generation, Job
from studio.services import canvases
from sunmask.method.cells import CellState
from tests.studio.workshop import Workshop

WORDS = ["The", "war", "let", "them", "play", "here", "."]
WAR, PLAY, HERE = 1, 4, 5


@pytest.fixture
def text(workshop: Workshop, text_checkpoint: str) -> Canvas:
    """War is trusted; play is doubted and held; here is free."""
    user = workshop.user("owner")
    canvas = canvases.create(
        project=workshop.project,
        user=user,
        kind="text",
        name="Pull",
        start="blank",
        options={"text": "The war let them play here."},
    )
    paint(canvas, user, rows=(0,), columns=(PLAY,), state=CellState.MASKED, pinned=True)
    paint(canvas, user, rows=(0,), columns=(HERE,))
    return canvas


def pair(workshop: Workshop, canvas: Canvas, one: int = WAR, other: int = PLAY, **changes: Any) -> dict:
    columns = workshop.owner.made("GET", f"/canvases/{canvas.pk}/state")["columns"]
    places = {"first": [[columns[one], 0]], "second": [[columns[other], 0]]}
    settings = {"settings": {"num_steps": 2}, "num_candidates": 3, "seed": 5}
    return {"kind": "pair", "settings": settings | places | changes}


def test_a_pair_is_two_runs_that_differ_in_the_states_of_two_words_alone(
    workshop: Workshop, text: Canvas
) -> None:
    job = workshop.people["editor"].made("POST", f"/canvases/{text.pk}/jobs", pair(workshop, text))
    assert (job["kind"], job["num_total"], job["settings"]["first"], job["settings"]["second"]) == (
        "pair",
        6,
        [WAR],
        [PLAY],
    )
    one, other = Generation.objects.filter(job=job["id"]).order_by("number")
    assert one.frozen["states"] == [[0, 0, 0, 0, 1, 2, 0]]
    assert one.frozen["pins"] == [[True, True, True, True, True, False, True]]
    assert other.frozen["states"] == [[0, 1, 0, 0, 0, 2, 0]]
    assert other.frozen["pins"] == one.frozen["pins"]
    assert one.frozen["content"] == other.frozen["content"]
    assert one.frozen["content"]["words"] == WORDS
    assert (one.seed, one.settings, one.num_candidates) == (other.seed, other.settings, 3)
    assert Job.objects.get().frozen["states"] == one.frozen["states"]


def test_the_same_key_answers_with_the_first_pair(workshop: Workshop, text: Canvas) -> None:
    path, key = f"/canvases/{text.pk}/jobs", {"Idempotency-Key": "once"}
    first = workshop.owner.made("POST", path, pair(workshop, text), **key)
    assert workshop.owner.made("POST", path, pair(workshop, text), **key)["id"] == first["id"]
    assert Generation.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"first": []}, "two places"),
        ({"first": [["gone", 0]]}, "no longer on the canvas"),
        ({"num_candidates": 0}, "candidates, got"),
        ({"num_candidates": 201}, "got 201"),
        ({"seed": -1}, "seed"),
        ({"settings": {"temperature": 9}}, "temperature"),
    ],
)
def test_a_pair_that_cannot_be_is_refused_in_a_sentence(
    changes: dict[str, Any], words: str, workshop: Workshop, text: Canvas
) -> None:
    refused = workshop.owner.post(f"/canvases/{text.pk}/jobs", pair(workshop, text, **changes))
    assert refused.status_code == 422
    assert words in refused.json()["message"]
    assert not Job.objects.exists()


def test_two_words_of_one_state_or_one_word_twice_are_no_pair(workshop: Workshop, text: Canvas) -> None:
    path = f"/canvases/{text.pk}/jobs"
    alike = workshop.owner.post(path, pair(workshop, text, 0, WAR))
    assert (alike.status_code, "same state" in alike.json()["message"]) == (422, True)
    once = workshop.owner.post(path, pair(workshop, text, PLAY, PLAY))
    assert (once.status_code, "two different places" in once.json()["message"]) == (422, True)
    mixed = pair(workshop, text)
    mixed["settings"]["first"] = [
        *mixed["settings"]["first"],
        *pair(workshop, text, HERE)["settings"]["first"],
    ]
    refused = workshop.owner.post(path, mixed)
    assert (refused.status_code, "same state and pin" in refused.json()["message"]) == (422, True)
