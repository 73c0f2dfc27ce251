"""The base class of all messages, and the body of an error."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

PROTOCOL_VERSION = 1


Role = Literal["viewer", "commenter", "curator", "editor", "owner"]


GenerationState = Literal["queued", "running", "paused", "done", "stopped", "failed"]
Requested = Literal["run", "pause", "stop"]
Purpose = Literal["compose", "batch", "repair", "splice", "reproduce", "imported"]
ActKind = Literal["cells", "settings", "pause", "resume", "stop"]
JobKind = Literal["best_of", "grid", "pair"]
JobState = Literal["running", "ending", "done", "stopped", "failed"]
Outcome = Literal["left", "right", "tie", "both_bad"]
Question = Literal["doubt", "alternatives", "grade"]


Symbol = int | str
"""A symbol as a person sees it in a cell; for a chorale 0 is a rest, +p an onset of MIDI pitch p, -p
continues it."""


Mark = tuple[int, int, dict[str, Any] | None]
"""Row and column of a cell, and its mark from then on; None for no mark."""


class Message(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Request(Message):
    """A message from a browser, which may leave out fields that have a default. Messages of the studio are
    whole."""


class Failure(Message):
    """The body of every HTTP error, and of `refused` on the socket."""

    code: str
    message: str
    retry_after_s: int | None = None
