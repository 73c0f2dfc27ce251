"""The relative transformer (paper, sections 2.2 and 3.2): one token a cell, each attending to all others.

Every voice of every sixteenth is a token of its own, 512 in a window: to continue with the symbol beside it,
the commonest thing a voice does, is then learned once for all voices, which one token a sixteenth would
learn for each. Distance is counted in sixteenths alone, 255 of them and not 1,023 as along the flattened
voices, and is the same between any two voices; which voice a cell is in, its token says. Nothing depends
on the absolute column, so a window may stand anywhere in a piece.

B examples, V voices, T sixteenths, N = V T tokens, L embedding width, W width, h heads, d = W / h, P symbols
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sunmask.chorale.conditioning.features import feature
from sunmask.chorale.music.symbols import NUM_SYMBOLS
from sunmask.chorale.music.voices import VOICES
from sunmask.chorale.sampling.windows import OUTSIDE, WINDOW, Columns, check_window
from sunmask.models.relative import NEVER, by_distance


@dataclass(frozen=True)
class TransformerConfig:
    """embedding: width of a symbol's embedding, and of the mask beside it. dropout: while training."""

    embedding: int = 128
    width: int = 320
    heads: int = 5
    depth: int = 6
    expansion: int = 4
    dropout: float = 0.1


SIZES = {
    "debug": TransformerConfig(embedding=16, width=32, heads=2, depth=1, expansion=2),
    "mini": TransformerConfig(embedding=64, width=192, heads=3, depth=4),
    "small": TransformerConfig(),
    "base": TransformerConfig(embedding=256, width=640, heads=10, depth=12),
}


class RelativeBlock(nn.Module):
    """Attention by content and by distance in time, no cell hidden from another, then a feed-forward
    layer; both pre-normed, and nothing at first."""

    def __init__(self, config: TransformerConfig):
        super().__init__()
        W, self.heads = config.width, config.heads
        self.dropout = nn.Dropout(config.dropout)
        self.norm_attention, self.norm_mlp = nn.LayerNorm(W), nn.LayerNorm(W)
        self.qkv = nn.Linear(W, 3 * W)
        self.distance = nn.Parameter(torch.randn(self.heads, W // self.heads, 2 * WINDOW - 1) * 0.02)
        self.out = nn.Linear(W, W)
        self.up = nn.Linear(W, config.expansion * W)
        self.down = nn.Linear(config.expansion * W, W)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.down.weight)

    def forward(self, x_BNW: Tensor, outside_BT: Tensor) -> Tensor:
        B, N, W = x_BNW.shape
        V, T = N // WINDOW, WINDOW
        qkv = self.qkv(self.norm_attention(x_BNW)).view(B, N, 3, self.heads, W // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)  # (B, h, N, d) each
        q = q * (W // self.heads) ** -0.5
        far = by_distance((q @ self.distance).view(B, self.heads, V, T, -1))  # (B, h, V, T, T)
        far = far.masked_fill(outside_BT[:, None, None, None], NEVER).flatten(2, 3)
        bias = far[..., None, :].expand(-1, -1, -1, V, -1).reshape(B, self.heads, N, N)
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype), scale=1.0)
        x_BNW = x_BNW + self.dropout(self.out(mixed.transpose(1, 2).reshape(B, N, W)))
        return x_BNW + self.dropout(self.down(F.gelu(self.up(self.norm_mlp(x_BNW)))))


class Transformer(nn.Module):
    """logits of every cell's symbol from a window of noisy symbols and which of them to trust."""

    def __init__(self, config: TransformerConfig):
        super().__init__()
        self.config = config
        L, W = config.embedding, config.width
        self.symbol = nn.Embedding(NUM_SYMBOLS, L)
        self.enter = nn.Linear(2 * L, W)
        self.voice = nn.Parameter(torch.randn(len(VOICES), 1, W) * 0.05)
        self.columns = Columns(W)
        self.dropout = nn.Dropout(config.dropout)
        self.blocks = nn.ModuleList(RelativeBlock(config) for _ in range(config.depth))
        self.norm = nn.LayerNorm(W)
        self.head = nn.Linear(W, NUM_SYMBOLS)
        nn.init.zeros_(self.head.weight)

    def embed(self, tokens_BVT: Tensor, trust_BVT: Tensor) -> Tensor:
        """Symbols beside their trust, repeated along the embedding and scaled: (B, V, T, 2 L)."""
        symbol = self.symbol(tokens_BVT)
        trust = trust_BVT.to(symbol.dtype)[..., None] * self.config.embedding**-0.5
        return torch.cat((symbol, trust.expand_as(symbol)), dim=-1)

    def forward(self, tokens_BVT: Tensor, trust_BVT: Tensor, conditions_BTF: Tensor) -> Tensor:
        """Ids and trust (B, 4, 128), what is told (B, 128, F), of which this family hears metre and place
        -> logits (B, 4, 128, 93). Columns outside the piece are seen by none.
        Raises ValueError for another window length."""
        check_window(tokens_BVT)
        x = self.enter(self.embed(tokens_BVT, trust_BVT)) + self.voice
        x = x + self.columns(conditions_BTF)[:, None]
        x = self.dropout(x.flatten(1, 2))
        for block in self.blocks:
            x = block(x, feature(conditions_BTF, "place") == OUTSIDE)
        return self.head(self.norm(x)).unflatten(1, tokens_BVT.shape[1:]).float()
