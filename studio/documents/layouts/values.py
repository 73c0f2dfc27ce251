"""Values of a cell in documents of every layout, read from values of any type."""

from typing import Any, TypedDict

from sunmask.method.cells import DEFAULT_PIN, CellState
from sunmask.text.words.styles import MOST_HEADING

AUTHORS = ("human", "model", "edited")


class Cells(TypedDict):
    """A document as rows of cells. content: the codec's JSON; states, pins, authors: rows by columns."""

    content: dict[str, Any]
    columns: list[str]
    states: list[list[int]]
    pins: list[list[bool]]
    authors: list[list[str | None]]
    """human, model, edited; None: as imported."""


def plain_cells(cells: Cells) -> Cells:
    """The cells alone of what holds more by other names."""
    return Cells(
        content=cells["content"],
        columns=cells["columns"],
        states=cells["states"],
        pins=cells["pins"],
        authors=cells["authors"],
    )


def state_of(value: Any) -> int:
    """A painted state; unmasked where the value is not valid."""
    is_state = not isinstance(value, bool) and value in (0, 1, 2)
    return int(value) if is_state else int(CellState.UNMASKED)


def heading_of(value: Any) -> int:
    """The level of a heading, of which browsers make 2.0; 0 for none, or where the value is not valid."""
    is_level = not isinstance(value, bool) and value in range(1, MOST_HEADING + 1)
    return int(value) if is_level else 0


def pin_of(state: int, value: Any) -> bool:
    """Whether a cell is pinned: as a boolean says, otherwise its state's default; never a renoisable one."""
    if isinstance(value, bool) and state != CellState.RENOISABLE:
        return value
    return DEFAULT_PIN[CellState(state)]


def author_of(value: Any) -> str | None:
    """Who made a cell; None: as imported."""
    return value if isinstance(value, str) and value in AUTHORS else None
