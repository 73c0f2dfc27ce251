"""Reading a score file in a limited child process.

`python -m sunmask.chorale.notation.score_child` is the child: bytes on stdin, JSON on stdout.
"""

from typing import Any

from sunmask.chorale.content import chorale_from_json, chorale_to_json
from sunmask.chorale.notation.importing.file_formats import check_midi, file_kind, musicxml_root, unpack_mxl
from sunmask.chorale.notation.importing.parsed_score import Import
from sunmask.kinds.children.limited import forbid_reaching_out
from sunmask.kinds.children.untrusted import UntrustedFiles
from sunmask.kinds.notices import Notice

SCORES = UntrustedFiles(
    "sunmask.chorale.notation.score_child",
    too_demanding="The file takes too long or too much memory to read. "
    "Export only the four voices and import again.",
    damaged="The file cannot be understood. Export it again from your program and import that.",
)


def read_in_child(content: bytes, *, timeout_s: float) -> Import:
    """Read a score file of any supported kind. timeout_s: processor time, see `ask_child`. Raises
    UnreadableFile."""
    file_kind(content)
    answer = SCORES.ask(content, timeout_s=timeout_s)
    return Import(chorale_from_json(answer["chorale"]), [Notice(**notice) for notice in answer["notices"]])


def _read(content: bytes) -> dict[str, Any]:
    """Preflight, then the reader for its kind; the libraries load only for files that got so far."""
    kind = file_kind(content)
    if kind == "mxl":
        content = unpack_mxl(content)
    if kind == "midi":
        check_midi(content)
        from sunmask.chorale.notation.importing.conversion import chorale_from_parsed
        from sunmask.chorale.notation.midi import parse_midi

        forbid_reaching_out()
        found = chorale_from_parsed(parse_midi(content))
    else:
        root = musicxml_root(content)
        from sunmask.chorale.notation.musicxml.reader import import_from_musicxml

        forbid_reaching_out()
        found = import_from_musicxml(root)
    return {
        "chorale": chorale_to_json(found.chorale),
        "notices": [vars(notice) for notice in found.notices],
    }


if __name__ == "__main__":
    SCORES.answer(_read)
