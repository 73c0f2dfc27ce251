"""Canvases: made, changed, checked, engraved."""

from typing import Any
from uuid import UUID

from pydantic import Field, StrictInt

from studio.protocol import (
    Canvas,
    Comment,
    Generation,
    Grade,
    Job,
    Message,
    Request,
    Symbol,
    Take,
    Version,
)


class NewCanvas(Request):
    """start: "blank" or the name of a demo of the kind; options: the codec's, for a blank one."""

    kind: str = Field(default="chorale", max_length=32)
    name: str | None = Field(default=None, max_length=400)
    start: str = Field(default="blank", max_length=120)
    options: dict[str, Any] = {}


class CanvasChange(Request):
    name: str | None = Field(default=None, max_length=400)
    position: StrictInt | None = Field(default=None, ge=0, le=1_000_000)


class ScoreInView(Request):
    """A score as a browser shows it, with edits that are not stored yet.

    marks: (row, column, mark of the cell), as the shared document has it. width, height: of a page, in
    staff spaces; without a height the score is one page as long as it is. view: as the kind shows scores; for
    a chorale open, closed, reduction, or a voice's name for that voice alone. line_starts: the columns with
    which lines began in the last score of this width, so that they stay while the music fits them.
    first_lines: of a long score only the lines that fit a view; the pages of the others are empty.
    """

    symbols: list[list[Symbol]]
    meta: dict[str, Any] = {}
    marks: list[tuple[int, int, dict[str, Any]]] = Field(default=[], max_length=20_000)
    width: int
    height: int | None = None
    view: str | None = Field(default=None, max_length=20)
    line_starts: list[StrictInt] = Field(default=[], max_length=1000)
    first_lines: int | None = Field(default=None, ge=1, le=100)


class NewRendering(Request):
    """A request for files of the canvas, of a take of it, or of a candidate at a step (the newest when None).

    options: what the kind can render, such as `{"files": ["score", "tenor"], "sound": "mp3"}`.
    has_sidecars: with a signed statement of who made it beside each file.
    """

    options: dict[str, Any]
    generation: UUID | None = None
    candidate: int = 0
    step: int | None = None
    take: UUID | None = None
    has_sidecars: bool = False


class CanvasSnapshot(Message):
    """A canvas with all that belongs to it, at number `seq` of its project's stream."""

    canvas: Canvas
    generations: list[Generation]
    """The newest, and those that are not over; others are read page by page."""
    num_generations: int
    takes: list[Take]
    """The newest, in their order; others are read page by page."""
    num_takes: int
    comments: list[Comment]
    """The newest; others are read page by page."""
    num_comments: int
    versions: list[Version]
    jobs: list[Job]
    """The newest 50."""
    grades: list[Grade]
    """Grades of the last step of each candidate, of the newest generations."""
    seq: int


class Engraving(Message):
    """A score as pages of SVG from top to bottom, without scripts, styles or addresses."""

    pages: list[str]


class CanvasState(Message):
    """The document as worker and export read it, rows by columns; `hash` covers all but seq and epoch."""

    seq: int
    epoch: int
    hash: str
    content: dict[str, Any]
    columns: list[str]
    states: list[list[int]]
    pins: list[list[bool]]
    authors: list[list[str | None]]
