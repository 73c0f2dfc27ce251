"""The objective of the network that reads from left to right: the nats of each cell given those before it."""

import torch
from torch import Tensor, nn

from sunmask.chorale.networks.left_to_right import nats_of
from sunmask.lab.chorale.corpora.windows import Batch
from sunmask.lab.training.objective import ObjectiveSettings


def left_to_right_loss(
    model: nn.Module, batch: Batch, settings: ObjectiveSettings, generator: torch.Generator
) -> tuple[Tensor, list[float]]:
    """The mean over the scored cells, and the same times the number of voices: nats a column."""
    nats_BVT = nats_of(model(batch.clean_BVT, batch.conditions_BTF), batch.clean_BVT)
    loss = nats_BVT[batch.scored_BVT].mean()
    return loss, [float(loss.detach()) * batch.clean_BVT.shape[1]]
