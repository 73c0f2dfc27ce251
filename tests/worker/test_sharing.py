"""Several workers: fair shares, runs given back to those who idle, nothing computed twice."""

import threading

import pytest
from django.db import OperationalError, connections

from studio.bodies import BestOf, NewGeneration
from studio.models import Generation, Grade, User
from studio.protocol import Pace
from studio.reads.runs.steps import steps_of
from studio.services.runs import claims, generations, grades, jobs, shares
from sunmask.models.inference import InferenceModel
from tests.studio.browsers import make_canvas, make_person, make_project
from tests.worker.networks import Clocked
from worker import sharing
from worker.effort import Effort
from worker.engine import Engine

pytestmark = pytest.mark.django_db(transaction=True)

NUM_STEPS = 12


@pytest.fixture
def times(network: InferenceModel) -> list[Clocked]:
    return [Clocked(network, step_s=10.0) for _ in range(3)]


@pytest.fixture
def engines(times: list[Clocked]) -> list[Engine]:
    made = [
        Engine(name, load=lambda *_, its=its: its, clock=lambda its=its: its.now)
        for name, its in zip(("one", "two", "three"), times, strict=True)
    ]
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
            request=NewGeneration(
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
            engine._poll()
    assert [len(engine.runs) for engine in engines] == [2, 2, 2]
    assert shares.load().num_claimable == 0


def test_workers_of_checkpoints_of_their_own_take_these_runs_alone(
    times: list[Clocked], people: list[User]
) -> None:
    runs = start_runs(people, 4)
    Generation.objects.filter(pk__in=[run.pk for run in runs[:2]]).update(checkpoint="large")
    wanted = {"one": frozenset({"large"}), "two": frozenset({runs[2].checkpoint, "small"})}
    engines = [
        Engine(name, load=lambda *_, its=its: its, clock=lambda its=its: its.now, checkpoints=checkpoints)
        for (name, checkpoints), its in zip(wanted.items(), times[:2], strict=True)
    ]
    for engine in engines:
        engine._poll()
    held = [{run.generation_id for run in engine.runs} for engine in engines]
    assert held == [{run.pk for run in runs[:2]}, {run.pk for run in runs[2:]}]
    engines[1].work()
    assert {run.state for run in Generation.objects.filter(pk__in=held[1])} == {"done"}
    assert not Grade.objects.filter(generation__in=held[0]).exists()


def test_a_worker_alone_takes_all_that_fits(engines: list[Engine], people: list[User]) -> None:
    start_runs(people, 6)
    engines[0].sharing.neighbours = frozenset({"one"})
    engines[0]._poll()
    assert len(engines[0].runs) == 6


def look_around(engines: list[Engine], times: int) -> None:
    for _ in range(times):
        for engine in engines:
            engine.called.set()
            engine._poll()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "INTERVAL_S", 0.0)


def hold_all(first: Engine, count: int) -> None:
    """Let one worker, alone so far, take up all runs and begin each of them."""
    all_of_them = first.sharing.neighbours
    first.sharing.neighbours = frozenset({first.name})
    first._poll()
    for _ in range(count):
        first.tick()
    assert len(first.runs) == count
    first.sharing.neighbours = all_of_them


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("num_steps", [NUM_STEPS, 3])
def test_a_worker_that_comes_later_is_given_runs_and_all_end_as_they_would_have(
    engines: list[Engine], people: list[User], num_steps: int
) -> None:
    first, second, _ = engines
    first.sharing.neighbours = second.sharing.neighbours = frozenset({"one", "two"})
    runs = start_runs(people[:2], 4, num_steps)
    hold_all(first, 4)
    look_around([first, second], 4)
    assert [len(engine.runs) for engine in (first, second)] == [2, 2]
    for engine in (first, second, first):
        engine.work()
    assert [Generation.objects.get(pk=run.pk).state for run in runs] == ["done"] * 4
    for run in runs:
        assert [step.step for step in steps_of(run)] == list(range(num_steps + 1))
        assert Generation.objects.get(pk=run.pk).attempt == 0


@pytest.mark.usefixtures("at_once")
def test_runs_of_many_quick_steps_stay_where_they_are_over_sooner(
    engines: list[Engine], times: list[Clocked], people: list[User]
) -> None:
    first, second, _ = engines
    times[0].step_s = 0.001
    start_runs(people[:2], 4, num_steps=100)
    hold_all(first, 4)
    look_around([first, second], 4)
    assert [len(engine.runs) for engine in (first, second)] == [4, 0]


@pytest.mark.usefixtures("at_once")
def test_workers_that_were_killed_and_come_back_have_work_at_once(
    engines: list[Engine], times: list[Clocked], people: list[User]
) -> None:
    """The third one has taken up all that they had while they still seemed to live."""
    third = engines[0]
    start_runs(people, 6, num_steps=3)
    look_around([third], 1)
    for _ in range(8):
        times[0].now += sharing.PATIENCE_S
        look_around([third], 1)
    assert len(third.runs) == 6
    third.sharing.neighbours = frozenset({"one"})
    look_around([third], 1)
    for engine in engines:
        engine.sharing.neighbours = frozenset({"one", "two", "three"})
    for _ in range(6):
        third.tick()
    look_around(engines, 5)
    assert [len(engine.runs) for engine in engines] == [2, 2, 2]


@pytest.mark.usefixtures("at_once")
def test_what_waits_behind_its_own_job_keeps_no_worker_idle(
    engines: list[Engine], people: list[User]
) -> None:
    first, second, _ = engines
    first.sharing.neighbours = second.sharing.neighbours = frozenset({"one", "two"})
    start_runs(people[:1], 2)
    canvas = make_canvas(make_project(people[1]), num_bars=1)
    request = BestOf(settings={"num_steps": 3}, total=6, keep=1, batch=2, seed=1)
    jobs.start_best_of(canvas=canvas, user=people[1], request=request)
    hold_all(first, 3)
    assert Generation.objects.filter(state="queued").exists()
    look_around([first, second], 4)
    assert [len(engine.runs) for engine in (first, second)] == [2, 1]


class Held:
    def __init__(self, left_s: float, lost_s: float = 0.0, *, is_due: bool = True) -> None:
        self.left_s, self.lost_s, self.is_due = left_s, lost_s, is_due


def test_the_run_that_gains_most_is_given_and_none_that_would_take_longer() -> None:
    long, longer, begun = Held(30.0), Held(40.0), Held(41.0, lost_s=15.0)
    assert sharing.sooner_elsewhere([long, longer, begun]) is longer
    assert sharing.sooner_elsewhere([Held(1.0), Held(1.5)]) is None
    assert sharing.sooner_elsewhere([Held(30.0), Held(300.0, is_due=False)]) is None
    assert sharing.sooner_elsewhere([Held(10.0, lost_s=9.0), Held(10.0, lost_s=9.0)]) is None
    assert sharing.sooner_elsewhere([]) is None


def test_what_is_left_of_a_run_follows_from_the_steps_that_were_made_here() -> None:
    effort = Effort(expected_s=4.0, begun_s=1.0)
    assert effort.left_s(3) == 12.0
    effort.spend(5.0)
    assert effort.left_s(3) == 10.0  # a step takes as long at least
    effort.spend(1.0)
    effort.step_is_made()
    assert (effort.left_s(2), effort.unfinished_s) == (12.0, 0.0)
    effort.spend(2.0)
    assert effort.left_s(2) == 10.0


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
        first._poll()
    assert len(first.runs) == 1
    now = sharing.PATIENCE_S + 1
    first.called.set()
    first._poll()
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
    engines[0]._poll()
    wanted, failures = claims.controls, iter(range(3))

    def troubled(ids):
        if next(failures, None) is not None:
            raise OperationalError("deadlock detected")
        return wanted(ids)

    monkeypatch.setattr(claims, "controls", troubled)
    monkeypatch.setattr("worker.engine.POLL_INTERVAL_S", 0.0)
    engines[0].work()
    run.refresh_from_db()
    assert (run.state, run.fence) == ("done", 2)
