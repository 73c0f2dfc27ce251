"""Bodies of practice links: what makes one, and what a singer gets by it."""

from datetime import datetime
from typing import Any

from pydantic import Field

from studio.protocol import Message, Person, Request


class NewPracticeLink(Request):
    """days: until the link is too old; None for one that lasts until it is revoked."""

    days: int | None = Field(default=None, ge=1, le=3650)


class PracticeLink(Message):
    """A link to practise one canvas without an account; `url` is sent only when it is made."""

    id: str
    url: str
    created_by: Person | None
    created_at: datetime
    expires_at: datetime | None


class Practice(Message):
    """What a practice link shows: the content of a canvas as it is now, without the names of people."""

    kind: str
    content: dict[str, Any]
