"""Several generations with one aim."""

from datetime import datetime
from typing import Any
from uuid import UUID

from studio.protocol.messages import JobKind, JobState, Message
from studio.protocol.projects import Person


class Job(Message):
    """best_of: {settings, total, keep, batch, seed, stop_early}, and taste where it sorts by votes; grid:
    {settings, seeds, temperatures, steps}; pair: {settings, first, second, total, batch, seed}, two places
    (flat numbers of cells) whose states are swapped in the second of its generations."""

    id: UUID
    canvas: UUID
    number: int
    kind: JobKind
    state: JobState
    settings: dict[str, Any]
    generations: list[UUID]
    num_done: int
    """Candidates that are finished and graded."""
    num_total: int
    best: list["Ranked"]
    """Graded candidates so far, the best first (best_of: the first `keep` are or will be takes)."""
    note: str
    created_by: Person | None
    created_at: datetime
    finished_at: datetime | None


class Ranked(Message):
    """One graded candidate of a job; take: the one that was made of it, if any. preference: by the taste that
    the job sorts by, higher is better; None where it sorts by grade."""

    generation: UUID
    candidate: int
    overall: float
    preference: float | None = None
    take: UUID | None = None
