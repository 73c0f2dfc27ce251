"""Rankings and votes, and the votes as pairs to train on."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from studio.protocol import (
    Heard,
    HeardSide,
    Mark,
    Message,
    Outcome,
    RankingRules,
    Request,
    Symbol,
)


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


class Prompt(Message):
    """The prompt of a take: the cells that were held, the painted states, the settings.

    symbols: rows by columns, null where nothing was held. states: 0 unmasked, 1 masked, 2 renoisable; pins:
    whether the value may not change. meta: of the canvas, such as the metre of a chorale. marks: what hung on
    cells, such as chords that were asked for.
    """

    symbols: list[list[Symbol | None]]
    states: list[list[int]]
    pins: list[list[bool]]
    settings: dict[str, Any]
    meta: dict[str, Any]
    marks: list[Mark]


class PreferredTake(Message):
    """One take of a pair. content: the codec's JSON, for a chorale kind, meta, symbols, fermatas, lyrics."""

    take: UUID
    content: dict[str, Any]
    checkpoint: str
    checkpoint_sha256: str
    seed: int
    candidate: int
    """Counts from 0."""
    step: int
    grade: float | None
    """Lower is better."""
    heard: HeardSide | None
    """How much of this side was heard before the vote; null where nobody counted."""


class PreferencePair(Message):
    """One vote of a blind duel as a pair to train on: a line of a ranking's preferences.

    outcome: of a tie, or where both were bad, `chosen` is only the one that stood on the left. prompt: what
    the chosen take was composed from; rejected_prompt: of the other, null where it is the same. is_blind:
    whether the vote came before the ranking was opened. counts: whether the vote is part of the order; one
    without listening is not. judge: the same name for the same person in one ranking, and no more.
    """

    format: Literal["sunmask-preference"] = "sunmask-preference"
    version: Literal[1] = 1
    ranking: UUID
    duel: UUID
    kind: str
    outcome: Literal["chosen", "tie", "both_bad"]
    chosen_side: Literal["left", "right"]
    prompt: Prompt
    rejected_prompt: Prompt | None
    chosen: PreferredTake
    rejected: PreferredTake
    judge: str
    is_blind: bool
    counts: bool
    shown_at: datetime
    voted_at: datetime
