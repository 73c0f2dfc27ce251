"""A window's logits are its own: they do not depend on how many windows are beside it."""

from collections.abc import Iterator

import pytest
import torch
from torch import Tensor

from sunmask.chorale.conditioning.features import FEATURES, INDEX
from sunmask.models import inference
from sunmask.models.families import build
from sunmask.models.inference import InferenceModel
from sunmask.models.precision import PRECISIONS

pytestmark = pytest.mark.numeric

MOST, FEW = 13, 2
"""Windows: more than one pass has, and fewer where each has a pass of its own, which costs more."""


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """As the worker runs it."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def windows(count: int) -> tuple[Tensor, ...]:
    generator = torch.Generator().manual_seed(0)
    tokens = torch.randint(0, 93, (count, 4, 128), generator=generator)
    trust = torch.rand(count, 4, 128, generator=generator) < 0.5
    told = torch.zeros(count, 128, len(FEATURES), dtype=torch.int64)
    column = torch.arange(128)
    for name, value in (
        ("sixteenth", column % 4),
        ("beat", column // 4 % 4),
        ("beat_length", 4),
        ("num_beats", 4),
    ):
        told[..., INDEX[name]] = value
    return tokens, trust, told


def with_loud_weights(family: str, size: str) -> torch.nn.Module:
    """Fresh weights without the noughts of a start, so that every layer is heard."""
    torch.manual_seed(1)
    model = build(family, size)
    with torch.no_grad():
        for parameter in model.parameters():
            if not parameter.any():
                parameter.normal_(std=0.05)
    return model


EVERY_FAMILY = pytest.mark.parametrize(
    ("family", "size"),
    [
        pytest.param("unet", "small", marks=pytest.mark.thorough),
        ("conditioned", "mini"),
        ("transformer", "mini"),
        pytest.param("conv", "debug", marks=pytest.mark.thorough),
    ],
)


@EVERY_FAMILY
@pytest.mark.parametrize("precision", ["bf16", "fp32"])
def test_the_logits_of_a_window_are_the_same_in_every_batch(family: str, size: str, precision: str) -> None:
    network = InferenceModel(with_loud_weights(family, size), precision=precision)
    most = FEW if network.lanes == 1 else MOST
    inputs = windows(most)
    alone = torch.cat([network(*(rows[i : i + 1] for rows in inputs)) for i in range(most)])
    for count in (2, 3, 5, 8, MOST) if most == MOST else (FEW,):
        assert torch.equal(network(*(rows[:count] for rows in inputs)), alone[:count]), f"{count} windows"


@EVERY_FAMILY
def test_each_precision_is_close_to_the_full_one(family: str, size: str) -> None:
    model, inputs = with_loud_weights(family, size), windows(3)
    with torch.inference_mode():
        full = getattr(model.eval(), "answer", model)(*inputs)
    off = {
        precision: float((InferenceModel(model, "cpu", precision)(*inputs) - full).std() / full.std())
        for precision in PRECISIONS
    }
    assert off["fp32"] < 1e-5 < off["bf16"] < 0.05
    assert 1e-5 < off["int8"] < 0.1


@pytest.mark.parametrize(("has_bf16", "expected"), [(True, "bf16"), (False, "fp32")])
def test_without_a_choice_a_cpu_without_bf16_computes_in_fp32(
    monkeypatch: pytest.MonkeyPatch, has_bf16: bool, expected: str
) -> None:
    monkeypatch.setattr(inference, "has_bf16", lambda device="cpu": has_bf16)
    assert InferenceModel(build("unet", "debug"), "cpu").precision == expected


def test_bf16_that_is_asked_for_is_computed_in_on_every_cpu() -> None:
    network = InferenceModel(build("unet", "debug"), "cpu", "bf16")
    assert network.precision == "bf16"
    assert network(*windows(1)).isfinite().all()


class OfTorchsLayers(torch.nn.Module):
    """As a kind from outside may be built."""

    def __init__(self) -> None:
        super().__init__()
        layer = torch.nn.TransformerEncoderLayer(16, 2, 32, batch_first=True)
        self.layers = torch.nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = torch.nn.Linear(16, 5)

    def forward(self, x_BTC: Tensor) -> Tensor:
        return self.head(self.layers(x_BTC))


@pytest.mark.parametrize("precision", PRECISIONS)
def test_a_network_of_torchs_own_layers_runs_in_every_precision(precision: str) -> None:
    torch.manual_seed(2)
    model, x_BTC = OfTorchsLayers().eval(), torch.randn(5, 7, 16)
    network = InferenceModel(model, "cpu", precision)
    torch.testing.assert_close(network(x_BTC), model(x_BTC), atol=0.1, rtol=0.1)
    if precision != "int8":
        assert torch.equal(network(x_BTC)[:1], network(x_BTC[:1]))


def test_another_precision_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="expected a precision of bf16, fp32, int8, got 'fp4'"):
        InferenceModel(build("unet", "debug"), precision="fp4")


def test_int8_is_refused_on_a_gpu() -> None:
    with pytest.raises(ValueError, match="int8 is for CPUs"):
        InferenceModel(build("unet", "debug"), "cuda", "int8")


def test_a_gpu_is_named_by_its_number_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.nn.Module, "to", lambda self, *_, **__: self)  # no GPU is needed for that
    named = InferenceModel(build("unet", "debug"), "cuda:0")
    assert named.lanes == inference.LANES["cuda"]
