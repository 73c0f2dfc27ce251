"""The paper's own convolutional network (section 3.1): kernels of 4 sixteenths x all symbols in a U-Net.

One-hot voices beside their trust on the channel axis; only time is halved on the way down; attention over
all that is left at the bottom. Padding tells a kernel as long as the axis where it is, so that nothing is
shared over pitch. The base size has nearly as many weights as the authors' network (417 million).

B examples, V voices, T sixteenths, P symbols, C channels
"""

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sunmask.chorale.conditioning.features import feature
from sunmask.chorale.music.symbols import NUM_SYMBOLS
from sunmask.chorale.music.voices import VOICES
from sunmask.chorale.sampling.windows import OUTSIDE, Columns, check_window

TIME_KERNEL = 4
"""Sixteenths that a kernel spans: its own, one before and two after."""


@dataclass(frozen=True)
class ConvConfig:
    """channels: at full resolution. multiples: of the channels at each level, time halved in between;
    blocks: of each level on each way; attention has `heads` at the last one."""

    channels: int = 16
    multiples: tuple[int, ...] = (1, 1, 2, 3)
    blocks: int = 1
    heads: int = 1
    dropout: float = 0.0


SIZES = {
    "debug": ConvConfig(channels=4, multiples=(1, 1, 1, 1), blocks=1),
    "mini": ConvConfig(channels=8),
    "small": ConvConfig(),
    "base": ConvConfig(channels=64, multiples=(1, 1, 2, 4), blocks=2),
}


def norm(channels: int) -> nn.GroupNorm:
    return nn.GroupNorm(min(channels // 4, 32), channels)


def wide(channels: int, out: int) -> nn.Sequential:
    """The kernel of 4 x P, and the padding that keeps the size."""
    before = (TIME_KERNEL - 1) // 2
    pad = nn.ZeroPad2d((0, 0, before, TIME_KERNEL - 1 - before))
    return nn.Sequential(
        pad, nn.Conv2d(channels, out, (TIME_KERNEL, NUM_SYMBOLS), padding=(0, NUM_SYMBOLS // 2))
    )


class WideBlock(nn.Module):
    """Two 4 x P convolutions beside a way past them; only the way past at first."""

    def __init__(self, channels: int, out: int, dropout: float):
        super().__init__()
        self.past = nn.Identity() if channels == out else nn.Conv2d(channels, out, 1)
        self.first = nn.Sequential(norm(channels), nn.SiLU(), wide(channels, out))
        self.second = nn.Sequential(norm(out), nn.SiLU(), nn.Dropout(dropout), wide(out, out))
        nn.init.zeros_(self.second.get_parameter("3.1.weight"))

    def forward(self, x_BCTP: Tensor) -> Tensor:
        return self.past(x_BCTP) + self.second(self.first(x_BCTP))


class Attention(nn.Module):
    """Over all columns and symbols of the bottom level, without positions, which its convolutions know."""

    def __init__(self, channels: int, heads: int):
        super().__init__()
        self.heads = heads
        self.norm = norm(channels)
        self.qkv = nn.Conv2d(channels, 3 * channels, 1)
        self.out = nn.Conv2d(channels, channels, 1)
        nn.init.zeros_(self.out.weight)

    def forward(self, x_BCTP: Tensor) -> Tensor:
        q, k, v = (
            each.flatten(2).unflatten(1, (self.heads, -1)).transpose(-1, -2)
            for each in self.qkv(self.norm(x_BCTP)).chunk(3, dim=1)
        )
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(-1, -2)
        return x_BCTP + self.out(mixed.reshape(x_BCTP.shape))


class ConvNet(nn.Module):
    """logits of every cell's symbol from a window of noisy symbols and which of them to trust."""

    LANES = {"cpu": 1, "cuda": 32}  # some CPUs choose kernels so wide by batch size

    def __init__(self, config: ConvConfig):
        super().__init__()
        self.config = config
        V, C = len(VOICES), config.channels
        widths = [C * multiple for multiple in config.multiples]
        self.stem = wide(2 * V + 1, C)
        self.columns = Columns(C)
        self.down, self.up = nn.ModuleList(), nn.ModuleList()
        self.shrink, self.grow = nn.ModuleList(), nn.ModuleList()
        for above, width in zip([C, *widths[:-1]], widths, strict=True):
            ins = [above, *[width] * (config.blocks - 1)]
            self.down.append(nn.Sequential(*(WideBlock(each, width, config.dropout) for each in ins)))
            ins = [2 * width, *[width] * (config.blocks - 1)]
            self.up.append(nn.Sequential(*(WideBlock(each, width, config.dropout) for each in ins)))
        for width, below in pairwise(widths):
            self.shrink.append(nn.Conv2d(width, width, (3, 1), stride=(2, 1), padding=(1, 0)))
            self.grow.append(nn.Conv2d(below, width, (3, 1), padding=(1, 0)))
        last = widths[-1]
        self.bottom = nn.Sequential(
            WideBlock(last, last, config.dropout),
            Attention(last, config.heads),
            WideBlock(last, last, config.dropout),
        )
        self.norm = norm(C)
        self.symbols = nn.Linear(NUM_SYMBOLS, NUM_SYMBOLS)
        self.head = nn.Conv2d(C, V, 1)
        nn.init.zeros_(self.head.weight)

    def planes(self, tokens_BVT: Tensor, trust_BVT: Tensor, place_BT: Tensor) -> Tensor:
        """One-hot voices, trust and what is inside the piece, (B, 2 V + 1, T, P)."""
        inside_B1T = (place_BT != OUTSIDE).to(self.head.weight.dtype)[:, None]
        onehot = F.one_hot(tokens_BVT, NUM_SYMBOLS) * inside_B1T[..., None]
        flat = torch.cat((trust_BVT * inside_B1T, inside_B1T), dim=1)[..., None]
        return torch.cat((onehot, flat.expand(-1, -1, -1, NUM_SYMBOLS)), dim=1)

    def forward(self, tokens_BVT: Tensor, trust_BVT: Tensor, conditions_BTF: Tensor) -> Tensor:
        """Ids and trust (B, 4, 128), what is told (B, 128, F), of which this family hears metre and place
        -> logits (B, 4, 128, 93). Raises ValueError for another window length."""
        check_window(tokens_BVT)
        planes = self.planes(tokens_BVT, trust_BVT, feature(conditions_BTF, "place"))
        # channels last is several times as fast forward on CPUs, and ten times as slow backward
        order = torch.contiguous_format if self.training else torch.channels_last
        x = self.stem(planes.contiguous(memory_format=order))
        x = x + self.columns(conditions_BTF).transpose(1, 2)[..., None].to(x.dtype)
        passed = []
        for level, blocks in enumerate(self.down):
            x = blocks(x if level == 0 else self.shrink[level - 1](x))
            passed.append(x)
        x = self.bottom(x)
        for level in reversed(range(len(self.up))):
            x = self.up[level](torch.cat((x, passed[level]), dim=1))
            if level:
                x = self.grow[level - 1](F.interpolate(x, scale_factor=(2.0, 1.0)))
        return self.head(self.symbols(F.silu(self.norm(x)))).float()
