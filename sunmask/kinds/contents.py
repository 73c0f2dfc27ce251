"""Data classes in which every codec gives and takes a canvas's content."""

from dataclasses import dataclass, field
from typing import Any

from sunmask.kinds.notices import Notice


@dataclass(frozen=True)
class FileFormat:
    """An export format: media type and file ending, with its dot.

    is_slow: writing takes a tenth of a second rather than a hundredth.
    """

    media_type: str
    ending: str
    is_slow: bool = False


@dataclass(frozen=True)
class Parts:
    """Content as a shared document stores it: rows of symbols, metadata, marks by (row, column).

    spaces: for kinds that are laid out as running text, what stands before each word and after the last.
    """

    symbols: list[list[Any]]
    meta: dict[str, Any]
    marks: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    spaces: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Imported:
    """Content read from a file, and the conversions that were made."""

    content: dict[str, Any]
    notices: list[Notice]
