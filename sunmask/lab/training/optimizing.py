"""One step of an optimizer, as every run here takes it."""

from torch import nn
from torch.optim import Optimizer


def take_step(optimizer: Optimizer, learning_rate: float, clip: float = 1.0) -> None:
    """Change the weights by their gradients, and forget these. clip: the largest Euclidean norm that all
    gradients together may have; larger ones are scaled down to it."""
    nn.utils.clip_grad_norm_([p for group in optimizer.param_groups for p in group["params"]], clip)
    for group in optimizer.param_groups:
        group["lr"] = learning_rate
    optimizer.step()
    optimizer.zero_grad()
