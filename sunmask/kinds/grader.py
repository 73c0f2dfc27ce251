"""Grades of pieces of a kind, for the Python API and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from sunmask.kinds.maker import Maker
    from sunmask.kinds.sampler import Sampler


class PieceGrade(Protocol):
    """A grade as it is printed: `sunmask.kinds.grade.CanvasGrade`, or one of a kind with more detail."""

    @property
    def overall(self) -> float: ...

    @property
    def features(self) -> Mapping[str, float]: ...

    @property
    def faults(self) -> tuple[Any, ...]:
        """Each with a `message`."""

    def to_json(self) -> dict[str, Any]: ...


class Grader:
    """The grade that a kind's sampler gives."""

    def __init__(self, sampler: Sampler, maker: Maker) -> None:
        self._sampler, self._maker = sampler, maker
        self.needs_network = sampler.grades_with_network

    def grade(self, piece: Any, network: Any = None) -> PieceGrade:
        """How good a piece is, lower is better: what the kind's maker made, content, or a file at a path.

        Raises ValueError, with a sentence, for what has no grade; OSError where there is no file."""
        return self._sampler.grade(network, self._maker.content_of(piece))

    def usual(self) -> tuple[str, Mapping[str, float]] | None:
        """The pieces that grades are compared with, by name, and the medians of their grade and features, if
        known."""
        return None
