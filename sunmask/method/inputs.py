"""What the network is shown in a step: windows of all candidates in a row, and whose its answers are.

B candidates, K windows of W columns, P symbols
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from sunmask.method.candidate_steps import CandidateStep
from sunmask.method.layouts import Layout
from sunmask.method.windows import ForwardInputs, SeenLogits, guided


@dataclass(frozen=True)
class Shown:
    """wanted: the numbers of the windows that each candidate needs; sizes: how many it shows for them (see
    `guided`), and how many once more with other trust (see `CandidateStep.compared`)."""

    inputs: ForwardInputs
    wanted: list[np.ndarray]
    sizes: list[tuple[int, int]]

    @staticmethod
    def of(
        layouts: Sequence[Layout],
        steps: Sequence[CandidateStep],
        fed: Sequence[np.ndarray],
        trust: Sequence[np.ndarray],
        wanted: list[np.ndarray],
    ) -> "Shown":
        """fed: ids (V, N) of each candidate; trust: of its cells, (V, T)."""
        parts, sizes = [], []
        for layout, step, fed_VN, trust_VT, numbers in zip(layouts, steps, fed, trust, wanted, strict=True):
            ways = [trust_VT, step.compared(trust_VT)] if len(numbers) else [None, None]
            of_one = [
                None if way is None else layout.windows(fed_VN, layout.spread(way), numbers) for way in ways
            ]
            parts += [windows for windows in of_one if windows is not None]
            first, other = (0 if windows is None else len(windows) for windows in of_one)
            sizes.append((first, other))
        return Shown(ForwardInputs.joined(parts), wanted, sizes)

    def answers(
        self, logits: Tensor, layouts: Sequence[Layout], steps: Sequence[CandidateStep]
    ) -> list[SeenLogits]:
        """Of each candidate. Raises ValueError where the logits have another shape."""
        shape = tuple(self.inputs.tokens.shape)
        if tuple(logits.shape[:-1]) != shape:
            raise ValueError(f"expected logits of shape {shape} and symbols, got {tuple(logits.shape[:-1])}")
        found, begin = [], 0
        each = zip(layouts, steps, self.wanted, self.sizes, strict=True)
        for layout, step, numbers, (first, other) in each:
            middle, end = begin + first, begin + first + other
            told_KVWP = guided(logits[begin:middle], len(numbers), step.wish_strength)
            compared_KVWP = logits[middle:end] if other else None
            found.append(SeenLogits(told_KVWP, numbers, layout, compared_KVWP))
            begin = end
        return found
