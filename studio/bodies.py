"""What HTTP requests carry and answers hold beyond the rows of `protocol.py`."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StrictInt

from studio.protocol import (
    Act,
    Canvas,
    Checkpoint,
    Comment,
    Frozen,
    Generation,
    Grade,
    Job,
    Member,
    Message,
    Pace,
    Person,
    Project,
    Quality,
    Request,
    Role,
    SettingSpec,
    Symbol,
    Take,
)

# ---- requests ---------------------------------------------------------------------------------


class Credentials(Request):
    name: str = Field(max_length=150)
    password: str = Field(max_length=1000)


class NewPassword(Request):
    old_password: str = Field(max_length=1000)
    new_password: str = Field(max_length=1000)


class Named(Request):
    name: str = Field(max_length=400)


class NewMember(Request):
    name: str = Field(max_length=150)
    role: Role


class NewInvitationLink(Request):
    """days: until the link is too old; None for one that lasts until it is revoked."""

    role: Role
    days: int | None = Field(default=None, ge=1, le=3650)


class NewRole(Request):
    role: Role


class NewCanvas(Request):
    """start: "blank" or the name of a demo of the kind; options: the codec's, for a blank one."""

    kind: str = Field(default="chorale", max_length=32)
    name: str | None = Field(default=None, max_length=400)
    start: str = Field(default="blank", max_length=120)
    options: dict[str, Any] = {}


class CanvasChange(Request):
    name: str | None = Field(default=None, max_length=400)
    position: StrictInt | None = Field(default=None, ge=0, le=1_000_000)


class WordsToCheck(Request):
    """Words as they stand in a text, each once."""

    words: list[Annotated[str, Field(max_length=64)]] = Field(max_length=500)


class ScoreInView(Request):
    """What a browser shows, edits that are not stored yet included.

    marks: (row, column, what hangs on the cell), as the shared document has it. width, height: of a page, in
    staff spaces; without a height the score is one page as long as it is.
    """

    symbols: list[list[Symbol]]
    meta: dict[str, Any] = {}
    marks: list[tuple[int, int, dict[str, Any]]] = Field(default=[], max_length=20_000)
    width: int
    height: int | None = None


class NewGeneration(Request):
    """settings: by name, defaults for the rest; an absent seed is drawn, an absent checkpoint the default."""

    settings: dict[str, Any] = {}
    pace: Pace = Pace()
    num_candidates: int = 1
    seed: int | None = None
    checkpoint: str | None = Field(default=None, max_length=120)


class NewBranch(Request):
    """A child from one candidate at a step; what is absent is the parent's, but the seed is drawn."""

    candidate: int = Field(ge=0)
    step: int = Field(ge=0)
    settings: dict[str, Any] | None = None
    num_candidates: int | None = Field(default=None, ge=1)
    seed: int | None = None
    states: list[list[int]] | None = None
    pins: list[list[bool]] | None = None


class NewAct(Request):
    """Cells with a state, a pin or symbols (of one candidate; None: all), or settings of the whole run."""

    candidate: int | None = Field(default=None, ge=0)
    cells: list[int] | None = None
    state: int | None = None
    pinned: bool | None = None
    symbols: list[Symbol] | None = None
    settings: dict[str, Any] | None = None


class NewLook(Request):
    """At a candidate of a generation at a step, at a take, or (none of them) at the canvas as it is."""

    question: Literal["doubt", "alternatives", "grade"]
    cells: list[int] = []
    generation: UUID | None = None
    candidate: int | None = Field(default=None, ge=0)
    step: int | None = Field(default=None, ge=0)
    take: UUID | None = None


class BestOf(Request):
    """Make `total` candidates in batches, keep the best; stop_early: once they no longer become better."""

    settings: dict[str, Any] = {}
    total: int = 64
    keep: int = 8
    batch: int = 8
    seed: int | None = None
    stop_early: bool = False


class Grid(Request):
    """One candidate for each seed, temperature and number of steps."""

    settings: dict[str, Any] = {}
    seeds: list[int] = Field(max_length=1000)
    temperatures: list[float] = Field(max_length=1000)
    steps: list[int] = Field(max_length=1000)


class Pair(Request):
    """The canvas as it is, and with the states of two places (cells by column id and row) swapped."""

    settings: dict[str, Any] = {}
    first: list[tuple[Annotated[str, Field(max_length=40)], int]] = Field(max_length=1000)
    second: list[tuple[Annotated[str, Field(max_length=40)], int]] = Field(max_length=1000)
    num_candidates: int = 20
    seed: int | None = None


class NewBestOf(Request):
    kind: Literal["best_of"]
    settings: BestOf


class NewGrid(Request):
    kind: Literal["grid"]
    settings: Grid


class NewPair(Request):
    kind: Literal["pair"]
    settings: Pair


NewJob = Annotated[NewBestOf | NewGrid | NewPair, Field(discriminator="kind")]


class StopJob(Request):
    """after_this: after the generation that runs, otherwise at once."""

    after_this: bool = False


class Variants(Request):
    num_variants: int = 3


class Repair(Variants):
    """wider: seams of the kind (a beat, three words) that are composed anew on each side of the faults."""

    wider: int = Field(default=0, ge=0)


class NewRepair(Repair):
    candidate: int = Field(ge=0)
    step: int = Field(ge=0)


class NewSplice(Variants):
    """columns: first and last column of each span that comes from the first take. seam: columns that are
    composed anew on each side of a border."""

    first_take: UUID
    second_take: UUID
    columns: list[tuple[int, int]] = Field(max_length=1000)
    seam: int | None = None


class Stop(Request):
    """How a generation ends."""

    candidate: int = Field(default=0, ge=0)
    """The one that the person looks at: its last step is kept."""
    after_step: bool = False
    """Whether the step that is being made is finished first."""


class NewTake(Request):
    candidate: int = Field(ge=0)
    step: int = Field(ge=0)
    name: str | None = Field(default=None, max_length=400)
    note: Literal["kept", "placed"] = "kept"


class TakeChange(Request):
    name: str | None = Field(default=None, max_length=400)
    is_starred: bool | None = None
    position: StrictInt | None = Field(default=None, ge=0, le=1_000_000)
    remarks: str | None = Field(default=None, max_length=20_000)
    tags: list[str] | None = Field(default=None, max_length=200)


class OwnStars(Request):
    """One's own rating of a take; None takes it away."""

    stars: int | None = Field(ge=1, le=5)


class TakeQuery(Request):
    """Which takes of a project, in which order ("-" before the name for falling; those without it last).

    key, model: as `figures.key` and the checkpoint's name say. feature, feature_max: a part of the grade.
    setting, setting_min, setting_max: a setting with which the generation began, as a number.
    search: words in name, remarks, tags, author and canvas.
    """

    canvas: UUID | None = None
    ranking: UUID | None = None
    search: str = Field(default="", max_length=200)
    rating_min: float | None = None
    rating_max: float | None = None
    grade_min: float | None = None
    grade_max: float | None = None
    feature: str | None = Field(default=None, pattern=r"^\w{1,60}$")
    feature_max: float | None = None
    setting: str | None = Field(default=None, pattern=r"^\w{1,60}$")
    setting_min: float | None = None
    setting_max: float | None = None
    author: str | None = Field(default=None, max_length=150)
    model: str | None = Field(default=None, max_length=120)
    key: str | None = Field(default=None, max_length=60)
    tag: str | None = Field(default=None, max_length=60)
    since: datetime | None = None
    until: datetime | None = None
    starred: bool | None = None
    binned: bool = False
    sort: Literal[
        "grade",
        "-grade",
        "rating",
        "-rating",
        "created",
        "-created",
        "name",
        "-name",
        "position",
        "-position",
    ] = "-created"
    offset: int = Field(default=0, ge=0, le=1_000_000)
    limit: int = Field(default=50, ge=1, le=100)


class NewRanking(Request):
    name: str = Field(max_length=400)
    takes: list[UUID] = Field(max_length=5000)


class RankingChange(Request):
    name: str | None = Field(default=None, max_length=400)
    takes: list[UUID] | None = Field(default=None, max_length=5000)


class OwnVote(Request):
    outcome: Literal["left", "right", "tie", "both_bad"]


class NewReplayLink(Request):
    """days: until the link is too old; None for one that lasts until it is revoked."""

    days: int | None = Field(default=None, ge=1, le=3650)


class NewComment(Request):
    """On the whole canvas, or on the cell at a column id and row."""

    text: str = Field(max_length=20_000)
    column: str | None = Field(default=None, max_length=40)
    row: int | None = Field(default=None, ge=0, le=1000)


# ---- answers ----------------------------------------------------------------------------------


class ProjectSnapshot(Message):
    """A project and all in it at number `seq` of its stream; events after `seq` bring it up to date."""

    project: Project
    members: list[Member]
    canvases: list[Canvas]
    seq: int


class Storage(Message):
    """What a project takes on the server: its documents and steps."""

    num_bytes: int


class CanvasSnapshot(Message):
    """What hangs on a canvas at number `seq` of its project's stream."""

    canvas: Canvas
    generations: list[Generation]
    """The newest, and those that are not over; others are read page by page."""
    num_generations: int
    takes: list[Take]
    """The newest 200, in their order."""
    num_takes: int
    comments: list[Comment]
    """The newest; others are read page by page."""
    num_comments: int
    jobs: list[Job]
    """The newest 50."""
    grades: list[Grade]
    """Of the last step of each candidate, of the newest generations."""
    seq: int


class TakePage(Message):
    """Takes from `offset` on, and how many there are in all."""

    takes: list[Take]
    total: int


class TakeWords(Message):
    """What the takes of a project can be filtered by, each in alphabetical order."""

    authors: list[str]
    models: list[str]
    keys: list[str]
    tags: list[str]
    features: list[str]
    settings: list[str]


class Engraving(Message):
    """A score as pages of SVG from top to bottom, without scripts, styles or addresses."""

    pages: list[str]


class LineageNode(Message):
    """What has a place in the lineage of a canvas; kind canvas: the canvas as it is now."""

    id: str
    kind: Literal["import", "canvas", "generation", "job", "take", "placed", "export"]
    label: str
    at: datetime
    by: str | None = None
    generation: UUID | None = None
    take: UUID | None = None
    candidate: int | None = None
    step: int | None = None
    job: UUID | None = None
    """Of a node that stands for all generations of a job."""
    is_in_bin: bool = False


class Lineage(Message):
    """edges: ids of parent and child, and how the child was made ("" where there is nothing to say)."""

    nodes: list[LineageNode]
    edges: list[tuple[str, str, str]]


class TakeSettings(Message):
    """What made a take.

    settings: in force when its step was made. acts: those that it was made with. authorship: shares of all
    cells that are human, model, edited, or held as they were brought in. lineage: what it comes from.
    """

    take: UUID
    generation: Generation
    candidate: int
    step: int
    settings: dict[str, Any]
    seed: int
    checkpoint: str
    checkpoint_sha256: str
    ran_on: dict[str, Any]
    acts: list[Act]
    authorship: dict[str, float]
    lineage: Lineage


class InvitationLink(Message):
    """A link that makes people members; `url` is sent only when it is made. num_members: people
    who joined with it."""

    id: str
    url: str
    role: Role
    created_by: Person | None
    created_at: datetime
    expires_at: datetime | None
    num_members: int


class Invitation(Message):
    """What an invitation link leads to. own_role: of the person who asks, if a member already."""

    project: UUID
    name: str
    role: Role
    created_by: Person | None
    own_role: Role | None


class Revoked(Message):
    """num_removed: people who joined with the link and are no longer members."""

    num_removed: int


class ReplayLink(Message):
    """A link to watch one generation without an account; `url` is sent only when it is made."""

    id: str
    url: str
    created_by: Person | None
    created_at: datetime
    expires_at: datetime | None


class Replay(Message):
    """What a replay link shows: a generation without names, and what it began from."""

    kind: str
    generation: Generation
    frozen: Frozen
    num_steps: int


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


class UnknownWord(Message):
    """A word that the models do not know, and the nearest that they do."""

    word: str
    nearest: list[str]


class Format(Message):
    """An export format: the name that `export?format=` takes, its media type and file ending."""

    name: str
    media_type: str
    ending: str


class Kind(Message):
    """What the studio knows of a kind of canvas."""

    kind: str
    settings: list[SettingSpec]
    qualities: list[Quality]
    """The fastest first; a kind may have none."""
    checkpoints: list[Checkpoint]
    formats: list[Format]
    demos: list[str]
    blank_options: dict[str, Any]
    """The options of a blank canvas by name, with defaults."""
    imports: list[str]
    """Endings of the files that can be imported as this kind."""


class SignedOut(Message):
    is_signed_out: Literal[True] = True
