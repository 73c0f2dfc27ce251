"""The kinds of canvas and their codecs, by name or file: those of this package, then of installed packages.

A package adds a kind by an entry point of the group `sunmask.kinds` that names its `Kind` object; nothing
here changes. No torch here.
"""

import logging
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import PurePath

from sunmask.kinds import samplers
from sunmask.kinds.codec import Codec
from sunmask.kinds.kind import Kind
from sunmask.kinds.notices import UnreadableFile
from sunmask.plugins import interface

logger = logging.getLogger(__name__)
OURS = ("sunmask.chorale", "sunmask.text")


class UnknownKindError(ValueError):
    """There is no kind of that name here: it was never installed, or is no more."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"expected a kind of canvas ({', '.join(kinds())}), got {kind!r:.60}")
        self.kind = kind


def kind(name: str) -> Kind:
    """The kind of this name. Raises UnknownKindError for one that is not installed."""
    if name not in kinds():
        raise UnknownKindError(name)
    return kinds()[name]


def kinds() -> dict[str, Kind]:
    """Every kind by name.

    A kind that cannot be loaded, has the name of another, or is written for another version of the interface
    is left out and logged: one broken package must not stop a studio.
    """
    return _found()[0]


def left_out() -> list[str]:
    """Why kinds of installed packages are not among `kinds`, a sentence each."""
    return _found()[1]


@cache
def _found() -> tuple[dict[str, Kind], list[str]]:
    found: dict[str, Kind] = {}
    reasons: list[str] = []
    for where, each in _loaded():
        if isinstance(each, str):
            reasons.append(each)
        elif each.name in found:
            reasons.append(f"{where} adds a kind named {each.name!r}, but one with that name exists")
        else:
            found[each.name] = samplers.with_setting(each)
            continue
        logger.error("%s: left out", reasons[-1])
    return found, reasons


def codec(name: str) -> Codec:
    """The codec of a kind. Raises UnknownKindError for one that is not installed."""
    return kind(name).codec


def codec_of_file(filename: str, data: bytes) -> Codec:
    """The codec that reads a file: by its ending, otherwise by how it begins. Raises UnreadableFile for
    others."""
    codecs = [each.codec for each in kinds().values()]
    ending = PurePath(filename.replace("\\", "/")).suffix.lower()
    for known in codecs:
        if ending in known.import_endings:
            return known
    for known in codecs:
        if data.startswith(known.import_starts):
            return known
    endings = ", ".join(ending for known in codecs for ending in known.import_endings)
    raise UnreadableFile("unknown_file", f"This kind of file cannot be read. Choose one of: {endings}.")


def _loaded() -> Iterator[tuple[str, Kind | str]]:
    """Where each is, and the kind, or why it cannot be loaded."""
    for package in OURS:
        yield package, import_module(package).KIND
    yield from interface.installed("kind")
