"""Anatomy: a dead part costs nothing, a live one costs something."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from sunmask.kinds import kind
from sunmask.lab.chorale.evaluation.work import splits
from sunmask.lab.chorale.likelihood import infill_figures
from sunmask.lab.evaluation.anatomy import anatomy, parts_of
from sunmask.models.checkpoints import load
from sunmask.models.families import build, families


class Added(nn.Module):
    """Adds a matrix to its input, or nothing where it is dead."""

    def __init__(self, weight: float):
        super().__init__()
        self.matrix = nn.Linear(2, 2, bias=False)
        nn.init.constant_(self.matrix.weight, weight)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.matrix(x)


class Small(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.live, self.dead = nn.ModuleList([Added(1.0), Added(1.0)]), Added(0.0)

    def forward(self, x: Tensor) -> Tensor:
        for block in self.live:
            x = block(x)
        return self.dead(x)


def nats(model: Callable[..., Tensor]) -> float:
    return float((model(torch.ones(1, 2)) - 9).detach().abs().mean())


def test_a_part_that_does_nothing_costs_nothing() -> None:
    table = anatomy(Small(), {"task": nats})
    assert table["whole"]["task"] == 0
    assert table["dead"] == {"size": 9.0, "task": 0.0}
    assert table["live"] == {"size": 9.0, "task": 8.0}
    assert nats(Small()) == 0  # all is put back


def test_the_parts_that_a_family_names_are_there() -> None:
    for name in families():
        parts = parts_of(build(name, "debug"))
        assert all(parts.values()), name


@pytest.mark.thorough
def test_no_part_of_the_shipped_chorale_network_is_dead() -> None:
    model = load(kind("chorale").default_checkpoint).model
    pieces = splits()["valid"]

    def two_bars(predict: Callable[..., Tensor]) -> float:
        return infill_figures(predict, pieces, tasks=("two bars",), limit=6)["two bars"]["nll"]

    costs = {part: row["two bars"] for part, row in anatomy(model, {"two bars": two_bars}).items()}
    assert costs["attention"] >= 0.1
    for part in ("roll before", "roll after", "beats to roll", "metre"):
        assert costs[part] >= 0.1, part
