"""A project with its people and canvases."""

from datetime import datetime
from typing import Any
from uuid import UUID

from studio.protocol.messages import Message, Role


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
    """The three canvases that changed last, at most."""
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
    """Conversions that an import made, for review."""
    position: int


class Notice(Message):
    """One stated conversion or doubt of an import."""

    code: str
    message: str
    bar: int | None = None
    part: str | None = None
    choices: list["Choice"] = []
    """Of a doubt: what a person may choose. The first one holds until somebody does."""


class Choice(Message):
    """One answer to a doubt of an import."""

    label: str
    meta: dict[str, Any]
    """What the canvas's metadata are then."""
