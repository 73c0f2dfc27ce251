"""Reading a score file in a limited child process.

`python -m sunmask.chorale.notation.score_child` is the child: bytes on stdin, JSON on stdout.
"""

import json
import sys
import threading
from typing import Any

from sunmask.chorale.content import chorale_from_json, chorale_to_json
from sunmask.chorale.notation.drafts import Import
from sunmask.chorale.notation.preflight import check_midi, file_kind, musicxml_root, unpack_mxl
from sunmask.kinds.limited import NoAnswerError, ask_child, forbid_reaching_out, limit_process
from sunmask.kinds.notices import Notice, UnreadableFile

MOST_CHILDREN = 2
MOST_WAITING = 2.0
"""A file may wait for its turn so many times its processor time."""
TOO_DEMANDING = (
    "The file takes too long or too much memory to read. Export only the four voices and import again."
)
_free_children = threading.BoundedSemaphore(MOST_CHILDREN)


def read_in_child(content: bytes, *, timeout_s: float) -> Import:
    """Read a score file of any supported kind. timeout_s: processor time, see `ask_child`. Raises
    UnreadableFile."""
    file_kind(content)
    if not _free_children.acquire(timeout=MOST_WAITING * timeout_s):
        raise UnreadableFile("busy", "Other files are being read. Try again in a moment.")
    try:
        answer = ask_child("sunmask.chorale.notation.score_child", content, timeout_s=timeout_s)
    except NoAnswerError as error:
        raise UnreadableFile("too_demanding", TOO_DEMANDING) from error
    finally:
        _free_children.release()
    if "code" in answer:
        raise UnreadableFile(answer["code"], answer["message"])
    return Import(chorale_from_json(answer["chorale"]), [Notice(**notice) for notice in answer["notices"]])


def _read(content: bytes) -> dict[str, Any]:
    """Preflight, then the reader for its kind; the libraries load only for files that got so far."""
    kind = file_kind(content)
    if kind == "mxl":
        content = unpack_mxl(content)
    if kind == "midi":
        check_midi(content)
        from sunmask.chorale.notation.importing import chorale_from_draft
        from sunmask.chorale.notation.midi import draft_from_midi

        forbid_reaching_out()
        found = chorale_from_draft(draft_from_midi(content))
    else:
        root = musicxml_root(content)
        from sunmask.chorale.notation.reading import import_from_musicxml

        forbid_reaching_out()
        found = import_from_musicxml(root)
    return {
        "chorale": chorale_to_json(found.chorale),
        "notices": [vars(notice) for notice in found.notices],
    }


def main() -> None:
    """Read stdin and print the answer; whatever a library raises on a broken file is `damaged`."""
    limit_process(float(sys.argv[1]))
    try:
        answer = _read(sys.stdin.buffer.read())
    except UnreadableFile as refusal:
        answer = {"code": refusal.code, "message": refusal.message}
    except MemoryError:
        answer = {"code": "too_demanding", "message": TOO_DEMANDING}
    except Exception:  # the sandbox's edge: a parser's bug must read as a refusal
        answer = {
            "code": "damaged",
            "message": "The file cannot be understood. Export it again from your program and import that.",
        }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
