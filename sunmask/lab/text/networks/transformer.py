"""The relative transformer for texts (paper, sections 2.2 and 4.1), and the same network reading from left to
right, as a baseline of equal size.

Each token attends to all others by content and by distance; what is trusted stands beside each embedding. The
causal one sees only the true tokens before each place, and nothing of trust or places.

B examples, T tokens of a window, L embedding width, W width, h heads, P pieces, K chosen cells
"""

from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sunmask.models.relative import by_distance
from sunmask.text.networks.windows import EDGE, LENGTHS, NEVER, OUTSIDE, Index, Pieces, vocabulary_named

LONGEST = max(LENGTHS)


@dataclass(frozen=True)
class TextTransformerConfig:
    """embedding: width of a piece's embedding, and of the trust beside it. dropout: while training.
    causal: whether each place sees what stands before it, and nothing else."""

    vocabulary: str = "english"
    embedding: int = 256
    width: int = 512
    heads: int = 8
    depth: int = 8
    expansion: int = 4
    dropout: float = 0.1
    causal: bool = False


MINI = TextTransformerConfig(embedding=128, width=128, heads=2, depth=3)
SIZES = {
    "debug": TextTransformerConfig(embedding=16, width=32, heads=2, depth=1, expansion=2),
    "mini": MINI,
    "mini-causal": replace(MINI, causal=True),
    "small": TextTransformerConfig(embedding=192, width=384, heads=6, depth=6),
    "base": TextTransformerConfig(depth=16),
}


class RelativeTextBlock(nn.Module):
    """Attention by content and by distance, then a feed-forward layer; both pre-normed, and nothing at
    first. Heads begin by looking near, each less so than the one before it (Press et al. 2022), since a
    network that must find that out learns nothing else for thousands of steps."""

    def __init__(self, config: TextTransformerConfig):
        super().__init__()
        W, self.heads = config.width, config.heads
        self.norm_attention, self.norm_mlp = nn.LayerNorm(W), nn.LayerNorm(W)
        self.qkv, self.out = nn.Linear(W, 3 * W), nn.Linear(W, W)
        self.distance = nn.Parameter(torch.randn(self.heads, W // self.heads, 2 * LONGEST - 1) * 0.02)
        far = torch.arange(1 - LONGEST, LONGEST).abs()
        self.nearness = nn.Parameter(-far * 2.0 ** -torch.arange(1, self.heads + 1)[:, None])
        self.up, self.down = nn.Linear(W, config.expansion * W), nn.Linear(config.expansion * W, W)
        self.dropout = nn.Dropout(config.dropout)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.down.weight)

    def forward(self, x_BTW: Tensor, unseen: Tensor) -> Tensor:
        """unseen: broadcast to (B, h, T, T), what a token (the second last axis) may not look at."""
        B, T, W = x_BTW.shape
        qkv = self.qkv(self.norm_attention(x_BTW)).view(B, T, 3, self.heads, W // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        q = q * (W // self.heads) ** -0.5
        near = slice(LONGEST - T, LONGEST + T - 1)
        far = q @ self.distance[..., near] + self.nearness[:, None, near]
        scores = q @ k.transpose(-1, -2) + by_distance(far)
        mixed = scores.masked_fill(unseen, NEVER).softmax(-1).to(v.dtype) @ v
        x_BTW = x_BTW + self.dropout(self.out(mixed.transpose(1, 2).reshape(B, T, W)))
        return x_BTW + self.dropout(self.down(F.gelu(self.up(self.norm_mlp(x_BTW)))))


class TextTransformer(nn.Module):
    """Logits of every token's piece from a window of noisy pieces and which of them to trust; or, causal,
    from the pieces before it."""

    LANES = {"cpu": 1, "cuda": 32}

    def __init__(self, config: TextTransformerConfig):
        super().__init__()
        self.config = config
        L, W = config.embedding, config.width
        vocabulary = vocabulary_named(config.vocabulary)
        self.piece = nn.Embedding(vocabulary.num_pieces, L)
        self.place = nn.Embedding(OUTSIDE + 1, W)
        self.enter, self.leave = nn.Linear(2 * L, W), nn.Linear(W, L)
        self.dropout = nn.Dropout(config.dropout)
        self.blocks = nn.ModuleList(RelativeTextBlock(config) for _ in range(config.depth))
        self.norm = nn.LayerNorm(W)
        self.head = Pieces(vocabulary, L)
        nn.init.normal_(self.piece.weight, std=L**-0.5)
        nn.init.zeros_(self.place.weight)

    def embed(self, tokens_BT: Tensor, trust_BT: Tensor) -> Tensor:
        """Pieces beside their trust, repeated along the embedding and scaled: (B, T, 2 L)."""
        piece = self.piece(tokens_BT)
        trust = trust_BT.to(piece.dtype)[..., None] * self.config.embedding**-0.5
        return torch.cat((piece, trust.expand_as(piece)), dim=-1)

    def forward(
        self, tokens_B1T: Tensor, trust_B1T: Tensor, place_BT: Tensor, at: Index | None = None
    ) -> Tensor:
        """As `Encoder.forward` has it; the causal one's logits of a place are those of its piece."""
        tokens_BT, trust_BT = tokens_B1T[:, 0], trust_B1T[:, 0]
        unseen = (place_BT == OUTSIDE)[:, None, None]
        if self.config.causal:
            tokens_BT, trust_BT = tokens_BT.roll(1, -1), torch.ones_like(trust_BT)
            place_BT = torch.full_like(place_BT, EDGE)
            T = place_BT.shape[1]
            unseen = torch.ones(T, T, dtype=torch.bool, device=place_BT.device).triu(1)
        tokens_BT = torch.cat((tokens_B1T[:, 0, :1], tokens_BT[:, 1:]), dim=1)  # nothing comes round the end
        x = self.dropout(self.enter(self.embed(tokens_BT, trust_BT)) + self.place(place_BT))
        for block in self.blocks:
            x = block(x, unseen)
        x = self.leave(self.norm(x))
        if at is not None:
            return self.head(x[at[0], at[2]], self.piece.weight, place_BT[at[0], at[2]])
        return self.head(x, self.piece.weight, place_BT)[:, None]
