"""A network that costs nothing: its logits follow from each window alone."""

import torch
from torch import Tensor

from sunmask.codecs.chorale import NUM_SYMBOLS
from sunmask.codecs.vocabulary import english


class Guess:
    device, lanes = "cpu", 4

    def __call__(self, tokens: Tensor, *_: Tensor) -> Tensor:
        num_symbols = NUM_SYMBOLS if tokens.shape[1] == 4 else english().num_pieces
        return torch.sin(tokens[..., None] * 7.0 + torch.arange(num_symbols) * 1.3)
