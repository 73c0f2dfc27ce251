"""Every family answers as the sampler needs it to; each has what the paper says of it."""

import pytest
import torch

from sunmask.chorale.conditioning.conditions import metre_columns
from sunmask.chorale.conditioning.features import INDEX
from sunmask.chorale.music.symbols import ChoraleMeta, encode
from sunmask.chorale.networks.transformer import SIZES, Transformer, by_distance
from sunmask.chorale.sampling.composing import blank_chorale
from sunmask.chorale.sampling.sampler import ChoraleLayout
from sunmask.chorale.settings import ChoraleSettings
from sunmask.method.cells import CellState, plan_from_states
from sunmask.method.sampling import Denoiser, denoise
from sunmask.models.families import build, families
from sunmask.models.inference import InferenceModel
from tests.sunmask.chorale.pieces import some_inputs

pytestmark = pytest.mark.numeric

OF_CHORALES = ("unet", "conditioned", "transformer", "conv")
MILLIONS = {
    ("unet", "small"): 8.8,
    ("conditioned", "small"): 4.7,
    ("transformer", "small"): 8.0,
    ("conv", "small"): 10.2,
}


def awake(family: str, size: str = "debug") -> torch.nn.Module:
    """A model in which nothing is zero, as it would be after some training."""
    torch.manual_seed(0)
    model = build(family, size).eval()
    for value in model.parameters():
        if not value.any():
            torch.nn.init.normal_(value, std=0.2)
    return model


def metres(metre: str, pickup: int) -> torch.Tensor:
    return torch.from_numpy(metre_columns(ChoraleMeta(metre=metre, pickup=pickup), 128))[None]


def placed(conditions_BTF: torch.Tensor, place: int, first: int = 0) -> torch.Tensor:
    """What is told, with another place from a column on."""
    other = conditions_BTF.clone()
    other[:, first:, INDEX["place"]] = place
    return other


@pytest.mark.parametrize("family", OF_CHORALES)
def test_a_family_gives_logits_of_every_symbol_that_depend_on_symbols_trust_and_columns(family: str) -> None:
    model, inputs = awake(family), some_inputs(1)
    tokens, trust, told = inputs
    with torch.inference_mode():
        logits = model(*inputs)
        assert logits.shape == (1, 4, 128, 93)
        assert logits.dtype == torch.float32
        others = (
            ((tokens + 1) % 93, trust, told),
            (tokens, ~trust, told),
            (tokens, trust, metres("4/4", 1)),
            (tokens, trust, metres("3/4", 0)),
            (tokens, trust, placed(told, 1)),
        )
        for other in others:
            assert not torch.allclose(model(*other), logits, atol=1e-3)


@pytest.mark.parametrize("family", OF_CHORALES)
def test_a_cell_sees_far_columns_and_other_voices_on_both_sides(family: str) -> None:
    model = awake(family)
    tokens, *rest = some_inputs(1)
    with torch.inference_mode():
        before = model(tokens, *rest)
        for voice, column in ((0, 4), (3, 120)):
            other = tokens.clone()
            other[0, voice, column] = (other[0, voice, column] + 40) % 93
            assert not torch.equal(model(other, *rest)[0, 1, 64], before[0, 1, 64])


@pytest.mark.parametrize("family", OF_CHORALES)
def test_padding_does_not_change_what_a_piece_gets(family: str) -> None:
    model = awake(family)
    tokens, trust, told = some_inputs(1)
    told = placed(told, 3, first=64)
    other = tokens.clone()
    other[:, :, 64:] = 7
    with torch.inference_mode():
        before = model(tokens, trust, told)[:, :, :64]
        after = model(other, trust, told)[:, :, :64]
    assert torch.equal(before, after)


@pytest.mark.parametrize("family", OF_CHORALES)
def test_a_window_of_another_length_is_refused(family: str) -> None:
    with pytest.raises(ValueError, match="128"):
        build(family, "debug")(*(each[:, :, :64] for each in some_inputs(1)))


@pytest.mark.parametrize("family", OF_CHORALES)
def test_a_family_has_sizes_to_test_to_train_here_and_to_train_on_larger_machines(family: str) -> None:
    module, _, sizes = families()[family]
    with torch.device("meta"):
        counts = {size: sum(p.numel() for p in module(config).parameters()) for size, config in sizes.items()}
    assert list(counts) == ["debug", "mini", "small", "base"]
    assert counts["debug"] < 2e5
    assert round(counts["small"] / 1e6, 1) == MILLIONS[family, "small"]
    assert counts["base"] > 5 * counts["small"]


@pytest.mark.parametrize(
    ("family", "size"),
    [
        ("unet", "small"),
        ("conditioned", "small"),
        ("transformer", "debug"),
        pytest.param("conv", "debug", marks=pytest.mark.thorough),
    ],
)
def test_logits_do_not_depend_on_the_other_windows_of_a_batch(family: str, size: str) -> None:
    fast = InferenceModel(awake(family, size), "cpu")
    inputs = some_inputs(6)
    whole = fast(*inputs)
    order = torch.tensor([4, 0, 5, 3, 1, 2])
    assert torch.equal(whole[order], fast(*(each[order] for each in inputs)))
    assert torch.equal(whole[5:], fast(*(each[5:] for each in inputs)))


def test_what_is_told_is_heard_anew_where_it_changes() -> None:
    fast = InferenceModel(awake("conditioned"), "cpu")
    tokens, trust, _ = some_inputs(1)
    in_three, in_four = metres("3/4", 2), metres("4/4", 0)
    told = [in_three, in_three.clone(), in_four, in_three]
    heard = [fast(tokens, trust, each) for each in told]
    assert all(torch.equal(heard[0], heard[at]) for at in (1, 3))
    assert not torch.equal(heard[0], heard[2])
    assert torch.equal(heard[2], InferenceModel(awake("conditioned"), "cpu")(tokens, trust, in_four))
    in_three[:] = in_four  # the caller's own, changed after it was heard
    assert torch.equal(heard[2], fast(tokens, trust, in_three))


def test_weights_that_still_change_are_heard_with_what_is_told() -> None:
    learning, inputs = awake("conditioned"), some_inputs(1)
    with torch.inference_mode():
        before = learning(*inputs)
    with torch.no_grad():
        learning.say.weight.add_(1.0)  # type: ignore[operator,union-attr]
        for embedding in learning.told.values():  # type: ignore[operator,union-attr]
            embedding.weight.add_(1.0)
    with torch.inference_mode():
        assert not torch.equal(before, learning(*inputs))


@pytest.mark.parametrize("size", ["debug", "mini"])
def test_answers_are_the_same_with_gradients_and_without(size: str) -> None:
    model, inputs = awake("conditioned", size), some_inputs(2)
    with torch.no_grad():
        without = model(*inputs)
    learned = model(*inputs)
    assert torch.equal(without, learned)
    learned.square().mean().backward()
    assert all(value.grad is not None for name, value in model.named_parameters() if "roll_in" in name)


@pytest.mark.parametrize("family", OF_CHORALES)
def test_the_sampler_composes_with_every_family(family: str) -> None:
    start = blank_chorale(144)
    states = torch.full(start.symbols_VT.shape, CellState.RENOISABLE).numpy()
    plan = plan_from_states(states, states == CellState.UNMASKED)
    layout = ChoraleLayout(plan, encode(start.symbols_VT), start.meta)
    denoiser = Denoiser([layout], ChoraleSettings(num_steps=2), seed=1)
    steps = list(denoise(InferenceModel(build(family, "debug"), "cpu"), denoiser))
    assert [step.number for step in steps] == [1, 2]
    assert steps[-1].symbols_BVT.shape == (1, 4, 144)


def test_the_transformer_is_told_trust_beside_each_symbol_scaled_by_the_root_of_the_width() -> None:
    model = Transformer(SIZES["debug"])
    tokens, trust, *_ = some_inputs(1)
    beside = model.embed(tokens, trust)[..., 16:]
    assert torch.equal(beside, (trust / 4.0)[..., None].expand(-1, -1, -1, 16))


def test_scores_of_distances_come_to_the_columns_that_far_away() -> None:
    scores = torch.arange(-3, 4).expand(2, 4, 7)
    column = torch.arange(4)
    assert torch.equal(by_distance(scores), (column[None] - column[:, None]).expand(2, 4, 4))


def test_the_transformer_gives_a_piece_the_same_wherever_it_stands_in_the_window() -> None:
    model = awake("transformer")
    tokens, trust, told = some_inputs(1)
    outside = placed(told, 3)

    def answer(first: int) -> torch.Tensor:
        def move(rows: torch.Tensor, elsewhere: torch.Tensor, axis: int) -> torch.Tensor:
            before, after = elsewhere.narrow(axis, 0, first), elsewhere.narrow(axis, first + 48, 80 - first)
            return torch.cat((before, rows.narrow(axis, 0, 48), after), dim=axis)

        given = move(tokens, tokens, 2), move(trust, trust, 2), move(told, outside, 1)
        return model(*given)[..., first : first + 48, :]

    with torch.inference_mode():
        assert torch.allclose(answer(0), answer(36), atol=1e-4)
