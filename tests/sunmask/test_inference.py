"""A window's logits are its own: they do not depend on how many windows are beside it."""

from collections.abc import Iterator

import pytest
import torch
from torch import Tensor

from sunmask.models import build
from sunmask.models.inference import InferenceModel

MOST = 13


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
    position = (torch.arange(128) % 16).expand(count, 128)
    return tokens, trust, position, torch.ones_like(position), torch.zeros_like(position)


def with_loud_weights(family: str, size: str) -> torch.nn.Module:
    """Fresh weights without the noughts of a start, so that every layer is heard."""
    torch.manual_seed(1)
    model = build(family, size)
    with torch.no_grad():
        for parameter in model.parameters():
            if not parameter.any():
                parameter.normal_(std=0.05)
    return model


@pytest.mark.parametrize(("family", "size"), [("unet", "small"), ("transformer", "mini"), ("conv", "mini")])
def test_the_logits_of_a_window_are_the_same_in_every_batch(family: str, size: str) -> None:
    network = InferenceModel(with_loud_weights(family, size))
    inputs = windows(MOST)
    alone = torch.cat([network(*(rows[i : i + 1] for rows in inputs)) for i in range(MOST)])
    for count in (2, 3, 5, 8, MOST):
        assert torch.equal(network(*(rows[:count] for rows in inputs)), alone[:count]), f"{count} windows"
