"""Rows as trainers take them: texts in columns of the names that they know."""

from collections.abc import Iterable, Iterator
from typing import Any

from studio import bodies, protocol

EMPTY = "_"
"""Stands where nothing was held."""
_END = "\n"
"""Of a prompt: trainers join what follows to it as it is, and no word must grow together with another."""
LIKED, DISLIKED = 4, 2
"""Stars from which, and up to which, a rating says yes or no; three say neither."""

Columns = dict[str, str | bool]


def pairs(rows: Iterable[Any], *, keeps_ties: bool = False) -> Iterator[Columns]:
    """`prompt`, `chosen` and `rejected` of rows that say what was better than what from the same prompt.

    keeps_ties: votes without a winner stay, and each row says its `outcome`.
    """
    for row in rows:
        found = _pair(row)
        outcome = getattr(row, "outcome", "chosen")
        if found is None or (outcome != "chosen" and not keeps_ties):
            continue
        prompt, chosen, rejected = found
        columns: Columns = {"prompt": prompt + _END, "chosen": chosen, "rejected": rejected}
        yield {**columns, "outcome": outcome} if keeps_ties else columns


def labels(rows: Iterable[Any]) -> Iterator[Columns]:
    """`prompt`, `completion` and `label`: whether somebody wanted it."""
    for row in rows:
        for prompt, completion, label in _labelled(row):
            yield {"prompt": prompt + _END, "completion": completion, "label": label}


def in_text(symbols: Iterable[Iterable[protocol.Symbol | None]]) -> str:
    """A grid as text: a line for each row, a blank between cells."""
    return "\n".join(" ".join(EMPTY if cell is None else str(cell) for cell in row) for row in symbols)


def _pair(row: Any) -> tuple[str, str, str] | None:
    if isinstance(row, bodies.StepPreference):
        if row.is_undone or row.chosen is None or row.rejected is None:
            return None
        return _open_grid(row), _cells(row.chosen), _cells(row.rejected)
    if not isinstance(row, bodies.PreferencePair) or not row.counts or row.rejected_prompt is not None:
        return None
    return in_text(row.prompt.symbols), in_text(row.chosen.symbols), in_text(row.rejected.symbols)


def _labelled(row: Any) -> Iterator[tuple[str, str, bool]]:
    if isinstance(row, bodies.RatedTake):
        prompt, completion = in_text(row.prompt.symbols), in_text(row.symbols)
        for rating in row.ratings:
            label = _label(rating)
            if label is not None:
                yield prompt, completion, label
    elif isinstance(row, bodies.StepPreference):
        if not row.is_undone:
            prompt = _open_grid(row)
            for cells, label in ((row.chosen, True), (row.rejected, False)):
                if cells is not None:
                    yield prompt, _cells(cells), label
    elif row.counts and row.outcome != "tie":
        yield in_text(row.prompt.symbols), in_text(row.chosen.symbols), row.outcome == "chosen"
        yield in_text((row.rejected_prompt or row.prompt).symbols), in_text(row.rejected.symbols), False


def _label(rating: bodies.RaterOfTake) -> bool | None:
    """Whether somebody wants a take: as they flagged it, else as their stars say."""
    if rating.flag is not None:
        return rating.flag == "pick"
    if rating.stars is None or DISLIKED < rating.stars < LIKED:
        return None
    return rating.stars >= LIKED


def _open_grid(row: bodies.StepPreference) -> str:
    """The candidate without the cells that the act was about."""
    cells, width = set(row.cells), len(row.grid[0])
    return in_text(
        [None if number * width + column in cells else symbol for column, symbol in enumerate(symbols)]
        for number, symbols in enumerate(row.grid)
    )


def _cells(symbols: Iterable[protocol.Symbol]) -> str:
    return " ".join(map(str, symbols))
