"""Reproducing a generation: what is copied, and the verdict on made-up steps."""

from typing import Any

import pytest

from studio.bodies import NewAct, NewBranch
from studio.models import Frame, Generation
from studio.reads.runs import steps
from studio.reads.runs.steps import grids_at
from studio.services.runs import acts, claims, generations, reproductions
from tests.studio.workshop import Workshop


@pytest.fixture
def original(workshop: Workshop) -> Generation:
    """A finished generation in which a person has acted at step 4."""
    running = workshop.run(workshop.start(), upto=3)
    acts.add(generation=running, user=workshop.user("editor"), change=NewAct(candidate=1, cells=[3], state=0))
    acts.take_up(generation_id=running.pk, fence=running.fence, step=4)
    return finish(workshop, running)


def finish(workshop: Workshop, claimed: Generation) -> Generation:
    workshop.run_on(claimed, upto=claimed.num_steps)
    assert claims.release(generation_id=claimed.pk, fence=claimed.fence, state="done")
    claimed.refresh_from_db()
    return claimed


def reproduce(workshop: Workshop, original: Generation) -> Generation:
    made = workshop.people["editor"].made("POST", f"/generations/{original.pk}/reproduce")
    assert (made["purpose"], made["reproduces"]) == ("reproduce", str(original.pk))
    return Generation.objects.get(pk=made["id"])


def run_again(workshop: Workshop, original: Generation) -> Generation:
    again = reproduce(workshop, original)
    return workshop.run(again, upto=again.num_steps)


def change_step(generation: Generation, step: int, changes: list[list[int]]) -> None:
    """Make a stored step another one (two steps a frame)."""
    frame = Frame.objects.get(generation=generation, first_step__lte=step, last_step__gte=step)
    stored: list[dict[str, Any]] = [
        {"step": number, "changes": [[number, 60], [number, 61]]}
        for number in range(frame.first_step, frame.last_step + 1)
    ]
    stored[step - frame.first_step]["changes"] = changes
    frame.steps = steps.pack(stored)
    frame.save()


def test_a_reproduction_has_the_same_beginning_settings_seed_and_acts(
    workshop: Workshop, original: Generation
) -> None:
    again = reproduce(workshop, original)
    for name in ("frozen", "settings", "seed", "num_candidates", "num_steps", "first_step", "num_acts"):
        assert getattr(again, name) == getattr(original, name), name
    (copied,), (act,) = acts.stamped(again), acts.stamped(original)
    assert (copied.from_step, copied.payload, copied.candidate) == (act.from_step, act.payload, act.candidate)
    assert copied.author == act.author


def test_the_same_key_again_answers_with_the_first_reproduction(
    workshop: Workshop, original: Generation
) -> None:
    key = {"Idempotency-Key": "one-wish"}
    answers = {
        workshop.owner.made("POST", f"/generations/{original.pk}/reproduce", **key)["id"] for _ in range(3)
    }
    assert len(answers) == 1


def test_equal_steps_are_identical(workshop: Workshop, original: Generation) -> None:
    verdict = reproductions.verdict(run_again(workshop, original).pk)
    assert verdict.is_identical
    assert len(verdict.hash) == 64
    assert (verdict.step, verdict.reason) == (None, "")


def test_a_difference_is_named_with_its_first_step_candidate_and_cell(
    workshop: Workshop, original: Generation
) -> None:
    again = run_again(workshop, original)
    change_step(again, 5, [[5, 60], [5, 61, 9, 70]])
    verdict = reproductions.verdict(again.pk)
    assert not verdict.is_identical
    assert (verdict.step, verdict.candidate, verdict.cell) == (5, 1, 9)
    assert "unknown" in verdict.reason


@pytest.mark.parametrize(
    ("before", "says"),
    [
        ({"checkpoint_sha256": "f" * 64}, "other weights"),
        ({"ran_on": {"device": "cuda"}}, "device was cuda and is cpu"),
        ({"ran_on": {"device": "cpu", "dtype": "float32"}}, "precision was float32 and is bfloat16"),
        (
            {"ran_on": {"device": "cpu", "dtype": "bfloat16", "language_model": "mine sha256:1"}},
            "language model was mine sha256:1 and is None",
        ),
        ({"ran_on": {}}, "device of the original is not known"),
    ],
)
def test_the_reason_of_a_difference_is_what_was_otherwise(
    before: dict, says: str, workshop: Workshop, original: Generation
) -> None:
    again = run_again(workshop, original)
    change_step(again, 5, [[5, 60], [5, 62]])
    Generation.objects.filter(pk=original.pk).update(**before)
    Generation.objects.filter(pk=again.pk).update(ran_on={"device": "cpu", "dtype": "bfloat16"})
    assert says in reproductions.verdict(again.pk).reason


def test_of_a_stopped_generation_the_steps_up_to_there_count(workshop: Workshop) -> None:
    running = workshop.run(workshop.start(), upto=4)
    generations.stop(generation=running, user=workshop.user("editor"))
    again = run_again(workshop, running)
    assert again.last_step == 8
    assert reproductions.verdict(again.pk).is_identical


def test_a_branch_is_reproduced_from_its_own_beginning_even_when_its_parent_is_gone(
    workshop: Workshop, original: Generation
) -> None:
    made = generations.branch(
        generation=original,
        user=workshop.user("editor"),
        request=NewBranch(candidate=1, step=5, num_candidates=3),
    )
    branch = finish(workshop, workshop.run(made, upto=6))
    assert grids_at(branch, 5)[2] == grids_at(original, 5)[1]
    Generation.objects.filter(pk=original.pk).delete()
    again = run_again(workshop, branch)
    assert (again.first_step, again.last_step) == (5, 8)
    assert grids_at(again, 5) == grids_at(branch, 5)
    assert reproductions.verdict(again.pk).is_identical


def test_only_what_is_over_and_stored_is_reproduced(workshop: Workshop) -> None:
    running = workshop.run(workshop.start(), upto=3)
    response = workshop.owner.post(f"/generations/{running.pk}/reproduce")
    assert (response.status_code, response.json()["code"]) == (409, "not_over")
    waiting = workshop.start()
    generations.stop(generation=waiting, user=workshop.user("editor"))
    response = workshop.owner.post(f"/generations/{waiting.pk}/reproduce")
    assert (response.status_code, response.json()["code"]) == (409, "nothing_stored")


def test_a_reproduction_takes_no_acts_of_its_own(workshop: Workshop, original: Generation) -> None:
    again = reproduce(workshop, original)
    response = workshop.owner.post(f"/generations/{again.pk}/acts", {"cells": [0], "state": 1})
    assert (response.status_code, response.json()["code"]) == (409, "is_reproduction")


def test_without_its_original_nothing_is_identical(workshop: Workshop, original: Generation) -> None:
    again = run_again(workshop, original)
    Generation.objects.filter(pk=original.pk).delete()
    again.refresh_from_db()
    verdict = reproductions.verdict(again.pk)
    assert (verdict.is_identical, verdict.reason) == (False, "The original no longer exists.")
