"""Acts through the database and the engine: from which step they hold, and what survives a kill."""

import random
from datetime import timedelta

import pytest
import torch
from django.db import OperationalError
from django.db.models.functions import Now

from studio.bodies import NewAct, NewBranch, NewGeneration
from studio.models import Act, Generation, User
from studio.protocol import Pace
from studio.reads.runs.steps import grid_at, grids_at
from studio.services.runs import acts, generations, reproductions
from tests.studio.browsers import make_canvas, make_person, make_project
from tests.worker.networks import Guess
from worker import devices, recorder
from worker import engine as engines
from worker.engine import Engine

pytestmark = pytest.mark.django_db(transaction=True)

NUM_STEPS = 12
CHORALE = 4 * 32


@pytest.fixture(autouse=True)
def every_step_at_once(monkeypatch) -> None:
    torch.set_num_threads(1)
    monkeypatch.setattr(recorder, "FLUSH_INTERVAL_S", 0.0)


@pytest.fixture
def ana() -> User:
    return make_person("Ana")


@pytest.fixture
def start(ana: User):
    canvas = make_canvas(make_project(ana), num_bars=2)

    def make(**changes) -> Generation:
        """A generation in which every cell is renoisable."""
        who = {"user": changes.pop("user", ana), "canvas": changes.pop("canvas", canvas)}
        settings = {"num_steps": NUM_STEPS, "active_balance": True, "rework_steps": 3}
        options = {"settings": settings, "num_candidates": 2, "seed": 7} | changes
        generation = generations.start(**who, request=NewGeneration(**options))
        generation.frozen["states"] = [[2] * len(row) for row in generation.frozen["states"]]
        generation.frozen["pins"] = [[False] * len(row) for row in generation.frozen["pins"]]
        generation.save(update_fields=["frozen"])
        return generation

    return make


def new_engine() -> Engine:
    return Engine("test", load=lambda *_: Guess())


def run_until(engine: Engine, generation: Generation, step: int) -> None:
    """Let the engine work until it has stored `step`."""
    while (generation.last_step or 0) < step:
        engine.called.set()
        engine._poll()
        engine.tick()
        generation.refresh_from_db()


def finish(engine: Engine, generation: Generation) -> Generation:
    engine.called.set()
    engine.work()
    generation.refresh_from_db()
    assert generation.state == "done"
    return generation


def act_at(generation: Generation, user: User, step: int) -> Act:
    """A different act for each step."""
    cells = list(range(step, CHORALE, 7))
    if step % 4 == 3:
        return acts.add(generation=generation, user=user, change=NewAct(settings={"temperature": 0.1 * step}))
    if step % 4 == 2:
        return acts.add(generation=generation, user=user, change=NewAct(candidate=0, cells=cells, state=2))
    symbols = [60 + step] * len(cells) if step % 4 == 1 else None
    return acts.add(generation=generation, user=user, change=NewAct(cells=cells, state=0, symbols=symbols))


def test_an_act_holds_from_the_next_step_that_is_begun(start, ana) -> None:
    engine, generation = new_engine(), start()
    run_until(engine, generation, 4)
    value = grid_at(generation, 1, 4)[9]
    act = acts.add(
        generation=generation, user=ana, change=NewAct(candidate=1, cells=[9, 10], state=0, symbols=None)
    )
    put = acts.add(
        generation=generation, user=ana, change=NewAct(candidate=0, cells=[3], state=0, symbols=[77])
    )
    finish(engine, generation)
    for each in (act, put):
        each.refresh_from_db()
        assert each.from_step == 5
    for step in range(5, NUM_STEPS + 1):
        first, second = grids_at(generation, step)
        assert (second[9], first[3]) == (value, 77)


def test_acts_of_those_who_come_before_the_worker_hold_from_the_first_step(start, ana) -> None:
    generation = start()
    act = acts.add(generation=generation, user=ana, change=NewAct(cells=[3], state=0, symbols=[77]))
    finish(new_engine(), generation)
    act.refresh_from_db()
    assert act.from_step == 1
    assert grid_at(generation, 0, 0)[3] != 77
    assert all(grid_at(generation, 0, step)[3] == 77 for step in range(1, NUM_STEPS + 1))


def test_an_act_on_a_paused_run_holds_from_the_step_after_its_last(start, ana) -> None:
    engine, generation = new_engine(), start()
    run_until(engine, generation, 4)
    generations.pause(generation=generation, user=ana)
    act = acts.add(generation=generation, user=ana, change=NewAct(cells=[3], state=0))
    generations.resume(generation=generation, user=ana)
    finish(engine, generation)
    act.refresh_from_db()
    assert act.from_step == 5


def test_in_single_pace_an_act_is_stamped_while_the_run_waits(start, ana) -> None:
    engine, generation = new_engine(), start(pace=Pace(mode="single"))
    generations.grant_step(generation=generation, user=ana)
    run_until(engine, generation, 1)
    act = acts.add(generation=generation, user=ana, change=NewAct(cells=[3], state=0))
    for _ in range(2):
        engine.called.set()
        engine._poll()
        engine.tick()
    act.refresh_from_db()
    generation.refresh_from_db()
    assert (act.from_step, generation.last_step) == (2, 1)


def steer(engine: Engine, generation: Generation, user: User, kills: list[int]) -> Generation:
    """Act at steps 2 to 9; the worker is killed when the steps of `kills` are stored."""
    for step in range(2, 10):
        run_until(engine, generation, step)
        act_at(generation, user, step)
        if step in kills:
            engine.tick()
            engine = new_engine()
            expired = Now() - timedelta(seconds=1)
            Generation.objects.filter(pk=generation.pk).update(lease_until=expired)
    return finish(engine, generation)


def test_a_steered_run_is_reproduced_step_by_step(start, ana) -> None:
    plain, steered = finish(new_engine(), start()), steer(new_engine(), start(), ana, [])
    assert steered.result_hash != plain.result_hash
    again = reproductions.start(generation=steered, user=ana)
    finish(new_engine(), again)
    assert again.verdict["is_identical"]
    assert again.result_hash == steered.result_hash
    assert again.ran_on == steered.ran_on
    assert set(again.ran_on) == {"version", "device", "dtype", "torch"}


OTHERS = [pytest.param(number, marks=pytest.mark.thorough) for number in (0, 1, 3)]


@pytest.mark.parametrize("number", [2, *OTHERS])
def test_a_steered_run_whose_workers_are_killed_is_reproduced_all_the_same(number: int, start, ana) -> None:
    kills = random.Random(number).sample(range(2, 10), 3)
    steered = steer(new_engine(), start(), ana, kills)
    again = reproductions.start(generation=steered, user=ana)
    finish(new_engine(), again)
    assert again.verdict == again.verdict | {"is_identical": True, "step": None, "reason": ""}
    killed_too = reproductions.start(generation=steered, user=ana)
    engine = new_engine()
    run_until(engine, killed_too, number + 3)
    Generation.objects.filter(pk=killed_too.pk).update(lease_until=Now() - timedelta(seconds=1))
    finish(new_engine(), killed_too)
    assert killed_too.verdict["hash"] == again.verdict["hash"]


def test_an_act_that_was_stamped_for_a_step_that_was_lost_holds_from_it_again(start, ana) -> None:
    engine, generation = new_engine(), start()
    run_until(engine, generation, 4)
    (run,) = engine.runs
    stamped = acts.add(generation=generation, user=ana, change=NewAct(cells=[3], state=0, symbols=[77]))
    taken_up = acts.take_up(generation_id=generation.pk, fence=run.fence, step=8)  # it was ahead
    assert taken_up == [stamped]
    Generation.objects.filter(pk=generation.pk).update(lease_until=Now() - timedelta(seconds=1))
    finish(new_engine(), generation)
    cells = [grid_at(generation, 0, step)[3] for step in range(NUM_STEPS + 1)]
    assert cells[8:] == [77] * (NUM_STEPS - 7)
    again = finish(new_engine(), reproductions.start(generation=generation, user=ana))
    assert again.verdict["is_identical"]


def test_a_branch_of_a_steered_run_is_reproduced_after_its_parent_is_gone(start, ana) -> None:
    parent = steer(new_engine(), start(), ana, [])
    child = generations.branch(generation=parent, user=ana, request=NewBranch(candidate=1, step=6))
    finish(new_engine(), child)
    parent.delete()
    child.refresh_from_db()
    again = finish(new_engine(), reproductions.start(generation=child, user=ana))
    assert again.verdict["is_identical"]


def test_pausing_changes_nothing_even_with_acts(start, ana) -> None:
    whole = steer(new_engine(), start(), ana, [])
    paused, engine = reproductions.start(generation=whole, user=ana), new_engine()
    for step in (3, 7):
        run_until(engine, paused, step)
        generations.pause(generation=paused, user=ana)
        engine.work()
        generations.resume(generation=paused, user=ana)
    finish(engine, paused)
    assert paused.verdict["is_identical"]


def test_trouble_with_the_database_only_delays_an_act(start, ana, monkeypatch) -> None:
    engine, generation = new_engine(), start()
    run_until(engine, generation, 2)
    act = acts.add(generation=generation, user=ana, change=NewAct(cells=[3], state=0, symbols=[77]))
    take_up, failures = acts.take_up, iter(range(2))

    def troubled(**values):
        if next(failures, None) is not None:
            raise OperationalError("database is locked")
        return take_up(**values)

    monkeypatch.setattr(acts, "take_up", troubled)
    finish(engine, generation)
    act.refresh_from_db()
    assert 3 <= act.from_step <= 5
    assert grid_at(generation, 0, NUM_STEPS)[3] == 77


@pytest.mark.parametrize(("was_on", "precision"), [(None, "fp32"), ("another CPU", "bf16")])
def test_a_run_goes_on_and_is_repeated_in_the_precision_that_it_began_in_on_such_a_device(
    was_on: str | None, precision: str, start, monkeypatch
) -> None:
    monkeypatch.setattr(engines, "fastest_precision", lambda device: "bf16")
    loaded: list[str] = []

    def compute(generation: Generation) -> None:
        loaded.clear()
        finish(Engine("test", load=lambda *key: loaded.append(key[-1]) or Guess()), generation)

    fresh, begun = start(), start()
    Generation.objects.update(state="paused")
    Generation.objects.filter(pk=fresh.pk).update(state="queued")
    compute(fresh)
    assert loaded == ["bf16"]
    there = {"device": was_on or devices.name_of("cpu"), "dtype": "float32"}
    Generation.objects.filter(pk=begun.pk).update(state="queued", ran_on=there)
    compute(begun)
    assert loaded[0] == precision
    compute(reproductions.start(generation=begun, user=begun.created_by))
    assert loaded[0] == precision
