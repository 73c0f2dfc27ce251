"""What the sampler needs to know of a canvas: where its cells lie in what the network is shown.

V rows and T columns of cells, N columns of tokens, K windows of W columns, P symbols
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import torch
from torch import Tensor

from sunmask.method.cells import Plan

if TYPE_CHECKING:
    from sunmask.method.candidate_steps import CandidateStep, Moment
    from sunmask.method.schedules import Schedule
    from sunmask.method.settings import SamplerSettings

Symbol = int | str
Generator = Callable[[int, str], np.random.Generator]
"""The generator of a step and a purpose, of one candidate."""


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
        layout: Layout,
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


class Layout(Protocol):
    """What the sampler needs to know of one candidate of a canvas: where the tokens of its cells are, and
    what they mean. Candidates whose tokens lie alike may share one."""

    plan: Plan
    """Of the cells, (V, T)."""
    num_symbols: int | None
    """How many of a network's answers to a token are logits of symbols, from the first; None for all."""
    schedule: type[Schedule]
    """The kind's, made of the settings of a run."""

    def start(self) -> np.ndarray:
        """The ids that the candidate begins with, (V, N); what is renoisable is noised afterwards."""

    def put(self, symbols_VT: np.ndarray) -> np.ndarray:
        """Lay these symbols out from now on; their ids (V, N). Raises ValueError for an unknown one."""

    def symbols(self, ids_VN: np.ndarray) -> np.ndarray:
        """(V, T), integers or strings."""

    def spread(self, cells_VT: np.ndarray) -> np.ndarray:
        """What holds for cells, for each of their tokens: (V, N)."""

    def chance(self, chance_VN: np.ndarray) -> np.ndarray:
        """Of each cell, (V, T), from those of its tokens."""

    def noise(self, rng: np.random.Generator) -> np.ndarray:
        """Any ids that may stand there, (V, N)."""

    def owners(self) -> np.ndarray:
        """Of each column of tokens the number of the window that answers for it, (N,)."""

    def columns(self) -> np.ndarray:
        """Of each column of tokens its column in that window, (N,)."""

    def windows(
        self, fed_VN: np.ndarray, trust_VN: np.ndarray, wanted: np.ndarray | None = None
    ) -> ForwardInputs:
        """Cut windows from ids and trust. wanted: numbers of the windows, ascending; None for all. All
        candidates of a canvas have windows of one size. A layout with a wish to be followed more strongly
        than the network would gives all of them once more, without it (`guided`)."""

    def told(self, content: Any, settings: SamplerSettings) -> Layout:
        """The same, where the network is told of the columns what content and settings now say."""

    def step(self, now: Moment) -> CandidateStep:
        """What the kind decides in a step that begins now."""
