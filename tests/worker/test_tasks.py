"""The worker process without Celery: its engine thread, its sign of life, its end."""

import threading
from io import StringIO

import pytest
from celery.signals import worker_ready
from django.db import OperationalError

from studio.bodies import NewGeneration
from studio.models import Generation
from studio.protocol import Pace
from studio.services.runs import claims, generations
from tests.live_studio import wait_until
from tests.studio.browsers import make_canvas, make_person, make_project
from tests.worker.networks import Guess
from worker import standby, tasks
from worker.engine import Engine

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_S = 60


class Bell(threading.Event):
    """Tells that the worker has found nothing to do, and waits to be called."""

    def __init__(self) -> None:
        super().__init__()
        self.is_waited_for = threading.Event()

    def wait(self, timeout: float | None = None) -> bool:
        self.is_waited_for.set()
        return super().wait(timeout)


@pytest.fixture
def process(monkeypatch):
    """A started worker process whose network only guesses."""
    engine = Engine("test", load=lambda *_: Guess())
    engine.called = Bell()
    monkeypatch.setattr(tasks, "engine", engine)
    tasks.start()
    yield engine
    tasks.wait_for_the_end()


def start(**changes) -> Generation:
    ana = make_person("Ana")
    canvas = make_canvas(make_project(ana))
    options = {"settings": {"num_steps": 3}} | changes
    return generations.start(canvas=canvas, user=ana, request=NewGeneration(**options))


def wait_for(generation: Generation, state: str) -> None:
    def has_come() -> bool:
        generation.refresh_from_db()
        return generation.state == state

    wait_until(has_come, PATIENCE_S, f"the generation did not become {state}", 0.02)


@pytest.fixture
def never_by_itself(monkeypatch):
    monkeypatch.setattr(tasks, "IDLE_INTERVAL_S", 10 * PATIENCE_S)


def test_a_called_worker_begins_at_once(never_by_itself, process: Engine) -> None:
    assert process.called.is_waited_for.wait(PATIENCE_S)
    generation = start()
    tasks.work()
    wait_for(generation, "done")


def test_a_worker_that_stood_by_works_before_celery_is_ready_and_has_one_engine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tasks, "engine", Engine("test", load=lambda *_: Guess()))
    monkeypatch.setattr(tasks, "get_ready", lambda: None)
    monkeypatch.setattr(tasks, "_thread", None)
    monkeypatch.setattr("sys.stdin", StringIO("begin\n"))

    def celery(arguments: list[str]) -> None:
        wait_for(start(), "done")
        worker_ready.send(sender=None)
        engines = [thread for thread in threading.enumerate() if thread.name == "engine"]
        assert len(engines) == 1

    monkeypatch.setattr("studio.celery.app.worker_main", celery)
    standby.main([])
    tasks.wait_for_the_end()


@pytest.mark.usefixtures("process")
def test_a_worker_that_nobody_calls_looks_by_itself() -> None:
    wait_for(start(), "done")


def test_trouble_with_the_database_does_not_end_the_worker(process: Engine, monkeypatch) -> None:
    claim, failures = claims.claim, iter(range(2))

    def troubled(**values):
        if next(failures, None) is not None:
            raise OperationalError("database is locked")
        return claim(**values)

    monkeypatch.setattr(claims, "claim", troubled)
    wait_for(start(), "done")


def test_a_stopped_process_leaves_its_run_to_the_next(process: Engine) -> None:
    generation = start(pace=Pace(mode="single"))
    wait_for(generation, "running")
    tasks.wait_for_the_end()
    generation.refresh_from_db()
    assert (generation.state, generation.lease_until) == ("running", None)
    assert not tasks._thread.is_alive()


def test_slow_receivers_hold_up_neither_tasks_nor_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    answers, sending = threading.Event(), threading.Semaphore(0)

    def deliver() -> bool:
        sending.release()
        answers.wait(PATIENCE_S)
        return False

    monkeypatch.setattr(tasks.delivering, "is_any_due", lambda: True)
    monkeypatch.setattr(tasks.delivering, "deliver_next", deliver)
    for _ in range(tasks.MOST_DELIVERING + 3):
        tasks.deliver()
    assert all(sending.acquire(timeout=PATIENCE_S) for _ in range(tasks.MOST_DELIVERING))
    threads = [thread for thread in threading.enumerate() if thread.name == tasks.DELIVERING]
    assert len(threads) == tasks.MOST_DELIVERING
    answers.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert not sending.acquire(blocking=False)


def test_a_worker_of_a_checkpoint_that_is_not_there_says_so_and_computes_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    engine = Engine("test", load=lambda *_: Guess(), checkpoints=frozenset({"large"}))
    monkeypatch.setattr(tasks, "engine", engine)
    tasks._run()
    assert not engine.is_ready
    assert "this worker computes nothing: expected a checkpoint of" in caplog.text
