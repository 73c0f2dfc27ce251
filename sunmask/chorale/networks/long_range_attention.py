"""Long-range attention: layers over beats that move whole rolls from beat to beat by attention.

Two streams run through them: the roll by beats, whose weights are shared over pitch, and the line, which
holds what belongs to no pitch (metre, phrases, rests, trust). Attention compares beats by both, pitch by
pitch where it compares rolls, and moves both. So what sounded in another bar is heard with its pitches, and
everything is alike in every key.

B examples, N beats, H pitches, D channels of the roll, W width of the line, A heads
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sunmask.chorale.networks.packed import POOL_SCALE, packed_conv
from sunmask.chorale.networks.unet import rotate
from sunmask.chorale.sampling.windows import PATCH, WINDOW
from sunmask.models.packed import pack, relu

BEATS = WINDOW // PATCH
ROLL_KEY, LINE_KEY = 4, 16
"""Widths by which a head compares rolls (at every pitch) and lines."""
WHOLES = {8: torch.int64, 16: torch.complex128}
"""Numbers of so many bytes."""
FIRST_LOOKS = (-1, 1, -2, 2, -4, 4, -8, 8)
"""How many beats off each head looks at first."""


class BeatAttention(nn.Module):
    """Rolls and lines from other beats."""

    off: Tensor

    def __init__(self, channels: int, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.roll_in = nn.Linear(channels, 2 * heads * ROLL_KEY + channels)
        self.line_in = nn.Linear(width, 2 * heads * LINE_KEY + width)
        self.roll_out, self.line_out = nn.Linear(channels, channels), nn.Linear(width, width)
        off_NN = torch.arange(BEATS) - torch.arange(BEATS)[:, None]
        self.register_buffer("off", off_NN + BEATS - 1, persistent=False)
        looks_A1 = torch.tensor([FIRST_LOOKS[head % len(FIRST_LOOKS)] for head in range(heads)])[:, None]
        self.near = nn.Parameter(-((torch.arange(1 - BEATS, BEATS) - looks_A1).abs() / 2.0).clamp(max=4.0))

    def forward(self, roll_BNHD: Tensor, line_BNW: Tensor, cos: Tensor, sin: Tensor) -> tuple[Tensor, Tensor]:
        moved, line = self.moved(roll_BNHD, line_BNW, cos, sin, self.near[:, self.off])
        return self.roll_out(moved), self.line_out(line)

    def moved(
        self, roll_BNHD: Tensor, line_BNW: Tensor, cos: Tensor, sin: Tensor, near_ANN: Tensor
    ) -> tuple[Tensor, Tensor]:
        """The input from other beats, before the output layers. near_ANN: how much each head attends from
        beat to beat whatever they hold."""
        B, N, H, D = roll_BNHD.shape
        A, W = self.heads, line_BNW.shape[-1]
        of_roll, of_line = self.roll_in(roll_BNHD), self.line_in(line_BNW)
        keys, values = of_roll.split((2 * A * ROLL_KEY, D), dim=-1)
        keys = pieces(keys, ROLL_KEY).unflatten(3, (2, A)).permute(3, 0, 4, 1, 2, 5)
        keys = numbers(keys, values.dtype).view(2, B, A, N, -1)
        line_keys, line_values = of_line.split((2 * A * LINE_KEY, W), dim=-1)
        line_keys = rotate(line_keys.view(B, N, 2, A, LINE_KEY).permute(2, 0, 3, 1, 4), cos, sin)
        scores = (keys[0] * (H * ROLL_KEY) ** -0.5) @ keys[1].transpose(-1, -2)
        of_lines = line_keys[0] @ line_keys[1].transpose(-1, -2)
        scores = torch.add(scores, of_lines, alpha=LINE_KEY**-0.5)
        looks = (scores.float() + near_ANN).softmax(-1).to(values.dtype)
        seen = numbers(pieces(values, D // A).permute(0, 3, 1, 2, 4), values.dtype).view(B, A, N, -1)
        mixed = looks @ seen  # in int8 not of the values' own type
        moved = numbers(pieces(mixed, D // A).permute(0, 2, 3, 1, 4), mixed.dtype).view(B, N, H, D)
        line_values = line_values.view(B, N, A, -1).transpose(1, 2)
        return moved, (looks @ line_values).transpose(1, 2).reshape(B, N, W)


def pieces(x: Tensor, width: int) -> Tensor:
    """The last axis in pieces of a width, (..., pieces, width). Where no gradient is asked for, each is one
    number as long as a piece, (..., pieces, 1), so that they are moved as wholes (see `numbers`)."""
    whole = WHOLES.get(width * x.element_size())
    if whole is None or torch.is_grad_enabled():
        return x.unflatten(-1, (-1, width))
    return x.view(whole)[..., None]


def numbers(pieces: Tensor, dtype: torch.dtype) -> Tensor:
    """Pieces in their present order as numbers again, (..., pieces, width), laid out in it."""
    pieces = pieces.contiguous()
    return pieces if pieces.dtype == dtype else pieces.view(dtype)  # which has no gradient


class FarLayer(nn.Module):
    """Attention, then what each beat makes of it: two convolutions over its pitches, the second dilated,
    and a feed-forward layer of its line; roll and line tell each other what they hold."""

    def __init__(self, channels: int, width: int, heads: int, expansion: int, pitches: int, dropout: float):
        super().__init__()
        self.norm_roll, self.norm_line = nn.LayerNorm(channels), nn.LayerNorm(width)
        self.attention = BeatAttention(channels, width, heads)
        self.norm_moved, self.norm_heard = nn.LayerNorm(channels), nn.LayerNorm(width)
        self.near = nn.Conv2d(channels, channels, (1, 3), padding=(0, 1))
        self.wide = nn.Conv2d(channels, channels, (1, 3), padding=(0, pitches), dilation=(1, pitches))
        self.tell_roll = nn.Linear(width, channels)
        self.up = nn.Linear(width + channels, expansion * width)
        self.down = nn.Linear(expansion * width, width)
        self.dropout = nn.Dropout(dropout)
        for layer in (self.attention.roll_out, self.attention.line_out, self.wide, self.down):
            with torch.no_grad():
                layer.weight.mul_(0.3)

    def forward(self, roll_BNHD: Tensor, line_BNW: Tensor, cos: Tensor, sin: Tensor) -> tuple[Tensor, Tensor]:
        moved, heard = self.attention(self.norm_roll(roll_BNHD), self.norm_line(line_BNW), cos, sin)
        roll_BNHD, line_BNW = roll_BNHD + moved, line_BNW + self.dropout(heard)
        seen_BNHD, known_BNW = self.norm_moved(roll_BNHD), self.norm_heard(line_BNW)
        near = self.near(seen_BNHD.permute(0, 3, 1, 2)) + self.tell_roll(known_BNW).transpose(1, 2)[..., None]
        roll_BNHD = roll_BNHD + self.wide(F.relu(near)).permute(0, 2, 3, 1)
        anywhere_BND = F.relu(seen_BNHD).sum(2) * POOL_SCALE
        line = self.down(F.gelu(self.up(torch.cat((known_BNW, anywhere_BND), dim=-1))))
        return roll_BNHD, line_BNW + self.dropout(line)

    def packed(self) -> nn.Module:
        return PackedFarLayer(self)


class PackedFarLayer(nn.Module):
    """A `FarLayer` with weights laid out once for CPUs."""

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
