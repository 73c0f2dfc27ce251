"""Rankings and votes."""

from uuid import UUID

from pydantic import Field

from studio.protocol import Heard, Outcome, RankingRules, Request


class NewRanking(Request):
    """rules: None for the usual ones."""

    name: str = Field(max_length=400)
    takes: list[UUID] = Field(max_length=5000)
    rules: RankingRules | None = None


class RankingChange(Request):
    """What is None stays. Takes and rules stay as they are once the first pair is shown."""

    name: str | None = Field(default=None, max_length=400)
    takes: list[UUID] | None = Field(default=None, max_length=5000)
    rules: RankingRules | None = None


class SetAside(Request):
    """Whether the votes of a judge do not count."""

    judge: str = Field(max_length=150)
    is_set_aside: bool


class MoreTakes(Request):
    """Takes to add to a ranking; those that are in it already stay."""

    takes: list[UUID] = Field(min_length=1, max_length=5000)


class OwnVote(Request):
    """heard: what was heard of each side; None where there is nothing to hear, or nobody counted."""

    outcome: Outcome
    heard: Heard | None = None
