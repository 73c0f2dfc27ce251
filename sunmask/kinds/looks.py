"""Looks: queries to a network about a grid as it stands, for its doubt of each cell or the alternatives for
one.

Each takes a few passes over the grid, in which some cells hold noise marked as untrusted, and all others are
trusted. A kind says which cells belong together and what its symbols are called.

B passes, V rows and T columns of cells, N columns of tokens, P symbols of the network
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sunmask.kinds.answers import Answer
from sunmask.method.layouts import Layout
from sunmask.method.parts import Parts, whole
from sunmask.method.schedules import step_generator
from sunmask.method.steps import Symbol
from sunmask.method.windows import ForwardInputs

NUM_DOUBT_PASSES = 8
NUM_ALTERNATIVE_PASSES = 4
"""Each with noise of its own; their probabilities are averaged."""
NUM_ALTERNATIVES = 5
WINDOWS_AT_ONCE = 8


@dataclass(frozen=True)
class Look:
    """A question to a network: the windows that it sees, and the answer that follows from its logits.

    keep: from the number of the first window and the logits of some, the values needed of them, windows
    first. answer: from all values that were kept. answer_in_parts: the same, where it takes long.
    """

    inputs: ForwardInputs
    keep: Callable[[int, Tensor], Tensor]
    answer: Callable[[Tensor], Answer]
    answer_in_parts: Callable[[Tensor], Parts[Answer]] | None = None

    def ask(self, network: Callable[..., Tensor]) -> Answer:
        """The answer of a network, which sees a few windows at a time."""
        return whole(self.asking(network))

    def asking(self, network: Callable[..., Tensor]) -> Parts[Answer]:
        """The same in parts."""
        kept, count = [], min(WINDOWS_AT_ONCE, getattr(network, "lanes", WINDOWS_AT_ONCE))
        for first in range(0, len(self.inputs.tokens), count):
            yield
            few = only(self.inputs, range(first, min(first + count, len(self.inputs.tokens))))
            kept.append(self.keep(first, network(*few.arguments)))
        return (yield from self.answering(torch.cat(kept)))

    def answering(self, kept: Tensor) -> Parts[Answer]:
        """The answer from the values that were kept, in parts."""
        yield
        if self.answer_in_parts is None:
            return self.answer(kept)
        return (yield from self.answer_in_parts(kept))


@dataclass(frozen=True)
class Alternative:
    """Symbols for the cells in question, in order, with a name for people."""

    symbols: Sequence[Symbol]
    label: str
    probability: float

    def to_json(self) -> dict[str, Any]:
        return {
            "symbols": list(self.symbols),
            "label": self.label,
            "probability": round(self.probability, 6),
        }


def doubt(layouts: Sequence[Layout], unit_VT: np.ndarray) -> Look:
    """1 - the probability of the symbol in each cell, from everything but its own unit and a few others.

    layouts: of NUM_DOUBT_PASSES candidates, all alike. unit_VT: the number of the note or word of each cell;
    each is hidden in one pass, as a whole. Cells that the layouts' plan renoises are empty: hidden in every
    pass.
    """
    empty_VT, num_symbols = layouts[0].plan.renoise, layouts[0].num_symbols
    _, number_VT = np.unique(unit_VT, return_inverse=True)
    number_VT = number_VT.reshape(unit_VT.shape)
    order = step_generator(0, 0, 0, "doubt").permutation(int(number_VT.max()) + 1)
    pass_VT = (order % NUM_DOUBT_PASSES)[number_VT]
    hidden = [(pass_VT == number) | empty_VT for number in range(NUM_DOUBT_PASSES)]
    ids = [layout.start() for layout in layouts]
    ids_shown = masked_windows(layouts, ids, [np.zeros_like(empty_VT)] * len(ids)).tokens

    def keep(first: int, logits: Tensor) -> Tensor:
        own = ids_shown[first : first + len(logits)].to(logits.device)
        return logits[..., :num_symbols].softmax(-1).gather(-1, own[..., None])[..., 0]

    def answer(chances: Tensor) -> Answer:
        doubt_VT = np.zeros(unit_VT.shape)
        of_each = np.split(chances.numpy(), NUM_DOUBT_PASSES)  # all have as many windows
        for layout, chances_KVW, hidden_VT in zip(layouts, of_each, hidden, strict=True):
            chance_VN = chances_KVW[layout.window_numbers(), :, layout.window_columns()].T
            doubt_VT = np.where(hidden_VT, 1 - layout.chance(chance_VN), doubt_VT)
        doubt_VT = np.where(empty_VT, 1.0, doubt_VT)
        return {"doubt": np.clip(doubt_VT, 0, 1).round(6).ravel().tolist()}

    return Look(masked_windows(layouts, ids, hidden), keep, answer)


def masked_windows(
    layouts: Sequence[Layout], ids: Sequence[np.ndarray], hidden: Sequence[np.ndarray]
) -> ForwardInputs:
    """The windows of some passes, one a layout. ids: of each, (V, N). hidden: of each, cells (V, T) that hold
    noise instead and are not to be trusted."""
    parts = []
    for b, (layout, ids_VN, hidden_VT) in enumerate(zip(layouts, ids, hidden, strict=True)):
        hidden_VN = layout.to_tokens(hidden_VT)
        noise_VN = layout.noise(step_generator(0, b, 0, "look"))
        parts.append(layout.windows(np.where(hidden_VN, noise_VN, ids_VN), ~hidden_VN))
    return ForwardInputs.joined(parts)


def only(inputs: ForwardInputs, rows: Sequence[int]) -> ForwardInputs:
    """Some of the windows."""
    index = torch.tensor(rows)
    return ForwardInputs(inputs.tokens[index], inputs.trust[index], tuple(c[index] for c in inputs.columns))
