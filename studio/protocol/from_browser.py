"""Messages that a browser sends over the socket."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from studio.protocol.messages import Request


class Resume(Request):
    """Follow streams, each from the seq already seen (0 for none)."""

    type: Literal["resume"] = "resume"
    streams: dict[str, int] = Field(max_length=64)
    marks: dict[str, Annotated[str, Field(max_length=32)]] = Field(default={}, max_length=64)
    """By stream, the mark of the event with that seq. Another one stands there, or none, where the studio was
    restored from a backup: then the stream is refused as `other_past`."""


class Unfollow(Request):
    type: Literal["unfollow"] = "unfollow"
    streams: list[str] = Field(max_length=64)


class SendDocumentUpdate(Request):
    type: Literal["document.update"] = "document.update"
    canvas: UUID
    epoch: int
    client_message_id: str = Field(min_length=1, max_length=64)
    update: str


ColumnId = Annotated[str, Field(max_length=64)]
Row = Annotated[int, Field(ge=0, le=1000)]


class SendPresence(Request):
    type: Literal["presence"] = "presence"
    canvas: UUID | None = None
    stage: str | None = Field(default=None, max_length=80)
    cursor: tuple[ColumnId, Row] | None = None
    selection: list[tuple[ColumnId, ColumnId, Row, Row]] = Field(default=[], max_length=16)


class Ping(Request):
    type: Literal["ping"] = "ping"


ClientMessage = Annotated[
    Resume | Unfollow | SendDocumentUpdate | SendPresence | Ping,
    Field(discriminator="type"),
]
