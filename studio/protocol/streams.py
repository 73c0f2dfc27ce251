"""Payloads of the events of a stream.

project:<id>: rows of a project (canvas, generation in short, take, comment, version, member, project).
canvas:<id>: document updates of one canvas. generation:<id>: frames, states and acts of one generation.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from studio.protocol.campaigns import Campaign
from studio.protocol.generations import Act, Frame, Generation
from studio.protocol.grades import Grade
from studio.protocol.history import Comment, Version
from studio.protocol.jobs import Job
from studio.protocol.messages import Message
from studio.protocol.projects import Canvas, Member
from studio.protocol.takes import Ranking, Take


class CanvasChanged(Message):
    kind: Literal["canvas"] = "canvas"
    canvas: Canvas


class ProjectChanged(Message):
    kind: Literal["project"] = "project"
    id: UUID
    name: str
    is_in_bin: bool


class ArchiveImported(Message):
    """On the project's stream: all of an archive is in it now. canvases: the new ones; what they and all else
    are is read where it is shown."""

    kind: Literal["archive"] = "archive"
    canvases: list[UUID]
    num_takes: int
    num_rankings: int
    num_listening_tests: int
    num_campaigns: int


class MembersChanged(Message):
    kind: Literal["members"] = "members"
    members: list[Member]


class GenerationChanged(Message):
    """On the project's stream (so that panels know) and on the generation's own, in order with frames.

    has_ended: by this change.
    """

    kind: Literal["generation"] = "generation"
    generation: Generation
    has_ended: bool = False


class FrameAdded(Message):
    kind: Literal["frame"] = "frame"
    frame: Frame


class TakeChanged(Message):
    """is_new: kept just now."""

    kind: Literal["take"] = "take"
    take: Take
    is_new: bool = False


class ManyTakesChanged(Message):
    """On the project's stream: these takes changed together; what they are now is read where it is shown."""

    kind: Literal["takes"] = "takes"
    takes: list[UUID]


class ActAdded(Message):
    """On the generation's stream; sent again with `from_step` once a worker has taken it up."""

    kind: Literal["act"] = "act"
    act: Act


class GradesAdded(Message):
    """On the project's stream."""

    kind: Literal["grades"] = "grades"
    canvas: UUID
    grades: list[Grade]


class LookAnswered(Message):
    """On the project's stream; the answer itself is read at GET /api/looks/{look}."""

    kind: Literal["look"] = "look"
    id: UUID


class JobChanged(Message):
    """On the project's stream. has_ended: by this change."""

    kind: Literal["job"] = "job"
    job: Job
    has_ended: bool = False


class RankingChanged(Message):
    """On the project's stream. has_opened: by this change."""

    kind: Literal["ranking"] = "ranking"
    ranking: Ranking
    has_opened: bool = False


class CampaignChanged(Message):
    """On the project's stream: how far a campaign is, and nothing of its answers.

    is_answered: a judge has answered about an item. is_decided: an owner has decided where answers differ, or
    has taken that back. has_ended: no more answers are awaited. Each by this change.
    """

    kind: Literal["campaign"] = "campaign"
    campaign: Campaign
    is_answered: bool = False
    is_decided: bool = False
    has_ended: bool = False


class CommentChanged(Message):
    """is_new: written just now."""

    kind: Literal["comment"] = "comment"
    comment: Comment
    is_new: bool = False
    is_deleted: bool = False


class VersionChanged(Message):
    """On the project's stream."""

    kind: Literal["version"] = "version"
    version: Version
    is_deleted: bool = False


class DocumentSnapshot(Message):
    """Replaces everything up to and including this event's seq (sent first after `resume` from 0)."""

    kind: Literal["document.snapshot"] = "document.snapshot"
    epoch: int
    update: str
    """A Yjs update, base64."""


class DocumentUpdate(Message):
    kind: Literal["document.update"] = "document.update"
    epoch: int
    update: str
    author: int | None
    client_message_id: str


Payload = Annotated[
    CanvasChanged
    | ProjectChanged
    | ArchiveImported
    | MembersChanged
    | GenerationChanged
    | FrameAdded
    | TakeChanged
    | ManyTakesChanged
    | CommentChanged
    | VersionChanged
    | ActAdded
    | GradesAdded
    | LookAnswered
    | JobChanged
    | RankingChanged
    | CampaignChanged
    | DocumentSnapshot
    | DocumentUpdate,
    Field(discriminator="kind"),
]
