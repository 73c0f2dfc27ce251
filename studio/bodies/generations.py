"""Generations: begun, steered, looked at, shown to others."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from studio.protocol import (
    Frozen,
    Generation,
    Mark,
    Message,
    Pace,
    Person,
    Question,
    Request,
    Symbol,
)


class NewGeneration(Request):
    """settings: by name, defaults for the rest; an absent seed is drawn, an absent checkpoint the default."""

    settings: dict[str, Any] = {}
    pace: Pace = Pace()
    num_candidates: int = 1
    seed: int | None = None
    checkpoint: str | None = Field(default=None, max_length=120)


class NewAct(Request):
    """Cells with a state, a pin or symbols, or marks (of one candidate; None: all), or settings of the whole
    run. marks: row, column and the cell's mark from then on, as documents have it; None for no mark."""

    candidate: int | None = Field(default=None, ge=0)
    cells: list[int] | None = None
    state: int | None = None
    pinned: bool | None = None
    symbols: list[Symbol] | None = None
    settings: dict[str, Any] | None = None
    marks: list[Mark] | None = None


class NewBranch(Request):
    """A child from one candidate at a step; what is absent is the parent's, but the seed is drawn. acts: what
    holds from the child's first step on."""

    candidate: int = Field(ge=0)
    step: int = Field(ge=0)
    settings: dict[str, Any] | None = None
    num_candidates: int | None = Field(default=None, ge=1)
    seed: int | None = None
    states: list[list[int]] | None = None
    pins: list[list[bool]] | None = None
    acts: list[NewAct] = []


class NewLook(Request):
    """At a candidate of a generation at a step, at a take, or (none of them) at the canvas as it is."""

    question: Question
    cells: list[int] = []
    generation: UUID | None = None
    candidate: int | None = Field(default=None, ge=0)
    step: int | None = Field(default=None, ge=0)
    take: UUID | None = None


class Stop(Request):
    """How a generation ends."""

    candidate: int = Field(default=0, ge=0)
    """The one that the person looks at: its last step is kept."""
    after_step: bool = False
    """Whether the step that is being made is finished first."""


class NewReplayLink(Request):
    """days: until the link is too old; None for one that lasts until it is revoked."""

    days: int | None = Field(default=None, ge=1, le=3650)


class ReplayLink(Message):
    """A link to watch one generation without an account; `url` is sent only when it is made."""

    id: str
    url: str
    created_by: Person | None
    created_at: datetime
    expires_at: datetime | None


class Replay(Message):
    """The content of a replay link: a generation without names, and what it began from."""

    kind: str
    generation: Generation
    frozen: Frozen
    num_steps: int
