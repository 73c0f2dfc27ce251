"""The result of a step, and the changes that people make between two.

B candidates, V rows and T columns of cells, N columns of tokens
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Symbol = int | str


@dataclass(frozen=True)
class Step:
    """All candidates after one step: ids (V, N) of each, symbols (B, V, T)."""

    number: int
    tokens: list[np.ndarray]
    symbols_BVT: np.ndarray

    @property
    def tokens_BVT(self) -> np.ndarray:
        """The ids of all candidates, where each has as many tokens."""
        return np.stack(self.tokens)

    @property
    def symbols(self) -> list[list[Symbol]]:
        """The grid of each candidate, row by row."""
        return flat(self.symbols_BVT)


@dataclass(frozen=True)
class Change:
    """A change between steps, for cells (V, T) where `cells`: new claims or symbols, None to leave them.

    symbols: one for each cell of the grid, row by row. Cells that become renoisable are noised at once and
    doubted in the next step.
    """

    cells: np.ndarray
    trust: bool | None = None
    hold: bool | None = None
    renoise: bool | None = None
    symbols: Sequence[Symbol] | None = None


def flat(symbols_BVT: np.ndarray) -> list[list[Symbol]]:
    """The grid of each candidate as a list, row by row."""
    return symbols_BVT.reshape(len(symbols_BVT), -1).tolist()
