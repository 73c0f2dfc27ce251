"""Questions to a network about a grid as it stands: its doubt of each cell, and what else could stand there.

Each is a few passes over the grid, in which some cells hold noise that is not to be trusted and all others
are trusted as they stand. A kind says which cells belong together and what its symbols are called.

B passes, V rows and T columns of cells, N columns of tokens, P symbols of the network
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sunmask.sampling import ForwardInputs, Layout, Symbol
from sunmask.schedules import step_generator

NUM_DOUBT_PASSES = 8
NUM_ALTERNATIVE_PASSES = 4
"""Each with noise of its own; their probabilities are averaged."""
NUM_ALTERNATIVES = 5


@dataclass(frozen=True)
class Look:
    """What a network is shown, and what follows from its logits of these windows: fields of the studio's
    `Look` by name."""

    inputs: ForwardInputs
    answer: Callable[[Tensor], dict[str, Any]]


@dataclass(frozen=True)
class Alternative:
    """Symbols for the cells that were asked about, in order, with a name for people."""

    symbols: Sequence[Symbol]
    label: str
    probability: float

    def to_json(self) -> dict[str, Any]:
        return {
            "symbols": list(self.symbols),
            "label": self.label,
            "probability": round(self.probability, 6),
        }


def doubt(layout: Layout, unit_VT: np.ndarray) -> Look:
    """1 - the probability of what stands in each cell, from everything but its own unit and a few others.

    layout: of NUM_DOUBT_PASSES candidates. unit_VT: the number of the note or word of each cell; each is
    hidden in one pass, as a whole.
    """
    _, number_VT = np.unique(unit_VT, return_inverse=True)
    number_VT = number_VT.reshape(unit_VT.shape)
    order = step_generator(0, 0, 0, "doubt").permutation(int(number_VT.max()) + 1)
    pass_VT = (order % NUM_DOUBT_PASSES)[number_VT]
    hidden = [pass_VT == number for number in range(NUM_DOUBT_PASSES)]

    def answer(logits: Tensor) -> dict[str, Any]:
        doubt_VT = np.zeros(unit_VT.shape)
        for b, hidden_VT in enumerate(hidden):
            chance_VNP = layout.logits(b, logits).softmax(-1)
            ids_VN = torch.from_numpy(layout.start(b))
            given_VN = chance_VNP.gather(-1, ids_VN[..., None])[..., 0].numpy()
            doubt_VT = np.where(hidden_VT, 1 - layout.chance(b, given_VN), doubt_VT)
        return {"doubt": np.clip(doubt_VT, 0, 1).round(4).ravel().tolist()}

    return Look(shown(layout, hidden), answer)


def shown(layout: Layout, hidden: Sequence[np.ndarray]) -> ForwardInputs:
    """The windows of one pass for each of `hidden`, cells (V, T) that are noise and not to be trusted."""
    fed, trust = [], []
    for b, hidden_VT in enumerate(hidden):
        hidden_VN = layout.spread(b, hidden_VT)
        noise_VN = layout.noise(b, step_generator(0, b, 0, "look"))
        fed.append(np.where(hidden_VN, noise_VN, layout.start(b)))
        trust.append(~hidden_VN)
    return layout.windows(fed, trust)


def only(inputs: ForwardInputs, rows: Sequence[int]) -> tuple[ForwardInputs, Callable[[Tensor], Tensor]]:
    """Some of the windows, and what puts their logits where those of all windows are expected."""
    index = torch.tensor(rows)
    some = ForwardInputs(inputs.tokens[index], inputs.trust[index], tuple(c[index] for c in inputs.columns))

    def spread(logits: Tensor) -> Tensor:
        everything = logits.new_zeros((len(inputs), *logits.shape[1:]))
        everything[index] = logits
        return everything

    return some, spread
