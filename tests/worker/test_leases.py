"""A worker that lives keeps what it holds, however long a pass, a start or a claim takes."""

import threading
from datetime import timedelta

import pytest
import torch
from django.db import connections
from django.db.models import F
from django.db.models.functions import Now

from studio.bodies import NewGeneration
from studio.models import Generation, User
from studio.protocol import Pace
from studio.services.runs import claims, generations
from sunmask.models.families import build
from sunmask.models.inference import InferenceModel
from tests.studio.browsers import make_canvas, make_person, make_project
from worker import engine as engines
from worker.engine import Engine

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def now() -> list[float]:
    return [1000.0]


@pytest.fixture
def engine(now: list[float]) -> Engine:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    network = InferenceModel(build("unet", "debug"), "cpu")
    return Engine("test", load=lambda *_: network, clock=lambda: now[0])


@pytest.fixture
def ana() -> User:
    return make_person("Ana")


def start(ana: User, count: int) -> list[Generation]:
    canvas = make_canvas(make_project(ana), num_bars=1)
    request = NewGeneration(settings={"num_steps": 8}, pace=Pace(), num_candidates=1)
    return [generations.start(canvas=canvas, user=ana, request=request) for _ in range(count)]


def leases_run_out() -> None:
    """As after `limits.LEASE_S`; nobody has noticed yet."""
    Generation.objects.filter(state="running").update(lease_until=Now() - timedelta(seconds=1))


def num_held() -> int:
    return Generation.objects.filter(state="running", lease_until__gt=Now()).count()


def keep_leases(engine: Engine) -> None:
    """From a thread of its own, as the worker does."""

    def act() -> None:
        engine.keep_leases()
        connections.close_all()

    thread = threading.Thread(target=act)
    thread.start()
    thread.join()


def test_what_is_held_is_kept_while_a_pass_takes_long(
    engine: Engine, ana: User, now: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    start(ana, 1)
    held = []

    def slowly(due: list) -> None:
        leases_run_out()
        for passed_s in (1.0, 3.0, engines.LONGEST_PASS_S + 1):
            now[0] = 1000 + passed_s
            leases_run_out()
            keep_leases(engine)
            held.append(num_held())

    for _ in range(2):  # it claims, and renews
        engine.called.set()
        engine._poll()
    monkeypatch.setattr(engine, "_compute", slowly)
    engine.tick()
    assert held == [0, 1, 0]  # the engine does it itself when it is in time; one that hangs loses it


def test_what_is_begun_is_kept_while_that_takes_long(
    engine: Engine, ana: User, now: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    start(ana, 1)
    held = []

    class SlowRun(engines.Run):
        def __init__(self, *arguments, **options) -> None:
            now[0] += 3.0
            leases_run_out()
            keep_leases(engine)
            held.append(num_held())
            super().__init__(*arguments, **options)

    monkeypatch.setattr(engines, "Run", SlowRun)
    engine._poll()
    assert held == [1]
    engine.work()
    assert Generation.objects.get().state == "done"


def test_a_run_is_begun_before_the_next_is_claimed(
    engine: Engine, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(ana, 2)
    claim, begun = claims._claim_one, []

    def noted(*arguments) -> Generation | None:
        begun.append(Generation.objects.filter(state="running", last_step=F("first_step")).count())
        return claim(*arguments)

    monkeypatch.setattr(claims, "_claim_one", noted)
    engine._poll()
    assert begun[:2] == [0, 1]
    assert len(engine.runs) == 2


def test_who_lost_a_run_and_claims_it_again_holds_it_once(
    engine: Engine, ana: User, now: list[float]
) -> None:
    start(ana, 1)
    for _ in range(2):  # it claims, and renews
        engine.called.set()
        engine._poll()
    leases_run_out()  # nothing could be written for so long, on a full disk
    now[0] += engines.RENEW_INTERVAL_S / 2
    engine.called.set()
    engine._poll()
    assert [run.fence for run in engine.runs] == [2]
    engine.work()
    generation = Generation.objects.get()
    assert (generation.state, generation.attempt, generation.fence) == ("done", 0, 3)
    assert generation.frames.last().last_step == 8
