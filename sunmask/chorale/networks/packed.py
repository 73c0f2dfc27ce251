"""Layers of the networks of rolls with weights laid out once for CPUs (`models.packed`). Not for training."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sunmask.chorale.networks.far import FarLayer
from sunmask.chorale.networks.unet import POOL_SCALE, RollBlock, TimeConv
from sunmask.models.packed import PackedConv, PackedLinear, pack, relu


class PackedTimeConv(nn.Module):
    """A `TimeConv`, as a linear layer of what it reaches from each sixteenth."""

    def __init__(self, layer: TimeConv):
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
    """A `RollBlock`, which writes over what it is given."""

    def __init__(self, block: RollBlock):
        super().__init__()
        self.near, self.far = packed_conv(block.near), packed_conv(block.far)
        heard, _, told = block.pool
        self.heard, self.told = PackedTimeConv(heard), PackedTimeConv(told)  # type: ignore[arg-type]

    def forward(self, x_BCTH: Tensor) -> Tensor:
        seen = relu(x_BCTH)
        anywhere_BTC = self.told(relu(self.heard(seen.permute(0, 2, 3, 1).sum(2) * POOL_SCALE)))
        near = anywhere_BTC.transpose(1, 2)[..., None].expand_as(seen)
        near = self.near.add_to(near.contiguous(memory_format=torch.channels_last), seen, then="relu")
        return self.far.add_to(x_BCTH, near)


class PackedFarLayer(nn.Module):
    """A `FarLayer`."""

    near_ANN: Tensor

    def __init__(self, layer: FarLayer):
        super().__init__()
        self.norm_roll, self.norm_line = layer.norm_roll, layer.norm_line
        self.norm_moved, self.norm_heard = layer.norm_moved, layer.norm_heard
        self.attention, self.tell_roll, self.up, self.down = (
            layer.attention,
            layer.tell_roll,
            layer.up,
            layer.down,
        )
        self.near, self.wide = packed_conv(layer.near), packed_conv(layer.wide)
        near_ANN = layer.attention.near[:, layer.attention.off]
        self.register_buffer("near_ANN", near_ANN, persistent=False)
        pack(self)

    def forward(self, roll_BNHD: Tensor, line_BNW: Tensor, cos: Tensor, sin: Tensor) -> tuple[Tensor, Tensor]:
        attention = self.attention
        moved, heard = attention.moved(
            self.norm_roll(roll_BNHD), self.norm_line(line_BNW), cos, sin, self.near_ANN
        )
        roll_BNHD, line_BNW = attention.roll_out(moved, roll_BNHD), attention.line_out(heard, line_BNW)
        seen_BNHD, known_BNW = self.norm_moved(roll_BNHD), self.norm_heard(line_BNW)
        near = self.tell_roll(known_BNW)[:, :, None].expand_as(seen_BNHD).contiguous().permute(0, 3, 1, 2)
        near = self.near.add_to(near, seen_BNHD.permute(0, 3, 1, 2), then="relu")
        self.wide.add_to(roll_BNHD.permute(0, 3, 1, 2), near)
        anywhere_BND = relu(seen_BNHD).sum(2) * POOL_SCALE
        line = F.gelu(self.up(torch.cat((known_BNW, anywhere_BND), dim=-1)))
        return roll_BNHD, self.down(line, line_BNW)


def packed_conv(conv: nn.Conv2d) -> PackedConv:
    return PackedConv(conv.weight, conv.bias, conv.padding, conv.dilation)  # type: ignore[arg-type]
