"""A grade as every kind of canvas gives it: finite numbers, and faults that name their cells."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

NOT_COUNTABLE = 1000.0
"""The cost of a part that cannot be counted, so that it sorts behind those that can."""


@dataclass(frozen=True)
class CellFault:
    """A fault that the grade counts against a piece.

    code: a stable word for programs. message: one plain sentence. cells: flat numbers (row * columns +
    column) of the notes or words that it stands in, whole ones. penalty: how much lower the grade would be
    without it, all else being equal; 0 where no part of the grade counts it.
    """

    code: str
    message: str
    cells: tuple[int, ...]
    penalty: float = 0.0

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "cells": list(self.cells)}


@dataclass(frozen=True)
class CanvasGrade:
    """Lower is better. features: the parts of the grade by name. faults: the gravest kinds first."""

    overall: float
    features: Mapping[str, float]
    faults: tuple[CellFault, ...]

    def to_json(self) -> dict[str, Any]:
        faults = [fault.to_json() for fault in self.faults]
        return {"overall": self.overall, "features": dict(self.features), "faults": faults}
