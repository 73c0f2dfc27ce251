"""Kept candidates, and how people judge them."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from studio.protocol.grades import Fault
from studio.protocol.messages import Message, Outcome, Symbol
from studio.protocol.projects import Person
from studio.protocol.rankings import ControlStanding, Effect, PairReason, RankingRules, Sureness

Flag = Literal["pick", "reject"]
OthersWords = Literal["ratings", "tags", "remarks"]


class Take(Message):
    """A kept candidate at a step: immutable but for its name, star, order and bin."""

    id: UUID
    canvas: UUID
    generation: UUID
    generation_number: int
    candidate: int
    step: int
    name: str
    note: str
    """Why it came to be: kept, placed or "stopped at k"."""
    is_starred: bool
    position: int
    is_in_bin: bool
    created_by: Person | None
    created_at: datetime
    symbols: list[Symbol]
    """All cells, row by row."""
    figures: dict[str, Any]
    """Figures that the codec measures of it, for a chorale e.g. parallels and out-of-range notes."""
    remarks: str
    remarks_by: str
    """The name of who wrote them last; "" where nobody did, or nobody knows."""
    tags: list[str]
    tagged_by: dict[str, list[str]]
    """Each tag with the names of those who gave it."""
    num_ratings: int
    """How many people gave it stars."""
    rating: float | None
    """Mean of all stars; None too for a person who may rate and has not yet."""
    ratings: list["Stars"]
    """One's own and, once there are those, the others'; nobody's for people who may not rate."""
    hides: list[OthersWords]
    """What others said of it that this person sees once they have rated, picked or rejected it themselves."""
    grade: float | None
    features: dict[str, float]
    faults: list[Fault]


class Stars(Message):
    """What one person thinks of a take: stars, 1 to 5, and whether they pick or reject it.

    rated_at: since when; saw_others: whether others' were in view by then; None where nobody noted it.
    """

    name: str
    stars: int | None
    flag: Flag | None = None
    rated_at: datetime | None = None
    saw_others: bool | None = None


class Standing(Message):
    """A take's strength in a ranking, in logits (mean 0) with its 95 % interval, and the best and the worst
    place that it may have."""

    take: UUID
    best_place: int
    worst_place: int
    strength: float
    low: float
    high: float
    num_votes: int
    num_wins: float
    """A tie is half a win."""


class Ranking(Message):
    """A set of takes that people order together, blind until somebody opens it.

    standings: the best first; none before it is opened. standings_with_all: with judges who are set aside,
    where there are any. standings_at_equal_length: with the effect of length taken out, where lengths differ.
    num_votes: those that count. num_unheard: those that do not, because a side was not listened to. num_left,
    num_right: votes for what stood on that side. agreement: Krippendorff's alpha between judges, None where
    no pair was judged by two. seal: the hash of takes, controls, seed and rules, from the first pair on; None
    before, and for rankings older than seals. head: the hash of all that happened since, `num_entries` of it.
    set_aside: judges whose votes do not count, openly.
    """

    id: UUID
    project: UUID
    name: str
    is_open: bool
    num_takes: int
    standings: list[Standing]
    standings_with_all: list[Standing] = []
    standings_at_equal_length: list[Standing] = []
    controls: list[ControlStanding] = []
    rules: RankingRules
    has_begun: bool
    seal: str | None
    head: str | None
    num_entries: int
    set_aside: list[str]
    sureness: Sureness
    side: Effect
    length: Effect | None
    num_votes: int
    num_unheard: int
    num_left: int
    num_right: int
    num_judges: int
    agreement: float | None
    is_in_bin: bool
    created_by: Person | None
    created_at: datetime


class ContentInView(Message):
    """A grid to look at and listen to, its origin hidden."""

    kind: str
    content: dict[str, Any]


class HeardSide(Message):
    """How long one side of a duel sounded, and how much of it (0 to 1)."""

    seconds: float = Field(ge=0, le=1e6, allow_inf_nan=False)
    share: float = Field(ge=0, le=1, allow_inf_nan=False)


class Heard(Message):
    """How much of each side a judge heard before the vote."""

    left: HeardSide
    right: HeardSide


class Duel(Message):
    """A pair for one judge. Which take is which (`left_take`, `right_take`) and why the pair came is told
    after the vote, and only of a ranking that is open.

    receipt: number and hash of the vote in the ranking's record, such as "41:9f3c...".
    """

    id: UUID
    ranking: UUID
    left: ContentInView
    right: ContentInView
    outcome: Outcome | None = None
    left_take: UUID | None = None
    right_take: UUID | None = None
    reason: PairReason | None = None
    receipt: str | None = None
