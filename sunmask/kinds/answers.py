"""Answers of a network about a grid, as JSON: the part of looks that needs no torch."""

from typing import Any, TypedDict


class Answer(TypedDict, total=False):
    """The doubt of each cell, or alternatives for some, or the grade of all."""

    doubt: list[float]
    cells: list[int]
    alternatives: list[dict[str, Any]]
    """The JSON of each `Alternative`."""
    overall: float
    features: dict[str, float]
    faults: list[dict[str, Any]]
    """The JSON of each `CellFault`."""
