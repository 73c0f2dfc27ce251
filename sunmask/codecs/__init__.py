"""Codecs: one object for each kind of canvas, and the only place that knows what its cells mean.

Nothing outside branches on a kind: `codec(kind)` gives the object, and a new kind is one more line in
`_CODECS`. No torch here.
"""

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any, Protocol

import numpy as np

from sunmask.codecs.chorale_codec import ChoraleCodec
from sunmask.codecs.contents import FileFormat, Imported, Parts
from sunmask.codecs.notices import Notice, UnreadableFile
from sunmask.codecs.text_codec import TextCodec

__all__ = [
    "Codec",
    "FileFormat",
    "Imported",
    "Notice",
    "Parts",
    "UnreadableFile",
    "codec",
    "codec_of_file",
    "kinds",
]


class Codec(Protocol):
    """What a kind of canvas knows. `content` is its JSON everywhere: API, documents, takes, generations."""

    kind: str
    num_rows: int
    layout: str
    """How its cells lie in a shared document: "grid" (one entry each) or "text" (running text)."""
    blank_options: Mapping[str, Any]
    """What `blank` can be told, by name, with defaults."""
    import_endings: tuple[str, ...]
    """Endings of the files that it reads, lower case."""
    import_starts: tuple[bytes, ...]
    """How such files begin, where that tells them from others."""
    seam: int
    """Columns on each side of a border between two takes that are composed anew when they are spliced."""
    formats: Mapping[str, FileFormat]
    """Export formats by name."""
    demo_names: tuple[str, ...]
    is_engraved: bool
    """Whether there is a score of it."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the table of symbols: checkpoints with another one do not fit."""

    def check(self, content: Any) -> None:
        """Raise ValueError, with a sentence, where `content` is not this kind's."""

    def parts(self, content: Any) -> Parts:
        """Split content for a shared document. Raises ValueError as `check` does."""

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

    def clean_symbol(self, row: int, value: Any) -> Any:
        """The symbol that a document's value stands for; the empty symbol where it is none."""

    def symbols(self, content: Any) -> np.ndarray:
        """The grid of content, (rows, columns) int16. Raises ValueError as `check` does."""

    def with_symbols(self, content: Any, symbols: np.ndarray) -> dict[str, Any]:
        """The same content with another grid of the same shape."""

    def measure(self, content: Any) -> dict[str, Any]:
        """Figures of content by name, for takes and lists. Raises ValueError as `check` does."""

    def units(self, content: Any) -> np.ndarray:
        """The number of the whole thing (a note, a word) that each cell is part of, (rows, columns)."""

    def unknown(self, symbols: Sequence[str], *, num_nearest: int = 5) -> dict[str, list[str]]:
        """Which of these the models do not know, each with the nearest that they do."""

    def encode(self, symbols: np.ndarray) -> np.ndarray:
        """Symbols to the ids that networks see."""

    def decode(self, ids: np.ndarray) -> np.ndarray:
        """Ids to symbols."""

    def read_bytes(self, data: bytes, filename: str, *, timeout_s: float = 10) -> Imported:
        """Read an untrusted file. Raises UnreadableFile; never takes much longer than `timeout_s`."""

    def write(self, content: Any, file_format: str, *, provenance: Mapping[str, str] | None = None) -> bytes:
        """Write a file in one of `formats`. Raises ValueError."""

    def engrave(self, content: Any, *, width: int, height: int | None = None) -> list[str]:
        """The score as pages of SVG, `width` staff spaces wide and `height` high at most, whose heads have
        ids that tell their cells.

        Raises ValueError where content is not this kind's, or is never engraved.
        """

    def blank(self, **options: Any) -> dict[str, Any]:
        """Empty content. Raises ValueError for options that the kind does not have."""

    def demo(self, name: str) -> dict[str, Any]:
        """A ready-made piece of `demo_names`. Raises ValueError for another name."""


_CODECS: dict[str, Codec] = {known.kind: known for known in (ChoraleCodec(), TextCodec())}


def kinds() -> list[str]:
    """The kinds of canvas there are."""
    return list(_CODECS)


def codec_of_file(filename: str, data: bytes) -> Codec:
    """The codec that reads a file: by its ending, else by how it begins. Raises UnreadableFile for others."""
    ending = PurePath(filename.replace("\\", "/")).suffix.lower()
    for known in _CODECS.values():
        if ending in known.import_endings:
            return known
    for known in _CODECS.values():
        if data.startswith(known.import_starts):
            return known
    endings = ", ".join(ending for known in _CODECS.values() for ending in known.import_endings)
    raise UnreadableFile("unknown_file", f"This file is none of those that can be read: {endings}.")


def codec(kind: str) -> Codec:
    """The codec of a kind. Raises ValueError for an unknown one."""
    if kind not in _CODECS:
        raise ValueError(f"expected a kind of canvas ({', '.join(_CODECS)}), got {kind!r:.60}")
    return _CODECS[kind]
