"""Marks on the cells of a content besides their symbols: fermatas, syllables, chords."""

from collections.abc import Mapping
from typing import Any

from sunmask.kinds.registry import codec

Marks = Mapping[tuple[int, int], Mapping[str, Any] | None]
"""By row and column; None for nothing."""


def with_marks(content: dict[str, Any], marks: Marks) -> dict[str, Any]:
    """A codec's content with other marks on some cells; marks that are not valid are left out."""
    if not marks:
        return content
    of_kind = codec(content["kind"])
    parts = of_kind.parts(content)
    all_marks = {cell: mark for cell, mark in {**parts.marks, **marks}.items() if mark is not None}
    return of_kind.content(parts.symbols, parts.meta, all_marks, parts.spaces)


def cleaned_marks(content: dict[str, Any], marks: Marks) -> Mapping[tuple[int, int], Mapping[str, Any]]:
    """The marks on each cell of the content once these are added."""
    num_columns = len(codec(content["kind"]).parts(content).symbols[0])
    fitting = {cell: mark for cell, mark in marks.items() if cell[0] >= 0 and 0 <= cell[1] < num_columns}
    return codec(content["kind"]).parts(with_marks(content, fitting)).marks


def change_meta(content: dict[str, Any], marks: Marks) -> bool:
    """Whether these marks would change the content's metadata, as a chorale's changes of metre do."""
    of_kind = codec(content["kind"])
    parts = of_kind.parts(content)
    as_it_is = of_kind.content(parts.symbols, parts.meta, parts.marks, parts.spaces)
    return with_marks(content, marks).get("meta") != as_it_is.get("meta")
