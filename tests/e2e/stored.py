"""What the studio has stored of a generation, read as any client reads it."""

from typing import Any

import numpy as np

from tests.studio_client import Person


def frames(api: Person, generation: str) -> list[dict[str, Any]]:
    """Every stored step in order, as `protocol.Step`s."""
    steps: list[dict[str, Any]] = []
    while True:
        after = f"?after_step={steps[-1]['step']}" if steps else ""
        more = api.get(f"/api/generations/{generation}/frames{after}")
        if not more:
            return steps
        steps += [step for frame in more for step in frame["steps"]]


def grids(api: Person, generation: str) -> dict[int, np.ndarray]:
    """By step, the symbols of all candidates (B, V, T)."""
    num_rows = len(api.get(f"/api/generations/{generation}/frozen")["states"])
    flat: list[list[int]] = []
    found: dict[int, np.ndarray] = {}
    for step in frames(api, generation):
        if "symbols" in step:
            flat = [list(symbols) for symbols in step["symbols"]]
        for cells, changes in zip(flat, step.get("changes", []), strict=False):
            for cell, symbol in zip(changes[::2], changes[1::2], strict=True):
                cells[cell] = symbol
        now = np.array(flat)
        found[step["step"]] = now.reshape(len(now), num_rows, -1)
    return found


def ungraded(generation: dict[str, Any]) -> dict[str, Any]:
    """A generation as it is told, but for its grades, which come some time after its end."""
    return {name: value for name, value in generation.items() if name != "is_graded"}
