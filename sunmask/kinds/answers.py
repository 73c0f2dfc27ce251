"""What a network says of a grid that it is shown, as JSON: the part of looks that needs no torch."""

from typing import Any, TypedDict


class Answer(TypedDict, total=False):
    """Its doubt of each cell, or alternatives for some, or the grade of all."""

    doubt: list[float]
    cells: list[int]
    alternatives: list[dict[str, Any]]
    """Of each `Alternative.to_json`."""
    overall: float
    features: dict[str, float]
    faults: list[dict[str, Any]]
    """Of each `CellFault.to_json`."""
