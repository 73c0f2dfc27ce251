"""Jobs over HTTP, with a worker that makes up steps and grades: the best N of M, grids, stopping."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.db.models.functions import Now

from studio import limits
from studio.models import Generation, Grade, Job, Take
from studio.reads import selectors
from studio.reads.streams import events_after, stream_seq
from studio.services.runs import claims, grades, jobs
from studio.services.upkeep import pruning
from sunmask.kinds.grade import CanvasGrade, CellFault
from tests.studio.workshop import Workshop, made_up, person

STEPS = {"num_steps": 2}


def best_of(**changes: Any) -> dict[str, Any]:
    standard = {"settings": STEPS, "total": 6, "keep": 2, "batch": 2, "seed": 3}
    return {"kind": "best_of", "settings": standard | changes}


def path_of(workshop: Workshop) -> str:
    return f"/canvases/{workshop.canvas.pk}/jobs"


def graded(overall: float) -> CanvasGrade:
    return CanvasGrade(overall, {"note": overall}, (CellFault("note", "A rare note.", (3,), 0.5),))


def run_one(overalls: Sequence[float], *, state: str = "done") -> Generation:
    """Claim the next generation, make up its steps, end it and grade it (when done)."""
    (claimed,) = claims.claim(most=1, worker="test")
    steps = [made_up(claimed, step) for step in range(claimed.num_steps + 1)]
    assert claims.record(generation_id=claimed.pk, fence=claimed.fence, steps=steps)
    claims.release(generation_id=claimed.pk, fence=claimed.fence, state=state, error="Too large.")
    if state == "done":
        waiting = grades.take_up_generation("test")
        assert waiting is not None
        assert waiting.pk == claimed.pk
        assert len(grades.contents_of(waiting)) == claimed.num_candidates
        assert grades.store(generation=waiting, grades=[graded(overall) for overall in overalls])
    assert claimed.job_id is not None
    jobs.advance(claimed.job_id)
    return claimed


def test_the_best_of_all_batches_become_takes(workshop: Workshop) -> None:
    job = workshop.people["editor"].made("POST", path_of(workshop), best_of())
    assert (job["state"], job["num_done"], job["num_total"], len(job["generations"])) == ("running", 0, 6, 2)
    for overalls in ([5.0, 9.0], [4.0, 8.0], [7.0, 6.0]):
        run_one(overalls)
    job = workshop.owner.made("GET", f"/jobs/{job['id']}")
    assert (job["state"], job["num_done"], job["note"]) == ("done", 6, "")
    assert [ranked["overall"] for ranked in job["best"]] == [4.0, 5.0, 6.0, 7.0, 8.0, 9.0]
    assert [ranked["take"] is not None for ranked in job["best"]] == [True, True] + 4 * [False]
    takes = Take.objects.order_by("grade")
    assert [(take.grade, take.note, take.created_by.username) for take in takes] == [
        (4.0, "best 2 of 6", "editor"),
        (5.0, "best 2 of 6", "editor"),
    ]
    assert takes[0].faults == [{"code": "note", "message": "A rare note.", "cells": [3], "penalty": 0.5}]


def test_the_others_are_kept_like_any_candidate(workshop: Workshop) -> None:
    workshop.owner.made("POST", path_of(workshop), best_of(total=2))
    generation = run_one([5.0, 9.0])
    take = workshop.owner.made("POST", f"/generations/{generation.pk}/takes", {"candidate": 1, "step": 2})
    assert take["grade"] == 9.0


def test_grades_are_told_while_other_batches_wait(workshop: Workshop) -> None:
    workshop.owner.made("POST", path_of(workshop), best_of())
    stream = f"project:{workshop.project.pk}"
    before = stream_seq(stream)
    generation = run_one([5.0, 9.0])
    told = [payload for _, payload in events_after(stream, before, 100)]
    (added,) = [payload for payload in told if payload["kind"] == "grades"]
    assert [grade["overall"] for grade in added["grades"]] == [5.0, 9.0]
    assert [payload["job"]["num_done"] for payload in told if payload["kind"] == "job"] == [2]
    snapshot = workshop.owner.made("GET", f"/canvases/{workshop.canvas.pk}/snapshot")
    assert [grade["candidate"] for grade in snapshot["grades"]] == [0, 1]
    assert [job["num_done"] for job in snapshot["jobs"]] == [2]
    read = workshop.people["viewer"].made("GET", f"/generations/{generation.pk}/grades")
    assert read == added["grades"]
    assert selectors.generation(generation.pk).is_graded


def test_batches_differ_in_their_seeds_and_the_same_job_seed_gives_the_same_ones(workshop: Workshop) -> None:
    seeds = []
    for _ in range(2):
        job = workshop.owner.made("POST", path_of(workshop), best_of())
        for _ in range(3):
            run_one([5.0, 9.0])
        seeds.append(list(Generation.objects.filter(job_id=job["id"]).order_by("number").values_list("seed")))
    assert seeds[0] == seeds[1]
    assert len({seed for (seed,) in seeds[0]}) == 3


def test_one_generation_of_a_job_runs_at_a_time_beside_its_owners_other_wishes(workshop: Workshop) -> None:
    workshop.people["editor"].made("POST", path_of(workshop), best_of())
    other = workshop.start()
    claimed = claims.claim(worker="test")
    assert [generation.job_id is None for generation in claimed] == [True, False]
    assert claimed[0].pk == other.pk


def test_the_last_batch_is_as_large_as_what_is_left(workshop: Workshop) -> None:
    job = workshop.owner.made("POST", path_of(workshop), best_of(total=5))
    sizes = [run_one([5.0] * size).num_candidates for size in (2, 2, 1)]
    assert sizes == [2, 2, 1]
    assert workshop.owner.made("GET", f"/jobs/{job['id']}")["state"] == "done"


def test_advancing_again_and_again_changes_nothing(workshop: Workshop) -> None:
    workshop.owner.made("POST", path_of(workshop), best_of())
    run_one([5.0, 9.0])
    stream = f"project:{workshop.project.pk}"
    before = stream_seq(stream), Generation.objects.count()
    for _ in range(3):
        jobs.advance_all()
    assert (stream_seq(stream), Generation.objects.count()) == before


def test_a_kill_between_grading_and_advancing_is_healed(workshop: Workshop) -> None:
    job = workshop.owner.made("POST", path_of(workshop), best_of(total=2))
    run_one([5.0, 9.0])
    Job.objects.update(state="running", finished_at=None)
    Take.objects.all().delete()
    jobs.advance_all()
    assert workshop.owner.made("GET", f"/jobs/{job['id']}")["state"] == "done"
    assert Take.objects.count() == 2


def test_stop_after_this_one_lets_the_running_batch_end(workshop: Workshop) -> None:
    job = workshop.owner.made("POST", path_of(workshop), best_of())
    run_one([5.0, 9.0])
    (running,) = claims.claim(most=1, worker="test")
    stopped = workshop.people["editor"].made("POST", f"/jobs/{job['id']}/stop", {"after_this": True})
    assert (stopped["state"], stopped["note"]) == ("ending", "editor stopped it.")
    running.refresh_from_db()
    assert running.state == "running"
    Generation.objects.filter(pk=running.pk).update(state="queued")
    run_one([1.0, 2.0])
    ended = workshop.owner.made("GET", f"/jobs/{job['id']}")
    assert (ended["state"], ended["num_done"]) == ("stopped", 4)
    assert sorted(Take.objects.values_list("grade", "note")) == [(1.0, "best 2 of 4"), (2.0, "best 2 of 4")]


def test_stop_now_keeps_the_best_of_what_is_graded_and_nothing_else(workshop: Workshop) -> None:
    job = workshop.owner.made("POST", path_of(workshop), best_of())
    run_one([5.0, 9.0])
    (running,) = claims.claim(most=1, worker="test")
    assert claims.record(
        generation_id=running.pk, fence=running.fence, steps=[made_up(running, step) for step in range(2)]
    )
    ended = workshop.owner.made("POST", f"/jobs/{job['id']}/stop", {})
    assert (ended["state"], ended["num_done"]) == ("stopped", 2)
    assert not claims.record(generation_id=running.pk, fence=running.fence, steps=[made_up(running, 2)])
    assert sorted(Take.objects.values_list("grade", flat=True)) == [5.0, 9.0]
    again = workshop.owner.post(f"/jobs/{job['id']}/stop", {})
    assert (again.status_code, again.json()["code"]) == (409, "is_over")


def test_a_job_stops_early_once_the_best_no_longer_become_better(workshop: Workshop) -> None:
    job = workshop.owner.made("POST", path_of(workshop), best_of(total=40, stop_early=True))
    run_one([9.0, 8.0])
    run_one([4.0, 5.0])
    for _ in range(jobs.PATIENCE_BATCHES):
        assert workshop.owner.made("GET", f"/jobs/{job['id']}")["state"] == "running"
        run_one([6.0, 7.0])
    ended = workshop.owner.made("GET", f"/jobs/{job['id']}")
    assert (ended["state"], ended["num_done"]) == ("stopped", 10)
    assert "not improved" in ended["note"]
    assert sorted(Take.objects.values_list("grade", flat=True)) == [4.0, 5.0]


def test_a_batch_that_fails_ends_the_job_with_its_reason(workshop: Workshop) -> None:
    job = workshop.owner.made("POST", path_of(workshop), best_of())
    run_one([5.0, 9.0])
    run_one([], state="failed")
    ended = workshop.owner.made("GET", f"/jobs/{job['id']}")
    assert (ended["state"], ended["note"]) == ("failed", "Generation 2 failed: Too large.")
    assert Take.objects.count() == 2


def test_a_grid_makes_every_combination_once(workshop: Workshop) -> None:
    axes = {"seeds": [1, 2], "temperatures": [0.5, 1.0], "steps": [2, 3]}
    body = {"kind": "grid", "settings": {"settings": {"typical_mass": 0.7}, **axes}}
    job = workshop.owner.made("POST", path_of(workshop), body)
    assert job["num_total"] == 8
    for number in range(8):
        run_one([float(number)])
    job = workshop.owner.made("GET", f"/jobs/{job['id']}")
    assert (job["state"], len(job["best"])) == ("done", 8)
    rows = Generation.objects.filter(job_id=job["id"])
    found = {(row.seed, row.settings["temperature"], row.num_steps) for row in rows}
    assert found == {(s, t, n) for s in (1, 2) for t in (0.5, 1.0) for n in (2, 3)}
    assert {row.settings["typical_mass"] for row in rows} == {0.7}
    assert not Take.objects.exists()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (best_of(total=0), "candidates, got"),
        (best_of(total=501), "got 501"),
        (best_of(keep=7), "1 to 6 of 6 candidates"),
        (best_of(batch=0), "candidates at once"),
        (best_of(seed=-1), "seed"),
        (best_of(settings={"num_steps": 0}), "num_steps"),
        (best_of(settings={"nonsense": 0}), "nonsense"),
        ({"kind": "best", "settings": {}}, "best_of"),
        ({"kind": "grid", "settings": {"seeds": [], "temperatures": [1.0], "steps": [2]}}, "one seed"),
        ({"kind": "grid", "settings": {"seeds": [1], "temperatures": [9.0], "steps": [2]}}, "temperature"),
        (
            {
                "kind": "grid",
                "settings": {"seeds": list(range(21)), "temperatures": [0.5, 1.0], "steps": [2, 3, 4, 5, 6]},
            },
            "21 x 2 x 5 are 210",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(body: dict, says: str, workshop: Workshop) -> None:
    response = workshop.owner.post(path_of(workshop), body)
    assert response.status_code == 422
    assert says in response.json()["message"]
    assert not Job.objects.exists()


def test_nobody_has_more_jobs_than_the_limit(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "JOBS_RUNNING", 1)
    workshop.owner.made("POST", path_of(workshop), best_of())
    refused = workshop.owner.post(path_of(workshop), best_of())
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_jobs")
    workshop.people["editor"].made("POST", path_of(workshop), best_of())


def test_the_same_key_again_is_the_same_job(workshop: Workshop) -> None:
    key = {"Idempotency-Key": "one"}
    first = workshop.owner.made("POST", path_of(workshop), best_of(), **key)
    assert workshop.owner.made("POST", path_of(workshop), best_of(), **key)["id"] == first["id"]
    assert Job.objects.count() == 1


def test_a_full_queue_of_its_owner_holds_a_job_up_but_does_not_end_it(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "GENERATIONS_QUEUED", 1)
    workshop.start()
    job = workshop.people["editor"].made("POST", path_of(workshop), best_of())
    assert job["generations"] == []
    monkeypatch.setattr(limits, "GENERATIONS_QUEUED", 10)
    jobs.advance_all()
    assert len(workshop.owner.made("GET", f"/jobs/{job['id']}")["generations"]) == 2


def test_a_generation_is_graded_once_whoever_is_first(workshop: Workshop) -> None:
    workshop.run(workshop.start(user=person("Ben")), upto=8)
    Generation.objects.update(state="done", finished_at=F("created_at"))
    waiting = grades.take_up_generation("test")
    assert waiting is not None
    assert grades.store(generation=waiting, grades=[graded(3.0), None])
    assert not grades.store(generation=waiting, grades=[graded(4.0), graded(4.0)])
    assert grades.take_up_generation("test") is None
    assert list(Grade.objects.values_list("candidate", "overall")) == [(0, 3.0)]


def test_what_nobody_kept_of_a_job_can_be_kept_for_a_month(workshop: Workshop) -> None:
    job = workshop.owner.made("POST", path_of(workshop), best_of(total=4, keep=1))
    kept, unkept = run_one([1.0, 9.0]), run_one([5.0, 8.0])
    pruning.prune()
    body = {"candidate": 1, "step": 2}
    take = workshop.owner.made("POST", f"/generations/{unkept.pk}/takes", body)
    Take.objects.filter(pk=take["id"]).delete()
    Job.objects.update(finished_at=Now() - timedelta(days=limits.UNKEPT_DAYS + 1))
    assert pruning.prune()["steps of generations that nobody kept"] == 1
    assert pruning.prune()["steps of generations that nobody kept"] == 0
    assert workshop.owner.post(f"/generations/{unkept.pk}/takes", body).status_code == 404
    workshop.owner.made("POST", f"/generations/{kept.pk}/takes", body)
    assert len(workshop.owner.made("GET", f"/jobs/{job['id']}")["best"]) == 4
    told = events_after(f"generation:{unkept.pk}", 0, 100)
    assert [seq for seq, _ in told] == list(range(1, len(told) + 1))
