"""Takes: kept, changed, looked for, and where they come from."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field, StrictInt

from studio.protocol import (
    Act,
    Flag,
    Generation,
    Message,
    Request,
    Take,
)

TAKES_AT_ONCE = 200
"""That one request asks for by name."""
CHANGED_AT_ONCE = 5000
"""That one request changes."""
Mine = Literal["none", "stars", "pick", "reject"]


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


class ManyTakesChange(Request):
    """The same for many takes at once; what is None stays. stars: one's own, 0 takes them away. flag: one's
    own, "none" takes it away."""

    takes: list[UUID] = Field(min_length=1, max_length=CHANGED_AT_ONCE)
    is_starred: bool | None = None
    stars: StrictInt | None = Field(default=None, ge=0, le=5)
    flag: Literal["pick", "reject", "none"] | None = None
    add_tags: list[str] = Field(default=[], max_length=200)
    remove_tags: list[str] = Field(default=[], max_length=200)
    is_in_bin: bool | None = None


class TakesChanged(Message):
    """A change of many takes. id: what takes it back."""

    id: UUID
    num_takes: int


class OwnRating(Request):
    """One's own rating of a take: stars, and whether one picks or rejects it. What is left out stays as it
    is; None takes it away."""

    stars: int | None = Field(default=None, ge=1, le=5)
    flag: Flag | None = None


class TakeQuery(Request):
    """Which takes of a project, in which order ("-" before the name for falling; those without it last).

    among: only these, where any are named, in the bin or not unless `binned` is said. mine: what one thinks
    of them oneself ("none": nothing yet). around: the page with the first of these that is found comes,
    whatever `offset` says. key, model: as `key` of its figures and the checkpoint's name say. feature,
    feature_max: a part of the grade. setting, setting_min, setting_max: a setting with which the generation
    began, as a number. search: words in name, remarks, tags, author and canvas."""

    canvas: UUID | None = None
    ranking: UUID | None = None
    among: list[UUID] = Field(default=[], max_length=TAKES_AT_ONCE)
    around: list[UUID] = Field(default=[], max_length=50)
    mine: Mine | None = None
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
    binned: bool | None = None
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
        "canvas",
        "-canvas",
        "author",
        "-author",
    ] = "-created"
    offset: int = Field(default=0, ge=0, le=1_000_000)
    limit: int = Field(default=50, ge=1, le=100)


class TakePage(Message):
    """Takes from `offset` on, and how many there are in all."""

    takes: list[Take]
    offset: int
    total: int


class TakeIdsQuery(TakeQuery):
    limit: int = Field(default=CHANGED_AT_ONCE, ge=1, le=CHANGED_AT_ONCE)


class TakeIds(Message):
    """Takes by their ids, and how many there are in all."""

    takes: list[UUID]
    total: int


class TakeWords(Message):
    """Words by which the takes of a project can be filtered, each list in alphabetical order."""

    authors: list[str]
    models: list[str]
    keys: list[str]
    tags: list[str]
    features: list[str]
    settings: list[str]


class LineageNode(Message):
    """A node in the lineage of a canvas; kind canvas: the canvas as it is now."""

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
    """The job of a node that stands for all its generations."""
    grade: float | None = None
    """The grade of a take; for a generation, that of its best candidate at the end. Lower is better."""
    is_in_bin: bool = False


class Lineage(Message):
    """edges: ids of parent and child, and how the child was made ("" where there is nothing to say)."""

    nodes: list[LineageNode]
    edges: list[tuple[str, str, str]]


class LineagePage(Lineage):
    """A part of a lineage, its nodes in the order of time. An edge may begin at a node of an earlier part.

    earlier: what to ask for as `before` to get the part before this one; None where there is none.
    num_earlier: how many moments are earlier.
    """

    earlier: str | None
    num_earlier: int


class TakeSettings(Message):
    """The settings that made a take.

    settings: in force when its step was made, of those that its kind of canvas has. acts: those that it was
    made with. authorship: shares of all cells that are human, model, edited, or held as they were brought in.
    lineage: what it comes from.
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
