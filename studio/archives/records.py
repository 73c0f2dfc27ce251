"""Records, the lines of an archive's files; README.txt of an archive says which file has which.

Rows are named by numbers, never by ids: canvases count from 1 in the archive, generations and jobs keep
their number on the canvas, takes count from 1 on each canvas. So the same rows give the same files on every
server. People are named by their names.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    Base64Bytes,
    ConfigDict,
    Field,
    NonNegativeInt,
    field_validator,
)

from studio import protocol
from studio.bodies import BestOf
from studio.services.upkeep.checks import MAX_SEED
from sunmask.ranking.taste import Taste

FORMAT: Literal["sunmask-archive"] = "sunmask-archive"
VERSION = 2
"""1 had neither campaigns nor listening tests; it is read as ever."""

_MOST = 2**31 - 1
"""The greatest value of a column of whole numbers."""


class Record(protocol.Message):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


def _storable(moment: datetime) -> datetime:
    try:
        moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("a time must lie in the years 1 to 9999") from None
    return moment


Ended = Literal["done", "stopped", "failed"]
"""How a job or a generation of an archive is over."""

Moment = Annotated[AwareDatetime, AfterValidator(_storable)]
"""A time that databases can hold."""


def _count(least: int = 0, most: int = _MOST) -> Any:
    return Field(ge=least, le=most)


def _text(most: int, least: int = 0) -> Any:
    return Field(min_length=least, max_length=most)


class Manifest(Record):
    """manifest.json: what this is, when it was made, and how much is in it."""

    format: Literal["sunmask-archive"] = FORMAT
    version: int = Field(ge=1)
    exported_at: Moment
    is_whole: bool
    """Whether it holds a whole project, or chosen takes with what they were made from."""
    project: str = _text(120, 1)
    num_canvases: int = _count()
    num_generations: int = _count()
    num_takes: int = _count()
    num_rankings: int = _count()
    num_campaigns: int = Field(default=0, ge=0, le=_MOST)
    num_listening_tests: int = Field(default=0, ge=0, le=_MOST)


class CanvasRecord(Record):
    """canvases/<number>/canvas.json; the document itself is beside it, as a Yjs update."""

    number: int = _count(1)
    kind: str = _text(32)
    name: str = _text(200, 1)
    origin: str = _text(200)
    notices: list[protocol.Notice] = Field(max_length=10_000)
    position: int = _count()
    author: str = _text(150)
    created_at: Moment
    binned_at: Moment | None
    cells: dict[str, Any]
    """The document as people read it, empty where its kind was not installed; imports take the document."""


class JobRecord(Record):
    """A line of canvases/<number>/jobs.jsonl."""

    number: int = _count(1)
    kind: protocol.JobKind
    state: Ended
    settings: dict[str, Any]
    frozen: protocol.Frozen
    checkpoint: str = _text(120)
    checkpoint_sha256: str = _text(64)
    note: str = _text(300)
    author: str = _text(150)
    created_at: Moment
    finished_at: Moment | None


class BestOfRequest(BestOf):
    """Settings of a job of kind best_of. taste: what it sorts by, where that is not the grade."""

    taste: dict[str, Any] | None = None

    @field_validator("taste")
    @classmethod
    def _is_a_taste(cls, found: dict[str, Any] | None) -> dict[str, Any] | None:
        return found if found is None else Taste.from_json(found).to_json()


class PairRequest(Record):
    """Settings of a job of kind pair."""

    settings: dict[str, Any]
    first: list[NonNegativeInt] = Field(min_length=1, max_length=1000)
    second: list[NonNegativeInt] = Field(min_length=1, max_length=1000)
    total: int = _count(2)
    batch: int = _count(1)
    seed: int = _count()


class ActRecord(Record):
    number: int = _count(1)
    kind: protocol.ActKind
    candidate: int | None = _count()
    payload: dict[str, Any]
    from_step: int | None = _count()
    author: str = _text(150)
    created_at: Moment


class GradeRecord(Record):
    candidate: int = _count()
    step: int = _count()
    overall: float
    features: dict[str, float]
    faults: list[protocol.Fault]
    created_at: Moment


class GenerationRecord(Record):
    """A line of canvases/<number>/generations.jsonl; every step of it is in frames/<generation>.jsonl.

    parent, reproduces: numbers of generations. sources: takes by their place in the archive.
    """

    number: int = _count(1)
    state: Ended
    frozen: protocol.Frozen
    settings: dict[str, Any]
    pace: protocol.Pace
    seed: int = _count(0, MAX_SEED)
    num_candidates: int = _count(1, 100_000)
    num_steps: int = _count(1, 1_000_000)
    first_step: int = _count()
    last_step: int | None = _count()
    parent: int | None = _count(1)
    parent_candidate: int | None = _count()
    checkpoint: str = _text(120)
    checkpoint_sha256: str = _text(64)
    author: str = _text(150)
    created_at: Moment
    started_at: Moment | None
    finished_at: Moment | None
    graded_at: Moment | None
    error: str | None = _text(10_000)
    result_hash: str | None = _text(64)
    best_first: list[int] = Field([], max_length=100_000)
    purpose: protocol.Purpose
    job: int | None = _count(1)
    sources: list["TakePlace"] = Field(max_length=1000)
    reproduces: int | None = _count(1)
    verdict: protocol.Verdict | None
    ran_on: dict[str, str]
    acts: list[ActRecord]
    grades: list[GradeRecord]


class TakePlace(Record):
    """A take of the archive: number `take` on canvas number `canvas`."""

    canvas: int = _count(1)
    take: int = _count(1)


class TakeRecord(Record):
    """A line of canvases/<number>/takes.jsonl; it is in files/ too, for other programs.

    authorship: shares of cells that are human, model, edited or held; for reading, an import finds them anew.
    """

    number: int = _count(1)
    generation: int = _count(1)
    candidate: int = _count()
    step: int = _count()
    name: str = _text(120, 1)
    note: str = _text(200)
    is_starred: bool
    position: int = _count()
    author: str = _text(150)
    created_at: Moment
    binned_at: Moment | None
    symbols: list[protocol.Symbol]
    figures: dict[str, bool | int | float | str | None]
    remarks: str = _text(20_000)
    remarks_by: str = Field(default="", max_length=150)
    tags: list[str] = Field(max_length=200)
    tagged_by: dict[str, list[str]] = Field(default={}, max_length=200)
    """Each tag with the names of those who gave it; in an archive without it nobody knows."""
    ratings: list[protocol.Stars] = Field(max_length=10_000)
    grade: float | None
    features: dict[str, float]
    faults: list[protocol.Fault]
    authorship: dict[str, float]


class CommentRecord(Record):
    """A line of canvases/<number>/comments.jsonl."""

    text: str = _text(2000)
    """Empty where its author took it back and others had answered."""
    thread: int | None = Field(default=None, ge=1, le=_MOST)
    """The line, from 1, of the comment that this one answers."""
    column: str | None = _text(40)
    last_column: str | None = Field(default=None, max_length=40)
    row: int | None = _count()
    place: str = Field(default="", max_length=120)
    quote: str = Field(default="", max_length=120)
    author: str = _text(150)
    created_at: Moment
    edited_at: Moment | None = None
    resolved_at: Moment | None = None
    resolver: str = Field(default="", max_length=150)


class VersionRecord(Record):
    """A line of canvases/<number>/versions.jsonl: a moment of the document that got a name."""

    name: str = _text(120, 1)
    moment_at: Moment
    update: Base64Bytes
    """The document then, as a Yjs update in base64."""
    author: str = _text(150)
    created_at: Moment


class DuelRecord(Record):
    left: TakePlace
    right: TakePlace
    judge: str = _text(150, 1)
    outcome: protocol.Outcome
    created_at: Moment
    voted_at: Moment
    heard: protocol.Heard | None = None


class RankingRecord(Record):
    """A line of rankings.jsonl: a set of takes and every vote on them.

    opened_at: null where the ranking is not open. An archive without it comes from a studio that told the
    origin of takes after each vote: its rankings were open from the beginning.
    """

    name: str = _text(120, 1)
    takes: list[TakePlace] = Field(max_length=5000)
    author: str = _text(150)
    created_at: Moment
    binned_at: Moment | None
    opened_at: Moment | None = None
    rules: protocol.RankingRules | None = None
    """None where votes count as they did before there were rules."""
    set_aside: list[str] = Field(default=[], max_length=1000)
    """Judges whose votes do not count."""
    duels: list[DuelRecord]

    @property
    def was_opened_at(self) -> datetime | None:
        return self.opened_at if "opened_at" in self.model_fields_set else self.created_at
