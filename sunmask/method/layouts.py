"""What the sampler needs to know of a canvas: where its cells lie in what the network is shown.

B candidates, V rows and T columns of cells, N columns of tokens, K windows of W columns, P symbols
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from sunmask.method.cells import Plan
from sunmask.method.settings import SamplerSettings

Symbol = int | str
Generator = Callable[[int, str], np.random.Generator]
"""The generator of a step and a purpose, of one candidate."""


@dataclass(frozen=True)
class ForwardInputs:
    """One step's windows of all candidates, candidate by candidate: ids, which of them to trust, and what
    else the kind's networks are told of each column. Windows come first in every tensor."""

    tokens: Tensor
    trust: Tensor
    columns: tuple[Tensor, ...]

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def arguments(self) -> tuple[Tensor, ...]:
        """In the order of the network's forward."""
        return self.tokens, self.trust, *self.columns


class SeenLogits:
    """Logits of those of a candidate's tokens that lie in windows which the network was shown.

    windows_KVWP: of these windows, in the order of their numbers. owner_N, column_N: `Layout.owners` and
    `Layout.columns`. num_symbols: `Layout.num_symbols`; what comes after them is no symbol's. Raises
    ValueError where a token is asked for whose window was not shown.
    """

    def __init__(
        self,
        windows_KVWP: Tensor,
        numbers: np.ndarray,
        owner_N: np.ndarray,
        column_N: np.ndarray,
        num_symbols: int | None = None,
    ) -> None:
        self._windows, self._column_N, self._num_symbols = windows_KVWP, column_N, num_symbols
        self._row_N = np.searchsorted(numbers, owner_N)
        self._is_seen_N = np.isin(owner_N, numbers)

    def of(self, tokens_VN: np.ndarray) -> Tensor:
        """Of the tokens of a mask, row by row: (M, P), in fp32 on the CPU."""
        return self._at(tokens_VN)[:, : self._num_symbols]

    def more_of(self, tokens_VN: np.ndarray) -> Tensor:
        """What the network says of the same tokens besides their symbols, (M, ...), nothing for most."""
        return self._at(tokens_VN)[:, self._num_symbols :] if self._num_symbols else torch.empty(0, 0)

    def _at(self, tokens_VN: np.ndarray) -> Tensor:
        rows, columns = np.nonzero(tokens_VN)
        if not self._is_seen_N[columns].all():
            raise ValueError("expected only tokens of windows that the network was shown")
        at = (self._row_N[columns], rows, self._column_N[columns])
        return self._windows[tuple(torch.from_numpy(each) for each in at)].float().cpu()


class Layout(Protocol):
    """What the sampler needs to know of one canvas of a kind: where the tokens of its cells are, what they
    mean, and which of them go together. b counts the candidates here from 0."""

    plan: Plan
    """Of the cells, (V, T)."""
    num_symbols: int | None
    """How many of a network's answers to a token are logits of symbols, from the first; None for all."""

    def start(self, b: int) -> np.ndarray:
        """The ids that a candidate begins with, (V, N); what is renoisable is noised afterwards."""

    def put(self, b: int, symbols_VT: np.ndarray) -> np.ndarray:
        """Lay these symbols out from now on; their ids (V, N). Raises ValueError for an unknown one."""

    def symbols(self, b: int, ids_VN: np.ndarray) -> np.ndarray:
        """(V, T), integers or strings."""

    def spread(self, b: int, cells_VT: np.ndarray) -> np.ndarray:
        """What holds for cells, for each of their tokens: (V, N)."""

    def noise(self, b: int, rng: np.random.Generator) -> np.ndarray:
        """Any ids that may stand there, (V, N)."""

    def doubted(
        self,
        b: int,
        generator: Generator,
        step: int,
        settings: SamplerSettings,
        ids_VN: np.ndarray,
        free_VT: np.ndarray,
        changes_VT: np.ndarray,
        round_VT: np.ndarray,
    ) -> np.ndarray:
        """Which cells a step doubts, (V, T), whatever is held. free_VT: those that may be redrawn at all;
        changes_VT: how often each has changed; round_VT: the symbols when the round of rework began."""

    def settled(
        self, b: int, ids_VN: np.ndarray, settings: SamplerSettings, free_VT: np.ndarray
    ) -> np.ndarray:
        """Cells without a pin that this step leaves as they are all the same, (V, T)."""

    def shown(self, b: int, ids_VN: np.ndarray, weighs_VT: np.ndarray, must_VT: np.ndarray) -> np.ndarray:
        """The ids (V, N) that the network is shown in the step of which `doubted` was asked last. weighs_VT:
        cells that are trusted in it, or not held; must_VT: those that hold noise and must be drawn."""

    def takes_long(self, b: int) -> bool:
        """Whether `draw` may take long in this step: more than the network takes for a window."""

    def chance(self, b: int, chance_VN: np.ndarray) -> np.ndarray:
        """Of each cell, (V, T), from those of its tokens."""

    def needed(self, b: int, open_VT: np.ndarray, settings: SamplerSettings) -> np.ndarray:
        """Cells whose logits a step may ask for, (V, T), where these are open."""

    def owners(self, b: int) -> np.ndarray:
        """Of each column of tokens the number of the window that answers for it, (N,)."""

    def columns(self, b: int) -> np.ndarray:
        """Of each column of tokens its column in that window, (N,)."""

    def windows(
        self,
        fed: Sequence[np.ndarray],
        trust: Sequence[np.ndarray],
        wanted: Sequence[np.ndarray] | None = None,
    ) -> ForwardInputs:
        """Cut windows from ids (V, N) and trust (V, N) of each candidate. wanted: of each candidate the
        numbers of its windows, ascending; None for all."""

    def draw(
        self,
        b: int,
        logits: SeenLogits,
        uniform_VN: np.ndarray,
        open_VT: np.ndarray,
        ids_VN: np.ndarray,
        start_VT: np.ndarray,
        step: int,
        settings: SamplerSettings,
    ) -> np.ndarray:
        """The ids after a step, (V, N): new ones in open cells, unless they are refused.

        start_VT: the symbols that the candidate began with, noise and all."""

    def refuse_worse(
        self, b: int, ids_VN: np.ndarray, round_VT: np.ndarray, may_VT: np.ndarray, settings: SamplerSettings
    ) -> np.ndarray:
        """The ids after a round of rework, (V, N), with what made the whole worse as it was before the round.
        round_VT: the symbols then. may_VT: cells whose value may be taken back."""
