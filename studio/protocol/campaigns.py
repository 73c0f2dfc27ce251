"""Campaigns as everybody in their project sees them: no answers, and no names of judges."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from studio.protocol.messages import Message
from studio.protocol.projects import Person

QuestionType = Literal["scale", "choice", "several", "text"]
AnswerValue = int | str | list[str] | None
"""A step of a scale, a choice, several choices, or a text; None where nothing is said."""


class CampaignQuestion(Message):
    """type scale: 1 to `steps`, `low` and `high` are the words at its ends. choice: one of `options`;
    several: as many of them as fit, or none. text: a few words, or none."""

    type: QuestionType
    text: str = Field(min_length=1, max_length=200)
    low: str = Field("", max_length=40)
    high: str = Field("", max_length=40)
    steps: int = Field(5, ge=2, le=9)
    options: list[str] = Field([], max_length=9)


class OwnQueue(Message):
    """How far one judge is."""

    num_tasks: int
    num_answered: int


class Campaign(Message):
    """num_tasks: answers that are wanted, each to all questions about one item. mine: the queue of who reads;
    None for who is no judge, and in events."""

    id: UUID
    project: UUID
    name: str
    kind: str
    questions: list[CampaignQuestion]
    overlap: int
    deadline: datetime | None
    closed_at: datetime | None
    is_over: bool
    is_in_bin: bool
    num_items: int
    num_judges: int
    num_tasks: int
    num_answered: int
    mine: OwnQueue | None
    created_by: Person | None
    created_at: datetime
