"""The joint objective: what it asks for, and that a small network learns rhythm, chords and notes by it."""

import pytest
import torch

from sunmask.chorale.networks.conditioned import SIZES, Conditioned
from sunmask.lab.chorale.corpora.windows import Windows
from sunmask.lab.chorale.joint_objective import joint_loss, redrawn
from sunmask.lab.training.noise import NoiseSettings
from sunmask.lab.training.objective import ObjectiveSettings
from tests.sunmask.chorale.pieces import made_up_piece

WINDOWS = Windows([made_up_piece(1), made_up_piece(2)], 0, 4, NoiseSettings(corrupt=0.0, large=0.5))


@pytest.mark.thorough
def test_the_loss_of_a_batch_falls_and_has_an_nll_for_each_unrolled_step() -> None:
    torch.manual_seed(0)
    network, batch = Conditioned(SIZES["debug"]), WINDOWS.batch(0)
    optimiser = torch.optim.Adam(network.parameters(), lr=0.02)
    losses = []
    for _ in range(25):
        generator = torch.Generator().manual_seed(0)
        loss, nats = joint_loss(network, batch, ObjectiveSettings(), generator)
        assert len(nats) == 2
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.7 * losses[0]
    assert all(value.grad is not None for value in network.parameters())


def test_only_open_cells_are_redrawn_between_two_steps() -> None:
    network, batch = Conditioned(SIZES["debug"]).eval(), WINDOWS.batch(0)
    with torch.no_grad():
        reading = network(batch.noisy_BVT, batch.trust_BVT, batch.conditions_BTF, whole=True)
    drawn = redrawn(reading, batch.noisy_BVT, batch.scored_BVT, torch.Generator().manual_seed(0))
    assert torch.equal(drawn[~batch.scored_BVT], batch.noisy_BVT[~batch.scored_BVT])
    assert not torch.equal(drawn, batch.noisy_BVT)


def test_without_the_joint_part_rhythm_and_melody_are_not_learned() -> None:
    network, batch = Conditioned(SIZES["debug"]), WINDOWS.batch(0)
    loss, _ = joint_loss(network, batch, ObjectiveSettings(joint=False), torch.Generator().manual_seed(0))
    loss.backward()
    assert network.rhythm.weight.grad is None
    assert network.head.weight.grad is not None
