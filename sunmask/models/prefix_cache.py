"""The prefix cache of a decoder: keys and values of the tokens that it has read. Those of a prefix are shared
by all rows, others are each row's own.

B rows, P shared tokens, S own tokens of a row, H key-value heads, D width of a head
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

KeysValues = tuple[Tensor, ...]
"""Keys and values of each layer, (2, B, H, S, D)."""
Past = tuple[Tensor | None, Tensor | None]
"""The cached keys and values of a layer: shared, and each row's own."""


@dataclass(frozen=True)
class Before:
    """The tokens that new ones attend to. shared: keys and values of one row, used by all rows; own: of each
    row. softness: a bias (<= 0) added to the attention logits of a cached token, so that later tokens attend
    to it less, (P,) and (B, S). own_lengths: the number of own tokens of each row, (B, 1), where they differ;
    shorter rows are padded, and the padding is masked."""

    shared: KeysValues
    shared_softness: Tensor
    own: KeysValues = ()
    own_softness: Tensor | None = None

    @property
    def num_own(self) -> int:
        """Own tokens of a row."""
        return 0 if self.own_softness is None else self.own_softness.shape[1]

    def positions(self, count: int) -> Tensor:
        """The positions of `count` new tokens of each row, (T,)."""
        return len(self.shared_softness) + self.num_own + torch.arange(count)

    def of_layer(self, number: int) -> Past:
        return self.shared[number], self.own[number] if self.own else None

    def of_rows(self, numbers: Sequence[int]) -> Before:
        """The cache of some rows, by their indices."""
        count = 1 if self.own_softness is None else len(self.own_softness)
        if list(numbers) == list(range(count)):
            return self
        rows = torch.tensor(numbers)
        softness = None if self.own_softness is None else self.own_softness[rows]
        own = tuple(its.index_select(1, rows) for its in self.own)  # five times as fast as its[:, rows]
        return replace(self, own=own, own_softness=softness)

    def of_one_row(self) -> Before:
        """The cache of a single row, with all of it as the shared prefix."""
        if not self.own:
            return self
        assert self.own_softness is not None
        both = tuple(torch.cat(pair, 3) for pair in zip(self.shared, self.own, strict=True))
        return Before(both, torch.cat((self.shared_softness, self.own_softness[0])))


def after(before: Before | None, kept: KeysValues, own_BS: Tensor) -> Before:
    """The cache after a pass. kept: keys and values of own tokens, the new ones included; own_BS: their
    biases."""
    if before is None:
        return Before(kept, own_BS[0])
    return Before(before.shared, before.shared_softness, kept, own_BS)
