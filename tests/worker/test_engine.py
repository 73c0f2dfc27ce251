"""The engine through the database: what is stored, who is served, what survives."""

import itertools
from typing import Any, ClassVar

import numpy as np
import pytest
import torch
from django.db import OperationalError
from django.db.models import F

from studio.bodies import NewBranch, NewGeneration
from studio.models import Frame, Generation, User
from studio.protocol import Pace
from studio.reads import selectors
from studio.reads.runs.steps import grids_at, steps_of
from studio.reads.streams import events_after
from studio.services.runs import claims, generations
from sunmask.models.inference import InferenceModel
from tests.studio.browsers import make_canvas, make_person, make_project
from tests.worker.stepping import kill_after, steps
from worker import recorder
from worker.engine import Engine
from worker.runs import stored_grids

pytestmark = pytest.mark.django_db(transaction=True)

NUM_STEPS = 12


@pytest.fixture
def ana() -> User:
    return make_person("Ana")


@pytest.fixture
def canvas(ana: User):
    return make_canvas(make_project(ana), num_bars=2)


@pytest.fixture
def start(canvas, ana: User):
    """Start a generation in which every cell is renoisable."""

    def make(**changes) -> Generation:
        who = {"user": changes.pop("user", ana), "canvas": changes.pop("canvas", canvas)}
        settings = {"num_steps": changes.pop("num_steps", NUM_STEPS)} | changes.pop("settings", {})
        options = {"settings": settings, "num_candidates": 2, "seed": 7} | changes
        generation = generations.start(**who, request=NewGeneration(**options))
        generation.frozen["states"] = [[2] * len(row) for row in generation.frozen["states"]]
        generation.frozen["pins"] = [[False] * len(row) for row in generation.frozen["pins"]]
        generation.save(update_fields=["frozen"])
        return generation

    return make


@pytest.fixture
def engine(network: InferenceModel) -> Engine:
    return Engine("test", load=lambda *_: network)


@pytest.fixture
def second_engine(network: InferenceModel) -> Engine:
    return Engine("test 2", load=lambda *_: network)


@pytest.fixture
def every_step_at_once(monkeypatch) -> None:
    monkeypatch.setattr(recorder, "FLUSH_INTERVAL_S", 0.0)


def test_a_generation_is_stepped_to_its_end_with_every_step_stored(engine, start) -> None:
    generation = start()
    engine.work()
    generation.refresh_from_db()
    assert (generation.state, generation.last_step) == ("done", NUM_STEPS)
    assert steps(generation) == list(range(NUM_STEPS + 1))
    first, *others = steps_of(generation)
    assert first.symbols is not None
    assert len(first.symbols) == 2
    assert all(step.changes is not None and step.symbols is None for step in others)
    assert len(generation.result_hash) == 64
    stream = f"generation:{generation.pk}"
    kinds = [payload["kind"] for _, payload in events_after(stream, 0, 1000)]
    assert kinds[-1] == "generation"
    assert kinds.count("frame") == Frame.objects.filter(generation=generation).count()


def test_the_last_stored_grid_is_what_the_hash_says(engine, start) -> None:
    import hashlib
    import json

    generation = start()
    engine.work()
    generation.refresh_from_db()
    grids = grids_at(generation, NUM_STEPS)
    text = json.dumps(grids, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == generation.result_hash
    stored = [[list(grid) for grid in each] for each in stored_grids(generation)]
    assert len(stored) == NUM_STEPS + 1
    assert stored[-1] == grids


def test_held_cells_never_change(engine, canvas, ana) -> None:
    generation = generations.start(
        canvas=canvas,
        user=ana,
        request=NewGeneration(settings={"num_steps": 5}, pace=Pace(), num_candidates=1),
    )
    symbols = np.array(generation.frozen["content"]["symbols"])
    symbols[0, :] = 72
    generation.frozen["content"]["symbols"] = symbols.tolist()
    generation.frozen["states"][1:] = [[2] * symbols.shape[1]] * 3
    generation.frozen["pins"][1:] = [[False] * symbols.shape[1]] * 3
    generation.save()
    engine.work()
    for step in range(6):
        grid = np.array(grids_at(generation, step)[0]).reshape(symbols.shape)
        assert (grid[0] == 72).all()


@pytest.mark.usefixtures("every_step_at_once")
def test_a_run_whose_worker_was_killed_ends_equal_to_an_unkilled_one(engine, second_engine, start) -> None:
    unkilled = start(settings={"active_balance": True})
    engine.work()
    killed = start(settings={"active_balance": True})
    for step, worker in ((2, engine), (5, second_engine), (9, engine)):
        worker.runs.clear()
        kill_after(worker, killed, step)
    second_engine.runs.clear()
    second_engine.work()
    for generation in (unkilled, killed):
        generation.refresh_from_db()
    assert steps(killed) == list(range(NUM_STEPS + 1))
    assert killed.result_hash == unkilled.result_hash
    assert killed.fence > unkilled.fence


@pytest.mark.usefixtures("every_step_at_once")
def test_a_worker_that_was_given_up_can_store_nothing_more(engine, second_engine, start) -> None:
    generation = start()
    kill_after(engine, generation, 3)
    second_engine._poll()  # claims it
    engine._polled_at = float("inf")  # a zombie that does not poll
    for _ in range(4):
        engine.tick()
    assert not engine.runs
    second_engine.work()
    assert steps(generation) == list(range(NUM_STEPS + 1))
    fences = (
        Frame.objects.filter(generation=generation).order_by("first_step").values_list("fence", flat=True)
    )
    assert list(fences) == sorted(fences)


@pytest.mark.usefixtures("every_step_at_once")
def test_paused_and_resumed_it_ends_equal(engine, start, ana) -> None:
    whole = start()
    engine.work()
    paused = start()
    while (paused.last_step or 0) < 4:
        engine._poll()
        engine.tick()
        paused.refresh_from_db()
    generations.pause(generation=paused, user=ana)
    engine.work()
    paused.refresh_from_db()
    assert (paused.state, paused.last_step) == ("paused", 4)
    generations.resume(generation=paused, user=ana)
    engine.work()
    paused.refresh_from_db()
    whole.refresh_from_db()
    assert paused.state == "done"
    assert paused.result_hash == whole.result_hash


@pytest.mark.usefixtures("every_step_at_once")
def test_a_stopped_run_gets_no_further_step(engine, start, ana) -> None:
    generation = start()
    kill_after(engine, generation, 3)
    stopped = generations.stop(generation=generation, user=ana)
    engine.work()
    generation.refresh_from_db()
    assert (generation.state, generation.last_step) == ("stopped", stopped.last_step)


@pytest.mark.usefixtures("every_step_at_once")
def test_a_run_that_shall_stop_after_its_step_makes_that_step_and_keeps_it(engine, start, ana) -> None:
    generation = start(num_candidates=20)  # more windows than one pass takes
    while (generation.last_step or 0) < 3:
        engine._poll()
        engine.tick()
        generation.refresh_from_db()
    while engine.runs[0].is_between_steps:
        engine.tick()
    last = generation.last_step
    stopping = generations.stop(generation=generation, user=ana, candidate=2, after_step=True)
    assert (stopping.state, stopping.requested) == ("running", "stop")
    engine.called.set()
    engine.work()
    generation.refresh_from_db()
    assert (generation.state, generation.last_step) == ("stopped", last + 1)
    assert steps(generation) == list(range(last + 2))
    (act,) = generation.acts.all()
    assert (act.kind, act.author, act.from_step) == ("stop", ana, last + 2)
    (take,) = generation.takes.all()
    assert (take.candidate, take.step, take.note) == (2, last + 1, f"stopped at {last + 1}")


@pytest.mark.usefixtures("every_step_at_once")
def test_who_takes_up_a_run_that_shall_stop_makes_no_step_of_it(engine, second_engine, start, ana) -> None:
    generation = start()
    kill_after(engine, generation, 3)
    generations.stop(generation=generation, user=ana, after_step=True)
    generations.stop(generation=generation, user=ana, after_step=True)  # pressed twice
    second_engine.work()
    generation.refresh_from_db()
    assert (generation.state, generation.last_step) == ("stopped", 3)
    assert generation.acts.count() == generation.takes.count() == 1


def test_what_does_not_run_stops_at_once_also_where_a_step_was_to_be_awaited(start, ana) -> None:
    generation = start()
    generations.stop(generation=generation, user=ana, after_step=True)
    generation.refresh_from_db()
    assert generation.state == "stopped"


def test_what_was_stopped_while_it_waited_is_never_begun(engine, start, ana) -> None:
    generation = start()
    generations.stop(generation=generation, user=ana)
    engine.work()
    assert steps(generation) == []


def test_in_single_pace_each_request_brings_one_step(engine, start, ana) -> None:
    generation = start(pace=Pace(mode="single"))

    def run_a_little() -> int:
        for _ in range(5):
            engine.called.set()
            engine._poll()
            engine.tick()
        generation.refresh_from_db()
        return generation.last_step

    assert run_a_little() == 0
    generations.grant_step(generation=generation, user=ana)
    assert run_a_little() == 1
    assert run_a_little() == 1
    generations.set_pace(generation=generation, user=ana, pace=Pace(mode="full"))
    engine.work()
    generation.refresh_from_db()
    assert generation.last_step == NUM_STEPS


@pytest.mark.numeric
def test_a_candidate_does_not_depend_on_what_runs_beside_it(engine, start) -> None:
    alone = start(num_candidates=3)
    engine.work()
    together, other = start(num_candidates=3), start(num_candidates=5, seed=99)
    engine.work()
    for generation in (alone, together, other):
        generation.refresh_from_db()
    assert together.result_hash == alone.result_hash
    assert other.state == "done"


def test_a_small_run_is_not_held_up_by_a_large_one(engine, start) -> None:
    large, small = start(num_candidates=40), start(num_candidates=1)
    while small.state != "done":
        engine._poll()
        engine.tick()
        small.refresh_from_db()
    large.refresh_from_db()
    assert large.state == "running"
    assert (large.last_step or 0) < NUM_STEPS / 2


def test_a_run_that_fails_is_told_in_a_sentence_and_the_others_go_on(engine, start) -> None:
    broken, sound = start(), start()
    broken.frozen["content"]["symbols"][0][0] = 5000
    broken.save()
    engine.work()
    broken.refresh_from_db()
    sound.refresh_from_db()
    assert broken.state == "failed"
    assert "expected" in broken.error
    assert sound.state == "done"


def test_another_checkpoint_than_at_the_start_is_refused(start) -> None:
    generation = start()
    Generation.objects.filter(pk=generation.pk).update(checkpoint_sha256="0" * 64)
    Engine("test").work()
    generation.refresh_from_db()
    assert generation.state == "failed"
    assert "Start a new generation" in generation.error


def test_too_little_memory_makes_smaller_batches(start, network) -> None:
    sizes: list[int] = []

    class Cramped:
        card: ClassVar[dict[str, Any]] = {}
        device, lanes, precision = "cpu", 4, "fp32"

        def __call__(self, *inputs):
            sizes.append(len(inputs[0]))
            if self.lanes > 1:
                raise torch.OutOfMemoryError("no memory left")
            return network(*inputs)

    generation = start(num_candidates=4, num_steps=2)
    Engine("test", load=lambda *_: Cramped()).work()
    generation.refresh_from_db()
    assert generation.state == "done"
    assert sizes[:3] == [4, 2, 1]


def test_no_memory_at_all_fails_with_advice_and_the_next_one_runs(start, engine) -> None:
    class Full:
        card: ClassVar[dict[str, Any]] = {}
        device, lanes, precision = "cpu", 1, "fp32"

        def __call__(self, *inputs):
            raise torch.OutOfMemoryError("no memory left")

    generation = start()
    Engine("test", load=lambda *_: Full()).work()
    generation.refresh_from_db()
    assert (generation.state, "fewer candidates" in generation.error) == ("failed", True)
    following = start()
    engine.work()
    following.refresh_from_db()
    assert following.state == "done"


def test_steps_that_could_not_be_stored_are_stored_later(engine, start, monkeypatch) -> None:
    generation = start()
    record, failures = claims.record_frames, iter(range(3))

    def troubled(frames):
        if next(failures, None) is not None:
            raise OperationalError("database is locked")
        return record(frames)

    monkeypatch.setattr(claims, "record_frames", troubled)
    engine.work()
    generation.refresh_from_db()
    assert generation.state == "done"
    assert steps(generation) == list(range(NUM_STEPS + 1))


@pytest.mark.usefixtures("every_step_at_once")
def test_an_engine_that_is_asked_to_stop_gives_its_runs_to_the_next(
    engine, second_engine, start, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation, tick, ticks = start(num_steps=200), engine.tick, itertools.count(1)

    def tick_until_asked() -> None:
        tick()
        if next(ticks) == 20:
            engine.is_stopping = True

    monkeypatch.setattr(engine, "tick", tick_until_asked)
    engine.work()
    generation.refresh_from_db()
    assert generation.state == "running"
    assert generation.lease_until is None
    assert selectors.generation(generation.pk).is_resuming
    last = generation.last_step
    assert 0 < last < 200
    Generation.objects.filter(pk=generation.pk).update(
        pace={"mode": "single"}, steps_granted=F("last_step") + 2
    )
    second_engine._poll()
    for _ in range(10):
        second_engine.tick()
    assert steps(generation) == list(range(last + 3))


def test_a_branch_goes_on_from_its_first_step(engine, start, ana) -> None:
    parent = start()
    engine.work()
    child = generations.branch(
        generation=parent, user=ana, request=NewBranch(candidate=1, step=6, num_candidates=3)
    )
    engine.work()
    child.refresh_from_db()
    assert child.state == "done"
    assert steps(child) == list(range(6, NUM_STEPS + 1))
    assert grids_at(child, 6)[2] == grids_at(parent, 6)[1]
