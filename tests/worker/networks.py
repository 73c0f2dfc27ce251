"""A network that costs nothing: its logits follow from each window alone."""

import torch
from torch import Tensor

from sunmask.codecs.chorale import NUM_SYMBOLS


class Guess:
    device, lanes = "cpu", 4

    def __call__(self, tokens: Tensor, *_: Tensor) -> Tensor:
        symbols = torch.arange(NUM_SYMBOLS)
        return torch.sin(tokens[..., None] * 7.0 + symbols * 1.3)
