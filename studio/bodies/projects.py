"""A project as a whole."""

from pydantic import Field

from studio.protocol import (
    Canvas,
    Member,
    Message,
    Project,
    Request,
)


class Named(Request):
    name: str = Field(max_length=400)


class ProjectSnapshot(Message):
    """A project and all in it at number `seq` of its stream; events after `seq` bring it up to date."""

    project: Project
    members: list[Member]
    canvases: list[Canvas]
    seq: int


class ImportedName(Message):
    """What came with an archive under your name, and is nobody's until you say that it is yours."""

    name: str
    num_rows: int


class Storage(Message):
    """What a project takes on the server, and what it may take."""

    num_bytes: int
    most_bytes: int
