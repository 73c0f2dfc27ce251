"""Rules of a ranking, how sure its order is, and its judges."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from studio.protocol.messages import Message

ControlKind = Literal["shuffled", "real", "author"]
PairReason = Literal["teaches", "shared", "random", "repeat", "control"]


class RankingRules(Message):
    """How a ranking is judged; fixed once the first pair is shown.

    min_listening_s: seconds of each side, or all of it, without which a vote does not count; 0 for anything
    heard. shows: what judges see of music. shuffled, real, author: controls that are hidden among the takes
    and have no part in the order: a take with its columns shuffled, canvases of the project as they are, what
    the takes were composed from. repeats, random, shared, controls: shares of a judge's pairs.
    """

    min_listening_s: float = Field(0, ge=0, le=600, allow_inf_nan=False)
    shows: Literal["score", "nothing"] = "score"
    shuffled: bool = False
    real: list[UUID] = Field(default=[], max_length=10)
    author: bool = False
    repeats: float = Field(0.1, ge=0, le=0.3)
    random: float = Field(0.1, ge=0, le=0.3)
    shared: float = Field(0.15, ge=0, le=0.3)
    controls: float = Field(0.1, ge=0, le=0.3)


class Effect(Message):
    """What the left side, or twice the length, adds to a win, in logits, with its 95 % interval."""

    value: float
    low: float
    high: float


class VotesNeeded(Message):
    """About how many votes more; half of the time between fewest and most. None: nobody can tell."""

    votes: int | None
    fewest: int | None
    most: int | None


class Sureness(Message):
    """How sure an order is.

    expected_tau: Kendall's tau to the truth that such an order has on average. is_first_order: whether that
    is worth looking at (0.7). for_first_order, for_precision, for_first_place: votes more until it is, until
    intervals reach `precision` logits to either side, until the first is surely better than each other.
    num_sure: the fewest takes at the top that are surely better than all others, 0 for none. num_changes: how
    few votes, had they gone the other way, would put `turned_to` first; of an open ranking alone.
    """

    expected_tau: float
    is_first_order: bool
    for_first_order: int | None
    precision: float
    for_precision: int
    for_first_place: VotesNeeded
    num_sure: int
    num_changes: int | None
    turned_to: UUID | None


class ControlStanding(Message):
    """A control among the takes of an open ranking, on their scale: it has no place in the order."""

    control: UUID
    kind: ControlKind
    name: str
    strength: float
    low: float
    high: float
    num_votes: int


class JudgeFigures(Message):
    """What one judge's votes tell.

    num_votes: those that count, and would without `is_set_aside`. num_unheard: those without the least
    listening. num_left of num_decided went left. num_same of num_repeats pairs that came back, sides changed,
    got the same verdict. num_right of num_controls shuffled pieces lost. num_agreed of num_shared votes are
    what another judge said of the same pair. median_s: from the pair in view to the vote. is_like_chance:
    the votes look like chance rather than like the order that the others found.
    """

    name: str
    num_votes: int
    num_unheard: int
    num_ties: int
    num_decided: int
    num_left: int
    num_repeats: int
    num_same: int
    num_controls: int
    num_right: int
    num_shared: int
    num_agreed: int
    median_s: float | None
    is_like_chance: bool
    is_set_aside: bool


class JudgePair(Message):
    """How far two judges agree on the num_shared pairs that both judged."""

    first: str
    second: str
    num_shared: int
    num_agreed: int


class Judges(Message):
    """What the owner of a project knows of a ranking's judges: nothing here tells which takes they judged."""

    judges: list[JudgeFigures]
    pairs: list[JudgePair]


class TasteWeight(Message):
    """What a spread more of one part of the grade adds to the logit of winning; middle and spread are those
    of the takes that were judged."""

    feature: str
    middle: float
    spread: float
    weight: float


class Accuracy(Message):
    """A share of votes that were foretold, or the difference of two, with its 95 % interval."""

    value: float
    low: float
    high: float


class Taste(Message):
    """What the votes of a ranking prefer among the parts of the grade: the file that `learn-preferences`
    writes.

    side, length: what the left side and twice the length added to a win; both are taken out. num_votes: those
    that decided. accuracy: on votes on takes of which the fit knew none; of_grade: of the grade alone on the
    same votes; better_by: their difference. learned_from: ranking, its name, a hash of its votes.
    """

    format: Literal["sunmask-taste"] = "sunmask-taste"
    version: Literal[1] = 1
    kind: str
    weights: list[TasteWeight]
    side: float
    length: float | None
    num_votes: int
    num_ties: int
    num_takes: int
    accuracy: Accuracy
    of_grade: Accuracy
    better_by: Accuracy
    learned_from: dict[str, str]


class TaughtBy(Message):
    """An open ranking of a canvas's project and kind whose votes teach something: Best of can sort by what
    they prefer. num_votes: those that decided. accuracy: of votes on new takes."""

    ranking: UUID
    name: str
    num_votes: int
    accuracy: Accuracy
