"""Acts on running generations over HTTP: what is taken, from which step it holds, what is told."""

from typing import Any

import numpy as np
import pytest

from studio import events, limits
from studio.models import Act, Generation
from studio.reads.runs import acts as act_reads
from studio.reads.streams import events_after
from studio.services.runs import acts, claims, generations
from sunmask.chorale.music.signs import sign_to_json
from sunmask.chorale.music.tuplets import Tuplet
from tests.studio.workshop import COLUMNS, NUM_CELLS, Workshop
from tests.sunmask.chorale.notation.tuplets import TRIPLET

HOLD = {"candidate": 1, "cells": [3, 4], "state": 0}


def act(workshop: Workshop, generation: Generation, body: dict, role: str = "editor") -> Any:
    return workshop.people[role].made("POST", f"/generations/{generation.pk}/acts", body)


def told(generation: Generation) -> list[dict[str, Any]]:
    """The acts on the generation's stream, in order."""
    stream = events.generation_stream(generation.pk)
    payloads = [payload for _, payload in events_after(stream, 0, 1000)]
    return [payload["act"] for payload in payloads if payload["kind"] == "act"]


def take_up(generation: Generation, step: int) -> list[Act]:
    return acts.take_up(generation_id=generation.pk, fence=generation.fence, step=step)


def test_an_act_is_in_the_record_with_its_author_and_waits_for_its_step(workshop: Workshop) -> None:
    running = workshop.run(workshop.start(), upto=3)
    made = act(workshop, running, HOLD | {"symbols": [60, -60]})
    assert (made["number"], made["kind"], made["candidate"], made["from_step"]) == (1, "cells", 1, None)
    assert (made["cells"], made["state"], made["pinned"], made["symbols"]) == ([3, 4], 0, True, [60, -60])
    assert made["author"]["name"] == "editor"
    assert workshop.people["viewer"].made("GET", f"/generations/{running.pk}/acts") == [made]
    assert told(running) == [made]


def test_a_worker_stamps_it_with_the_first_step_that_it_has_not_begun(workshop: Workshop) -> None:
    running = workshop.run(workshop.start(), upto=3)
    act(workshop, running, HOLD)
    assert claims.controls([running.pk])[running.pk].num_acts == 1
    stamped = take_up(running, 5)
    assert [(each.number, each.from_step) for each in stamped] == [(1, 5)]
    assert take_up(running, 6) == []
    assert [each["from_step"] for each in told(running)] == [None, 5]
    assert acts.stamped(running) == stamped


def test_a_worker_that_was_given_up_stamps_nothing(workshop: Workshop) -> None:
    running = workshop.run(workshop.start(), upto=3)
    act(workshop, running, HOLD)
    generations.pause(generation=running, user=workshop.user("editor"))
    assert take_up(running, 4) == []
    assert acts.stamped(running) == []


def test_no_act_holds_from_a_step_that_never_comes(workshop: Workshop) -> None:
    running = workshop.run(workshop.start(), upto=8)
    act(workshop, running, HOLD)
    assert take_up(running, running.num_steps + 1) == []


def test_a_later_act_never_holds_before_an_earlier_one(workshop: Workshop) -> None:
    running = workshop.run(workshop.start(), upto=2)
    act(workshop, running, HOLD)
    take_up(running, 6)  # and then the worker is lost: steps 3 to 5 are made again
    act(workshop, running, HOLD)
    assert [each.from_step for each in take_up(running, 3)] == [6]


@pytest.mark.parametrize("upto", [None, 3])
def test_acts_are_taken_while_it_waits_and_while_it_is_paused(upto: int | None, workshop: Workshop) -> None:
    generation = workshop.start()
    if upto is not None:
        workshop.run(generation, upto=upto)
        generations.pause(generation=generation, user=workshop.user("editor"))
    assert act(workshop, generation, HOLD)["from_step"] is None


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "must name the cells"),
        ({"cells": []}, "must name the cells"),
        ({"cells": [0]}, "a state, a pin or symbols"),
        ({"cells": [NUM_CELLS], "state": 0}, f"0 to {NUM_CELLS - 1}"),
        ({"cells": [-1], "state": 0}, "got -1"),
        ({"cells": [1, 1], "state": 0}, "once"),
        ({"cells": [0], "state": 3}, "2 (renoisable), got 3"),
        ({"cells": [0], "state": 2, "pinned": True}, "neither a pin"),
        ({"cells": [0], "state": 2, "symbols": [60]}, "neither a pin"),
        ({"cells": [0], "symbols": [60, 62]}, "one symbol for each"),
        ({"cells": [0], "symbols": [5000]}, "5000 is not a symbol"),
        ({"cells": [0], "symbols": ["C4"]}, "'C4' is not a symbol"),
        ({"cells": "all", "state": 0}, "cells"),
        ({"settings": {}}, "at least one setting"),
        ({"settings": {"num_steps": 20}}, "num_steps cannot be changed"),
        ({"settings": {"temperature": 99}}, "temperature"),
        ({"settings": {"alpha_min": 1.0}}, "alpha_min"),
        ({"settings": {"temperature": 1.0}, "cells": [0], "state": 0}, "Send two acts"),
        ({"settings": {"temperature": 1.0}, "candidate": 0}, "Send two acts"),
        ({"cells": [0], "state": 0, "from_step": 1}, "from_step"),
    ],
)
def test_an_act_that_cannot_be_is_refused_with_a_sentence(body: dict, says: str, workshop: Workshop) -> None:
    running = workshop.run(workshop.start(), upto=2)
    response = workshop.people["editor"].post(f"/generations/{running.pk}/acts", body)
    assert response.status_code == 422
    assert says in response.json()["message"]
    assert not Act.objects.exists()


def test_a_candidate_that_is_not_there_and_a_run_that_is_over_are_refused(workshop: Workshop) -> None:
    running = workshop.run(workshop.start(), upto=2)
    path, editor = f"/generations/{running.pk}/acts", workshop.people["editor"]
    assert editor.post(path, HOLD | {"candidate": 2}).status_code == 404
    generations.stop(generation=running, user=workshop.user("editor"))
    response = editor.post(path, HOLD)
    assert (response.status_code, response.json()["code"]) == (409, "is_over")


def test_a_generation_takes_no_more_acts_than_the_limit(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ACTS", 2)
    running = workshop.run(workshop.start(), upto=2)
    for _ in range(2):
        act(workshop, running, HOLD)
    assert workshop.owner.post(f"/generations/{running.pk}/acts", HOLD).status_code == 409


def test_settings_are_changed_by_name_on_top_of_those_in_force(workshop: Workshop) -> None:
    running = workshop.run(workshop.start(), upto=2)
    made = act(workshop, running, {"settings": {"alpha_max": 0.5}})
    assert made["settings"] == {"alpha_max": 0.5}
    response = workshop.owner.post(f"/generations/{running.pk}/acts", {"settings": {"alpha_min": 0.6}})
    assert response.status_code == 422  # above the first share that the act before it has set
    take_up(running, 4)
    assert act_reads.settings_at(running, 3) == running.settings
    assert act_reads.settings_at(running, 4) == running.settings | {"alpha_max": 0.5}


def test_pause_resume_and_stop_are_in_the_record_once_each(workshop: Workshop) -> None:
    running = workshop.run(workshop.start(), upto=3)
    for wish in ("pause", "pause", "resume"):
        workshop.owner.made("POST", f"/generations/{running.pk}/{wish}")
    workshop.run(running, upto=5)
    workshop.owner.made("POST", f"/generations/{running.pk}/stop")
    record = workshop.owner.made("GET", f"/generations/{running.pk}/acts")
    assert [(each["number"], each["kind"], each["from_step"]) for each in record] == [
        (1, "pause", 4),
        (2, "resume", 4),
        (3, "stop", 6),
    ]
    assert {each["author"]["name"] for each in record} == {"owner"}
    assert told(running) == record


def test_a_branch_begins_with_the_plan_and_settings_in_force_at_its_step(workshop: Workshop) -> None:
    running = workshop.run(workshop.start(), upto=2)
    act(workshop, running, {"candidate": 1, "cells": [COLUMNS, COLUMNS + 1], "state": 1})
    act(workshop, running, {"cells": [0], "pinned": False})
    act(workshop, running, {"settings": {"temperature": 1.5}})
    take_up(running, 4)
    finished = workshop.run_on(running, upto=8)
    states, pins = np.array(finished.frozen["states"]), np.array(finished.frozen["pins"])
    pins[0, 0] = False

    def branch(candidate: int, step: int) -> Generation:
        body = {"candidate": candidate, "step": step}
        made = workshop.people["editor"].made("POST", f"/generations/{finished.pk}/branch", body)
        return Generation.objects.get(pk=made["id"])

    before, other = branch(1, 3), branch(0, 5)
    assert (before.frozen["states"], before.settings) == (finished.frozen["states"], finished.settings)
    assert (other.frozen["states"], other.frozen["pins"]) == (states.tolist(), pins.tolist())
    states[1, :2], pins[1, :2] = 1, False
    after = branch(1, 4)
    assert (after.frozen["states"], after.frozen["pins"]) == (states.tolist(), pins.tolist())
    assert after.settings == finished.settings | {"temperature": 1.5}
    finished.refresh_from_db()
    assert finished.frozen == running.frozen


SEVENTH = {"chord": {"root": 7, "quality": "dom7", "bass": None}}


def test_a_chord_that_is_asked_for_in_mid_run_goes_on_in_branches(workshop: Workshop) -> None:
    running = workshop.run(workshop.start(), upto=3)
    made = act(workshop, running, {"candidate": 1, "marks": [[4, 8, SEVENTH], [4, 0, None]]})
    assert (made["kind"], made["cells"], made["marks"]) == ("cells", [], [[4, 8, SEVENTH], [4, 0, None]])
    take_up(running, 4)
    workshop.run_on(running, 8)
    running.refresh_from_db()
    assert "chords" not in act_reads.content_at(running, 1, 3)
    assert "chords" not in act_reads.content_at(running, 0, 8)
    chords = [[8, SEVENTH["chord"]]]
    assert act_reads.content_at(running, 1, 8)["chords"] == chords
    body = {"candidate": 1, "step": 5}
    child = workshop.people["editor"].made("POST", f"/generations/{running.pk}/branch", body)
    assert Generation.objects.get(pk=child["id"]).frozen["content"]["chords"] == chords


@pytest.mark.parametrize(
    "body",
    [
        {"marks": []},
        {"marks": [[4, 10**6, SEVENTH]]},
        {"marks": [[4, -1, None]]},
        {"marks": [[7, 0, SEVENTH]]},
        {"marks": [[4, 0, {"chord": {"root": 12, "quality": "maj"}}]]},
        {"marks": [[4, 0, {"chord": "G7"}]]},
        {"marks": [[5, 8, {"metre": "3/4"}]]},
        {"marks": [[4, 0, SEVENTH]], "cells": [1], "state": 0},
        {"marks": [[4, 0, SEVENTH]], "settings": {"temperature": 1}},
    ],
    ids=repr,
)
def test_what_cannot_hang_on_a_cell_is_refused(body: dict[str, Any], workshop: Workshop) -> None:
    running = workshop.run(workshop.start(), upto=3)
    answer = workshop.people["editor"].post(f"/generations/{running.pk}/acts", body)
    assert answer.status_code == 422, answer.content
    assert Act.objects.filter(generation=running).count() == 0


def test_cells_under_a_tuplet_can_be_held_and_not_freed(workshop: Workshop) -> None:
    running = workshop.run(workshop.start(), upto=2)
    content = running.frozen["content"]
    content["symbols"][0][:4] = Tuplet(0, 0, TRIPLET).symbols
    content["signs"] = [[0, 0, [sign_to_json(TRIPLET)]]]
    Generation.objects.filter(pk=running.pk).update(frozen=running.frozen)
    assert act(workshop, running, {"cells": [2, 4], "state": 0})["cells"] == [2, 4]
    assert act(workshop, running, {"cells": [4], "state": 2})["cells"] == [4]
    path = f"/generations/{running.pk}/acts"
    for change in ({"state": 1}, {"state": 2}, {"symbols": [60, 60]}, {"pinned": False}):
        response = workshop.people["editor"].post(path, {"cells": [4, 3], **change})
        assert response.status_code == 422
        assert "leaves cell 3 as it is" in response.json()["message"]
