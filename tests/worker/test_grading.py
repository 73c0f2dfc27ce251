"""Grades and jobs through the engine and the database: what is graded, ranked, told, healed and kept."""

from collections.abc import Callable, Iterator

import pytest
from django.db import OperationalError

from studio.bodies import BestOf, NewGeneration
from studio.documents import store
from studio.models import Generation, Grade, Job, Take, User
from studio.protocol import Pace
from studio.reads import selectors
from studio.reads.runs.steps import content_of_take
from studio.services.collection import takes
from studio.services.runs import generations, grades, jobs
from sunmask.chorale.grade.cells import grade_content
from sunmask.chorale.sampling.sampler import ChoraleSampler
from sunmask.models.inference import InferenceModel
from tests.studio.browsers import make_canvas, make_person, make_project
from worker.engine import Engine
from worker.grading import TURNS, Gradings

pytestmark = pytest.mark.django_db(transaction=True)

Start = Callable[..., Generation]


@pytest.fixture
def ana() -> User:
    return make_person("Ana")


@pytest.fixture
def canvas(ana: User):
    return make_canvas(make_project(ana), num_bars=2)


@pytest.fixture
def start(canvas, ana: User) -> Start:
    def make(num_candidates: int = 2, num_steps: int = 3) -> Generation:
        generation = generations.start(
            canvas=canvas,
            user=ana,
            request=NewGeneration(
                settings={"num_steps": num_steps}, pace=Pace(), num_candidates=num_candidates, seed=7
            ),
        )
        return all_renoisable(generation)

    return make


def all_renoisable(row):
    row.frozen["states"] = [[2] * len(states) for states in row.frozen["states"]]
    row.frozen["pins"] = [[False] * len(pins) for pins in row.frozen["pins"]]
    row.save(update_fields=["frozen"])
    return row


@pytest.fixture
def engine(network: InferenceModel) -> Engine:
    return Engine("test", load=lambda *_: network)


def independently(generation: Generation) -> list[float]:
    return [grade_content(content).overall for content in grades.contents_of(generation)]


def test_which_candidates_are_the_likeliest_is_said_once_a_generation_is_done(
    engine: Engine, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = start()
    monkeypatch.setattr(ChoraleSampler, "likelihoods", lambda self, made: [-9.0, -2.0])
    assert selectors.generation(generation.pk).best_first == []
    engine.work()
    assert selectors.generation(generation.pk).best_first == [1, 0]


def test_every_candidates_last_step_is_graded_when_a_generation_is_done(engine: Engine, start: Start) -> None:
    generation = start(num_candidates=3)
    engine.work()
    rows = list(Grade.objects.order_by("candidate"))
    assert [(row.candidate, row.step) for row in rows] == [(0, 3), (1, 3), (2, 3)]
    assert [row.overall for row in rows] == independently(generation)
    assert all(set(fault) == {"code", "message", "cells", "penalty"} for row in rows for fault in row.faults)
    generation.refresh_from_db()
    assert generation.graded_at is not None


def test_what_was_done_before_a_kill_is_graded_by_the_next_worker(
    engine: Engine, start: Start, network: InferenceModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = start()
    with monkeypatch.context() as patch:
        patch.setattr(Gradings, "advance", lambda self, **_: False)
        engine.work()
    assert not Grade.objects.exists()
    Engine("next", load=lambda *_: network).work()
    assert [row.overall for row in Grade.objects.order_by("candidate")] == independently(generation)


def test_grading_stands_in_nobodys_way(engine: Engine, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """One piece at most between two passes of the network."""
    start(num_candidates=4)
    engine.work()
    Generation.objects.update(graded_at=None)
    Grade.objects.all().delete()
    running = start(num_steps=40)
    engine.gradings.wake()
    steps_when_graded = []
    for _ in range(30):
        engine._poll()
        engine.gradings.advance()
        engine.tick()
        running.refresh_from_db()
        if Grade.objects.exists():
            steps_when_graded.append(running.last_step or 0)
    assert steps_when_graded
    assert engine.runs
    assert engine.runs[0].denoiser.step > steps_when_graded[0]


def test_a_run_hardly_waits_for_a_grade_that_needs_the_network(
    engine: Engine, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = 0

    def graded(self: ChoraleSampler, network: object, content: object) -> Iterator[None]:
        nonlocal turns
        for _ in range(1000):
            turns += 1
            yield

    start(num_candidates=1)
    engine.work()
    Generation.objects.update(graded_at=None)
    monkeypatch.setattr(ChoraleSampler, "grades_with_network", True)
    monkeypatch.setattr(ChoraleSampler, "grade_in_parts", graded)
    monkeypatch.setattr("worker.slices.SLICE_S", 0.0)
    engine.gradings.wake()
    for _ in range(4 * TURNS):
        engine.gradings.advance(is_alone=False)
    assert 0 < turns <= 4
    for _ in range(TURNS):
        engine.gradings.advance()
    assert turns >= TURNS


def test_a_take_of_a_last_step_has_its_grade_at_once_and_others_soon(
    engine: Engine, start: Start, ana: User
) -> None:
    generation = start()
    engine.work()
    last = takes.keep(generation=generation, user=ana, candidate=1, step=3)
    assert last.grade == Grade.objects.get(candidate=1).overall
    earlier = takes.keep(generation=generation, user=ana, candidate=1, step=1)
    assert earlier.grade is None
    engine.work()
    earlier.refresh_from_db()
    assert earlier.grade == grade_content(content_of_take(earlier)).overall


def test_a_take_that_was_kept_before_its_generation_was_graded_gets_that_grade(
    engine: Engine, start: Start, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = start()
    with monkeypatch.context() as patch:
        patch.setattr(Gradings, "advance", lambda self, **_: False)
        engine.work()
    take = takes.keep(generation=generation, user=ana, candidate=0, step=3)
    engine.work()
    take.refresh_from_db()
    assert take.grade == Grade.objects.get(candidate=0).overall
    assert take.features == Grade.objects.get(candidate=0).features


def test_what_cannot_be_graded_holds_nothing_up(engine: Engine, start: Start, ana: User) -> None:
    broken = start()
    engine.work()
    Generation.objects.update(graded_at=None)
    Grade.objects.all().delete()
    take = takes.keep(generation=broken, user=ana, candidate=0, step=1)
    Take.objects.filter(pk=take.pk).update(symbols=[999] * len(take.symbols))
    broken.frames.all().delete()
    following = start()
    engine.work()
    following.refresh_from_db()
    broken.refresh_from_db()
    assert broken.graded_at is not None
    assert set(Grade.objects.values_list("generation_id", flat=True)) == {following.pk}
    take.refresh_from_db()
    assert take.grade is None


def test_a_database_in_trouble_is_asked_again(
    engine: Engine, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    start()
    store, failures = grades.store, iter(range(2))

    def troubled(**values):
        if next(failures, None) is not None:
            raise OperationalError("database is locked")
        return store(**values)

    monkeypatch.setattr(grades, "store", troubled)
    for _ in range(4):
        engine.work()
    assert Grade.objects.count() == 2


def test_the_best_of_many_are_those_of_independently_recomputed_grades(
    engine: Engine, canvas, ana: User
) -> None:
    job = jobs.start_best_of(
        canvas=canvas, user=ana, request=BestOf(settings={"num_steps": 3}, total=20, keep=5, batch=4, seed=11)
    )
    all_renoisable(job)
    for generation in job.generations.all():
        all_renoisable(generation)
    engine.work()
    job.refresh_from_db()
    assert job.state == "done"
    rows = job.generations.order_by("number")
    assert [row.num_candidates for row in rows] == [4] * 5
    everything = {(row.pk, b): grade for row in rows for b, grade in enumerate(independently(row))}
    assert len(set(everything.values())) == 20
    lowest = sorted(everything, key=lambda candidate: everything[candidate])[:5]
    kept = Take.objects.filter(note="best 5 of 20")
    assert {(take.generation_id, take.candidate) for take in kept} == set(lowest)


def test_a_job_whose_worker_is_killed_again_and_again_ends_as_any_other(
    network: InferenceModel, canvas, ana: User
) -> None:
    def run(num_ticks: int | None) -> set[tuple[int, float]]:
        Job.objects.all().delete()
        store.project_to_cells(canvas)
        job = jobs.start_best_of(
            canvas=canvas,
            user=ana,
            request=BestOf(settings={"num_steps": 3}, total=6, keep=2, batch=2, seed=11),
        )
        all_renoisable(job)
        for generation in job.generations.all():
            all_renoisable(generation)
        for _ in range(100):
            engine = Engine("test", load=lambda *_: network)
            if num_ticks is None:
                engine.work()
            else:  # forgotten with all that it had in hand
                for _ in range(num_ticks):
                    engine._poll()
                    engine.gradings.advance()
                    engine.tick()
                Generation.objects.filter(state="running").update(lease_until=None)
            jobs.advance_all()
            job.refresh_from_db()
            if job.state == "done":
                break
        kept = Take.objects.filter(generation__job=job)
        return {(take.candidate, take.grade or 0.0) for take in kept}

    assert run(num_ticks=4) == run(num_ticks=None)
