"""Reading a file in a child process that can neither hang, swell, nor reach files or the network.

`python -m sunmask.codecs.limited` is the child: bytes on stdin, JSON on stdout.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from sunmask.codecs.chorale_json import chorale_from_json, chorale_to_json
from sunmask.codecs.notices import Import, Notice, UnreadableFile
from sunmask.codecs.preflight import check_midi, file_kind, musicxml_root, unpack_mxl

MOST_MEMORY_BYTES = 1024**3
MOST_FILE_BYTES = 16 * 1024**2
MOST_CHILDREN = 2
MOST_WAITING = 0.4
"""Share of the time limit that a file may wait for its turn; the rest is its own."""
TOO_DEMANDING = (
    "The file takes too long or too much memory to read. Export only the four voices and import again."
)
_free_children = threading.BoundedSemaphore(MOST_CHILDREN)
FORBIDDEN_EVENTS = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "ctypes.")


def read_in_child(content: bytes, *, timeout_s: float) -> Import:
    """Read a score file of any supported kind. Raises UnreadableFile, at the latest after `timeout_s`."""
    file_kind(content)
    deadline = time.monotonic() + timeout_s
    if not _free_children.acquire(timeout=MOST_WAITING * timeout_s):
        raise UnreadableFile("busy", "Other files are being read just now. Try again in a moment.")
    try:
        answer = _ask_child(content, deadline)
    finally:
        _free_children.release()
    if "code" in answer:
        raise UnreadableFile(answer["code"], answer["message"])
    return Import(chorale_from_json(answer["chorale"]), [Notice(**notice) for notice in answer["notices"]])


def _ask_child(content: bytes, deadline: float) -> dict[str, Any]:
    timeout_s = max(deadline - time.monotonic(), 0.1)
    with tempfile.TemporaryDirectory(prefix="sunmask-import-") as scratch:
        environment = {
            "HOME": scratch,
            "TMPDIR": scratch,
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "SUNMASK_IMPORT_TIMEOUT_S": str(timeout_s),
        }
        try:
            ended = subprocess.run(
                [sys.executable, "-P", "-W", "ignore", "-m", "sunmask.codecs.limited"],
                input=content,
                capture_output=True,
                timeout=timeout_s,
                cwd=scratch,
                env=environment,
                check=False,
            )
            return json.loads(ended.stdout)
        except (subprocess.TimeoutExpired, json.JSONDecodeError) as error:
            raise UnreadableFile("too_demanding", TOO_DEMANDING) from error


def limit_process(timeout_s: float) -> None:
    """Bound this process: processor time, memory, files, and life without a parent."""
    seconds = int(timeout_s) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_FILE_BYTES, MOST_FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(seconds + 1)


def forbid_reaching_out(*packages: Path) -> None:
    """From here on in this process: no new process, no socket, no file but the installed libraries' own (late
    imports) and those of `packages`."""
    places = (Path(sys.prefix), Path(sys.base_prefix), Path(__file__).parents[1], *packages)
    allowed = tuple(f"{place.resolve()}{os.sep}" for place in places)

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and not isinstance(arguments[0], int):
            path, _, flags = arguments
            is_writing = bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
            if is_writing or not os.path.realpath(os.fsdecode(path)).startswith(allowed):
                raise PermissionError("no file may be opened while a file from outside is read")
        elif event.startswith(FORBIDDEN_EVENTS):
            raise PermissionError(f"{event} is not allowed while a file from outside is read")

    sys.addaudithook(refuse)


def _read(content: bytes) -> dict[str, Any]:
    """Preflight, then the reader for its kind; the libraries load only for files that got so far."""
    kind = file_kind(content)
    if kind == "mxl":
        content = unpack_mxl(content)
    if kind == "midi":
        check_midi(content)
        from sunmask.codecs.midi_files import draft_from_midi

        forbid_reaching_out()
        draft = draft_from_midi(content)
    else:
        root = musicxml_root(content)
        from sunmask.codecs.chorale_read import draft_from_musicxml

        forbid_reaching_out()
        draft = draft_from_musicxml(root)
    from sunmask.codecs.chorale_import import chorale_from_draft

    found = chorale_from_draft(draft)
    return {
        "chorale": chorale_to_json(found.chorale),
        "notices": [vars(notice) for notice in found.notices],
    }


def main() -> None:
    """Read stdin and print the answer; whatever a library raises on a broken file is `damaged`."""
    limit_process(float(os.environ.get("SUNMASK_IMPORT_TIMEOUT_S", "10")))
    try:
        answer = _read(sys.stdin.buffer.read())
    except UnreadableFile as refusal:
        answer = {"code": refusal.code, "message": refusal.message}
    except MemoryError:
        answer = {
            "code": "too_demanding",
            "message": TOO_DEMANDING,
        }
    except Exception:  # the sandbox's edge: a parser's bug must read as a refusal
        answer = {
            "code": "damaged",
            "message": "The file cannot be understood. Export it again from your program and import that.",
        }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
