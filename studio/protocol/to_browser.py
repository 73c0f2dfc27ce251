"""Messages that the studio sends over the socket."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from studio.protocol.messages import Message, Role
from studio.protocol.projects import Person
from studio.protocol.streams import Payload


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
    mark: str
    """Tells this event from another that a restored studio may give the same number; "" for none."""
    payload: Payload


class Resumed(Message):
    """Everything up to `seq` has been sent; what follows is live."""

    type: Literal["resumed"] = "resumed"
    stream: str
    seq: int
    mark: str
    """The mark of the event with that number, where no event was sent; "" for none."""


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
    """A message that was not understood or not allowed.

    stream: the one that is not followed, where one is. code `other_past`: its events up to the seq that was
    sent are not those that this browser has seen; follow it anew. `not_found`: it is not there (any more).
    """

    type: Literal["refused"] = "refused"
    code: str
    message: str
    stream: str | None = None


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


CLOSE_CODES = {
    4400: "a message that could harm the document",
    4401: "signed out",
    4403: "no longer a member",
    4404: "no such project",
    4408: "too many sockets",
    4429: "too many messages",
    4500: "a fault of the studio: connect again",
}
