"""Layers of the networks of rolls with weights laid out once for CPUs (`models.packed`). Not for training."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sunmask.models.packed import PackedConv, PackedLinear, relu

POOL_SCALE = 0.2
"""Brings a sum over pitches, of which few are sounding, to the size of one cell."""


class PackedTimeConv(nn.Module):
    """A convolution over time, as a linear layer of what it reaches from each sixteenth."""

    def __init__(self, layer: nn.Conv1d):
        super().__init__()
        (self.reach,) = layer.kernel_size
        self.linear = PackedLinear(layer.weight.transpose(1, 2).flatten(1), layer.bias)

    def forward(self, x_BTC: Tensor) -> Tensor:
        if self.reach == 1:
            return self.linear(x_BTC)
        B, T, C = x_BTC.shape
        x = F.pad(x_BTC.to(torch.bfloat16), (0, 0, self.reach // 2, self.reach // 2))
        return self.linear(x.as_strided((B, T, self.reach * C), (x.stride(0), C, 1)).contiguous())


class PackedRollBlock(nn.Module):
    """A `RollBlock` with these layers, which writes over what it is given."""

    def __init__(self, near: nn.Conv2d, far: nn.Conv2d, heard: nn.Conv1d, told: nn.Conv1d):
        super().__init__()
        self.near, self.far = packed_conv(near), packed_conv(far)
        self.heard, self.told = PackedTimeConv(heard), PackedTimeConv(told)

    def forward(self, x_BCTH: Tensor) -> Tensor:
        seen = relu(x_BCTH)
        anywhere_BTC = self.told(relu(self.heard(seen.permute(0, 2, 3, 1).sum(2) * POOL_SCALE)))
        near = anywhere_BTC.transpose(1, 2)[..., None].expand_as(seen)
        near = self.near.add_to(near.contiguous(memory_format=torch.channels_last), seen, then="relu")
        return self.far.add_to(x_BCTH, near)


def packed_conv(conv: nn.Conv2d) -> PackedConv:
    return PackedConv(conv.weight, conv.bias, conv.padding, conv.dilation)  # type: ignore[arg-type]
