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
    """Rows that an archive brought under your name, which belong to nobody until you claim them."""

    name: str
    num_rows: int


class ProvenanceChange(Request):
    signs_files: bool


class Provenance(Message):
    """Whether files that leave a project say who made which share of them, signed by the studio."""

    signs_files: bool


class Storage(Message):
    """Bytes that a project uses on the server, and how many it may use."""

    num_bytes: int
    most_bytes: int
