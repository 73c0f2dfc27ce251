"""Who wrote each cell of a candidate: a person, the model, both, or the author of an earlier version."""

from collections import Counter
from typing import Any

import numpy as np

from studio.models import Generation
from studio.reads.runs import acts
from sunmask.method.acts import in_force, paint

HELD = "held"
"""Stood on the canvas as it was brought in, and was held."""


def authors_of(generation: Generation, candidate: int, step: int) -> list[list[str | None]]:
    """The author of each cell (rows by columns) of a candidate at a step: human, model, edited, None.

    A held cell has the author that it had on the canvas (None: as imported), a free one the model; a symbol
    that an act put in is human until the cell is free again.
    """
    pins = np.array(generation.frozen["pins"], dtype=bool)
    authors = np.full(pins.shape, None, dtype=object)
    if (known := generation.frozen.get("authors")) is not None:
        authors[:] = np.array(known, dtype=object)
    authors[~pins] = "model"
    flat_pins, flat_authors = pins.reshape(-1), authors.reshape(-1)
    flat_states = np.array(generation.frozen["states"]).reshape(-1)
    for act in in_force(acts.of(generation), step, candidate):
        cells = list(act.cells)
        paint(flat_states, flat_pins, act)
        if act.symbols is not None:
            flat_authors[cells] = "human"
        flat_authors[[cell for cell in cells if not flat_pins[cell]]] = "model"
    return authors.tolist()


def shares(authors: list[list[Any]]) -> dict[str, float]:
    """The share of all cells that each author has: human, model, edited and held, 1 in all."""
    counts = Counter(author or HELD for row in authors for author in row)
    num_cells = max(1, sum(counts.values()))
    return {name: round(counts[name] / num_cells, 6) for name in ("human", "model", "edited", HELD)}
