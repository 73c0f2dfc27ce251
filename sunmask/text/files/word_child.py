"""Reading a Word document in a limited child process.

`python -m sunmask.text.files.word_child` is the child: bytes on stdin, JSON on stdout.
"""

import dataclasses
import io
import zipfile
from typing import Any

from sunmask.kinds.children.limited import forbid_reaching_out
from sunmask.kinds.children.untrusted import UntrustedFiles
from sunmask.kinds.notices import Notice, UnreadableFile
from sunmask.text.words.styles import Line, Piece

MOST_BYTES = 6 << 20
MOST_UNPACKED_BYTES = 64 << 20
MOST_PARTS = 2000
TOO_DEMANDING = "The document takes too long or too much memory to read. Import a shorter part."
DAMAGED = "The document cannot be understood. Save it as .docx again in your program and import that."
DOCUMENTS = UntrustedFiles("sunmask.text.files.word_child", too_demanding=TOO_DEMANDING, damaged=DAMAGED)


def read_in_child(data: bytes, *, timeout_s: float) -> tuple[list[Line], list[Notice]]:
    """The lines of an untrusted document, and notices of what is not kept. timeout_s: processor time, see
    `ask_child`. Raises UnreadableFile."""
    if len(data) > MOST_BYTES:
        raise UnreadableFile(
            "too_large", f"A document may have up to {MOST_BYTES >> 20} MiB; this one has more."
        )
    answer = DOCUMENTS.ask(data, timeout_s=timeout_s)
    lines = [
        Line(tuple(Piece(text, bold, italic) for text, bold, italic in pieces), heading)
        for heading, pieces in answer["lines"]
    ]
    return lines, [Notice(**notice) for notice in answer["notices"]]


def _check_packed(data: bytes) -> None:
    """Raise UnreadableFile for a file that is no zip, or that unpacks to much more than a document."""
    if not data.startswith(b"PK\x03\x04"):
        raise UnreadableFile("not_text", "This file is not a Word document (.docx).")
    parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise UnreadableFile("too_demanding", TOO_DEMANDING)


def _read(data: bytes) -> dict[str, Any]:
    _check_packed(data)
    from sunmask.text.files.word_files import lines_from_word

    forbid_reaching_out()
    lines, notices = lines_from_word(data)
    lines_as_json = [(line.heading, [dataclasses.astuple(piece) for piece in line.pieces]) for line in lines]
    return {"lines": lines_as_json, "notices": [vars(notice) for notice in notices]}


if __name__ == "__main__":
    DOCUMENTS.answer(_read)
