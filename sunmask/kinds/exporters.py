"""Export formats that installed packages add to a kind of canvas.

A package adds one by an entry point of the group `sunmask.exporters` that names an `Exporter`. No torch here.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sunmask.kinds.contents import FileFormat
from sunmask.kinds.registry import codec, kinds
from sunmask.plugins import interface

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Exporter:
    """A format of a kind. write: the bytes of a file of content, and of words about its origin by name, for a
    place in the file that has any. interface: the version of `sunmask.plugins.interface` that it is
    written for."""

    kind: str
    name: str
    format: FileFormat
    write: Callable[[Any, Mapping[str, str]], bytes]
    interface: int = interface.VERSION


def formats(kind: str) -> dict[str, FileFormat]:
    """All formats of a kind by name, its own first. Raises UnknownKindError for one that is not installed."""
    added = {each.name: each.format for each in _found() if each.kind == kind}
    return {**codec(kind).formats, **added}


def write(kind: str, content: Any, file_format: str, *, provenance: Mapping[str, str] | None = None) -> bytes:
    """A file in one of `formats`. Raises ValueError for another one, and where an exporter cannot."""
    for each in _found():
        if (each.kind, each.name) == (kind, file_format):
            try:
                return bytes(each.write(content, provenance or {}))
            except Exception as error:
                logger.exception("the exporter %s of kind %s failed", file_format, kind)
                raise ValueError(f"the format {file_format} could not be written: {error}") from error
    return codec(kind).write(content, file_format, provenance=provenance)


@cache
def _found() -> tuple[Exporter, ...]:
    return interface.of_kinds("exporter", _misfit)


def _misfit(where: str, each: Exporter, is_taken: bool) -> str | None:
    if each.kind not in kinds():
        return f"{where} writes files of the kind {each.kind!r}, which is not installed"
    if each.name in codec(each.kind).formats or is_taken:
        return (
            f"{where} adds a format named {each.name!r} to the kind {each.kind}, which has one of that name"
        )
    return None
