"""Windows of cells, the inputs of a network in a step, and its logits for them.

V rows and T columns of cells, N columns of tokens, K windows of W columns, P symbols
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor


@dataclass(frozen=True)
class ForwardInputs:
    """Windows of one step: ids, which of them to trust, and the conditions of each column that the kind's
    networks take. Windows come first in every tensor."""

    tokens: Tensor
    trust: Tensor
    columns: tuple[Tensor, ...]

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def arguments(self) -> tuple[Tensor, ...]:
        """The tensors in the order of the network's forward."""
        return self.tokens, self.trust, *self.columns

    @staticmethod
    def joined(parts: Iterable[ForwardInputs]) -> ForwardInputs:
        """The windows of several candidates, candidate by candidate."""
        of_each = [part.arguments for part in parts]
        tokens, trust, *columns = (torch.cat(tensors) for tensors in zip(*of_each, strict=True))
        return ForwardInputs(tokens, trust, tuple(columns))


class Places(Protocol):
    """Where the tokens of a candidate are in the windows."""

    num_symbols: int | None
    """How many of a network's outputs for a token are logits of symbols, from the first; None for all."""

    def window_numbers(self) -> np.ndarray:
        """The number of the window that each column of tokens is read from, (N,)."""

    def window_columns(self) -> np.ndarray:
        """The column in that window of each column of tokens, (N,)."""


class SeenLogits:
    """Logits of the tokens of a candidate that lie in windows which the network has seen.

    is_seen_N: columns whose window the network has seen.
    windows_KVWP: of these windows, in the order of their numbers. compared_KVWP: of the same windows with
    other trust (`CandidateStep.compared`). Raises ValueError for a token whose window was not seen.
    """

    def __init__(
        self,
        windows_KVWP: Tensor,
        numbers: np.ndarray,
        layout: Places,
        compared_KVWP: Tensor | None = None,
    ) -> None:
        owner_N = layout.window_numbers()
        self._compared = compared_KVWP
        self._windows, self._column_N, self._num_symbols = (
            windows_KVWP,
            layout.window_columns(),
            layout.num_symbols,
        )
        self._row_N = np.searchsorted(numbers, owner_N)
        self.is_seen_N = np.isin(owner_N, numbers)

    def of(self, tokens_VN: np.ndarray) -> Tensor:
        """Logits of the tokens of a mask, row by row: (M, P), in fp32 on the CPU."""
        return self._at(tokens_VN)[:, : self._num_symbols]

    def more_of(self, tokens_VN: np.ndarray) -> Tensor:
        """Outputs for the same tokens besides the logits of symbols, (M, ...); empty for most networks."""
        return self._at(tokens_VN)[:, self._num_symbols :] if self._num_symbols else torch.empty(0, 0)

    def changed(self, tokens_VN: np.ndarray) -> Tensor:
        """Nats by which each symbol is likelier than with the other trust, (M, P), for the tokens whose
        windows were seen. Raises ValueError where none was shown with other trust."""
        seen_VN = tokens_VN & self.is_seen_N
        compared = self._windows if not seen_VN.any() else self._compared
        if compared is None:
            raise ValueError("expected windows that the network was shown with other trust too")
        at = self._places(seen_VN)
        one, other = (of[at].float().log_softmax(-1).cpu() for of in (self._windows, compared))
        return one - other

    def _at(self, tokens_VN: np.ndarray) -> Tensor:
        if not self.is_seen_N[tokens_VN.any(0)].all():
            raise ValueError("expected only tokens of windows that the network was shown")
        return self._windows[self._places(tokens_VN)].float().cpu()

    def _places(self, tokens_VN: np.ndarray) -> tuple[Tensor, ...]:
        rows, columns = np.nonzero(tokens_VN)
        at = (self._row_N[columns], rows, self._column_N[columns])
        return tuple(torch.from_numpy(each) for each in at)


def guided(windows_KVWP: Tensor, count: int, strength: float) -> Tensor:
    """Logits of `count` windows, (count, V, W, P). Where each is there once more without a condition, its
    effect is multiplied by `strength` (classifier-free guidance, Ho and Salimans 2022)."""
    if len(windows_KVWP) == count:
        return windows_KVWP
    with_condition, without = windows_KVWP.float().split(count)
    return without + strength * (with_condition - without)
