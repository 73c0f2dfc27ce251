"""Makers of kinds whose cells are one token each."""

from typing import Any, Unpack

import numpy as np

from sunmask.kinds.generate import generate
from sunmask.kinds.grid.codec import GridCodec
from sunmask.kinds.maker import How, Maker
from sunmask.method.cells import CellState, plan_from_states


class GridMaker(Maker):
    """A maker of content. `keep` names the rows that stay, separated by commas."""

    codec: GridCodec

    def __init__(self, codec: GridCodec) -> None:
        super().__init__(codec)
        self.length = codec.window

    def sample(self, model: Any, *, length: int, metre: str | None, **how: Unpack[How]) -> list[Any]:
        if metre is not None:
            raise ValueError(f"a {self.codec.kind} has no metre to choose, got {metre!r:.60}")
        start = self.codec.made(np.zeros((self.codec.num_rows, length)))
        states = np.full((self.codec.num_rows, length), CellState.RENOISABLE)
        return self.infill(start, model, keep=None, states=states, pins=None, **how)

    def infill(
        self, start: Any, model: Any, *, keep: str | None, states: Any, pins: Any, **how: Unpack[How]
    ) -> list[Any]:
        content = self.content_of(start)
        if (keep is None) == (states is None):
            raise ValueError("expected either rows to keep or a state for each cell, got both or neither")
        state_VT = self._keeping(keep, content) if keep is not None else np.asarray(states)
        pinned_VT = state_VT == CellState.UNMASKED if pins is None else np.asarray(pins, dtype=bool)
        return generate(model, content, plan_from_states(state_VT, pinned_VT), **how)

    def _keeping(self, keep: str, content: Any) -> np.ndarray:
        """States in which the named rows are unmasked and all others renoisable, (rows, columns)."""
        names, known = [name.strip() for name in keep.split(",") if name.strip()], self.codec.row_names
        if unknown := [name for name in names if name not in known]:
            raise ValueError(f"expected rows of {', '.join(known)}, got {unknown[0]!r:.60}")
        state_VT = np.full(self.codec.symbols(content).shape, CellState.RENOISABLE)
        state_VT[[known.index(name) for name in names]] = CellState.UNMASKED
        return state_VT
