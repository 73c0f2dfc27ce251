"""An encoder for texts like BERT (Devlin et al. 2019): post-norm attention with learned positions, so that it
can be initialised with a pretrained body (`minilm.py`).

Trust is an input: embeddings of doubted tokens are scaled down, and a trust embedding is added.

B examples, T tokens of a window, W width, P pieces, K chosen cells
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sunmask.text.networks.windows import LENGTHS, NEVER, OUTSIDE, Index, Pieces, vocabulary_named


@dataclass(frozen=True)
class EncoderConfig:
    """dropout: in training. dim: the initial factor of a doubted token's embedding."""

    vocabulary: str = "english"
    width: int = 384
    heads: int = 12
    depth: int = 6
    expansion: int = 4
    dropout: float = 0.0
    dim: float = 0.1


SIZES = {
    "debug": EncoderConfig(width=32, heads=2, depth=1, expansion=2),
    "small": EncoderConfig(),
    "base": EncoderConfig(width=768, depth=12),
}


class EncoderBlock(nn.Module):
    """Bidirectional attention, then a feed-forward layer; a norm follows each residual addition."""

    def __init__(self, config: EncoderConfig):
        super().__init__()
        W, self.heads = config.width, config.heads
        self.qkv, self.out = nn.Linear(W, 3 * W), nn.Linear(W, W)
        self.up, self.down = nn.Linear(W, config.expansion * W), nn.Linear(config.expansion * W, W)
        self.norm_attention = nn.LayerNorm(W, eps=1e-12)
        self.norm_mlp = nn.LayerNorm(W, eps=1e-12)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x_BTW: Tensor, inside_B11T: Tensor | None) -> Tensor:
        B, T, W = x_BTW.shape
        q, k, v = self.qkv(x_BTW).view(B, T, 3, self.heads, W // self.heads).permute(2, 0, 3, 1, 4)
        scores = (q * (W // self.heads) ** -0.5) @ k.transpose(-1, -2)  # torch's own is slower on a CPU
        if inside_B11T is not None:
            scores = scores.masked_fill(~inside_B11T, NEVER)
        mixed = scores.softmax(-1).to(v.dtype) @ v
        x_BTW = self.norm_attention(x_BTW + self.dropout(self.out(mixed.transpose(1, 2).reshape(B, T, W))))
        return self.norm_mlp(x_BTW + self.dropout(self.down(F.gelu(self.up(x_BTW)))))


class Encoder(nn.Module):
    """Logits of every token's piece, from a window of noisy pieces and the trust in each."""

    LANES = {"cpu": 1, "cuda": 32}
    """Windows of a pass. On a CPU one at a time is as fast, and batch-invariant."""

    MATRICES = ("piece",)
    """Layers besides linear ones whose weights are used in matrix products: the piece embedding, in the
    output layer."""

    def __init__(self, config: EncoderConfig):
        super().__init__()
        self.config = config
        vocabulary, W = vocabulary_named(config.vocabulary), config.width
        self.piece = nn.Embedding(vocabulary.num_pieces, W)
        self.position = nn.Embedding(max(LENGTHS), W)
        self.place = nn.Embedding(OUTSIDE + 1, W)
        self.trust = nn.Embedding(2, W)
        self.scale = nn.Parameter(torch.tensor([config.dim, 1.0]))
        self.norm = nn.LayerNorm(W, eps=1e-12)
        self.dropout = nn.Dropout(config.dropout)
        self.blocks = nn.ModuleList(EncoderBlock(config) for _ in range(config.depth))
        self.head = Pieces(vocabulary, W)
        for embedding in (self.piece, self.position, self.trust):
            nn.init.normal_(embedding.weight, std=0.05)
        nn.init.zeros_(self.place.weight)

    def forward(
        self, tokens_B1T: Tensor, trust_B1T: Tensor, place_BT: Tensor, at: Index | None = None
    ) -> Tensor:
        """Ids, trust (B, 1, T) and places (B, T) -> logits (B, 1, T, P), or (K, P) at the chosen cells.
        Tokens outside the text are masked. T may be any number up to 128."""
        trust_BT = trust_B1T[:, 0].long()
        x = self.piece(tokens_B1T[:, 0]) * self.scale[trust_BT][..., None] + self.trust(trust_BT)
        x = x + self.place(place_BT) + self.position.weight[: place_BT.shape[1]]
        x = self.dropout(self.norm(x))
        outside_BT = place_BT == OUTSIDE
        inside = ~outside_BT[:, None, None] if bool(outside_BT.any()) else None
        for block in self.blocks:
            x = block(x, inside)
        if at is not None:
            return self.head(x[at[0], at[2]], self.piece.weight, place_BT[at[0], at[2]])
        return self.head(x, self.piece.weight, place_BT)[:, None]
