"""A run that fills its project while it goes: it waits with a sentence, and continues once there is room."""

import pytest
import torch

from studio import limits
from studio.bodies import NewGeneration
from studio.errors import StudioError
from studio.models import Generation, User
from studio.protocol import Pace
from studio.services.runs import generations
from studio.services.upkeep import storage_used
from sunmask.models.families import build
from sunmask.models.inference import InferenceModel
from tests.studio.browsers import make_canvas, make_person, make_project
from tests.worker.stepping import steps
from worker import recorder
from worker.engine import Engine

pytestmark = pytest.mark.django_db(transaction=True)

NUM_STEPS = 40


@pytest.fixture
def engine() -> Engine:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    network = InferenceModel(build("unet", "debug"), "cpu")
    return Engine("test", load=lambda *_: network)


@pytest.fixture
def ana(monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr(recorder, "FLUSH_INTERVAL_S", 0.0)  # a frame a step
    storage_used.gauge.forget()
    return make_person("Ana")


def start(ana: User) -> Generation:
    """A run in which every cell is renoisable, in a project that has little room left for its steps."""
    canvas = make_canvas(make_project(ana), num_bars=2)
    request = NewGeneration(settings={"num_steps": NUM_STEPS}, pace=Pace(), num_candidates=2, seed=7)
    run = generations.start(canvas=canvas, user=ana, request=request)
    run.frozen["states"] = [[2] * len(row) for row in run.frozen["states"]]
    run.frozen["pins"] = [[False] * len(row) for row in run.frozen["pins"]]
    run.save(update_fields=["frozen"])
    padding = (1 << 20) - storage_used.gauge.of(canvas.project_id) - 3000
    Generation.objects.filter(pk=run.pk).update(num_bytes=run.num_bytes + padding)
    storage_used.gauge.forget()
    return run


def test_a_run_that_fills_its_project_is_paused_and_says_why(
    engine: Engine, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PROJECT_MIB", 1)
    run = start(ana)
    engine.work()
    run.refresh_from_db()
    assert run.state == "paused"
    assert "the limit is 1 MiB" in (run.error or "")
    assert 0 < (run.last_step or 0) < NUM_STEPS
    assert len(steps(run)) == (run.last_step or 0) + 1
    with pytest.raises(StudioError, match="the limit is 1 MiB"):
        generations.resume(generation=run, user=ana)

    monkeypatch.setattr(limits, "PROJECT_MIB", 2)
    generations.resume(generation=run, user=ana)
    engine.work()
    run.refresh_from_db()
    assert (run.state, run.error) == ("done", None)
    assert steps(run) == list(range(NUM_STEPS + 1))


@pytest.mark.thorough
def test_a_run_with_room_enough_goes_on(engine: Engine, ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PROJECT_MIB", 2)
    run = start(ana)
    engine.work()
    run.refresh_from_db()
    assert (run.state, run.error) == ("done", None)
