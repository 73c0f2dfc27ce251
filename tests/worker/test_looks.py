"""Looks through the database and the engine: answered while runs go on and while nothing runs."""

import pytest
import torch
from django.db import OperationalError

from studio.bodies import NewGeneration
from studio.models import Canvas, Generation, Look, User
from studio.services.runs import generations, looks
from tests.studio.browsers import make_canvas, make_person, make_project
from tests.worker.networks import Guess
from worker.engine import Engine

pytestmark = pytest.mark.django_db(transaction=True)

NUM_CELLS = 4 * 32


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def ana() -> User:
    return make_person("Ana")


@pytest.fixture
def canvas(ana: User) -> Canvas:
    return make_canvas(make_project(ana), num_bars=2)


@pytest.fixture
def engine() -> Engine:
    return Engine("test", load=lambda *_: Guess())


def run(canvas: Canvas, user: User, **changes) -> Generation:
    options = {"settings": {"num_steps": 6}} | changes
    return generations.start(canvas=canvas, user=user, request=NewGeneration(**options))


def answered(look: Look) -> dict:
    look.refresh_from_db()
    assert look.error is None
    assert look.answered_at is not None
    return look.answer


def test_looks_are_answered_while_nothing_runs(engine, canvas, ana) -> None:
    doubt = looks.ask(canvas=canvas, user=ana, question="doubt")
    others = looks.ask(canvas=canvas, user=ana, question="alternatives", cells=[5])
    engine.work()
    values = answered(doubt)["doubt"]
    assert len(values) == NUM_CELLS
    assert all(0 <= value <= 1 for value in values)
    found = answered(others)["alternatives"]
    assert len(found) == 5
    assert 0 < sum(each["probability"] for each in found) <= 1
    assert all(len(each["symbols"]) == 4 for each in found)


def test_a_look_is_answered_while_a_run_goes_on_and_changes_nothing_of_it(engine, canvas, ana) -> None:
    alone = run(canvas, ana, seed=3)
    engine.work()
    beside = run(canvas, ana, seed=3)
    look = looks.ask(canvas=canvas, user=ana, question="doubt")
    while look.answered_at is None:
        engine.called.set()
        engine._poll()
        engine.looks.advance(is_alone=False)
        engine.tick()
        look.refresh_from_db()
    beside.refresh_from_db()
    assert beside.state == "running"
    engine.work()
    for generation in (alone, beside):
        generation.refresh_from_db()
    assert beside.result_hash == alone.result_hash


def test_a_candidate_is_looked_at_at_any_of_its_steps(engine, canvas, ana) -> None:
    generation = run(canvas, ana)
    generation.frozen["states"] = [[2] * 32] * 4
    generation.save()
    engine.work()
    at = [
        looks.ask(canvas=canvas, user=ana, question="doubt", about=looks.Subject(generation, 0, step))
        for step in (1, 6)
    ]
    engine.work()
    first, last = (answered(look)["doubt"] for look in at)
    assert first != last


def test_a_grade_is_asked_like_any_other_look(engine, canvas, ana) -> None:
    generation = run(canvas, ana)
    generation.frozen["states"] = [[2] * 32] * 4
    generation.save()
    engine.work()
    look = looks.ask(canvas=canvas, user=ana, question="grade", about=looks.Subject(generation, 0, 6))
    engine.work()
    answer = answered(look)
    assert isinstance(answer["overall"], float)
    assert set(answer) == {"overall", "features", "faults"}


def test_a_question_that_cannot_be_fails_with_its_sentence(engine, canvas, ana) -> None:
    look = looks.ask(canvas=canvas, user=ana, question="alternatives", cells=[0, 60])
    engine.work()
    look.refresh_from_db()
    assert "one note at a time" in look.error


def test_a_look_that_breaks_the_network_fails_alone(canvas, ana) -> None:
    class Broken(Guess):
        def __call__(self, *_):
            raise RuntimeError("broken")

    look = looks.ask(canvas=canvas, user=ana, question="doubt")
    Engine("test", load=lambda *_: Broken()).work()
    look.refresh_from_db()
    assert "Try again" in look.error


def test_an_answer_that_could_not_be_stored_is_made_again(engine, canvas, ana, monkeypatch) -> None:
    look = looks.ask(canvas=canvas, user=ana, question="doubt")
    answer, failures = looks.answer, iter(range(1))

    def troubled(**values):
        if next(failures, None) is not None:
            raise OperationalError("database is locked")
        return answer(**values)

    monkeypatch.setattr(looks, "answer", troubled)
    for _ in range(3):
        engine.work()
    assert len(answered(look)["doubt"]) == NUM_CELLS
