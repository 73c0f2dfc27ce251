"""Layers of the U-Net with weights laid out once for CPUs (`models.packed`). Not for training."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sunmask.chorale.networks.unet import POOL_SCALE, RollBlock, TimeConv
from sunmask.models.packed import ONCE, PackedConv


class PackedTimeConv(nn.Module):
    """A `TimeConv`."""

    def __init__(self, layer: TimeConv):
        super().__init__()
        assert isinstance(layer.padding, tuple)
        assert layer.bias is not None
        self.conv = PackedConv(layer.weight[:, :, None], layer.bias, (0, *layer.padding), ONCE)

    def forward(self, x_BTC: Tensor, then: str = "none") -> Tensor:
        return self.conv(x_BTC.transpose(1, 2)[:, :, None], then)[:, :, 0].transpose(1, 2)


class PackedRollBlock(nn.Module):
    """A `RollBlock`."""

    def __init__(self, block: RollBlock):
        super().__init__()
        self.near, self.far = (
            PackedConv(conv.weight, conv.bias, conv.padding, conv.dilation)  # type: ignore[arg-type]
            for conv in (block.near, block.far)
        )
        heard, _, told = block.pool
        self.heard, self.told = PackedTimeConv(heard), PackedTimeConv(told)  # type: ignore[arg-type]

    def forward(self, x_BCTH: Tensor) -> Tensor:
        seen = F.relu(x_BCTH)
        anywhere_BTC = self.told(self.heard(seen.permute(0, 2, 3, 1).sum(2) * POOL_SCALE, then="relu"))
        near = anywhere_BTC.transpose(1, 2)[..., None].expand_as(seen)
        near = self.near.add_to(near.contiguous(memory_format=torch.channels_last), seen, then="relu")
        return self.far.with_added(x_BCTH, near)
