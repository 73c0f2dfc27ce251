"""Grades of content of any kind: the kind's own, and what graders of installed packages add to it.

A package adds one by an entry point of the group `sunmask.graders` that names an `AddedGrader`. No
torch here.
"""

import logging
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sunmask.kinds.grade import CanvasGrade, CellFault
from sunmask.kinds.grader import PieceGrade
from sunmask.kinds.registry import codec, kind, kinds
from sunmask.method.parts import Parts, whole
from sunmask.plugins import interface

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class AddedGrader:
    """A part of the grade of a kind. name: of the part, among `CanvasGrade.features`. grade: how much the
    part adds for a piece, at least 0, and the faults that it counts; it is handed content as the kind's
    codec has it, and should take less than a second. interface: the version of
    `sunmask.plugins.interface` that it is written for."""

    kind: str
    name: str
    grade: Callable[[Any], tuple[float, Iterable[CellFault]]]
    interface: int = interface.VERSION


def grade(network: Any, content: dict[str, Any]) -> CanvasGrade:
    """The grade of content with all parts, lower is better. network: as in `Sampler.grade`. Raises ValueError
    where content has no grade."""
    return whole(grade_in_parts(network, content))


def grade_in_parts(network: Any, content: dict[str, Any]) -> Parts[CanvasGrade]:
    """The same grade, bit for bit, in parts between which other work can be done."""
    graded = yield from kind(content["kind"]).sampler.grade_in_parts(network, content)
    for each in added(content["kind"]):
        yield
        graded = with_part(graded, each, content)
    return graded


def grade_piece(name: str, piece: Any, network: Any = None) -> PieceGrade:
    """The grade of a piece as `Kind.grader` gives it, with all parts. Raises what that raises."""
    own = kind(name).grader.grade(piece, network)
    if not added(name):
        return own
    content = kind(name).maker.content_of(piece)
    parts = CanvasGrade(0.0, {}, ())
    for each in added(name):
        parts = with_part(parts, each, content)
    return PieceWithParts(own, parts)


class PieceWithParts:
    """The `PieceGrade` of a kind's own grader, and what other graders add."""

    def __init__(self, own: PieceGrade, parts: CanvasGrade) -> None:
        self.own, self.parts = own, parts
        self.overall = own.overall + parts.overall
        self.features: Mapping[str, float] = {**own.features, **parts.features}
        self.faults: tuple[Any, ...] = (*own.faults, *parts.faults)
        self.key = getattr(own, "key", None)

    def to_json(self) -> dict[str, Any]:
        own, parts = self.own.to_json(), self.parts.to_json()
        return {
            **own,
            "overall": None if own["overall"] is None else round(self.overall, 4),
            "features": {**own["features"], **parts["features"]},
            "faults": [*own["faults"], *parts["faults"]],
        }


def with_part(graded: CanvasGrade, by: AddedGrader, content: dict[str, Any]) -> CanvasGrade:
    """A grade and one part more. A grader that fails adds nothing, which is logged: a package must not cost
    people the grade that they had."""
    try:
        cost, faults = checked(by, content)
    except Exception:
        logger.exception("the grader %s of kind %s failed", by.name, by.kind)
        return graded
    features: Mapping[str, float] = {**graded.features, by.name: cost}
    return CanvasGrade(round(graded.overall + cost, 4), features, (*graded.faults, *faults))


def checked(by: AddedGrader, content: dict[str, Any]) -> tuple[float, tuple[CellFault, ...]]:
    """What a grader says of content. Raises ValueError where that is no part of a grade."""
    cost, faults = by.grade(content)
    found, num_cells = tuple(faults), codec(by.kind).symbols(content).size
    if not math.isfinite(cost) or cost < 0:
        raise ValueError(f"expected a finite number of at least 0 from the grader {by.name}, got {cost}")
    for fault in found:
        if not all(0 <= cell < num_cells for cell in fault.cells):
            raise ValueError(
                f"expected cells below {num_cells} in faults of the grader {by.name}, got {fault.cells}"
            )
    return float(cost), found


def added(name: str) -> list[AddedGrader]:
    """Graders that packages add to a kind."""
    return [each for each in _found() if each.kind == name]


@cache
def _found() -> tuple[AddedGrader, ...]:
    return interface.of_kinds("grader", _misfit)


def _misfit(where: str, each: AddedGrader, is_taken: bool) -> str | None:
    if each.kind not in kinds():
        return f"{where} grades the kind {each.kind!r}, which is not installed"
    if is_taken:
        return f"{where} adds the part {each.name!r} to the grade of {each.kind}, which has it already"
    return None
