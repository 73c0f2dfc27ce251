"""Grades, and answers of the model to looks."""

from typing import Literal
from uuid import UUID

from studio.protocol.messages import Message, Question, Symbol


class Fault(Message):
    """Something that the grade counts against a candidate, with the cells where it occurs."""

    code: str
    message: str
    """One plain sentence, e.g. "Parallel fifths between soprano and bass into bar 6 beat 3"."""
    cells: list[int]
    penalty: float = 0.0


class Grade(Message):
    """Lower is better."""

    generation: UUID
    candidate: int
    step: int
    overall: float
    features: dict[str, float]
    faults: list[Fault]


class Alternative(Message):
    """An alternative for the cells that were asked about, with its probability from all of its context."""

    symbols: list[Symbol]
    label: str
    probability: float


class Look(Message):
    """The model's view of one grid as it is.

    question: doubt (per cell, 1 - the probability of what stands there), alternatives (for `cells`, the
    likeliest first), grade (with faults).
    """

    id: UUID
    canvas: UUID
    question: Question
    cells: list[int]
    state: Literal["waiting", "answered", "failed"]
    doubt: list[float] | None = None
    alternatives: list[Alternative] | None = None
    overall: float | None = None
    features: dict[str, float] | None = None
    faults: list[Fault] | None = None
    error: str | None = None
