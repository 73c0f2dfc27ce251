"""Document layouts: how the cells of a canvas lie in its shared Yjs document.

A codec names its layout, and nothing outside branches on a kind: `layout_of(kind)` gives the object that
fills, reads and paints a document. What a symbol or a piece of metadata may be is the codec's business.
"""

from collections.abc import Iterable
from typing import Any, Protocol

import pycrdt

from studio.documents.layouts.grid import GridLayout
from studio.documents.layouts.text import TextLayout
from studio.documents.layouts.values import Cells, plain_cells
from studio.errors import unknown_kind
from sunmask.kinds import kinds
from sunmask.kinds.codec import Codec

__all__ = ["Cells", "Layout", "layout_of", "plain_cells"]


class Layout(Protocol):
    """A table of docs/document.md: one way of laying out cells."""

    def fill(
        self, document: pycrdt.Doc, codec: Codec, content: dict[str, Any], columns: list[str] | None = None
    ) -> None:
        """Write content into an empty document: everything unmasked, pins default.

        columns: ids to give to the columns, where the layout has any to give. Raises ValueError where the
        content is not the codec's, StudioError 422 where it is too long.
        """

    def cells(self, document: pycrdt.Doc, codec: Codec) -> Cells:
        """The document as rows of cells; what is not valid is left out or clamped."""

    def raw(self, document: pycrdt.Doc) -> Any:
        """Everything in the document that the layout knows, as Python values, unchecked."""

    def check_size(self, document: pycrdt.Doc) -> None:
        """Raise StudioError 422 for a document that holds too much or too little."""

    def paint(
        self, document: pycrdt.Doc, cells: Iterable[tuple[int, int]], state: int, pinned: bool | None = None
    ) -> None:
        """Give cells (row, position) a state, and a pin other than the state's default."""


_LAYOUTS: dict[str, Layout] = {"grid": GridLayout(), "text": TextLayout()}


def layout_of(kind: str) -> Layout:
    """The layout that the codec of a kind names. Raises StudioError 409 for a kind that is not installed."""
    if kind not in kinds():
        raise unknown_kind(kind)
    return _LAYOUTS[kinds()[kind].codec.layout]
