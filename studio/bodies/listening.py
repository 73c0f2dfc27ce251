"""Listening tests: did a person or a model make this?"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from studio.protocol import ContentInView, HeardSide, Message, Person, Request

TestEnd = Literal["precise", "most", "by_hand"]


class ListeningRules(Message):
    """How a listening test goes; fixed from its beginning, and told before its first answer.

    min_listening_s: seconds of a piece, or all of it, without which an answer does not count. precision,
    most_answers: it stops once the 95 % interval of the share of the model's pieces that are taken for the
    model's reaches `precision` or less to either side, or at so many answers about them. num_questions: of
    one listener, at most.
    """

    min_listening_s: float = Field(5, ge=0, le=600, allow_inf_nan=False)
    precision: float = Field(0.05, ge=0.01, le=0.3, allow_inf_nan=False)
    most_answers: int = Field(600, ge=10, le=20_000)
    num_questions: int = Field(20, ge=2, le=100)


class NewListeningTest(Request):
    """takes: of the model, all of one kind. real: canvases of the project that people wrote. held_out: so
    many pieces of people that come with the kind, such as Bach's chorales. rules: None for the usual ones."""

    name: str = Field(max_length=400)
    takes: list[UUID] = Field(max_length=200)
    real: list[UUID] = Field(default=[], max_length=100)
    held_out: int = Field(default=0, ge=0, le=40)
    rules: ListeningRules | None = None


class ShareOfAnswers(Message):
    """A share of answers that count, with its 95 % interval."""

    value: float
    low: float
    high: float
    num_answers: int
    num_listeners: int


class SharesBySkill(Message):
    """Answers of listeners who call themselves so skilled, 1 to 5."""

    skill: int
    taken: ShareOfAnswers | None
    right: ShareOfAnswers | None


class PublishedShare(Message):
    """The same share in a test elsewhere."""

    where: str
    value: float
    low: float
    high: float
    num_answers: int


class ListeningResult(Message):
    """taken: how often the model's pieces were taken for a model's; real_taken: people's. right: how often
    listeners were right. published: what `taken` is compared with."""

    taken: ShareOfAnswers | None
    real_taken: ShareOfAnswers | None
    right: ShareOfAnswers | None
    by_skill: list[SharesBySkill]
    published: PublishedShare | None


class ListeningTest(Message):
    """num_answers: those that count, about the model's pieces: the figure that the rules speak of. num_all:
    all answers. end: why it is over, None while it goes on. result: None until then."""

    id: UUID
    project: UUID
    name: str
    kind: str
    num_model: int
    num_real: int
    rules: ListeningRules
    num_answers: int
    num_all: int
    num_listeners: int
    end: TestEnd | None
    result: ListeningResult | None
    is_in_bin: bool
    created_by: Person | None
    created_at: datetime
    ended_at: datetime | None


class NewListeningLink(Request):
    """days: until the link is too old; None for one that lasts until it is revoked."""

    days: int | None = Field(default=None, ge=1, le=3650)


class ListeningLink(Message):
    """A link to take part without an account; `url` is sent only when it is made."""

    id: str
    url: str
    created_by: Person | None
    created_at: datetime
    expires_at: datetime | None


class Listening(Message):
    """What a link shows before a piece is heard. has_begun: whether this browser takes part. num_questions:
    of this test. num_right: of the listener's own answers, once there are no more questions. is_over: nobody
    answers any more. is_member: answers of members of the project are a trial, and do not count. real_name:
    what the real pieces are, where they come with the kind."""

    kind: str
    real_name: str
    rules: ListeningRules
    num_questions: int
    has_begun: bool
    num_answered: int
    num_right: int | None
    is_over: bool
    is_member: bool


class NewListener(Request):
    """skill: how well one knows such pieces, 1 to 5, by one's own word."""

    skill: int = Field(ge=1, le=5)


class Question(Message):
    """A piece to hear or read, whoever made it. number: from 1."""

    id: UUID
    number: int
    piece: ContentInView


class NewAnswer(Request):
    """heard: None where there is nothing to hear."""

    says: Literal["person", "model"]
    heard: HeardSide | None = None
