"""Questions to the model over HTTP: what is asked about, how an answer arrives, what is refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio import events, limits
from studio.models import Look
from studio.reads.streams import events_after
from studio.services.collection import takes
from studio.services.runs import looks
from tests.studio.workshop import NUM_CELLS, Person, Workshop


def ask(workshop: Workshop, body: dict, role: str = "viewer") -> dict:
    return workshop.people[role].made("POST", f"/canvases/{workshop.canvas.pk}/looks", body)


def test_a_look_waits_until_a_worker_answers_and_the_project_is_told(workshop: Workshop) -> None:
    look = ask(workshop, {"question": "doubt"})
    assert (look["state"], look["doubt"]) == ("waiting", None)
    waiting = looks.take_up("test")
    assert waiting is not None
    assert looks.take_up("another") is None
    assert waiting.content["kind"] == "chorale"
    assert looks.answer(look_id=waiting.pk, answer={"doubt": [0.5] * NUM_CELLS})
    assert not looks.answer(look_id=waiting.pk, answer={"doubt": []})  # another worker was first
    assert looks.take_up("test") is None
    answered = workshop.owner.made("GET", f"/looks/{look['id']}")
    assert (answered["state"], answered["doubt"]) == ("answered", [0.5] * NUM_CELLS)
    stream = events.project_stream(workshop.project.pk)
    assert events_after(stream, 0, 1000)[-1][1] == {"kind": "look", "id": look["id"]}


def test_a_question_that_the_worker_cannot_answer_fails_with_its_sentence(workshop: Workshop) -> None:
    look = ask(workshop, {"question": "alternatives", "cells": [3]})
    looks.answer(look_id=look["id"], error="Ask about one note.")
    failed = workshop.owner.made("GET", f"/looks/{look['id']}")
    assert (failed["state"], failed["error"]) == ("failed", "Ask about one note.")


def test_an_answer_may_name_the_cells_that_it_is_for(workshop: Workshop) -> None:
    look = ask(workshop, {"question": "alternatives", "cells": [3]})
    found = [{"symbols": [60, -60], "label": "C4", "probability": 0.5}]
    looks.answer(look_id=look["id"], answer={"cells": [3, 4], "alternatives": found})
    answered = workshop.owner.made("GET", f"/looks/{look['id']}")
    assert (answered["cells"], answered["alternatives"]) == ([3, 4], found)


def test_candidates_and_takes_are_looked_at_as_they_were(workshop: Workshop) -> None:
    running = workshop.run(workshop.start(), upto=4)
    take = takes.keep(generation=running, user=workshop.user("editor"), candidate=0, step=2)
    ask(workshop, {"question": "doubt", "generation": str(running.pk), "candidate": 1, "step": 3})
    ask(workshop, {"question": "grade", "take": str(take.pk)})
    of_candidate, of_take = looks.take_up("test"), looks.take_up("another")
    assert of_candidate is not None
    assert of_take is not None
    assert of_candidate.content["symbols"][0][:5] == [0, 61, 61, 61, 0]
    assert of_take.content["symbols"][0][:5] == [0, 60, 60, 0, 0]
    assert of_candidate.checkpoint == running.checkpoint


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"question": "why"}, 422),
        ({"question": "alternatives"}, 422),
        ({"question": "alternatives", "cells": [NUM_CELLS]}, 422),
        ({"question": "alternatives", "cells": [1, 1]}, 422),
        ({"question": "doubt", "cells": [1]}, 422),
        ({"question": "doubt", "generation": "RUNNING"}, 422),
        ({"question": "doubt", "generation": "RUNNING", "candidate": 0, "step": 7}, 404),
        ({"question": "doubt", "generation": "RUNNING", "candidate": 5, "step": 1}, 404),
        ({"question": "doubt", "generation": "RUNNING", "candidate": 0, "step": 1, "take": "TAKE"}, 422),
        ({"question": "doubt", "take": "00000000-0000-4000-8000-000000000000"}, 404),
    ],
)
def test_a_question_that_cannot_be_is_refused(body: dict, status: int, workshop: Workshop) -> None:
    running = workshop.run(workshop.start(), upto=2)
    take = takes.keep(generation=running, user=workshop.user("editor"), candidate=0, step=2)
    names = {"RUNNING": str(running.pk), "TAKE": str(take.pk)}
    body = {key: names.get(value, value) if isinstance(value, str) else value for key, value in body.items()}
    response = workshop.people["editor"].post(f"/canvases/{workshop.canvas.pk}/looks", body)
    assert response.status_code == status
    assert len(response.json()["message"]) > 20
    assert not Look.objects.exists()


def test_what_hangs_on_another_canvas_is_not_looked_at(workshop: Workshop) -> None:
    running = workshop.run(workshop.start(), upto=2)
    take = takes.keep(generation=running, user=workshop.user("editor"), candidate=0, step=2)
    other = workshop.owner.made("POST", f"/canvases/{workshop.canvas.pk}/duplicate")["id"]
    for body in ({"generation": str(running.pk), "candidate": 0, "step": 1}, {"take": str(take.pk)}):
        response = workshop.owner.post(f"/canvases/{other}/looks", {"question": "doubt", **body})
        assert response.status_code == 404


def test_one_person_cannot_fill_the_queue_of_looks(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LOOKS_WAITING", 2)
    path, body = f"/canvases/{workshop.canvas.pk}/looks", {"question": "doubt"}
    for _ in range(2):
        ask(workshop, body)
    response = workshop.people["viewer"].post(path, body)
    assert (response.status_code, response["Retry-After"]) == (429, "2")
    assert workshop.owner.post(path, body).status_code == 201


def test_a_look_that_nobody_answers_fails_in_time_and_is_forgotten_later(workshop: Workshop) -> None:
    late = ask(workshop, {"question": "doubt"})["id"]
    Look.objects.filter(pk=late).update(created_at=timezone.now() - timedelta(seconds=limits.LOOK_WAIT_S + 1))
    assert looks.take_up("test") is None
    told = workshop.owner.made("GET", f"/looks/{late}")
    assert (told["state"], "Try again" in told["error"]) == ("failed", True)
    Look.objects.filter(pk=late).update(created_at=timezone.now() - timedelta(seconds=limits.LOOK_KEPT_S + 1))
    ask(workshop, {"question": "doubt"})
    assert not Look.objects.filter(pk=late).exists()
    assert workshop.owner.get(f"/looks/{late}").status_code == 404


def test_looks_of_strangers_are_not_read(workshop: Workshop) -> None:
    look = ask(workshop, {"question": "doubt"})["id"]
    assert workshop.people["stranger"].get(f"/looks/{look}").status_code == 404
    assert Person(None).get(f"/looks/{look}").status_code == 401
