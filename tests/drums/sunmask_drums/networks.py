"""A small network of drum patterns.

B examples, V drums, T sixteenths, W width, P symbols
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from sunmask.kinds.families import Family
from sunmask_drums.codec import SIXTEENTHS, DrumCodec

SHAPE, NUM_SYMBOLS = (len(DrumCodec.row_names), SIXTEENTHS), len(DrumCodec.symbol_names)


@dataclass(frozen=True)
class DrumConfig:
    width: int = 32
    depth: int = 2


class DrumNetwork(nn.Module):
    """Logits of every cell from noisy symbols and which of them to trust."""

    def __init__(self, config: DrumConfig):
        super().__init__()
        self.config = config
        self.symbol = nn.Embedding(2 * NUM_SYMBOLS, config.width)
        self.place = nn.Parameter(torch.randn(*SHAPE, config.width) * 0.1)
        layer = nn.TransformerEncoderLayer(config.width, 2, 2 * config.width, 0.0, batch_first=True)
        self.layers = nn.TransformerEncoder(layer, config.depth, enable_nested_tensor=False)
        self.head = nn.Linear(config.width, NUM_SYMBOLS)

    def forward(self, tokens_BVT: Tensor, trust_BVT: Tensor) -> Tensor:
        """(B, V, T) each -> logits (B, V, T, P)."""
        x = self.symbol(tokens_BVT + NUM_SYMBOLS * trust_BVT) + self.place
        return self.head(self.layers(x.flatten(1, 2))).unflatten(1, SHAPE).float()


FAMILIES = {"drum-network": Family(DrumNetwork, DrumConfig, {"debug": DrumConfig()})}
