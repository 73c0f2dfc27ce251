"""Linear layers in int8 in which no row feels the others, by oneDNN's kernels.

Weights have a scale for each row out, inputs one for each row in: rows come to the kernel as whole numbers
and what it sums is scaled again. Sums are of integers, exact in any order: a row's result is the same to the
last bit in every batch.

On CPUs without VNNI products are added in pairs in 16 bits; weights of 7 bits keep these from overflowing.
"""

import math

import torch
from torch import Tensor, nn

LARGEST = 127
LARGEST_IN_PAIRS = 63
"""Of a weight in int8, with VNNI and without."""
MIDDLE = 128
"""An input's nought in eight bits without a sign."""
LEAST = 1e-12


def can_multiply() -> bool:
    """Whether this machine has the kernels."""
    return torch.backends.mkldnn.is_available() and hasattr(torch.ops.onednn, "qlinear_pointwise")


class RowwiseLinear(nn.Module):
    """A linear layer without bias. weight: (out, in), fp32. epsilon: with one, each row comes as its RMS norm
    has it, whose own weight is part of `weight`."""

    def __init__(self, weight: Tensor, epsilon: float | None = None):
        super().__init__()
        largest = LARGEST if torch.cpu._is_vnni_supported() else LARGEST_IN_PAIRS
        scale = weight.detach().float().abs().amax(1).clamp(min=LEAST) / largest
        whole = (weight.detach() / scale[:, None]).round().to(torch.int8)
        self._scale = scale / LARGEST
        self._packed = torch.ops.onednn.qlinear_prepack(whole, None)
        self._noughts = torch.zeros(len(weight), dtype=torch.int64)
        self._least_norm: Tensor | None = None
        if epsilon is not None:
            self._scale *= math.sqrt(weight.shape[1])
            self._least_norm = torch.tensor(math.sqrt(epsilon * weight.shape[1]))

    def forward(self, x: Tensor) -> Tensor:
        """(..., in) -> (..., out), fp32."""
        rows = x.reshape(-1, x.shape[-1])
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
