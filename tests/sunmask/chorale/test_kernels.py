"""The chorale network by compiled kernels: what torch computes, but for last bits, window by window."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
import torch
from torch import Tensor

import sunmask
from sunmask.chorale.networks.compiled import ConditionedKernels
from sunmask.chorale.settings import ChoraleSettings
from sunmask.models import devices, inference
from sunmask.models.families import build
from sunmask.models.inference import InferenceModel
from tests.sunmask.chorale.pieces import some_inputs

pytestmark = pytest.mark.numeric
needs_kernels = pytest.mark.skipif(
    devices.kernels() is None, reason="no compiler built the kernels, or this CPU may not use AVX2"
)


def loud(size: str = "small") -> torch.nn.Module:
    """Fresh weights without the noughts of a start, so that every layer is heard."""
    torch.manual_seed(1)
    model = build("conditioned", size)
    with torch.no_grad():
        for parameter in model.parameters():
            if not parameter.any():
                parameter.normal_(std=0.05)
    return model


def by_torch(model: torch.nn.Module, inputs: tuple[Tensor, ...]) -> Tensor:
    with torch.inference_mode():
        return model.eval().answer(*inputs)  # type: ignore[operator]


@needs_kernels
@pytest.mark.parametrize("is_shipped", [True, False], ids=["shipped", "fresh"])
def test_kernels_answer_what_torch_does(is_shipped: bool) -> None:
    from sunmask.models.checkpoints import load

    model, inputs = load("chorale-conditioned").model if is_shipped else loud(), some_inputs(3)
    network = InferenceModel(model, "cpu", "fp32")
    assert network.has_kernels
    assert "fp32 with kernels on cpu" in repr(network)
    torch.testing.assert_close(network(*inputs), by_torch(model, inputs), atol=1e-3, rtol=1e-5)


@needs_kernels
def test_kernels_give_a_window_the_same_bits_in_every_batch_and_in_threads_that_run_together() -> None:
    network, inputs = InferenceModel(loud(), "cpu", "fp32"), some_inputs(4)
    together = network(*inputs)
    windows = [tuple(rows[i : i + 1] for rows in inputs) for i in range(4)]
    with ThreadPoolExecutor(4) as threads:
        for i, alone in enumerate(threads.map(lambda inputs: network(*inputs), windows * 4)):
            assert torch.equal(alone[0], together[i % 4])


@needs_kernels
def test_what_kernels_work_in_may_hold_anything_before(monkeypatch: pytest.MonkeyPatch) -> None:
    network, inputs = InferenceModel(loud(), "cpu", "fp32"), some_inputs(1)
    expected = network(*inputs)
    monkeypatch.setattr(torch, "empty", lambda *shape: torch.full(shape, torch.nan))
    assert torch.equal(network(*inputs), expected)


@needs_kernels
def test_the_number_of_threads_changes_no_bit_of_the_kernels() -> None:
    network, inputs, before = InferenceModel(loud(), "cpu", "fp32"), some_inputs(1), torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        one = network(*inputs)
        torch.set_num_threads(2)
        assert torch.equal(network(*inputs), one)
    finally:
        torch.set_num_threads(before)


@needs_kernels
def test_a_seed_makes_the_same_chorale_by_kernels_as_by_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    short = {"count": 2, "seed": 3, "length": 32, "settings": ChoraleSettings(num_steps=12)}
    kernels = sunmask.load("chorale-conditioned", device="cpu", precision="fp32")
    monkeypatch.setattr(inference, "kernels", lambda: None)
    torchs = sunmask.load("chorale-conditioned", device="cpu", precision="fp32")
    assert (kernels.has_kernels, torchs.has_kernels) == (True, False)
    made, expected = sunmask.sample(kernels, **short), sunmask.sample(torchs, **short)
    for one, other in zip(made, expected, strict=True):
        assert (one.symbols_VT == other.symbols_VT).all()


@needs_kernels
@pytest.mark.parametrize(("size", "precision"), [("mini", "fp32"), ("small", "bf16"), ("small", "int8")])
def test_torch_computes_other_sizes_and_other_precisions(size: str, precision: str) -> None:
    network = InferenceModel(loud(size), "cpu", precision)
    assert not network.has_kernels
    assert network(*some_inputs(1)).isfinite().all()


@pytest.mark.parametrize("why", ["not compiled", "capped"])
def test_where_there_are_no_kernels_torch_computes(why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if why == "capped":
        monkeypatch.setenv("ONEDNN_MAX_CPU_ISA", "SSE41")
    else:
        monkeypatch.setattr(devices, "COMPILED", devices.COMPILED.with_name("not there.so"))
    model, inputs = loud(), some_inputs(1)
    network = InferenceModel(model, "cpu", "fp32")
    assert not network.has_kernels
    torch.testing.assert_close(network(*inputs), by_torch(model, inputs), atol=1e-3, rtol=1e-5)


def test_kernels_of_another_version_are_refused_with_what_to_do() -> None:
    library = SimpleNamespace(conditioned_num_weights=lambda: 7, conditioned_num_scratch=lambda: 7)
    with pytest.raises(RuntimeError, match=r"expected kernels for 3 weights, found some for 7.*install this"):
        ConditionedKernels(library, [torch.zeros(3)])  # type: ignore[arg-type]
