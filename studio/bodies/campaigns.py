"""Campaigns: making one, answering, and what their owners see."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from studio.protocol import (
    AnswerValue,
    Campaign,
    CampaignQuestion,
    ContentInView,
    HeardSide,
    Message,
    Request,
)


class NewCampaign(Request):
    """takes: of one kind. judges: names of members. overlap: how many of them answer about each take.
    deadline: None where it is closed by hand."""

    name: str = Field(max_length=400)
    takes: list[UUID] = Field(max_length=5000)
    questions: list[CampaignQuestion] = Field(min_length=1, max_length=8)
    judges: list[str] = Field(min_length=1, max_length=50)
    overlap: int = Field(default=2, ge=1, le=50)
    deadline: AwareDatetime | None = None


class CampaignChange(Request):
    """What is left out stays. judges: those from now on; what the others have not begun goes to them."""

    name: str | None = Field(default=None, max_length=400)
    judges: list[str] | None = Field(default=None, min_length=1, max_length=50)
    deadline: AwareDatetime | None = None


class NextTask(Request):
    """after: the item that was in view, so that one can be passed; None for the first that is open."""

    after: UUID | None = None


class CampaignTask(Message):
    """An item in one's queue, without what tells its origin. number: from 1. previous: the one before it.
    answers: one's own, None before they are given."""

    id: UUID
    number: int
    num_tasks: int
    num_answered: int
    previous: UUID | None
    piece: ContentInView
    answers: list[AnswerValue] | None


class NewAnswers(Request):
    """answers: for each question of the campaign, in their order. heard: None where there is nothing to hear,
    or nobody counted."""

    answers: list[AnswerValue] = Field(max_length=8)
    heard: HeardSide | None = None


class JudgeSetAside(Request):
    """Whether the answers of a judge are left out of agreement."""

    judge: int
    is_set_aside: bool


class NewDecision(Request):
    """question: its place, from 0. value: as an answer; None takes the decision back."""

    question: int = Field(ge=0, le=7)
    value: AnswerValue = None
    note: str = Field(default="", max_length=2000)


class AnswerAgreement(Message):
    """Krippendorff's alpha: 1 is full agreement, 0 what chance would give; low, high: its 95 % interval, None
    on few items. num_items: that two or more answered about. num_same of num_pairs pairs of answers are the
    same."""

    alpha: float
    low: float | None
    high: float | None
    num_items: int
    num_same: int
    num_pairs: int


class QuestionAgreement(Message):
    """counted: without judges who are set aside. with_all: with them, None where nobody is. A text has
    neither."""

    counted: AnswerAgreement | None
    with_all: AnswerAgreement | None


class CampaignJudge(Message):
    """number: what a judge is called in files, from 1. may_answer: whether they still judge, and may.
    agreement: with the others, for each question. is_like_chance: the answers look like chance rather than
    like what the others see."""

    number: int
    name: str
    may_answer: bool
    num_tasks: int
    num_answered: int
    median_s: float | None
    is_like_chance: bool
    is_set_aside: bool
    agreement: list[AnswerAgreement | None]


class CampaignPair(Message):
    """How far two judges agree, for each question."""

    first: int
    second: int
    agreement: list[AnswerAgreement | None]


class JudgesAnswer(Message):
    """What one judge, by number, says to one question."""

    judge: int
    value: AnswerValue


class Decision(Message):
    """What was decided beside the answers."""

    value: AnswerValue
    note: str
    decided_by: str
    decided_at: datetime


class Disagreement(Message):
    """An item about which answers to a question are apart. distance: of the two furthest, 0 to 1."""

    item: UUID
    name: str
    question: int
    distance: float
    answers: list[JudgesAnswer]
    decision: Decision | None


class CampaignResults(Message):
    """disagreements: the furthest apart first, those without a decision before the others; at most 200 of
    num_disagreements."""

    campaign: Campaign
    judges: list[CampaignJudge]
    questions: list[QuestionAgreement]
    pairs: list[CampaignPair]
    disagreements: list[Disagreement]
    num_disagreements: int
    num_decided: int


class CampaignItem(Message):
    """An item as it is decided about: answers and decisions for each question."""

    id: UUID
    name: str
    piece: ContentInView
    answers: list[list[JudgesAnswer]]
    decisions: list[Decision | None]


class CampaignAnswer(Message):
    """One answer of one judge to one question: a row of a campaign's file. Judges are numbered, not named.

    number, choices, text: of a scale, of choices (one or several), of a text. counts: whether the judge is
    not set aside. decided_number and so on: the owner's decision beside it, where is_decided. heard_s:
    seconds of listening. took_s: from the item in view to the answers.
    """

    format: Literal["sunmask-campaign-answer"] = "sunmask-campaign-answer"
    version: Literal[1] = 1
    campaign: UUID
    item: UUID
    take: UUID | None
    kind: str
    judge: str
    question: str
    type: str
    number: int | None
    choices: list[str]
    text: str
    counts: bool
    heard_s: float | None
    took_s: float | None
    answered_at: datetime
    is_decided: bool
    decided_number: int | None
    decided_choices: list[str]
    decided_text: str


class CampaignFile(Request):
    """In what form the answers leave."""

    file: Literal["jsonl", "csv"] = "jsonl"
