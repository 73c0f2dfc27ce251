"""The path of a GPU where there is none: a made-up device of that sort, whose tensors are the CPU's."""

from dataclasses import replace

import pytest
import torch

from studio.bodies import NewGeneration
from studio.models import Generation
from studio.protocol import Pace
from studio.services.runs import generations
from sunmask.models import devices
from sunmask.models.families import build
from sunmask.models.inference import LANES, InferenceModel
from tests.studio.browsers import make_canvas, make_person, make_project
from worker.engine import Engine
from worker.slots import NUM_SLOTS

NUM_RUNS = 8


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> InferenceModel:
    monkeypatch.setitem(devices.SORTS, "fake", replace(devices.SORTS["cuda"], torch="cpu"))
    torch.manual_seed(0)
    torch.set_num_threads(1)
    return InferenceModel(build("unet", "debug"), "fake:1", "fp32")


@pytest.mark.django_db(transaction=True)
def test_a_run_is_the_same_alone_and_among_eight_and_every_pass_has_as_many_windows(
    network: InferenceModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    forward = network.model.forward
    monkeypatch.setattr(network.model, "forward", lambda *rows: sizes.append(len(rows[0])) or forward(*rows))
    ana = make_person("Ana")
    canvas = make_canvas(make_project(ana), num_bars=2)

    def start() -> Generation:
        request = NewGeneration(settings={"num_steps": 3}, pace=Pace(), num_candidates=2, seed=7)
        made = generations.start(canvas=canvas, user=ana, request=request)
        # all of it is composed anew
        made.frozen["states"] = [[2] * len(states) for states in made.frozen["states"]]
        made.frozen["pins"] = [[False] * len(pins) for pins in made.frozen["pins"]]
        made.save(update_fields=["frozen"])
        return made

    def engine() -> Engine:
        made = Engine("test", load=lambda *_: network)
        made.device = "fake:1"
        return made

    alone = start()
    engine().work()
    num_alone = len(sizes)
    together = [start() for _ in range(NUM_RUNS)]
    beside = engine()
    assert beside.num_slots == NUM_SLOTS["cuda"]
    beside.work()
    alone.refresh_from_db()
    for run in together:
        run.refresh_from_db()
        assert (run.state, run.result_hash) == ("done", alone.result_hash)
    assert set(sizes) == {LANES["cuda"]}
    assert len(sizes) - num_alone < NUM_RUNS * num_alone


def test_a_gpu_is_told_to_be_deterministic_before_its_first_computation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    called: list[bool] = []
    monkeypatch.setattr("sunmask.models.inference.make_deterministic", lambda: called.append(True))
    monkeypatch.setattr("sunmask.models.inference.place_of", lambda device: torch.device("cuda"))
    monkeypatch.setattr(torch.nn.Module, "to", lambda self, *_, **__: self)
    InferenceModel(build("unet", "debug"), "cuda", "fp32")
    assert called == [True]
    was = torch.are_deterministic_algorithms_enabled()
    try:
        devices.make_deterministic()
        assert torch.are_deterministic_algorithms_enabled()
        assert not torch.backends.cuda.matmul.allow_tf32
        assert not torch.backends.cudnn.benchmark
    finally:
        torch.use_deterministic_algorithms(was)


def test_a_device_of_another_sort_is_refused() -> None:
    with pytest.raises(ValueError, match="expected a device of cpu, cuda, got 'tpu:0'"):
        InferenceModel(build("unet", "debug"), "tpu:0", "fp32")
