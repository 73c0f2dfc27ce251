"""Linear layers in int8 in which no row feels the others, by oneDNN's kernels.

Weights have a scale for each row out, inputs one for each row in: rows come to the kernel as whole numbers
and what it sums is scaled again. Sums are of integers, exact in any order: a row's result is the same to the
last bit in every batch.

A number much larger than its neighbours would leave few of 256 steps to these. Hadamard matrices spread it
among them (Ashkboos et al. 2024, "QuaRot: outlier-free 4-bit inference in rotated LLMs").

On CPUs without VNNI products are added in pairs in 16 bits; weights of 7 bits keep these from overflowing.
"""

import math
from functools import cache

import torch
from torch import Tensor, nn

from sunmask.models.devices import has_vnni

LARGEST = 127
LARGEST_IN_PAIRS = 63
"""The largest value of an int8 weight, with VNNI and without."""
MIDDLE = 128
"""An input's nought in eight bits without a sign."""
LEAST = 1e-12


def spread(x: Tensor, among: int) -> Tensor:
    """(..., N), each `among` neighbours multiplied by a Hadamard matrix; doing it twice undoes it. among: a
    power of two that divides N."""
    return x if among == 1 else (x.unflatten(-1, (-1, among)) @ hadamard(among)).flatten(-2)


@cache
def hadamard(size: int) -> Tensor:
    """Symmetric and orthogonal, all numbers as large as each other. size: a power of two."""
    if size == 1:
        return torch.ones(1, 1)
    return torch.kron(torch.tensor([[1.0, 1.0], [1.0, -1.0]]), hadamard(size // 2)) / math.sqrt(2)


def can_multiply() -> bool:
    """Whether this machine has the kernels."""
    return torch.backends.mkldnn.is_available() and hasattr(torch.ops.onednn, "qlinear_pointwise")


class RowwiseLinear(nn.Module):
    """A linear layer without bias. weight: (out, in), fp32. epsilon: with one, each row comes as its RMS norm
    has it, whose own weight is part of `weight`. among: of how many neighbours each number is spread among
    before it is rounded."""

    def __init__(self, weight: Tensor, epsilon: float | None = None, among: int = 1):
        super().__init__()
        self._among = among
        weight = spread(weight.detach().float(), among).contiguous()
        largest = LARGEST if has_vnni() else LARGEST_IN_PAIRS
        scale = weight.abs().amax(1).clamp(min=LEAST) / largest
        whole = (weight / scale[:, None]).round().to(torch.int8)
        self._scale = scale / LARGEST
        self._packed = torch.ops.onednn.qlinear_prepack(whole, None)
        self._noughts = torch.zeros(len(weight), dtype=torch.int64)
        self._least_norm: Tensor | None = None
        if epsilon is not None:
            self._scale *= math.sqrt(weight.shape[1])
            self._least_norm = torch.tensor(math.sqrt(epsilon * weight.shape[1]))

    def forward(self, x: Tensor) -> Tensor:
        """(..., in) -> (..., out), fp32."""
        rows = spread(x.reshape(-1, x.shape[-1]), self._among)
        scale = torch.maximum(rows.amax(1, keepdim=True), rows.amin(1, keepdim=True).neg_()).clamp_(min=LEAST)
        ratio = (rows * (LARGEST / scale)).add_(MIDDLE + 0.5)
        whole = ratio.to(torch.int16).to(torch.uint8)  # straight to uint8 takes five times as long
        if self._least_norm is not None:
            norm = torch.linalg.vector_norm(rows, dim=1, keepdim=True)
            scale = scale / torch.hypot(norm, self._least_norm)
        out = torch.ops.onednn.qlinear_pointwise(
            *(whole, 1.0, MIDDLE), *(self._packed, self._scale, self._noughts), None, 1.0, 0, torch.float32,
            *("none", [], ""),
        )  # fmt: skip
        return out.mul_(scale).view(*x.shape[:-1], -1)
