"""The slots of an engine: whoever has had least has the next step, and a slot where none is free."""

import pytest

from studio.bodies import NewGeneration
from studio.models import Generation, ServedTime, User
from studio.protocol import Pace
from studio.reads.runs.steps import steps_of
from studio.services.runs import generations, holds, served
from sunmask.models.inference import InferenceModel
from tests.studio.browsers import make_canvas, make_person, make_project
from tests.worker.networks import Clocked
from worker import slots
from worker.engine import Engine

pytestmark = pytest.mark.django_db(transaction=True)

NUM_STEPS = 12
STEP_S = 1.0


@pytest.fixture
def time(network: InferenceModel) -> Clocked:
    return Clocked(network, STEP_S)


@pytest.fixture
def engine(time: Clocked, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setitem(slots.NUM_SLOTS, "cpu", 2)
    engine = Engine("one", load=lambda *_: time, clock=lambda: time.now)
    engine.device = "cpu"
    return engine


def start(user: User, num_steps: int = NUM_STEPS, pace: Pace | None = None) -> Generation:
    row = generations.start(
        canvas=make_canvas(make_project(user), num_bars=1),
        user=user,
        request=NewGeneration(settings={"num_steps": num_steps}, pace=pace or Pace(), seed=1),
    )
    row.frozen["states"] = [[2] * len(states) for states in row.frozen["states"]]
    row.frozen["pins"] = [[False] * len(pins) for pins in row.frozen["pins"]]
    row.save(update_fields=["frozen"])
    return row


def crowd(names: str) -> list[User]:
    people = [make_person(name) for name in names]
    for user in people:
        for _ in range(3):
            start(user)
    ServedTime.objects.update(lent_s=0.0)
    return people


def go_on(engine: Engine, passes: int) -> None:
    for _ in range(passes):
        engine.called.set()
        engine._poll()
        engine.tick()


def steps_by(user: User) -> int:
    rows = Generation.objects.filter(created_by=user, last_step__isnull=False)
    return sum(row.last_step or 0 for row in rows)


def test_a_newcomers_run_is_done_while_many_others_wait(engine: Engine) -> None:
    crowd("abcde")
    go_on(engine, 8)
    run = start(make_person("new"), num_steps=2)
    go_on(engine, 5)
    run.refresh_from_db()
    assert run.state == "done"


def test_slots_change_hands_so_that_all_have_as_many_seconds(engine: Engine) -> None:
    people = crowd("abcd")
    go_on(engine, 60)
    assert len(engine.runs) == 2
    steps = [steps_by(user) for user in people]
    assert sum(steps) > 40
    assert max(steps) - min(steps) <= 2 * served.SLICE_S / STEP_S


def test_a_run_that_waited_in_between_ends_as_if_it_had_not(engine: Engine, network: InferenceModel) -> None:
    people = crowd("abc")
    waited: set[str] = set()
    while Generation.objects.exclude(state="done").exists():
        go_on(engine, 1)
        begun = Generation.objects.filter(state="queued", last_step__gt=0)
        waited |= {str(pk) for pk in begun.values_list("pk", flat=True)}
    assert waited
    alone = start(people[0])
    Engine("two", load=lambda *_: network).work()
    alone.refresh_from_db()
    for row in Generation.objects.exclude(pk=alone.pk):
        assert [step.step for step in steps_of(row)] == list(range(NUM_STEPS + 1))
        assert row.attempt == 0
    hashes = set(Generation.objects.values_list("result_hash", flat=True))
    assert len(hashes) == 1


def test_who_waits_for_a_person_takes_no_slot(engine: Engine) -> None:
    user = make_person("by step")
    waiting = [start(make_person(f"step{number}"), pace=Pace(mode="single")) for number in range(3)]
    go_on(engine, 2)
    run = start(user, num_steps=2)
    go_on(engine, 4)
    run.refresh_from_db()
    assert run.state == "done"
    assert {Generation.objects.get(pk=row.pk).state for row in waiting} == {"running"}


def test_a_drained_worker_gives_back_all_steps_and_takes_up_nothing(engine: Engine) -> None:
    run = start(make_person("ana"))
    go_on(engine, 3)
    holds.put("one", gives_back=True)
    go_on(engine, 2)
    run.refresh_from_db()
    assert (run.state, run.lease_until, run.last_step) == ("queued", None, 3)
    assert engine.is_held
    holds.lift("one")
    engine.work()
    run.refresh_from_db()
    assert run.state == "done"


def test_a_paused_queue_lets_runs_at_work_go_on(engine: Engine) -> None:
    first = start(make_person("ana"))
    go_on(engine, 1)
    holds.put(holds.EVERYBODY, gives_back=False)
    second = start(make_person("ben"))
    engine.work()
    assert [Generation.objects.get(pk=run.pk).state for run in (first, second)] == ["done", "queued"]
