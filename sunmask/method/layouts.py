"""What the sampler needs to know of a canvas: where its cells lie in what the network is shown.

V rows and T columns of cells, N columns of tokens
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from sunmask.method.candidate_steps import CandidateStep, Moment
from sunmask.method.cells import Plan
from sunmask.method.schedules import Schedule
from sunmask.method.settings import SamplerSettings
from sunmask.method.windows import ForwardInputs, Places


class Layout(Places, Protocol):
    """What the sampler needs to know of one candidate of a canvas: where the tokens of its cells are, and
    what they mean. Candidates whose tokens lie alike may share one."""

    plan: Plan
    """Of the cells, (V, T)."""
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

    def windows(
        self, fed_VN: np.ndarray, trust_VN: np.ndarray, wanted: np.ndarray | None = None
    ) -> ForwardInputs:
        """Cut windows from ids and trust. wanted: numbers of the windows, ascending; None for all. All
        candidates of a canvas have windows of one size. A layout with a wish to be followed more strongly
        than the network would gives all of them once more, without it (`guided`)."""

    def conditioned(self, content: Any, settings: SamplerSettings) -> Layout:
        """The same, where the network is told of the columns what content and settings now say."""

    def step(self, now: Moment) -> CandidateStep:
        """What the kind decides in a step that begins now."""
