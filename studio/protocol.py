"""Every message and row that crosses the wire, typed once.

The HTTP API answers with these models, the socket sends and receives them, and
`frontend/src/protocol.ts` is generated from them (`make protocol`). Cells, symbols and metadata of a
canvas are its codec's business: here they are opaque JSON.
"""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

PROTOCOL_VERSION = 1

Role = Literal["viewer", "commenter", "curator", "editor", "owner"]
GenerationState = Literal["queued", "running", "paused", "done", "stopped", "failed"]
Symbol = int | str
"""What a person sees in a cell; for a chorale 0 a rest, +p an onset of MIDI pitch p, -p it continues."""


class Message(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Request(Message):
    """What a browser sends: a field that has a default may be left out. What the studio sends is whole."""


# ---- rows -------------------------------------------------------------------------------------


class Person(Message):
    id: int
    name: str


class Member(Message):
    person: Person
    role: Role


class Project(Message):
    id: UUID
    name: str
    role: Role
    """The reader's own role."""
    updated_at: datetime
    num_canvases: int
    newest: list["CanvasInShort"]
    """Of its canvases those that changed last, three at most."""
    is_in_bin: bool


class CanvasInShort(Message):
    id: UUID
    kind: str
    name: str
    updated_at: datetime


class Canvas(Message):
    id: UUID
    project: UUID
    kind: str
    name: str
    created_by: Person | None
    updated_at: datetime
    is_in_bin: bool
    notices: list["Notice"]
    """What an import changed, for review."""
    position: int


class Notice(Message):
    """One stated conversion or doubt of an import."""

    code: str
    message: str
    bar: int | None = None
    part: str | None = None


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
    wanted: Literal["run", "pause", "stop"]
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
    error: str | None
    result_hash: str | None
    """SHA-256 over the final symbols of all candidates, once done."""
    purpose: Literal["compose", "batch", "repair", "splice", "reproduce", "imported"]
    job: UUID | None
    sources: list[UUID]
    """The takes that it was made from: one (repair), two (splice), or those placed on the canvas."""
    reproduces: UUID | None
    verdict: "Verdict | None"
    is_graded: bool
    """Whether the last step of every candidate has its grade."""


class Verdict(Message):
    """What a reproduction found: the same at every step, or where it first differs and why."""

    is_identical: bool
    hash: str
    """SHA-256 over every step's symbols."""
    step: int | None = None
    candidate: int | None = None
    cell: int | None = None
    reason: str = ""


class Act(Message):
    """What a person did to a running generation.

    cells: flat numbers (row * columns + column); state and pinned as painted, None to leave them (a state
    that comes without a pin brings its default one); symbols: new values of `cells` in order, None to leave
    them. A cell that becomes pinned holds the value that the candidate has when the act begins to hold.
    settings: the changed ones by name.
    """

    id: UUID
    generation: UUID
    number: int
    """Counts from 1 within a generation."""
    kind: Literal["cells", "settings", "pause", "resume", "stop"]
    candidate: int | None
    """None: all candidates."""
    cells: list[int] = []
    state: int | None = None
    pinned: bool | None = None
    symbols: list[Symbol] | None = None
    settings: dict[str, Any] | None = None
    from_step: int | None
    """The first step made with it; None until a worker has taken it up."""
    author: Person | None
    created_at: datetime


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
    question: Literal["doubt", "alternatives", "grade"]
    cells: list[int]
    state: Literal["waiting", "answered", "failed"]
    doubt: list[float] | None = None
    alternatives: list[Alternative] | None = None
    overall: float | None = None
    features: dict[str, float] | None = None
    faults: list[Fault] | None = None
    error: str | None = None


class Job(Message):
    """best_of: {settings, total, keep, batch, seed, stop_early}; grid: {settings, seeds, temperatures,
    steps}; pair: {settings, first, second, total, batch, seed}, two places (flat numbers of cells) whose
    states are swapped in the second of its generations."""

    id: UUID
    canvas: UUID
    number: int
    kind: Literal["best_of", "grid", "pair"]
    state: Literal["running", "ending", "done", "stopped", "failed"]
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
    """One graded candidate of a job; take: the one that was made of it, if any."""

    generation: UUID
    candidate: int
    overall: float
    take: UUID | None = None


class Step(Message):
    """All candidates at one step. A generation's first stored step carries `symbols`, others `changes`.

    symbols: per candidate all cells, row by row (cell = row * columns + column).
    changes: per candidate a flat list cell, symbol, cell, symbol, ... of what differs from the step before.
    """

    step: int
    symbols: list[list[Symbol]] | None = None
    changes: list[list[Symbol]] | None = None


class Frame(Message):
    """Consecutive steps, every one of them."""

    first_step: int
    last_step: int
    steps: list[Step]


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
    """A take's place in a ranking: Bradley-Terry score in logits (mean 0) with its 95 % interval."""

    take: UUID
    score: float
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


class Comment(Message):
    id: UUID
    canvas: UUID
    text: str
    column: str | None
    row: int | None
    created_by: Person | None
    created_at: datetime


class Quality(Message):
    """A named choice that makes some settings at once, by their names."""

    name: str
    label: str
    description: str
    settings: dict[str, float | int | bool | str]


class SettingSpec(Message):
    """One field of the sampler's settings: the panel is drawn and checked from it.

    maximum of a text: its letters.
    """

    name: str
    label: str
    description: str
    type: Literal["integer", "number", "boolean", "choice", "text"]
    default: float | int | bool | str
    minimum: float | None = None
    maximum: float | None = None
    choices: list[str] = []
    is_expert: bool = False


class Checkpoint(Message):
    name: str
    kind: str
    is_default: bool
    sha256: str
    title: str
    figures: dict[str, Any]


class Failure(Message):
    """The body of every HTTP error, and of `refused` on the socket."""

    code: str
    message: str
    retry_after_s: int | None = None


# ---- streams ----------------------------------------------------------------------------------
# project:<id>     rows of a project: canvas, generation (summary), take, comment, member, project
# canvas:<id>      document updates of one canvas
# generation:<id>  frames, states (and acts) of one generation


class CanvasChanged(Message):
    kind: Literal["canvas"] = "canvas"
    canvas: Canvas


class ProjectChanged(Message):
    kind: Literal["project"] = "project"
    id: UUID
    name: str
    is_in_bin: bool


class MembersChanged(Message):
    kind: Literal["members"] = "members"
    members: list[Member]


class GenerationChanged(Message):
    """On the project's stream (so that panels know) and on the generation's own, in order with frames."""

    kind: Literal["generation"] = "generation"
    generation: Generation


class FrameAdded(Message):
    kind: Literal["frame"] = "frame"
    frame: Frame


class TakeChanged(Message):
    kind: Literal["take"] = "take"
    take: Take


class ActAdded(Message):
    """On the generation's stream; sent again with `from_step` once a worker has taken it up."""

    kind: Literal["act"] = "act"
    act: Act


class GradesAdded(Message):
    """On the project's stream."""

    kind: Literal["grades"] = "grades"
    canvas: UUID
    grades: list[Grade]


class LookAnswered(Message):
    """On the project's stream; the answer itself is read at GET /api/looks/{look}."""

    kind: Literal["look"] = "look"
    id: UUID


class JobChanged(Message):
    """On the project's stream."""

    kind: Literal["job"] = "job"
    job: Job


class RankingChanged(Message):
    """On the project's stream."""

    kind: Literal["ranking"] = "ranking"
    ranking: Ranking


class CommentChanged(Message):
    kind: Literal["comment"] = "comment"
    comment: Comment
    is_deleted: bool = False


class DocumentSnapshot(Message):
    """Replaces everything up to and including this event's seq (sent first after `resume` from 0)."""

    kind: Literal["document.snapshot"] = "document.snapshot"
    epoch: int
    update: str
    """A Yjs update, base64."""


class DocumentUpdate(Message):
    kind: Literal["document.update"] = "document.update"
    epoch: int
    update: str
    author: int | None
    client_message_id: str


Payload = Annotated[
    CanvasChanged
    | ProjectChanged
    | MembersChanged
    | GenerationChanged
    | FrameAdded
    | TakeChanged
    | CommentChanged
    | ActAdded
    | GradesAdded
    | LookAnswered
    | JobChanged
    | RankingChanged
    | DocumentSnapshot
    | DocumentUpdate,
    Field(discriminator="kind"),
]


# ---- socket, server to browser ----------------------------------------------------------------


class Welcome(Message):
    type: Literal["welcome"] = "welcome"
    protocol: int
    connection: str
    """This socket's id, the key of its presence."""
    person: Person
    role: Role


class Event(Message):
    """Event number `seq` of a stream; seqs are contiguous from 1. A snapshot's seq may jump ahead."""

    type: Literal["event"] = "event"
    stream: str
    seq: int
    payload: Payload


class Resumed(Message):
    """Everything up to `seq` has been sent; what follows is live."""

    type: Literal["resumed"] = "resumed"
    stream: str
    seq: int


class Heartbeat(Message):
    """Every 15 s: the last seq of each followed stream; a browser that is behind sends `resume`."""

    type: Literal["heartbeat"] = "heartbeat"
    streams: dict[str, int]


class DocumentAck(Message):
    """The update is stored; only now may a browser call it saved."""

    type: Literal["document.ack"] = "document.ack"
    canvas: UUID
    client_message_id: str
    seq: int


class DocumentNack(Message):
    """The update was refused or could not be stored; the browser keeps the edit or takes it back."""

    type: Literal["document.nack"] = "document.nack"
    canvas: UUID
    client_message_id: str
    code: str
    message: str
    retry: bool
    """True when the same update may succeed later (storage trouble), False when it never will."""


class PresenceState(Message):
    """Where one person's attention is; not stored."""

    connection: str
    person: Person
    canvas: UUID | None = None
    stage: str | None = None
    """"canvas", or "generation:<id>:<candidate>" when a candidate is in view."""
    cursor: tuple[str, int] | None = None
    """Column id and row."""
    selection: list[tuple[str, str, int, int]] = []
    """Rectangles: first column id, last column id, first row, last row."""


class Presence(Message):
    """Everybody here when `is_whole`, otherwise only what changed."""

    type: Literal["presence"] = "presence"
    people: list[PresenceState]
    gone: list[str] = []
    is_whole: bool = False


class Lagging(Message):
    """This socket reads too slowly: pushing stopped; send `resume` to continue."""

    type: Literal["lagging"] = "lagging"
    streams: dict[str, int]


class RoleChanged(Message):
    type: Literal["role"] = "role"
    role: Role


class Refused(Message):
    """A message that was not understood or not allowed."""

    type: Literal["refused"] = "refused"
    code: str
    message: str


ServerMessage = Annotated[
    Welcome
    | Event
    | Resumed
    | Heartbeat
    | DocumentAck
    | DocumentNack
    | Presence
    | Lagging
    | RoleChanged
    | Refused,
    Field(discriminator="type"),
]


# ---- socket, browser to server ----------------------------------------------------------------


class Resume(Request):
    """Follow streams, each from the seq already seen (0 for none)."""

    type: Literal["resume"] = "resume"
    streams: dict[str, int] = Field(max_length=64)


class Unfollow(Request):
    type: Literal["unfollow"] = "unfollow"
    streams: list[str] = Field(max_length=64)


class SendDocumentUpdate(Request):
    type: Literal["document.update"] = "document.update"
    canvas: UUID
    epoch: int
    client_message_id: str = Field(min_length=1, max_length=64)
    update: str


class SendPresence(Request):
    type: Literal["presence"] = "presence"
    canvas: UUID | None = None
    stage: str | None = Field(default=None, max_length=80)
    cursor: tuple[str, int] | None = None
    selection: list[tuple[str, str, int, int]] = Field(default=[], max_length=16)


class Ping(Request):
    type: Literal["ping"] = "ping"


ClientMessage = Annotated[
    Resume | Unfollow | SendDocumentUpdate | SendPresence | Ping,
    Field(discriminator="type"),
]


CLOSE_CODES = {
    4400: "a message that could harm the document",
    4401: "signed out",
    4403: "no longer a member",
    4404: "no such project",
    4408: "too many sockets",
    4429: "too many messages",
}
