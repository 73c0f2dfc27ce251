"""Windows that a network is shown in a step, and what it answers.

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
    """Windows of one step: ids, which of them to trust, and what else the kind's networks are told of each
    column. Windows come first in every tensor."""

    tokens: Tensor
    trust: Tensor
    columns: tuple[Tensor, ...]

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def arguments(self) -> tuple[Tensor, ...]:
        """In the order of the network's forward."""
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
    """How many of a network's answers to a token are logits of symbols, from the first; None for all."""

    def owners(self) -> np.ndarray:
        """Of each column of tokens the number of the window that answers for it, (N,)."""

    def columns(self) -> np.ndarray:
        """Of each column of tokens its column in that window, (N,)."""


class SeenLogits:
    """Logits of those of a candidate's tokens that lie in windows which the network was shown.

    windows_KVWP: of these windows, in the order of their numbers. compared_KVWP: of the same windows, shown
    once more with other trust (`CandidateStep.compared`). Raises ValueError where a token is asked for whose
    window was not shown.
    """

    def __init__(
        self,
        windows_KVWP: Tensor,
        numbers: np.ndarray,
        layout: Places,
        compared_KVWP: Tensor | None = None,
    ) -> None:
        owner_N = layout.owners()
        self._compared = compared_KVWP
        self._windows, self._column_N, self._num_symbols = windows_KVWP, layout.columns(), layout.num_symbols
        self._row_N = np.searchsorted(numbers, owner_N)
        self._is_seen_N = np.isin(owner_N, numbers)

    def of(self, tokens_VN: np.ndarray) -> Tensor:
        """Of the tokens of a mask, row by row: (M, P), in fp32 on the CPU."""
        return self._at(tokens_VN)[:, : self._num_symbols]

    def more_of(self, tokens_VN: np.ndarray) -> Tensor:
        """What the network says of the same tokens besides their symbols, (M, ...), nothing for most."""
        return self._at(tokens_VN)[:, self._num_symbols :] if self._num_symbols else torch.empty(0, 0)

    def changed(self, tokens_VN: np.ndarray) -> Tensor:
        """By how many nats each symbol is likelier than with the other trust, (M, P): of those of the tokens
        whose windows were shown. Raises ValueError where none was shown with other trust."""
        seen_VN = tokens_VN & self._is_seen_N
        compared = self._windows if not seen_VN.any() else self._compared
        if compared is None:
            raise ValueError("expected windows that the network was shown with other trust too")
        at = self._places(seen_VN)
        one, other = (of[at].float().log_softmax(-1).cpu() for of in (self._windows, compared))
        return one - other

    def _at(self, tokens_VN: np.ndarray) -> Tensor:
        if not self._is_seen_N[tokens_VN.any(0)].all():
            raise ValueError("expected only tokens of windows that the network was shown")
        return self._windows[self._places(tokens_VN)].float().cpu()

    def _places(self, tokens_VN: np.ndarray) -> tuple[Tensor, ...]:
        rows, columns = np.nonzero(tokens_VN)
        at = (self._row_N[columns], rows, self._column_N[columns])
        return tuple(torch.from_numpy(each) for each in at)


def guided(windows_KVWP: Tensor, count: int, strength: float) -> Tensor:
    """The answers to `count` windows, (count, V, W, P). Where each was shown once more without a wish, what
    the wish changes is made so many times as much (classifier-free guidance, Ho and Salimans 2022)."""
    if len(windows_KVWP) == count:
        return windows_KVWP
    wished, plain = windows_KVWP.float().split(count)
    return plain + strength * (wished - plain)
