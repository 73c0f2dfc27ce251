"""The network's inputs in a step: windows of all candidates in a row, and whose logits are whose.

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
class StepInputs:
    """The windows of all candidates in one step.

    numbers: of the windows that each candidate needs. sizes: how many there are for them (see `guided`), and
    how many once more with other trust (see `CandidateStep.compared`).
    """

    windows: ForwardInputs
    numbers: list[np.ndarray]
    sizes: list[tuple[int, int]]

    @staticmethod
    def of(
        layouts: Sequence[Layout],
        steps: Sequence[CandidateStep],
        fed: Sequence[np.ndarray],
        trust: Sequence[np.ndarray],
        numbers: list[np.ndarray],
    ) -> "StepInputs":
        """Cut the windows. fed: ids (V, N) of each candidate. trust: of its cells, (V, T)."""
        parts, sizes = [], []
        for layout, step, fed_VN, trust_VT, needed in zip(layouts, steps, fed, trust, numbers, strict=True):
            ways = [trust_VT, step.compared(trust_VT)] if len(needed) else [None, None]
            of_one = [
                None if way is None else layout.windows(fed_VN, layout.to_tokens(way), needed) for way in ways
            ]
            parts += [windows for windows in of_one if windows is not None]
            first, other = (0 if windows is None else len(windows) for windows in of_one)
            sizes.append((first, other))
        return StepInputs(ForwardInputs.joined(parts), numbers, sizes)

    def answers(
        self, logits: Tensor, layouts: Sequence[Layout], steps: Sequence[CandidateStep]
    ) -> list[SeenLogits]:
        """The logits of each candidate. Raises ValueError where they have another shape."""
        shape = tuple(self.windows.tokens.shape)
        if tuple(logits.shape[:-1]) != shape:
            raise ValueError(f"expected logits of shape {shape} and symbols, got {tuple(logits.shape[:-1])}")
        found, begin = [], 0
        each = zip(layouts, steps, self.numbers, self.sizes, strict=True)
        for layout, step, numbers, (first, other) in each:
            middle, end = begin + first, begin + first + other
            guided_KVWP = guided(logits[begin:middle], len(numbers), step.guidance_strength)
            compared_KVWP = logits[middle:end] if other else None
            found.append(SeenLogits(guided_KVWP, numbers, layout, compared_KVWP))
            begin = end
        return found
