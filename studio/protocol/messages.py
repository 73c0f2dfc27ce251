"""What all messages have in common, and how one fails."""

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
"""What a person sees in a cell; for a chorale 0 a rest, +p an onset of MIDI pitch p, -p it continues."""


Mark = tuple[int, int, dict[str, Any] | None]
"""Row and column of a cell, and what hangs on it from then on; None for nothing."""


class Message(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Request(Message):
    """What a browser sends: a field that has a default may be left out. What the studio sends is whole."""


class Failure(Message):
    """The body of every HTTP error, and of `refused` on the socket."""

    code: str
    message: str
    retry_after_s: int | None = None
