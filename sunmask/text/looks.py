"""What a network would doubt in a text, and which other words could stand in the place of one.

T words, N tokens of a pass, P pieces
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from sunmask.kinds.answers import Answer
from sunmask.kinds.looks import (
    NUM_ALTERNATIVE_PASSES,
    NUM_ALTERNATIVES,
    Alternative,
    Look,
    only,
    shown,
)
from sunmask.text.layout import CHANCES, TextLayout
from sunmask.text.vocabulary import ALONE, BEGIN, BEGINS, ENDS
from sunmask.text.words import SEPARATOR, without_separators

MOST_LIKELY = 64
"""Pieces of a place among which words are looked for."""


def alternatives(layouts: Sequence[TextLayout], cells: Sequence[int]) -> Look:
    """The likeliest words in the place of one: words of one piece, and the present one if it has two.

    layouts: of twice NUM_ALTERNATIVE_PASSES candidates, all trusted. In half of the passes the place has room
    for one piece, in the others for two; how often words have one and two weighs these. Raises ValueError
    for more than one cell.
    """
    if len(cells) != 1:
        raise ValueError("Alternatives are for one word at a time: choose a single one.")
    cell, text = int(cells[0]), layouts[0].text
    vocabulary = text.vocabulary
    pieces = [vocabulary.pieces[vocabulary.standing[place][0]] for place in (ALONE, BEGINS, ENDS)]
    one, two = pieces[0].removeprefix(BEGIN), SEPARATOR.join([pieces[1].removeprefix(BEGIN), pieces[2]])
    hidden = text.plan.renoise.copy()  # where nothing stands
    hidden[0, cell] = True
    ids = []
    for b, layout in enumerate(layouts):
        grid = np.where(hidden, one, layout.symbols(layout.start()))
        grid[0, cell] = one if b < NUM_ALTERNATIVE_PASSES else two
        ids.append(layout.put(grid))
    firsts = [layout.tokens(cell).start for layout in layouts]
    windows = text.owners_of(np.array(firsts))
    columns = [1 + first - text.starts[window] for first, window in zip(firsts, windows, strict=True)]
    rows = [b * len(text.starts) + int(window) for b, window in enumerate(windows)]
    inputs = only(shown(layouts, ids, [hidden] * len(layouts)), rows)

    def keep(first: int, logits: Tensor) -> Tensor:
        """(windows, 2, P): of the place's first token and of the one after it."""
        kept = [
            logits[n, 0, columns[first + n] : columns[first + n] + 2].softmax(-1) for n in range(len(logits))
        ]
        return torch.stack(kept).float().cpu()

    def answer(chance_B2P: Tensor) -> Answer:
        alone_P = chance_B2P[:NUM_ALTERNATIVE_PASSES, 0].mean(0).numpy()
        begins_P, ends_P = chance_B2P[NUM_ALTERNATIVE_PASSES:].mean(0).numpy()
        chances: dict[str, float] = {}

        def add(pieces: tuple[int, ...], chance: float) -> None:
            word = without_separators(layouts[0].symbol(cell, pieces))
            chances[word] = chances.get(word, 0.0) + chance * CHANCES[len(pieces) - 1]

        for number in likeliest(alone_P, vocabulary.standing[ALONE]):
            add((number,), float(alone_P[number]))
        present = vocabulary.encode(text.words[cell])
        if len(present) == 2:
            add(present, float(begins_P[present[0]] * ends_P[present[1]]))
        order = sorted(chances, key=lambda word: -chances[word])[:NUM_ALTERNATIVES]
        found = [Alternative([word], word, chances[word]) for word in order]
        return {"cells": [cell], "alternatives": [each.to_json() for each in found]}

    return Look(inputs, keep, answer)


def likeliest(chance_P: np.ndarray, allowed: np.ndarray) -> list[int]:
    """Ids among the allowed ones, the likeliest first."""
    order = np.argsort(-chance_P[allowed], kind="stable")[:MOST_LIKELY]
    return allowed[order].tolist()
