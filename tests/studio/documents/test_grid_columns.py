"""Which columns a grid has whatever its document says: at least one, and no more than a canvas holds."""

import pycrdt
import pytest

from studio import limits
from studio.documents.layouts import layout_of
from sunmask.kinds import codecs


def columns_of(ids: list[object]) -> list[str]:
    document: pycrdt.Doc = pycrdt.Doc()
    document.get("columns", type=pycrdt.Array).extend(ids)
    return layout_of("chorale").cells(document, codecs.codec("chorale"))["columns"]


def test_a_document_without_columns_is_read_with_one() -> None:
    assert columns_of([]) == ["0"]
    assert columns_of(["", 4, None]) == ["0"]


def test_columns_beyond_what_a_canvas_holds_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "COLUMNS", 3)
    assert columns_of(["a", "a", "b", "c", "d"]) == ["a", "b", "c"]
