"""Which columns a grid has whatever its document says: at least one, and no more than a canvas holds."""

import pycrdt
import pytest

from studio import limits
from studio.documents.layouts import layout_of
from sunmask.kinds import registry


def columns_of(ids: list[object]) -> list[str]:
    document: pycrdt.Doc = pycrdt.Doc()
    document.get("columns", type=pycrdt.Array).extend(ids)
    return layout_of("chorale").cells(document, registry.codec("chorale"))["columns"]


def test_a_document_without_columns_is_read_with_one() -> None:
    assert columns_of([]) == ["0"]
    assert columns_of(["", 4, None]) == ["0"]


def test_columns_beyond_what_a_canvas_holds_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "COLUMNS", 3)
    assert columns_of(["a", "a", "b", "c", "d"]) == ["a", "b", "c"]


def test_changes_of_metre_go_with_their_columns_and_hold_from_a_bar_line_on() -> None:
    codec = registry.codec("chorale")
    content = codec.blank(num_bars=4)
    content["meta"]["metre_changes"] = [[16, "3/4"], [40, "4/4"]]
    document: pycrdt.Doc = pycrdt.Doc()
    layout = layout_of("chorale")
    layout.fill(document, codec, content)
    assert layout.cells(document, codec)["content"] == content

    def changes() -> list[list[object]]:
        return layout.cells(document, codec)["content"]["meta"].get("metre_changes", [])

    columns = document.get("columns", type=pycrdt.Array)
    for number in range(16):
        columns.insert(8, f"new{number}")
    assert changes() == [[32, "3/4"], [56, "4/4"]]
    # without its first bars of three the rest waits for a bar line, and with the column its change is gone
    del columns[33:35]
    assert changes() == [[32, "3/4"], [56, "4/4"]]
    del columns[32]
    assert changes() == []
