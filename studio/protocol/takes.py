"""Kept candidates, and how people judge them."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from studio.protocol.grades import Fault
from studio.protocol.messages import Message, Symbol
from studio.protocol.projects import Person


class Take(Message):
    """A kept candidate at a step: immutable but for its name, star, order and bin."""

    id: UUID
    canvas: UUID
    generation: UUID
    generation_number: int
    candidate: int
    step: int
    name: str
    note: str
    """Why it came to be: kept, placed or "stopped at k"."""
    is_starred: bool
    position: int
    is_in_bin: bool
    created_by: Person | None
    created_at: datetime
    symbols: list[Symbol]
    """All cells, row by row."""
    figures: dict[str, Any]
    """What the codec measures of it, for a chorale e.g. parallels and out-of-range notes."""
    remarks: str
    tags: list[str]
    rating: float | None
    """Mean of all stars."""
    ratings: list["Stars"]
    grade: float | None
    features: dict[str, float]
    faults: list[Fault]


class Stars(Message):
    """One person's rating of a take, 1 to 5."""

    name: str
    stars: int


class Standing(Message):
    """A take's place in a ranking: Bradley-Terry strength in logits (mean 0) with its 95 % interval."""

    take: UUID
    strength: float
    low: float
    high: float
    num_votes: int
    num_wins: float
    """A tie is half a win."""


class Ranking(Message):
    """A set of takes that people order together; standings: the best first.

    agreement: Krippendorff's alpha between judges, None where no pair was judged by two.
    """

    id: UUID
    project: UUID
    name: str
    standings: list[Standing]
    num_votes: int
    num_judges: int
    agreement: float | None
    is_in_bin: bool
    created_by: Person | None
    created_at: datetime


class ContentInView(Message):
    """A grid to look at and listen to, its origin hidden."""

    kind: str
    content: dict[str, Any]


class Duel(Message):
    """A pair for one judge; which take is which is revealed only after the vote (`left_take`,
    `right_take`)."""

    id: UUID
    ranking: UUID
    left: ContentInView
    right: ContentInView
    outcome: Literal["left", "right", "tie", "both_bad"] | None = None
    left_take: UUID | None = None
    right_take: UUID | None = None
