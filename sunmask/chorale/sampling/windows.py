"""Windows of a piece, of a fixed length, as every network of chorales takes them.

tokens_BVT: ids; trust_BVT: which of them to trust; conditions_BTF: features of each column, see
`sunmask.chorale.conditioning.features`. All families take these three and give logits (B, V, T, P).
"""

import torch
from torch import Tensor, nn

from sunmask.chorale.codec import ChoraleCodec
from sunmask.chorale.conditioning.features import feature

WINDOW = ChoraleCodec.window
"""Sixteenths of one network input."""
PATCH = 4
"""Sixteenths of a quarter: windows begin a whole number of quarters into the piece, and the U-Net's trunk has
one token for each quarter."""
PLACES = ("inside", "first column of the piece", "last column of the piece", "outside the piece")
OUTSIDE = PLACES.index("outside the piece")
BARS = (12, 16)
"""Sixteenths a bar, for families that know a metre by that alone; others are read as the likest of these."""


def bar_positions(conditions_BTF: Tensor) -> tuple[Tensor, Tensor]:
    """Sixteenth within the bar, and index of its length in BARS, (B, T) each."""
    length = feature(conditions_BTF, "beat_length")
    bar = length * feature(conditions_BTF, "num_beats")
    index = (bar % BARS[0] != 0).long()
    position = feature(conditions_BTF, "beat") * length + feature(conditions_BTF, "sixteenth")
    return position % torch.tensor(BARS, device=index.device)[index], index


class Columns(nn.Module):
    """The learned embedding of columns: the sixteenth within a bar of its length, and its place."""

    def __init__(self, width: int):
        super().__init__()
        self.metre = nn.Embedding(len(BARS) * max(BARS), width)
        self.place = nn.Embedding(len(PLACES), width)
        for embedding in (self.metre, self.place):
            nn.init.normal_(embedding.weight, std=0.05)

    def forward(self, conditions_BTF: Tensor) -> Tensor:
        """(B, T, F) -> (B, T, width)."""
        position_BT, bar_BT = bar_positions(conditions_BTF)
        return self.metre(bar_BT * max(BARS) + position_BT) + self.place(feature(conditions_BTF, "place"))


def check_window(tokens_BVT: Tensor) -> None:
    """Raises ValueError for another window length."""
    if tokens_BVT.shape[-1] != WINDOW:
        raise ValueError(f"expected windows of {WINDOW} sixteenths, got {tokens_BVT.shape[-1]}")
