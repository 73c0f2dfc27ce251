"""Rankings and votes."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from studio.protocol import (
    Request,
)


class NewRanking(Request):
    name: str = Field(max_length=400)
    takes: list[UUID] = Field(max_length=5000)


class RankingChange(Request):
    name: str | None = Field(default=None, max_length=400)
    takes: list[UUID] | None = Field(default=None, max_length=5000)


class OwnVote(Request):
    outcome: Literal["left", "right", "tie", "both_bad"]
