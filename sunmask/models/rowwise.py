"""Linear layers in int8 in which no row feels the others.

Weights have a scale for each row out, inputs one for each row in. torch's kernel takes one scale for all its
input, so rows come to it divided by their largest number, with a row from -1 to 1 beside them that fixes its
scale. Sums are of integers, exact in any order: a row's result is the same to the last bit in every batch.

On CPUs without VNNI products are added in pairs in 16 bits; weights of 7 bits keep these from overflowing.
"""

import warnings

import torch
from torch import Tensor, nn

LARGEST = 63
"""Of a weight in int8."""
LEAST = 1e-12


class RowwiseLinear(nn.Module):
    """A linear layer without bias. weight: (out, in), fp32."""

    def __init__(self, weight: Tensor):
        super().__init__()
        scale = weight.detach().abs().amax(1).clamp(min=LEAST).double() / LARGEST
        with warnings.catch_warnings():  # torch moves this to another package, without x86 kernels so far
            warnings.simplefilter("ignore")
            whole = torch.quantize_per_channel(
                weight.detach().float(), scale, torch.zeros_like(scale, dtype=torch.int64), 0, torch.qint8
            )
            self._packed = torch.ops.quantized.linear_prepack(whole, None)
        self._ends = torch.zeros(weight.shape[1])
        self._ends[0], self._ends[1] = -1, 1

    def forward(self, x: Tensor) -> Tensor:
        """(..., in) -> (..., out), fp32."""
        rows = x.reshape(-1, x.shape[-1])
        largest = rows.abs().amax(1, keepdim=True).clamp(min=LEAST)
        given = torch.empty(len(rows) + 1, x.shape[-1])
        torch.div(rows, largest, out=given[:-1])
        given[-1] = self._ends
        out = torch.ops.quantized.linear_dynamic(given, self._packed, False)[:-1] * largest
        return out.view(*x.shape[:-1], -1)
