"""What every network of chorales is shown: one window of a piece, of a fixed length.

tokens_BVT: ids; trust_BVT: which of them to trust; position_BT: sixteenth within the bar; bar_BT: index
in BARS; place_BT: index in PLACES. All families take these five and give logits (B, V, T, P).
"""

from torch import Tensor, nn

WINDOW = 128
"""Sixteenths of one network input."""
PATCH = 4
"""Sixteenths of a beat: windows begin on beats, and the U-Net's trunk has one token for each."""
PLACES = ("inside", "first column of the piece", "last column of the piece", "outside the piece")
OUTSIDE = PLACES.index("outside the piece")
BARS = (12, 16)
"""Sixteenths a bar; `bar_BT` holds an index of this tuple."""


class Columns(nn.Module):
    """What each column is, learned: its sixteenth within a bar of its length, and its place."""

    def __init__(self, width: int):
        super().__init__()
        self.metre = nn.Embedding(len(BARS) * max(BARS), width)
        self.place = nn.Embedding(len(PLACES), width)
        for embedding in (self.metre, self.place):
            nn.init.normal_(embedding.weight, std=0.05)

    def forward(self, position_BT: Tensor, bar_BT: Tensor, place_BT: Tensor) -> Tensor:
        """(B, T) each -> (B, T, width)."""
        return self.metre(bar_BT * max(BARS) + position_BT) + self.place(place_BT)


def check_window(tokens_BVT: Tensor) -> None:
    """Raises ValueError for another window length."""
    if tokens_BVT.shape[-1] != WINDOW:
        raise ValueError(f"expected windows of {WINDOW} sixteenths, got {tokens_BVT.shape[-1]}")
