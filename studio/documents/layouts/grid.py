"""Cells as entries of maps: `columns` holds the ids in order, the rest is keyed "<column>:<row>"."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import pycrdt

from studio import limits
from studio.documents.layouts.values import Cells, author_of, pin_of, state_of
from studio.errors import StudioError
from sunmask.kinds.codec import Codec

MAX_COLUMN_ID_CHARACTERS = 40
MARK_ROWS = 2
"""Rows below the symbols that marks may hang on."""
MAPS = ("symbols", "states", "pins", "meta", "marks", "authors")

T = TypeVar("T")


class GridLayout:
    """The layout of kinds whose grid is written by hand, row by row; last writer wins in each cell."""

    def fill(
        self, document: pycrdt.Doc, codec: Codec, content: dict[str, Any], columns: list[str] | None = None
    ) -> None:
        parts = codec.parts(content)
        num_columns = len(parts.symbols[0])
        if not 1 <= num_columns <= limits.COLUMNS:
            raise StudioError(
                "too_long",
                422,
                f"A canvas holds 1 to {limits.COLUMNS} columns; this one has {num_columns}. "
                "Import a shorter part.",
            )
        ids = columns or [_base36(number) for number in range(num_columns)]
        if len(ids) != num_columns or len(set(ids)) != len(ids):
            raise ValueError(f"expected {num_columns} different column ids, got {len(ids)}")
        with document.transaction():
            document.get("columns", type=pycrdt.Array).extend(ids)
            symbols = document.get("symbols", type=pycrdt.Map)
            for row, of_row in enumerate(parts.symbols):
                for column, symbol in zip(ids, of_row, strict=True):
                    if symbol:
                        symbols[f"{column}:{row}"] = symbol
            marks = document.get("marks", type=pycrdt.Map)
            for (row, position), mark in parts.marks.items():
                marks[f"{ids[position]}:{row}"] = mark
            document.get("meta", type=pycrdt.Map).update(parts.meta)

    def cells(self, document: pycrdt.Doc, codec: Codec) -> Cells:
        raw = self.raw(document)
        columns = _columns(raw["columns"]) or ["0"]
        num_rows = codec.rows(raw["meta"])

        def grid(name: str, read: Callable[[int, Any], T]) -> list[list[T]]:
            values = raw[name]
            return [
                [read(row, values.get(f"{column}:{row}")) for column in columns] for row in range(num_rows)
            ]

        states = grid("states", lambda _row, value: state_of(value))
        said_pins = grid("pins", lambda _row, value: value)
        # marks may hang on rows below the last one too: what they mean there is the codec's business
        marks = {
            (row, position): raw["marks"][f"{column}:{row}"]
            for row in range(max(codec.num_rows, num_rows) + MARK_ROWS)
            for position, column in enumerate(columns)
            if f"{column}:{row}" in raw["marks"]
        }
        return {
            "content": codec.content(grid("symbols", codec.clean_symbol), raw["meta"], marks),
            "columns": columns,
            "states": states,
            "pins": [
                [pin_of(state, pin) for state, pin in zip(states[row], said_pins[row], strict=True)]
                for row in range(num_rows)
            ],
            "authors": grid("authors", lambda _row, value: author_of(value)),
        }

    def raw(self, document: pycrdt.Doc) -> dict[str, Any]:
        raw: dict[str, Any] = {"columns": document.get("columns", type=pycrdt.Array).to_py() or []}
        for name in MAPS:
            raw[name] = document.get(name, type=pycrdt.Map).to_py() or {}
        return raw

    def check_size(self, document: pycrdt.Doc) -> None:
        num_columns = len(document.get("columns", type=pycrdt.Array))
        if not 1 <= num_columns <= limits.COLUMNS:
            raise StudioError(
                "size",
                422,
                f"A canvas holds 1 to {limits.COLUMNS} columns; this edit would leave {num_columns}. "
                "Undo it.",
            )

    def paint(
        self, document: pycrdt.Doc, cells: Iterable[tuple[int, int]], state: int, pinned: bool | None = None
    ) -> None:
        ids = document.get("columns", type=pycrdt.Array).to_py() or []
        states, pins = document.get("states", type=pycrdt.Map), document.get("pins", type=pycrdt.Map)
        with document.transaction():
            for row, position in cells:
                states[f"{ids[position]}:{row}"] = int(state)
                if pinned is not None:
                    pins[f"{ids[position]}:{row}"] = pinned


def _columns(values: list[Any]) -> list[str]:
    ids = (value for value in values if isinstance(value, str))
    fitting = (value for value in ids if 1 <= len(value) <= MAX_COLUMN_ID_CHARACTERS)
    return list(dict.fromkeys(fitting))[: limits.COLUMNS]


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return digits[number] if number < 36 else _base36(number // 36) + digits[number % 36]
