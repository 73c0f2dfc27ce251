"""Jobs, repairs and splices."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from studio.protocol import (
    Request,
)


class BestOf(Request):
    """Make `total` candidates in batches, keep the best; stop_early: once they no longer become better.
    ranking: an open ranking of the project, whose votes say which are best; None: the grade does."""

    settings: dict[str, Any] = {}
    total: int = 64
    keep: int = 8
    batch: int = 8
    seed: int | None = None
    stop_early: bool = False
    ranking: UUID | None = None


class Grid(Request):
    """One candidate for each seed, temperature and number of steps."""

    settings: dict[str, Any] = {}
    seeds: list[int] = Field(max_length=1000)
    temperatures: list[float] = Field(max_length=1000)
    steps: list[int] = Field(max_length=1000)


class Pair(Request):
    """The canvas as it is, and with the states of two places (cells by column id and row) swapped."""

    settings: dict[str, Any] = {}
    first: list[tuple[Annotated[str, Field(max_length=40)], int]] = Field(max_length=1000)
    second: list[tuple[Annotated[str, Field(max_length=40)], int]] = Field(max_length=1000)
    num_candidates: int = 20
    seed: int | None = None


class NewBestOf(Request):
    kind: Literal["best_of"]
    settings: BestOf


class NewGrid(Request):
    kind: Literal["grid"]
    settings: Grid


class NewPair(Request):
    kind: Literal["pair"]
    settings: Pair


NewJob = Annotated[NewBestOf | NewGrid | NewPair, Field(discriminator="kind")]


class StopJob(Request):
    """after_this: after the generation that runs, otherwise at once."""

    after_this: bool = False


class Variants(Request):
    num_variants: int = 3


class Repair(Variants):
    """wider: seams of the kind (a beat, three words) that are recomposed on each side of the faults."""

    wider: int = Field(default=0, ge=0)


class NewRepair(Repair):
    candidate: int = Field(ge=0)
    step: int = Field(ge=0)


class NewSplice(Variants):
    """columns: first and last column of each span that comes from the first take. seam: columns that are
    recomposed on each side of a border."""

    first_take: UUID
    second_take: UUID
    columns: list[tuple[int, int]] = Field(max_length=1000)
    seam: int | None = None
