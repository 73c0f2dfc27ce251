"""Several workers: fair shares, runs given back to those who idle, nothing computed twice."""

import threading

import pytest
import torch
from django.db import OperationalError, connections

from studio.bodies import NewGeneration
from studio.models import Generation, Grade, User
from studio.protocol import Pace
from studio.services import generations, grades, shares
from sunmask.models.families import build
from sunmask.models.inference import InferenceModel
from tests.studio.browsers import make_canvas, make_person, make_project
from worker import sharing
from worker.engine import Engine

pytestmark = pytest.mark.django_db(transaction=True)

NUM_STEPS = 12


@pytest.fixture(scope="module")
def network() -> InferenceModel:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    return InferenceModel(build("unet", "debug"), "cpu")


@pytest.fixture
def engines(network: InferenceModel) -> list[Engine]:
    made = [Engine(name, load=lambda *_: network) for name in ("one", "two", "three")]
    for engine in made:
        engine.sharing.neighbours = frozenset(each.name for each in made)
    return made


@pytest.fixture
def people(db: None) -> list[User]:
    return [make_person(name) for name in ("Ana", "Ben", "Cleo")]


def start_runs(people: list[User], count: int, num_steps: int = NUM_STEPS) -> list[Generation]:
    canvas = make_canvas(make_project(people[0]), num_bars=1)
    runs = []
    for number in range(count):
        row = generations.start(
            canvas=canvas,
            user=people[number % len(people)],
            wishes=NewGeneration(
                settings={"num_steps": num_steps}, pace=Pace(), num_candidates=1, seed=number
            ),
        )
        row.frozen["states"] = [[2] * len(states) for states in row.frozen["states"]]
        row.frozen["pins"] = [[False] * len(pins) for pins in row.frozen["pins"]]
        row.save(update_fields=["frozen"])
        runs.append(row)
    return runs


def test_six_runs_are_two_for_each_of_three_workers(engines: list[Engine], people: list[User]) -> None:
    start_runs(people, 6)
    for _ in range(4):
        for engine in engines:
            engine.called.set()
            engine._look()
    assert [len(engine.runs) for engine in engines] == [2, 2, 2]
    assert shares.load().num_claimable == 0


def test_a_worker_alone_takes_all_that_fits(engines: list[Engine], people: list[User]) -> None:
    start_runs(people, 6)
    engines[0].sharing.neighbours = frozenset({"one"})
    engines[0]._look()
    assert len(engines[0].runs) == 6


def test_a_worker_that_comes_later_is_given_runs_and_all_end_as_they_would_have(
    engines: list[Engine], people: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "INTERVAL_S", 0.0)
    first, second, _ = engines
    runs = start_runs(people[:2], 4)
    first.sharing.neighbours = second.sharing.neighbours = frozenset({"one"})
    first._look()
    first.tick()
    assert len(first.runs) == 4
    first.sharing.neighbours = second.sharing.neighbours = frozenset({"one", "two"})
    for _ in range(4):
        for engine in (first, second):
            engine.called.set()
            engine._look()
    assert [len(engine.runs) for engine in (first, second)] == [2, 2]
    for engine in (first, second, first):
        engine.work()
    assert [Generation.objects.get(pk=run.pk).state for run in runs] == ["done"] * 4
    for run in runs:
        assert [step.step for step in generations.steps_of(run)] == list(range(NUM_STEPS + 1))
        assert Generation.objects.get(pk=run.pk).attempt == 0


def test_what_a_worker_that_only_seems_to_live_leaves_is_claimed_by_another(
    engines: list[Engine], people: list[User]
) -> None:
    now = 0.0
    first = engines[0]
    first.sharing = sharing.Sharing("one", clock=lambda: now)
    first.sharing.neighbours = frozenset({"one", "hangs"})
    start_runs(people[:1], 2)
    for _ in range(3):
        first.called.set()
        first._look()
    assert len(first.runs) == 1
    now = sharing.PATIENCE_S + 1
    first.called.set()
    first._look()
    assert len(first.runs) == 2


def test_every_grade_is_computed_once(
    engines: list[Engine], people: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    stored: list[bool] = []
    store = grades.store

    def counted(**values) -> bool:
        stored.append(store(**values))
        return stored[-1]

    monkeypatch.setattr(grades, "store", counted)
    start_runs(people, 6, num_steps=2)

    def work(engine: Engine) -> None:
        for _ in range(20):
            try:
                engine.work()
            except OperationalError:  # SQLite gave up waiting
                continue
        connections.close_all()

    threads = [threading.Thread(target=work, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Grade.objects.count() == 6
    assert stored == [True] * 6


def test_a_database_that_does_not_answer_for_a_moment_ends_no_run(
    engines: list[Engine], people: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    (run,) = start_runs(people[:1], 1)
    engines[0]._look()
    wanted, failures = generations.wanted, iter(range(3))

    def troubled(ids):
        if next(failures, None) is not None:
            raise OperationalError("deadlock detected")
        return wanted(ids)

    monkeypatch.setattr(generations, "wanted", troubled)
    monkeypatch.setattr("worker.engine.LOOK_INTERVAL_S", 0.0)
    engines[0].work()
    run.refresh_from_db()
    assert (run.state, run.fence) == ("done", 2)
