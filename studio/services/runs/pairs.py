"""The two sides of a pair job: a canvas as it is, and the same with the states of two groups of cells
swapped.

Where a trusted and a doubted word are held (paper, Table 3), the two runs show what each of them pulls.
"""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from studio.errors import invalid
from studio.protocol import Frozen


def cells_at(frozen: Frozen, places: Iterable[tuple[str, int]]) -> list[int]:
    """Flat numbers (row * columns + column) of places given by column id and row, in their order.

    Raises StudioError 422 for a place that is not on the canvas.
    """
    columns = {column: index for index, column in enumerate(frozen.columns)}
    num_rows = len(frozen.states)
    found = []
    for column, row in dict.fromkeys(places):
        if column not in columns or not 0 <= row < num_rows:
            raise invalid("One of the two is no longer on the canvas. Choose them again.")
        found.append(row * len(columns) + columns[column])
    return sorted(found)


def check(frozen: Frozen, first: list[int], second: list[int]) -> None:
    """Raise StudioError 422 where swapping the states of two groups of cells cannot show anything."""
    if not first or not second:
        raise invalid("A pair needs two places whose states are swapped. Give a second one.")
    if set(first) & set(second):
        raise invalid("A pair needs two different places; these have cells in common.")
    states, pins = _flat(frozen.states), _flat(frozen.pins)
    of_first, of_second = ({(states[cell], pins[cell]) for cell in group} for group in (first, second))
    if len(of_first) > 1 or len(of_second) > 1:
        raise invalid("All cells of one place must have the same state and pin, so that they can be swapped.")
    if of_first == of_second:
        raise invalid(
            "Both have the same state, so both runs would be the same. Give one of them another state."
        )


def swapped(frozen: Frozen, first: list[int], second: list[int]) -> Frozen:
    """The same canvas with states and pins of the two groups exchanged."""
    rows: dict[str, list[list[Any]]] = {}
    num_columns = len(frozen.columns)
    for name in ("states", "pins"):
        flat = _flat(getattr(frozen, name))
        of_first, of_second = flat[first[0]], flat[second[0]]
        for group, value in ((first, of_second), (second, of_first)):
            for cell in group:
                flat[cell] = value
        rows[name] = [flat[at : at + num_columns] for at in range(0, len(flat), num_columns)]
    return frozen.model_copy(update=rows)


def _flat(rows: list[list[Any]]) -> list[Any]:
    return list(chain.from_iterable(rows))
