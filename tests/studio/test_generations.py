"""Starting, steering and branching generations over HTTP."""

import threading
import uuid
from itertools import chain

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from studio import limits
from studio.documents import store
from studio.models import Generation, GroupQuota, Take, User
from studio.reads import selectors
from studio.reads.runs.steps import grid_at, grids_at, steps_of
from studio.services.runs import claims
from tests.studio.workshop import NUM_CELLS, Person, Workshop, made_up, make_workshop


def path_of(workshop: Workshop) -> str:
    return f"/canvases/{workshop.canvas.pk}/generations"


def test_a_generation_freezes_the_canvas_and_waits_in_the_queue(workshop: Workshop, checkpoint: str) -> None:
    body = {"settings": {"num_steps": 12, "temperature": 1.5}, "num_candidates": 3, "seed": 5}
    made = workshop.people["editor"].made("POST", path_of(workshop), body)
    assert (made["state"], made["number"], made["num_steps"], made["seed"]) == ("queued", 1, 12, 5)
    assert (made["num_candidates"], made["checkpoint"], made["queue_position"]) == (3, checkpoint, 0)
    assert made["settings"]["temperature"] == 1.5
    frozen = workshop.owner.made("GET", f"/generations/{made['id']}/frozen")
    cells = store.project_to_cells(workshop.canvas)
    assert frozen == {name: cells[name] for name in ("columns", "states", "pins", "authors", "content")}


def test_a_seed_is_drawn_where_none_was_given(workshop: Workshop) -> None:
    seeds = {workshop.owner.made("POST", path_of(workshop), {})["seed"] for _ in range(3)}
    assert len(seeds) == 3
    assert all(0 <= seed < 2**53 for seed in seeds)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"settings": {"num_steps": 0}}, "num_steps"),
        ({"settings": {"num_steps": 10**9}}, "num_steps"),
        ({"settings": {"temperature": "hot"}}, "temperature"),
        ({"settings": {"temprature": 1}}, "temprature"),
        ({"num_candidates": 0}, "1 to 200 candidates"),
        ({"num_candidates": 201}, "1 to 200 candidates"),
        ({"num_candidates": "many"}, "num_candidates"),
        ({"seed": -1}, "seed"),
        ({"seed": 2**53}, "seed"),
        ({"checkpoint": "../../etc/passwd"}, "no such checkpoint"),
        ({"pace": {"mode": "limited"}}, "steps_per_second"),
        ({"pace": {"mode": "limited", "steps_per_second": 1e9}}, "steps_per_second"),
        ({"state": "done"}, "state"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(body: dict, says: str, workshop: Workshop) -> None:
    response = workshop.owner.post(path_of(workshop), body)
    assert response.status_code == 422
    assert says in response.json()["message"]
    assert not Generation.objects.exists()


def test_not_a_number_is_no_temperature(workshop: Workshop) -> None:
    text = '{"settings": {"temperature": NaN}}'
    client = workshop.owner.client
    response = client.generic("POST", f"/api{path_of(workshop)}", text, content_type="application/json")
    assert response.status_code in (400, 422)
    assert not Generation.objects.exists()


def test_nobody_fills_the_queue_beyond_the_limit(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "GENERATIONS_QUEUED", 2)
    for _ in range(2):
        workshop.start()
    response = workshop.people["editor"].post(path_of(workshop), {})
    assert response.status_code == 429
    assert response["Retry-After"] == "30"
    assert workshop.owner.post(path_of(workshop), {}).status_code == 201  # others are not held up


def test_a_group_has_a_limit_of_its_own_and_the_largest_counts(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "GENERATIONS_QUEUED", 2)
    editor = workshop.user("editor")
    pupils, helpers = (Group.objects.create(name=name) for name in ("pupils", "helpers"))
    GroupQuota.objects.create(group=pupils, runs=1)
    GroupQuota.objects.create(group=helpers, runs=3)
    workshop.start()

    def is_refused() -> bool:
        answer = workshop.people["editor"].post(path_of(workshop), {})
        assert answer.status_code in (201, 429)
        return answer.status_code == 429

    editor.groups.set([pupils])
    assert is_refused()
    editor.groups.set([pupils, helpers])
    assert [is_refused() for _ in range(3)] == [False, False, True]
    editor.groups.set([Group.objects.create(name="without a quota")])
    assert is_refused()  # three are more than everybody's two
    assert workshop.owner.post(path_of(workshop), {}).status_code == 201


def test_an_operator_gives_a_group_its_quota_on_the_admin_pages(db: None) -> None:
    operator = Client(HTTP_HOST="localhost")
    operator.force_login(User.objects.create_superuser("operator"))
    form = {"name": "pupils", "quota-0-runs": "20"} | {
        f"quota-{name}": value
        for name, value in {
            "TOTAL_FORMS": 1,
            "INITIAL_FORMS": 0,
            "MIN_NUM_FORMS": 0,
            "MAX_NUM_FORMS": 1,
        }.items()
    }
    assert operator.post("/admin/auth/group/add/", form).status_code == 302
    assert (GroupQuota.objects.get().runs, str(GroupQuota.objects.get().group)) == (20, "pupils")
    form["name"], form["quota-0-runs"] = "others", "0"
    assert "greater than or equal to 1" in operator.post("/admin/auth/group/add/", form).content.decode()


def test_the_same_key_again_answers_with_the_first_generation(workshop: Workshop) -> None:
    key = {"Idempotency-Key": "one-wish"}
    first = workshop.owner.made("POST", path_of(workshop), {}, **key)
    assert workshop.owner.made("POST", path_of(workshop), {}, **key)["id"] == first["id"]
    other_person = workshop.people["editor"].made("POST", path_of(workshop), {}, **key)
    assert other_person["id"] != first["id"]
    assert workshop.owner.post(path_of(workshop), {}, **{"Idempotency-Key": "x" * 81}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_ten_calls_at_once_with_one_key_make_one_generation(checkpoint: str) -> None:
    workshop = make_workshop()
    key = {"Idempotency-Key": str(uuid.uuid4())}
    editor = workshop.user("editor")
    people = [Person(editor) for _ in range(10)]
    answers: list[str] = []
    together = threading.Barrier(len(people))

    def call(person: Person) -> None:
        try:
            together.wait()
            answers.append(person.made("POST", path_of(workshop), {}, **key)["id"])
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 10
    assert len(set(answers)) == 1
    assert Generation.objects.count() == 1


def test_pause_takes_the_run_from_its_worker_and_resume_goes_on_after_the_last_step(
    workshop: Workshop,
) -> None:
    running = workshop.run(workshop.start(), upto=3)
    editor = workshop.people["editor"]
    paused = editor.made("POST", f"/generations/{running.pk}/pause")
    assert (paused["state"], paused["requested"], paused["last_step"]) == ("paused", "pause", 3)
    assert not claims.record(generation_id=running.pk, fence=running.fence, steps=[made_up(running, 4)])
    assert claims.claim(worker="test") == []
    assert editor.made("POST", f"/generations/{running.pk}/pause")["state"] == "paused"
    assert editor.made("POST", f"/generations/{running.pk}/resume")["state"] == "queued"
    finished = workshop.run(running, upto=8)
    assert finished.last_step == 8
    assert [step.step for step in steps_of(finished)] == list(range(9))


@pytest.mark.parametrize("upto", [None, 3])
def test_stop_works_while_waiting_and_while_running(upto: int | None, workshop: Workshop) -> None:
    generation = workshop.start()
    if upto is not None:
        workshop.run(generation, upto=upto)
    path = f"/generations/{generation.pk}/stop"
    answers = [workshop.owner.made("POST", path, {"candidate": 1}) for _ in range(3)]
    assert {answer["state"] for answer in answers} == {"stopped"}
    takes = list(Take.objects.values_list("note", "candidate", "step"))
    assert takes == ([] if upto is None else [("stopped at 3", 1, 3)])
    for act in ("pause", "resume", "step", "pace"):
        response = workshop.owner.post(f"/generations/{generation.pk}/{act}", {} if act == "pace" else None)
        assert response.status_code == 409
        assert "stopped" in response.json()["message"] or "one step at a time" in response.json()["message"]


def test_stopping_with_a_candidate_that_is_not_there_stops_nothing(workshop: Workshop) -> None:
    generation = workshop.run(workshop.start(), upto=2)
    response = workshop.owner.post(f"/generations/{generation.pk}/stop", {"candidate": 9})
    assert response.status_code == 404
    assert selectors.generation(generation.pk).state == "running"


def test_in_single_pace_each_wish_grants_one_step(workshop: Workshop) -> None:
    generation = workshop.start()
    assert workshop.owner.post(f"/generations/{generation.pk}/step").status_code == 409
    workshop.run(generation, upto=3)
    pace = workshop.owner.made("POST", f"/generations/{generation.pk}/pace", {"mode": "single"})
    assert pace["pace"]["mode"] == "single"
    for granted in (4, 5):
        workshop.owner.made("POST", f"/generations/{generation.pk}/step")
        assert claims.controls([generation.pk])[generation.pk].steps_granted == granted


def test_frames_come_in_order_and_after_a_step(workshop: Workshop) -> None:
    generation = workshop.run(workshop.start(), upto=5)
    path = f"/generations/{generation.pk}/frames"
    frames = workshop.people["viewer"].made("GET", path)
    assert [step["step"] for frame in frames for step in frame["steps"]] == [0, 1, 2, 3, 4, 5]
    later = workshop.people["viewer"].made("GET", f"{path}?after_step=3")
    assert [frame["first_step"] for frame in later] == [4]


def test_the_grid_at_a_step_has_all_changes_up_to_it(workshop: Workshop) -> None:
    generation = workshop.run(workshop.start(), upto=5)
    expected = [0] * NUM_CELLS
    for step in range(6):
        if step:
            expected[step] = 61
        assert grid_at(generation, 1, step) == expected


class TestBranch:
    @pytest.fixture
    def parent(self, workshop: Workshop) -> Generation:
        return workshop.run(workshop.start(), upto=5)

    def branch(self, workshop: Workshop, parent: Generation, **body: object):
        return workshop.owner.post(f"/generations/{parent.pk}/branch", {"candidate": 1, "step": 3, **body})

    def test_a_branch_starts_with_the_parents_candidate_and_leaves_the_parent_alone(
        self, workshop: Workshop, parent: Generation
    ) -> None:
        before = selectors.generation(parent.pk)
        child = self.branch(workshop, parent, num_candidates=3).json()
        assert (child["parent"], child["parent_candidate"], child["first_step"]) == (str(parent.pk), 1, 3)
        assert (child["last_step"], child["state"], child["num_steps"]) == (3, "queued", 8)
        row = Generation.objects.get(pk=child["id"])
        grid = grid_at(parent, 1, 3)
        assert grids_at(row, 3) == [grid] * 3
        assert list(chain(*row.frozen["content"]["symbols"])) == grid
        assert row.frozen["states"] == parent.frozen["states"]
        assert selectors.generation(parent.pk) == before

    def test_a_branch_is_claimed_and_goes_on_from_its_first_step(
        self, workshop: Workshop, parent: Generation
    ) -> None:
        child = Generation.objects.get(pk=self.branch(workshop, parent).json()["id"])
        finished = workshop.run(child, upto=8)
        assert [step.step for step in steps_of(finished)] == [3, 4, 5, 6, 7, 8]

    def test_a_branch_may_have_another_plan(self, workshop: Workshop, parent: Generation) -> None:
        states = [[2] * 16 for _ in range(4)]
        pins = [[True] * 16 for _ in range(4)]
        child = self.branch(workshop, parent, states=states, pins=pins).json()
        frozen = Generation.objects.get(pk=child["id"]).frozen
        assert (frozen["states"], frozen["pins"]) == (states, pins)

    def test_what_is_written_with_a_branch_holds_from_its_first_step_however_fast_a_worker_is(
        self, workshop: Workshop, parent: Generation
    ) -> None:
        written = {"cells": [5], "state": 0, "pinned": True, "symbols": [64]}
        child = Generation.objects.get(pk=self.branch(workshop, parent, acts=[written]).json()["id"])
        assert [(act.payload["cells"], act.from_step) for act in child.acts.all()] == [([5], None)]
        assert Generation.objects.filter(pk=child.pk, state="queued").exists()

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({"acts": [{"cells": [999], "state": 0}]}, 422),
            ({"step": 6}, 404),
            ({"candidate": 2}, 404),
            ({"settings": {"num_steps": 3}}, 422),
            ({"states": [[0]]}, 422),
            ({"states": [[7] * 16] * 4}, 422),
            ({"num_candidates": 201}, 422),
        ],
    )
    def test_a_branch_that_cannot_be_is_refused(
        self, workshop: Workshop, parent: Generation, body: dict, status: int
    ) -> None:
        assert self.branch(workshop, parent, **body).status_code == status
        assert Generation.objects.count() == 1


def test_nothing_starts_on_a_canvas_in_the_bin(workshop: Workshop) -> None:
    workshop.owner.made("POST", f"/canvases/{workshop.canvas.pk}/bin")
    response = workshop.owner.post(path_of(workshop), {})
    assert (response.status_code, response.json()["code"]) == (409, "in_bin")
