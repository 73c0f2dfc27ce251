"""Rows to train on. What differs from take to take in its fields, such as settings, is JSON as text, so that
every program that wants columns of one type can read them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from studio.protocol import Flag, HeardSide, Message, Request, Symbol

JsonText = Annotated[str, Field(json_schema_extra={"contentMediaType": "application/json"})]
"""JSON as text."""


class Prompt(Message):
    """The prompt of a take: the cells that were held, the painted states, the settings.

    symbols: rows by columns, null where nothing was held. states: 0 unmasked, 1 masked, 2 renoisable; pins:
    whether the value may not change. settings: of its kind of canvas. meta: of the canvas, such as the metre
    of a chorale. marks: of cells, such as chords that were asked for: [[row, column, mark], ...].
    """

    symbols: list[list[Symbol | None]]
    states: list[list[int]]
    pins: list[list[bool]]
    settings: JsonText
    meta: JsonText
    marks: JsonText


class PreferredTake(Message):
    """One take of a pair. content: the codec's, for a chorale kind, meta, symbols, fermatas, lyrics."""

    take: UUID
    symbols: list[list[Symbol]]
    content: JsonText
    checkpoint: str
    checkpoint_sha256: str
    seed: int
    candidate: int
    """Counts from 0."""
    step: int
    grade: float | None
    """Lower is better."""
    features: JsonText | None
    """The parts of the grade by name."""
    heard: HeardSide | None
    """How much of this side was heard before the vote; null where nobody counted."""


class PreferencePair(Message):
    """One vote of a blind duel as a pair to train on: a row of a ranking's preferences.

    outcome: of a tie, or where both were bad, `chosen` is only the one that stood on the left. prompt: what
    the chosen take was composed from; rejected_prompt: of the other, null where it is the same. is_blind:
    whether the vote came before the ranking was opened. counts: whether the vote is part of the order; one
    without listening is not. judge: the same name for the same person in one ranking, and no more.
    """

    format: Literal["sunmask-preference"] = "sunmask-preference"
    version: Literal[3] = 3
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


class RaterOfTake(Message):
    """What one person thinks of a take. rater: the same name for the same person in one file, and no more.

    saw_others: whether others' ratings were in view by then; null where nobody noted it.
    """

    rater: str
    stars: int | None
    flag: Flag | None
    rated_at: datetime | None
    saw_others: bool | None


class RatedTake(Message):
    """A take as a row to train on, with what people think of it."""

    format: Literal["sunmask-take"] = "sunmask-take"
    version: Literal[1] = 1
    take: UUID
    canvas: UUID
    kind: str
    prompt: Prompt
    symbols: list[list[Symbol]]
    content: JsonText
    checkpoint: str
    checkpoint_sha256: str
    seed: int
    candidate: int
    step: int
    grade: float | None
    is_starred: bool
    tags: list[str]
    ratings: list[RaterOfTake]
    kept_at: datetime


class StepPreference(Message):
    """What a person preferred in the middle of a run, by an act on some cells of a candidate.

    step: the last one before the act; `grid` is the candidate then (rows by columns), `states` and `pins`
    what was painted. cells: flat numbers, row by row. what: `change`: the person wrote other symbols; `hold`:
    from then on the cells stay; `free`: they no longer do; `undo`: an earlier act on the same cells was taken
    back, whose row says is_undone. chosen, rejected: the symbols of these cells that were wanted and not
    wanted, null where nothing says so. person: the same name for the same person in one file, and no more.
    """

    format: Literal["sunmask-step-preference"] = "sunmask-step-preference"
    version: Literal[1] = 1
    generation: UUID
    canvas: UUID
    kind: str
    act: int
    candidate: int
    step: int
    what: Literal["change", "hold", "free", "undo"]
    is_undone: bool
    cells: list[int]
    chosen: list[Symbol] | None
    rejected: list[Symbol] | None
    grid: list[list[Symbol]]
    states: list[list[int]]
    pins: list[list[bool]]
    settings: JsonText
    checkpoint: str
    checkpoint_sha256: str
    seed: int
    person: str
    acted_at: datetime


class TrainingQuery(Request):
    """How rows to train on leave. file: JSON lines, Parquet, or a zip of both with schema, data card and
    Croissant metadata. view: all that is known, or what trainers take as it is: `pairs` (prompt, chosen,
    rejected as texts) and `labels` (prompt, completion, label). ties: whether pairs without a winner stay,
    with their outcome."""

    file: Literal["jsonl", "parquet", "zip"] = "jsonl"
    view: Literal["full", "pairs", "labels"] = "full"
    ties: Literal["drop", "keep"] = "drop"


ROWS: dict[str, type[Message]] = {
    "preference-pair": PreferencePair,
    "rated-take": RatedTake,
    "step-preference": StepPreference,
}
"""Each row by the name of its schema."""


def schema(name: str, *, base: str = "") -> dict[str, Any]:
    """The JSON schema of a row by its name. base: the studio's address."""
    model = ROWS[name]
    version = model.model_fields["version"].default
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{base}/api/schemas/{name}?version={version}",
        **model.model_json_schema(mode="serialization"),
    }
