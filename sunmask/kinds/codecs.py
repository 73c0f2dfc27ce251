"""The codecs of the kinds of canvas, by name and by file. No torch here."""

from pathlib import PurePath

from sunmask.kinds.codec import Codec
from sunmask.kinds.notices import Notice, UnreadableFile
from sunmask.kinds.registry import kind, kinds

__all__ = ["Codec", "Notice", "UnreadableFile", "codec", "codec_of_file"]


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
