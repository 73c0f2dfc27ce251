"""Networks of tests: one that costs nothing, and one by whose passes a clock goes on.

The logits of the first follow from each window alone, and as those of every network of texts they leave out
the pieces that may not stand in a place."""

from typing import Any, ClassVar

import torch
from torch import Tensor

from sunmask.chorale.music.symbols import NUM_SYMBOLS
from sunmask.models.inference import InferenceModel
from sunmask.text.networks.windows import EDGE, NEVER
from sunmask.text.words.vocabulary import english


class Guess:
    card: ClassVar[dict[str, Any]] = {}
    device, lanes, precision = "cpu", 4, "fp32"

    def __call__(self, tokens: Tensor, trust: Tensor, place: Tensor, *_: Tensor) -> Tensor:
        if tokens.shape[1] == 4:
            return wave(tokens, NUM_SYMBOLS)
        may_stand = torch.ones((EDGE + 2, english().num_pieces), dtype=torch.bool)
        may_stand[:EDGE] = torch.from_numpy(english().may_stand)
        return wave(tokens, english().num_pieces).masked_fill(~may_stand[place][:, None], NEVER)


class Clocked:
    """A clock that goes on when a network works: `step_s` for a pass."""

    card: ClassVar[dict[str, Any]] = {}
    device, lanes, precision = "cpu", 1, "fp32"

    def __init__(self, network: InferenceModel, step_s: float) -> None:
        self.now, self.step_s, self._network = 0.0, step_s, network

    def __call__(self, *inputs: Tensor) -> Tensor:
        self.now += self.step_s
        return self._network(*inputs)


def wave(tokens: Tensor, num_symbols: int) -> Tensor:
    return torch.sin(tokens[..., None] * 7.0 + torch.arange(num_symbols) * 1.3)
