"""Comments on a canvas, and its moments: every edit, and those that were given a name."""

from datetime import datetime
from uuid import UUID

from studio.protocol.messages import Message
from studio.protocol.projects import Person


class Comment(Message):
    """On the whole canvas (column None), or on a place: columns by id, and a row or all of them (None)."""

    id: UUID
    canvas: UUID
    thread: UUID | None
    """The comment that this one answers; None for the first of a thread."""
    text: str
    """Empty where its author took it back and others had answered."""
    column: str | None
    last_column: str | None
    row: int | None
    place: str
    """The name of the place when this was written; `quote` is what stood there."""
    quote: str
    mentions: list[Person]
    resolved_at: datetime | None
    resolved_by: Person | None
    created_by: Person | None
    created_at: datetime
    edited_at: datetime | None = None
    """When its author last changed the text; None where nobody did."""


class Moment(Message):
    """An edit of the document: what it was like after number `seq` of the canvas's stream."""

    seq: int
    author: int | None
    at: datetime
    update: str
    """A Yjs update, base64."""


class Version(Message):
    """A moment with a name, which stays however long the history grows."""

    id: UUID
    canvas: UUID
    name: str
    seq: int | None
    """None for one that came with an archive: its moment is not in the history here."""
    moment_at: datetime
    created_by: Person | None
    created_at: datetime
