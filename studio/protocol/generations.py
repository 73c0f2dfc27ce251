"""A generation: how it runs, what people do to it, and its steps."""

from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict
from uuid import UUID

from pydantic import Field

from studio.protocol.messages import ActKind, GenerationState, Mark, Message, Purpose, Requested, Symbol
from studio.protocol.projects import Person


class Pace(Message):
    """full: as fast as it goes; limited: a number of steps per second; single: one step per request."""

    mode: Literal["full", "limited", "single"] = "full"
    steps_per_second: float | None = Field(default=None, ge=0.2, le=50)


class Frozen(Message):
    """A canvas at the moment a generation began: rows by columns.

    columns: the ids of the document's columns, which outlive inserted and deleted bars.
    states: 0 unmasked, 1 masked, 2 renoisable; pins: whether the value may not change.
    content: the codec's JSON (for a chorale: kind, meta, symbols, fermatas, lyrics).
    """

    columns: list[str]
    states: list[list[int]]
    pins: list[list[bool]]
    authors: list[list[str | None]] | None = None
    """human, model, edited; None: as imported."""
    content: dict[str, Any]


class Generation(Message):
    id: UUID
    canvas: UUID
    number: int
    """Counts from 1 within a canvas."""
    state: GenerationState
    is_resuming: bool
    """True from the loss of a worker until another one continues."""
    requested: Requested
    settings: dict[str, Any]
    """Sampler settings (SettingSpec by name), as the sampler understands them."""
    pace: Pace
    seed: int
    num_candidates: int
    num_steps: int
    first_step: int
    """0, or the step of the parent at which a branch begins."""
    last_step: int | None
    """The last step that is stored; None before the first frame."""
    parent: UUID | None
    parent_candidate: int | None
    checkpoint: str
    created_by: Person | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    queue_position: int | None
    """Generations of the queue before this one, while queued."""
    begins_at: datetime | None
    """When it is expected to begin or go on, while queued; None where nobody knows."""
    error: str | None
    result_hash: str | None
    """SHA-256 over the final symbols of all candidates, once done."""
    best_first: list[int]
    """Numbers of the candidates, the likeliest first, once done; empty where the kind does not tell."""
    purpose: Purpose
    job: UUID | None
    sources: list[UUID]
    """The takes that it was made from: one (repair), two (splice), or those placed on the canvas."""
    reproduces: UUID | None
    verdict: "Verdict | None"
    is_graded: bool
    """Whether the last step of every candidate has its grade."""


class Verdict(Message):
    """The result of a reproduction: the same at every step, or where it first differs and why."""

    is_identical: bool
    hash: str
    """SHA-256 over every step's symbols."""
    step: int | None = None
    candidate: int | None = None
    cell: int | None = None
    reason: str = ""


class Act(Message):
    """A change that a person made to a running generation.

    cells: flat numbers (row * columns + column); state and pinned as painted, None to leave them (a state
    that comes without a pin brings its default one); symbols: new values of `cells` in order, None to leave
    them. A cell that becomes pinned holds the value that the candidate has when the act begins to hold.
    settings: the changed ones by name. marks: row, column and the cell's mark from then on.
    """

    id: UUID
    generation: UUID
    number: int
    """Counts from 1 within a generation."""
    kind: ActKind
    candidate: int | None
    """None: all candidates."""
    cells: list[int] = []
    state: int | None = None
    pinned: bool | None = None
    symbols: list[Symbol] | None = None
    settings: dict[str, Any] | None = None
    marks: list[Mark] | None = None
    from_step: int | None
    """The first step made with it; None until a worker has taken it up."""
    author: Person | None
    created_at: datetime


class Step(Message):
    """All candidates at one step. A generation's first stored step carries `symbols`, others `changes`.

    symbols: per candidate all cells, row by row (cell = row * columns + column).
    changes: per candidate a flat list cell, symbol, cell, symbol, ... of what differs from the step before.
    """

    step: int
    symbols: list[list[Symbol]] | None = None
    changes: list[list[Symbol]] | None = None


class StepJson(TypedDict):
    """A `Step` as JSON, which is how steps are stored and replayed: too many to check each again."""

    step: int
    symbols: NotRequired[list[list[Symbol]]]
    changes: NotRequired[list[list[Any]]]


class Frame(Message):
    """Consecutive steps, every one of them."""

    first_step: int
    last_step: int
    steps: list[Step]
