"""The base class of codecs, which read, check and write the contents of a kind of canvas. No torch here.

`content` is the JSON of one canvas everywhere: in the API, documents, takes, archives and generations.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from sunmask.kinds.contents import FileFormat, Imported, Parts
from sunmask.kinds.notices import UnreadableFile

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Published:
    """The share of a model's pieces that people took for a model's, in a test elsewhere, with its 95 %
    interval. where: whose pieces they were."""

    where: str
    value: float
    low: float
    high: float
    num_answers: int


class Codec(ABC):
    """One object for each kind, which alone knows what its cells mean.

    What has a default here may stay as it is: a kind without files, score or demos writes nothing for them.
    """

    kind: ClassVar[str]
    num_rows: ClassVar[int]
    """Rows of a canvas, where its metadata says no other number (`rows`)."""
    window: ClassVar[int]
    """Columns that the network sees at once. Shorter canvases are padded to it, and are no faster.
    `GridCodec` also takes it as the greatest width."""
    layout: ClassVar[str] = "grid"
    """How its cells lie in a shared document: "grid" (one entry each) or "text" (running text)."""
    seam: ClassVar[int] = 1
    """Columns on each side of a border between two takes that are composed anew when they are spliced."""
    blank_options: ClassVar[Mapping[str, Any]] = {}
    """The options of `blank` by name, with defaults."""
    import_endings: ClassVar[tuple[str, ...]] = ()
    """Endings of the files that it reads, lower case."""
    import_starts: ClassVar[tuple[bytes, ...]] = ()
    """How such files begin, where that tells them from others."""
    formats: ClassVar[Mapping[str, FileFormat]] = {}
    """Export formats by name, the usual one first."""
    demo_names: ClassVar[tuple[str, ...]] = ()
    row_names: ClassVar[tuple[str, ...]] = ()
    """Labels of the rows, from the first, for browsers without a page of their own for the kind."""
    symbol_labels: ClassVar[Mapping[int, str]] = {}
    """Labels shown for symbols there; "" for that of an empty cell. Of the layout "text": the only words that
    may be typed; where it is empty, any may."""
    held_out_name: ClassVar[str] = ""
    """What `held_out` are called ("Bach's chorales"); "" where it has none."""
    published: ClassVar[Published | None] = None
    """What a listening test is compared with."""
    is_engraved: ClassVar[bool] = False
    """Whether there is a score of it."""
    renderings: ClassVar[tuple[str, ...]] = ()
    """Names of the files that `render` makes; none where there is only `formats`."""

    @property
    @abstractmethod
    def fingerprint(self) -> str:
        """SHA-256 of the table of symbols: checkpoints with another one do not fit."""

    @abstractmethod
    def parts(self, content: Any) -> Parts:
        """Split content for a shared document. Raises ValueError as `check` does."""

    @abstractmethod
    def content(
        self,
        symbols: list[list[Any]],
        meta: Mapping[str, Any],
        marks: Mapping[tuple[int, int], Any],
        spaces: Sequence[str] = (),
    ) -> dict[str, Any]:
        """Put a document's parts together; whatever in meta and marks is not valid is left out or clamped.

        A text may have no words yet.
        """

    @abstractmethod
    def clean_symbol(self, row: int, value: Any) -> Any:
        """The symbol that a document's value stands for; the empty symbol where the value is not valid."""

    def rows(self, meta: Mapping[str, Any]) -> int:
        """The rows of a canvas with such metadata, as a document has it, of any type."""
        return self.num_rows

    @abstractmethod
    def symbols(self, content: Any) -> np.ndarray:
        """The grid of content, (rows, columns): int16, or words. Raises ValueError as `check` does."""

    @abstractmethod
    def with_symbols(self, content: Any, symbols: np.ndarray) -> dict[str, Any]:
        """The same content with another grid of the same shape."""

    @abstractmethod
    def blank(self, **options: Any) -> dict[str, Any]:
        """Empty content. Raises ValueError for options that the kind does not have."""

    def check(self, content: Any) -> None:
        """Raise ValueError, with a sentence, where `content` is not this kind's."""
        self.symbols(content)

    def measure(self, content: Any) -> dict[str, Any]:
        """Figures of content by name, for takes and lists. Raises ValueError as `check` does."""
        self.check(content)
        return {}

    def units(self, content: Any) -> np.ndarray:
        """For each cell, the id of the note or word that it belongs to, (rows, columns)."""
        symbols_VT = self.symbols(content)
        return np.arange(symbols_VT.size, dtype=np.int64).reshape(symbols_VT.shape)

    def fixed_cells(self, content: Any) -> np.ndarray | None:
        """The cells that no run may change, whatever is painted there, booleans (rows, columns); None for
        none."""
        return None

    def encode(self, symbols: np.ndarray) -> np.ndarray:
        """Symbols to the ids that networks see, where each cell is one token."""
        raise ValueError(f"the cells of a {self.kind} are not one token each: its layout knows its tokens")

    def decode(self, ids: np.ndarray) -> np.ndarray:
        """Ids to symbols."""
        raise ValueError(f"the cells of a {self.kind} are not one token each: its layout knows its tokens")

    def read_bytes(self, data: bytes, filename: str, *, timeout_s: float = 10) -> Imported:
        """Read an untrusted file. timeout_s: processor time that it may take. Raises UnreadableFile."""
        raise UnreadableFile("no_files", f"A {self.kind} cannot be read from a file. Make a blank one.")

    def write(self, content: Any, file_format: str, *, provenance: Mapping[str, str] | None = None) -> bytes:
        """Write a file in one of `formats`. Raises ValueError."""
        raise self.unknown_format(file_format)

    def engrave(
        self,
        content: Any,
        *,
        width: int,
        height: int | None = None,
        view: str | None = None,
        line_starts: Sequence[int] = (),
        first_lines: int | None = None,
        is_line: bool = False,
    ) -> list[str]:
        """The score as pages of SVG, `width` staff spaces wide and `height` high at most, whose note heads
        have ids that tell their cells. view: one of the ways in which the kind shows a score; None for the
        usual. line_starts: the columns where lines began in the previous engraving, which are kept while the
        music fits them; not used with a height. first_lines: of a score with many more lines, only so many
        from the first; the pages of the others are empty strings. is_line: all as one line of music, as wide
        as it comes out.

        Raises ValueError where content is not this kind's, or is never engraved, and for an unknown view.
        """
        raise ValueError(f"expected a kind of canvas that is engraved; a {self.kind} has no score")

    def render(
        self,
        content: Any,
        options: Mapping[str, Any],
        folder: Path,
        *,
        provenance: Mapping[str, str],
        on_progress: Callable[[float, str], None],
    ) -> Path:
        """Write one file, a zip where `options` name several of `renderings`, into an empty folder.

        on_progress: how much is done, from 0 to 1, and what is made now. Raises ValueError, with a sentence,
        for content that is not this kind's and for options that cannot be met.
        """
        raise ValueError(f"a {self.kind} has nothing to render; export it as a file")

    def demo(self, name: str) -> dict[str, Any]:
        """A ready-made piece of `demo_names`. Raises ValueError for another name."""
        known = ", ".join(self.demo_names) or "none"
        raise ValueError(f"expected a demo of kind {self.kind} ({known}), got {name!r:.60}")

    def held_out(
        self, count: int, *, near: int, least: int, most: int, seed: int = 0
    ) -> list[tuple[str, dict[str, Any]]]:
        """So many contents by name, made by people, of which no network of the kind has learned; about
        `near` columns long, and from `least` to `most`. Fewer where there are not so many."""
        return []

    def unknown_format(self, file_format: str) -> ValueError:
        """The error that `write` raises for a format that is not among `formats`."""
        known = " or ".join(self.formats) or "none"
        return ValueError(f"expected the format {known}, got {file_format!r:.60}")
