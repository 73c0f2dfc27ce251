"""Grades and answers that take long stand in nobody's way: they are computed a slice at a time."""

from collections.abc import Iterator

import pytest
import torch

from studio.bodies import NewGeneration
from studio.models import Canvas, Claim, Generation, Grade, User
from studio.protocol import Pace
from studio.services.runs import chores, generations, looks
from sunmask.chorale.grade.cells import grade_content
from sunmask.chorale.sampling.sampler import ChoraleSampler
from sunmask.kinds.grade import CanvasGrade
from sunmask.method.parts import Parts
from tests.studio.browsers import make_canvas, make_person, make_project
from tests.worker.networks import Guess
from worker import slices
from worker.engine import Engine

pytestmark = pytest.mark.django_db(transaction=True)

NUM_PARTS = 20


@pytest.fixture(autouse=True)
def parts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Chorales are graded in NUM_PARTS, one a slice; the numbers of those that were computed."""
    torch.set_num_threads(1)
    computed: list[int] = []

    def grade_in_parts(self: ChoraleSampler, network: object, content: dict) -> Parts[CanvasGrade]:
        for number in range(NUM_PARTS):
            computed.append(number)
            yield
        return grade_content(content)

    monkeypatch.setattr(ChoraleSampler, "grade_in_parts", grade_in_parts, raising=False)
    monkeypatch.setattr(slices, "SLICE_S", 0.0)
    return computed


@pytest.fixture
def ana() -> User:
    return make_person("Ana")


@pytest.fixture
def canvas(ana: User) -> Canvas:
    return make_canvas(make_project(ana), num_bars=1)


@pytest.fixture
def engine() -> Engine:
    return Engine("test", load=lambda *_: Guess())


def start(canvas: Canvas, user: User) -> Generation:
    request = NewGeneration(settings={"num_steps": 3}, pace=Pace(), num_candidates=1, seed=1)
    generation = generations.start(canvas=canvas, user=user, request=request)
    generation.frozen["states"] = [[2] * len(row) for row in generation.frozen["states"]]
    generation.save(update_fields=["frozen"])
    return generation


def run_once(engine: Engine) -> None:
    """One round of the engine, which looks around in each."""
    engine.called.set()
    engine._poll()
    engine.gradings.advance()
    engine.looks.advance(is_alone=not engine.runs)
    if engine.runs:
        engine.tick()


def begin_to_grade(engine: Engine, generation: Generation, parts: list[int]) -> None:
    while not parts:
        run_once(engine)
    generation.refresh_from_db()
    assert generation.state == "done"


def test_a_generation_that_comes_while_a_long_grade_is_computed_is_claimed_and_done_before_it(
    engine: Engine, canvas: Canvas, ana: User, parts: list[int]
) -> None:
    graded = start(canvas, ana)
    begin_to_grade(engine, graded, parts)
    newcomer = start(canvas, ana)
    run_once(engine)
    newcomer.refresh_from_db()
    assert newcomer.state == "running"
    while newcomer.state == "running":
        run_once(engine)
        newcomer.refresh_from_db()
    assert not Grade.objects.exists()
    assert len(parts) < NUM_PARTS
    engine.work()
    assert Grade.objects.count() == 2
    assert parts == [*range(NUM_PARTS)] * 2


def test_a_worker_that_took_too_long_leaves_a_grade_to_the_one_that_claimed_it(
    engine: Engine, canvas: Canvas, ana: User, parts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "RENEW_INTERVAL_S", 0.0)
    generation = start(canvas, ana)
    begin_to_grade(engine, generation, parts)
    Claim.objects.filter(subject=generation.pk).update(worker="another")
    run_once(engine)
    num_parts = len(parts)
    for _ in range(3):
        run_once(engine)
    assert len(parts) == num_parts
    assert not Grade.objects.exists()


def test_a_grade_that_somebody_asks_for_is_computed_between_the_steps_of_runs(
    engine: Engine, canvas: Canvas, ana: User, parts: list[int]
) -> None:
    look = looks.ask(canvas=canvas, user=ana, question="grade")
    while not parts:
        run_once(engine)
    newcomer = start(canvas, ana)
    while newcomer.state != "done":
        run_once(engine)
        newcomer.refresh_from_db()
    look.refresh_from_db()
    assert look.answered_at is None
    engine.work()
    look.refresh_from_db()
    assert look.answer["overall"] > 0
