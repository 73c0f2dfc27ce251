"""Reading chorale files that come from outside, always in a limited child process.

`importing/file_formats.py` has the formats.
"""

from dataclasses import replace
from pathlib import Path, PurePath

from sunmask.chorale.music.symbols import ChoraleMeta
from sunmask.chorale.notation.importing.file_formats import MOST_BYTES
from sunmask.chorale.notation.importing.parsed_score import Import
from sunmask.chorale.notation.score_child import read_in_child
from sunmask.kinds.notices import UnreadableFile
from sunmask.kinds.texts import clean_text


def read_bytes(data: bytes, filename: str, *, timeout_s: float = 10) -> Import:
    """Read MusicXML, MXL or MIDI, recognised by the content; a piece without title takes the file's name.

    timeout_s: processor time that reading may take. Raises UnreadableFile.
    """
    found = read_in_child(data, timeout_s=timeout_s)
    named = clean_text(PurePath(filename.replace("\\", "/")).stem.replace("_", " "), most=100)
    if found.chorale.meta.title != ChoraleMeta.title or not named:
        return found
    meta = replace(found.chorale.meta, title=named)
    return replace(found, chorale=replace(found.chorale, meta=meta))


def read_score(path: str | Path) -> Import:
    """Read a file by its path, as `read_bytes` does. Raises OSError where there is no file."""
    path = Path(path)
    if path.stat().st_size > max(MOST_BYTES.values()):
        raise UnreadableFile(
            "too_large", f"{path.name} is too large for a chorale. Export only the four voices."
        )
    return read_bytes(path.read_bytes(), path.name)
