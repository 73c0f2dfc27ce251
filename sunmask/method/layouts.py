"""Layouts: where the cells of a canvas lie in the windows of the network, as the sampler needs it.

V rows and T columns of cells, N columns of tokens
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from sunmask.method.candidate_steps import CandidateStep, StepContext
from sunmask.method.cells import Plan
from sunmask.method.schedules import Schedule
from sunmask.method.settings import SamplerSettings
from sunmask.method.windows import ForwardInputs, Places


class Layout(Places, Protocol):
    """The places and meanings of the tokens of one candidate's cells. Candidates whose tokens lie alike may
    share one."""

    plan: Plan
    """The plan of the cells, (V, T)."""
    unit_T: np.ndarray
    """The number of each column's unit, ascending: where cells are written in order, those of a row and a
    unit are written together."""
    by_column: bool
    """Whether cells that are written in order are first written column by column, from the first to the last,
    all rows of a column together."""
    schedule: type[Schedule]
    """The kind's class of schedules, which is made from the settings of a run."""

    def start(self) -> np.ndarray:
        """The ids that the candidate begins with, (V, N); renoisable cells are noised afterwards."""

    def set_symbols(self, symbols_VT: np.ndarray) -> np.ndarray:
        """Hold these symbols from now on; returns their ids (V, N). Raises ValueError for an unknown one."""

    def symbols(self, ids_VN: np.ndarray) -> np.ndarray:
        """The symbols of ids, (V, T), integers or strings."""

    def to_tokens(self, cells_VT: np.ndarray) -> np.ndarray:
        """Values of cells, repeated for each of their tokens: (V, N)."""

    def chance(self, chance_VN: np.ndarray) -> np.ndarray:
        """The probability of each cell, (V, T), from those of its tokens."""

    def noise(self, rng: np.random.Generator) -> np.ndarray:
        """Random ids that may stand there, (V, N)."""

    def windows(
        self, fed_VN: np.ndarray, trust_VN: np.ndarray, numbers: np.ndarray | None = None
    ) -> ForwardInputs:
        """Cut windows from ids and trust. numbers: of the windows, ascending; None for all. All
        candidates of a canvas have windows of one size. A layout whose conditions are to be followed more
        strongly than the network would adds all of them once more, without these conditions (`guided`)."""

    def conditioned(self, content: Any, settings: SamplerSettings) -> Layout:
        """The same layout, conditioned on content and settings as they are now."""

    def step(self, now: StepContext) -> CandidateStep:
        """The decisions of the kind in a step that begins now."""
