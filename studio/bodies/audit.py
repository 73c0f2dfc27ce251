"""The audit log of a project, for its owners."""

from datetime import datetime

from studio.protocol import Message


class AuditLine(Message):
    """Who did what: the two read as one sentence, such as "ana" and "made ben an editor"."""

    id: int
    at: datetime
    name: str
    what: str


class AuditPage(Message):
    """lines: the newest first. has_more: whether there are older ones."""

    lines: list[AuditLine]
    has_more: bool
