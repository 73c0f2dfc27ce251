"""Batch-invariant linear layers in int8, by oneDNN's kernels: the result of a row is independent of the
others.

Weights have a scale for each output channel, inputs one for each row. Rows are quantised to integers before
the kernel, and its sums are scaled back afterwards. Sums of integers are exact in any order, so a row's
result is the same in every batch, bit for bit.

An activation much larger than the others of its row would leave these few of the 256 levels. Rotation by
Hadamard matrices spreads such outliers over their block (Ashkboos et al. 2024, "QuaRot: outlier-free 4-bit
inference in rotated LLMs").

CPUs without VNNI add two products at a time in 16 bits. There weights have 7 bits, so that this cannot
overflow.
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
"""The zero point of inputs, which are unsigned 8-bit integers."""
LEAST = 1e-12


def hadamard_rotated(x: Tensor, block: int) -> Tensor:
    """(..., N), each block of neighbours multiplied by a Hadamard matrix; a second time undoes it. block: its
    size, a power of two that divides N."""
    return x if block == 1 else (x.unflatten(-1, (-1, block)) @ hadamard(block)).flatten(-2)


@cache
def hadamard(size: int) -> Tensor:
    """A Hadamard matrix: symmetric and orthogonal, all entries of one magnitude. size: a power of two."""
    if size == 1:
        return torch.ones(1, 1)
    return torch.kron(torch.tensor([[1.0, 1.0], [1.0, -1.0]]), hadamard(size // 2)) / math.sqrt(2)


def can_multiply() -> bool:
    """Whether this machine has the kernels."""
    return torch.backends.mkldnn.is_available() and hasattr(torch.ops.onednn, "qlinear_pointwise")


class RowwiseLinear(nn.Module):
    """A linear layer without bias. weight: (out, in), fp32. epsilon: where it is given, inputs are divided by
    their RMS first, with this epsilon; the weight of that norm is part of `weight`. hadamard_block: the size
    of the blocks by which inputs and weights are rotated before they are quantised."""

    def __init__(self, weight: Tensor, epsilon: float | None = None, hadamard_block: int = 1):
        super().__init__()
        self._block = hadamard_block
        weight = hadamard_rotated(weight.detach().float(), hadamard_block).contiguous()
        largest = LARGEST if has_vnni() else LARGEST_IN_PAIRS
        scale = weight.abs().amax(1).clamp(min=LEAST) / largest
        whole = (weight / scale[:, None]).round().to(torch.int8)
        self._scale = scale / LARGEST
        self._packed = torch.ops.onednn.qlinear_prepack(whole, None)
        self._zero_points = torch.zeros(len(weight), dtype=torch.int64)
        self._least_norm: Tensor | None = None
        if epsilon is not None:
            self._scale *= math.sqrt(weight.shape[1])
            self._least_norm = torch.tensor(math.sqrt(epsilon * weight.shape[1]))

    def forward(self, x: Tensor) -> Tensor:
        """(..., in) -> (..., out), fp32."""
        rows = hadamard_rotated(x.reshape(-1, x.shape[-1]), self._block)
        scale = torch.maximum(rows.amax(1, keepdim=True), rows.amin(1, keepdim=True).neg_()).clamp_(min=LEAST)
        ratio = (rows * (LARGEST / scale)).add_(MIDDLE + 0.5)
        whole = ratio.to(torch.int16).to(torch.uint8)  # directly to uint8 takes five times as long
        if self._least_norm is not None:
            norm = torch.linalg.vector_norm(rows, dim=1, keepdim=True)
            scale = scale / torch.hypot(norm, self._least_norm)
        out = torch.ops.onednn.qlinear_pointwise(
            *(whole, 1.0, MIDDLE), *(self._packed, self._scale, self._zero_points),
            *(None, 1.0, 0, torch.float32), *("none", [], ""),
        )  # fmt: skip
        return out.mul_(scale).view(*x.shape[:-1], -1)
