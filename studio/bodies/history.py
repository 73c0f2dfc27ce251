"""Comments on a canvas, its history and named versions, and what happened while somebody was away."""

from datetime import datetime
from uuid import UUID

from pydantic import Field, StrictBool, StrictInt

from studio.protocol import Message, Moment, Person, Request


class NewComment(Request):
    """On the whole canvas, or on a place: from one column id to another, in one row or in all of them.

    thread: the comment that this one answers, in whose place it then is. place, quote: what the place is
    called and what stands there, for the day when it is gone.
    """

    text: str = Field(max_length=20_000)
    thread: UUID | None = None
    column: str | None = Field(default=None, max_length=40)
    last_column: str | None = Field(default=None, max_length=40)
    row: int | None = Field(default=None, ge=0, le=1000)
    place: str = Field(default="", max_length=120)
    quote: str = Field(default="", max_length=120)


class CommentChange(Request):
    """Either: whether the thread is settled, or what the comment says from now on."""

    is_resolved: StrictBool | None = None
    text: str | None = None


class History(Message):
    """Every edit after a snapshot of the document, up to the next one: a page of its history.

    snapshot: the document at number `seq`, a Yjs update in base64, on which the moments' updates build.
    """

    seq: int
    snapshot: str
    moments: list[Moment]
    people: list[Person]
    """Who made them."""
    has_earlier: bool


class NewVersion(Request):
    """seq: the moment that gets the name; None for the newest."""

    name: str = Field(max_length=400)
    seq: StrictInt | None = Field(default=None, ge=1, le=2**62)


class VersionChange(Request):
    name: str = Field(max_length=400)


class VersionContent(Message):
    """The document of a version, a Yjs update in base64."""

    update: str


class Edits(Message):
    """How many edits somebody made."""

    person: Person | None
    count: int


class Since(Message):
    """Changes by others on a canvas since the person's last visit, whose last number was `seq`."""

    seq: int
    at: datetime
    edits: list[Edits]
    num_comments: int
    num_mentions: int
    """Comments in which the person is mentioned."""
    num_takes: int
    num_generations: int


class Visited(Message):
    """since: None at the first visit, and where nothing happened."""

    since: Since | None
