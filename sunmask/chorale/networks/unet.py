"""The piano-roll U-Net: 2-D convolutions over time x pitch around a time-only attention trunk.

Weights shared over pitch make transposition nearly free; a linear map over all pitches at each
sixteenth (the wide kernel of the paper's conv family, appendix) leads to the trunk, which works on one
token a beat. Nothing depends on the absolute column, so a window may stand anywhere in a piece.

B examples, V voices, T sixteenths, H pitches, P symbols, C channels, W trunk width, N trunk tokens
"""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sunmask.chorale.conditioning.features import feature
from sunmask.chorale.music.symbols import NUM_PITCHES, NUM_SYMBOLS
from sunmask.chorale.music.voices import VOICES
from sunmask.chorale.networks.packed import POOL_SCALE, PackedRollBlock, PackedTimeConv, packed_conv
from sunmask.chorale.sampling.windows import BARS, OUTSIDE, PATCH, PLACES, WINDOW, bar_positions, check_window


@dataclass(frozen=True)
class UNetConfig:
    """channels: of the piano roll. width, heads, depth: of the trunk. dilations: over pitch, one a block.
    dropout: in the trunk, while training."""

    channels: int = 32
    width: int = 320
    heads: int = 5
    depth: int = 6
    expansion: int = 3
    dropout: float = 0.1
    dilations_down: tuple[int, ...] = (1, 4, 7, 12)
    dilations_up: tuple[int, ...] = (4, 7, 12, 1)


SIZES = {
    "debug": UNetConfig(
        channels=8, width=32, heads=2, depth=1, expansion=2, dilations_down=(1,), dilations_up=(1,)
    ),
    "mini": UNetConfig(channels=16, width=192, heads=3, depth=4),
    "small": UNetConfig(),
    "base": UNetConfig(channels=64, width=640, heads=10, depth=10, expansion=4),
}


class TimeConv(nn.Conv1d):
    """A convolution over time of channels that come last, as CPUs have kernels for."""

    def __init__(self, channels_in: int, channels_out: int, sixteenths: int):
        super().__init__(channels_in, channels_out, sixteenths, padding=sixteenths // 2)
        self.weight.data = self.weight.data.transpose(1, 2).contiguous().transpose(1, 2)

    def forward(self, x_BTC: Tensor) -> Tensor:
        x = x_BTC.transpose(1, 2)[:, :, None]  # a picture one pixel high
        y = F.conv2d(x, self.weight[:, :, None], self.bias, padding=(0, *self.padding))
        return y[:, :, 0].transpose(1, 2)

    def packed(self) -> nn.Module:
        return PackedTimeConv(self)


class RollConv(nn.Conv2d):
    """A convolution over a roll."""

    def with_added(self, other_BCTH: Tensor, x_BCTH: Tensor) -> Tensor:
        """The output for x, plus another roll."""
        return self(x_BCTH) + other_BCTH

    def packed(self) -> nn.Module:
        return packed_conv(self)


class RollBlock(nn.Module):
    """Two residual 3 x 3 convolutions, the second dilated over pitch; starts as the identity.

    Between them each sixteenth learns what its neighbours hold at any pitch (`pool`), say a fifth between
    two voices: what parallels are made of, wherever the voices go.
    """

    def __init__(self, channels: int, dilation: int):
        super().__init__()
        self.near = nn.Conv2d(channels, channels, 3, padding=1)
        self.far = nn.Conv2d(channels, channels, 3, padding=(1, dilation), dilation=(1, dilation))
        told = TimeConv(2 * channels, channels, 1)
        self.pool = nn.Sequential(TimeConv(channels, 2 * channels, 3), nn.ReLU(), told)
        for zeroed in (self.far.weight, told.weight, told.bias):
            if zeroed is not None:
                nn.init.zeros_(zeroed)

    def forward(self, x_BCTH: Tensor) -> Tensor:
        seen = F.relu(x_BCTH)
        anywhere_BTC = self.pool(seen.permute(0, 2, 3, 1).sum(2) * POOL_SCALE)
        near = self.near(seen) + anywhere_BTC.transpose(1, 2)[..., None]
        return x_BCTH + self.far(F.relu(near, inplace=True))

    def packed(self) -> nn.Module:
        heard, _, told = self.pool
        return PackedRollBlock(self.near, self.far, heard, told)  # type: ignore[arg-type]


class TimeBlock(nn.Module):
    """A residual convolution over three sixteenths at the trunk's width."""

    def __init__(self, width: int):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.conv = TimeConv(width, width, 3)

    def forward(self, x_BTW: Tensor) -> Tensor:
        return x_BTW + F.gelu(self.conv(self.norm(x_BTW)))


def rotation(count: int, half: int) -> tuple[Tensor, Tensor]:
    """Cosines and sines by which `rotate` turns the vectors of places 0 to count - 1, (count, half) each."""
    angles = torch.arange(count)[:, None] * 100.0 ** (-torch.arange(half) / half)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary position (relative by construction) of (..., N, d)."""
    a, b = x.chunk(2, dim=-1)
    return torch.cat((a * cos - b * sin, a * sin + b * cos), dim=-1)


class TrunkBlock(nn.Module):
    """Attention over the beats of a window, then a feed-forward layer; both pre-normed."""

    def __init__(self, width: int, heads: int, expansion: int, dropout: float):
        super().__init__()
        self.heads = heads
        self.dropout = nn.Dropout(dropout)
        self.norm_attention, self.norm_mlp = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.up = nn.Linear(width, expansion * width)
        self.down = nn.Linear(expansion * width, width)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.down.weight)

    def forward(self, x_BNW: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        B, N, W = x_BNW.shape
        qkv = self.qkv(self.norm_attention(x_BNW)).view(B, N, 3, self.heads, W // self.heads)
        qkv = qkv.permute(2, 0, 3, 1, 4)  # three of (B, heads, N, d)
        (q, k), v = rotate(qkv[:2], cos, sin), qkv[2]
        weights = (q * (W // self.heads) ** -0.5 @ k.transpose(-1, -2)).softmax(-1)
        mixed = weights.to(v.dtype) @ v  # 32 tokens: faster than the fused kernel
        x_BNW = x_BNW + self.dropout(self.out(mixed.transpose(1, 2).reshape(B, N, W)))
        return x_BNW + self.dropout(self.down(F.gelu(self.up(self.norm_mlp(x_BNW)))))


class UNet(nn.Module):
    """logits of every cell's symbol from a window of noisy symbols and which of them to trust."""

    PARTS: ClassVar[dict[str, str]] = {
        "roll before": r"roll_down",
        "roll after": r"roll_up",
        "attention": r"trunk\.\d+\.out",
        "trunk": r"trunk",
        "roll to trunk": r"narrow",
        "trunk to roll": r"wide",
        "metre": r"metre",
        "place": r"place",
    }
    """Parts that `anatomy` knocks out, as patterns of modules' names."""

    def __init__(self, config: UNetConfig):
        super().__init__()
        self.config = config
        V, C, W = len(VOICES), config.channels, config.width
        planes = 6 * V + 1  # onset and continuation, trusted apart; trust; rest; inside the piece
        self.stem = nn.Conv2d(planes, C, 3, padding=1)
        self.pitch = nn.Parameter(torch.zeros(C, 1, NUM_PITCHES))
        self.metre = nn.Embedding(len(BARS) * max(BARS), C + W)
        self.place = nn.Embedding(len(PLACES), W)
        self.cells = nn.Linear(4 * V, W)  # rests and trust, which no pitch shows
        self.roll_down = nn.ModuleList(RollBlock(C, d) for d in config.dilations_down)
        self.narrow = nn.Linear(C * NUM_PITCHES, W)
        self.time_down = TimeBlock(W)
        self.to_beats = nn.Linear(PATCH * W, W)
        self.dropout = nn.Dropout(config.dropout)
        self.trunk = nn.ModuleList(
            TrunkBlock(W, config.heads, config.expansion, config.dropout) for _ in range(config.depth)
        )
        self.norm_beats = nn.LayerNorm(W)
        self.from_beats = nn.Linear(W, PATCH * W)
        self.time_up = TimeBlock(W)
        self.norm_wide = nn.LayerNorm(W)
        self.wide = nn.Linear(W, C * NUM_PITCHES)
        self.roll_up = nn.ModuleList(RollBlock(C, d) for d in config.dilations_up)
        self.head = nn.Conv2d(C, 2 * V, 3, padding=1)
        self.rest = nn.Linear(W, V)
        for embedding in (self.metre, self.place):
            nn.init.normal_(embedding.weight, std=0.05)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.rest.weight)
        half = W // config.heads // 2
        cos, sin = rotation(WINDOW // PATCH, half)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def planes(self, tokens_BVT: Tensor, trust_BVT: Tensor, place_BT: Tensor) -> tuple[Tensor, Tensor]:
        """Inputs of the convolutions (B, planes, T, H), and further inputs of the trunk (B, T, 4 V)."""
        B, V, T = tokens_BVT.shape
        trust = trust_BVT.to(self.pitch.dtype)
        inside_BT = (place_BT != OUTSIDE).to(trust.dtype)
        seen_BVT = inside_BT[:, None].expand(B, V, T)
        both = torch.stack((seen_BVT * trust, seen_BVT * (1 - trust)), dim=2)  # (B, V, 2, T)
        onehot = torch.zeros(B, V, 2, T, NUM_SYMBOLS, dtype=trust.dtype, device=trust.device)
        onehot.scatter_(-1, tokens_BVT[:, :, None, :, None].expand(B, V, 2, T, 1), both[..., None])
        notes = onehot[..., :-1].view(B, V, 2, T, 2, NUM_PITCHES).transpose(3, 4)
        notes = notes.reshape(B, 4 * V, T, NUM_PITCHES)
        rest = onehot[..., -1]  # (B, V, 2, T)
        flat = torch.cat((trust * seen_BVT, rest.sum(2), inside_BT[:, None]), dim=1)  # (B, 2 V + 1, T)
        flat = flat[..., None].expand(-1, -1, -1, NUM_PITCHES)
        aside = torch.cat((rest.flatten(1, 2), both.flatten(1, 2)), dim=1).transpose(1, 2)
        return torch.cat((notes, flat), dim=1), aside

    def forward(self, tokens_BVT: Tensor, trust_BVT: Tensor, conditions_BTF: Tensor) -> Tensor:
        """Ids and trust (B, 4, 128), what is told (B, 128, F), of which this family hears metre and place
        -> logits (B, 4, 128, 93). Raises ValueError for another window length."""
        B, V, T = tokens_BVT.shape
        check_window(tokens_BVT)
        position_BT, bar_BT = bar_positions(conditions_BTF)
        place_BT = feature(conditions_BTF, "place")
        C = self.config.channels
        planes, aside = self.planes(tokens_BVT, trust_BVT, place_BT)
        metre_roll, metre = self.metre(bar_BT * max(BARS) + position_BT).split((C, self.config.width), dim=-1)
        roll = self.stem(planes.contiguous(memory_format=torch.channels_last))
        told = self.pitch.permute(1, 2, 0) + metre_roll[:, :, None]  # (B, T, H, C)
        roll = roll + told.to(roll.dtype).permute(0, 3, 1, 2)
        for block in self.roll_down:
            roll = block(roll)
        columns = roll.permute(0, 2, 3, 1).flatten(2)  # (B, T, H C)
        time = self.narrow(columns) + self.cells(aside) + metre + self.place(place_BT)
        time = self.time_down(time)
        beats = self.dropout(self.to_beats(time.reshape(B, T // PATCH, -1)))
        for block in self.trunk:
            beats = block(beats, self.cos.to(beats.dtype), self.sin.to(beats.dtype))
        time = time + self.from_beats(self.norm_beats(beats)).view(B, T, -1)
        time = self.norm_wide(self.time_up(time))
        wide = self.wide(time).view(B, T, NUM_PITCHES, C).permute(0, 3, 1, 2)
        roll = roll + wide
        for block in self.roll_up:
            roll = block(roll)
        notes = self.head(F.relu(roll)).view(B, V, 2, T, NUM_PITCHES).transpose(2, 3).flatten(3)
        return torch.cat((notes, self.rest(time)[:, :, :, None].transpose(1, 2)), dim=-1).float()
