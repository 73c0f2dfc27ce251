"""A child process that can neither hang, swell, nor reach files or the network: it reads what strangers send.

The child is a module: `ask_child` starts it with its time limit as the only argument, it calls
`limit_process`, imports what it needs, calls `forbid_reaching_out`, and answers stdin with JSON on stdout.
"""

import json
import math
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

WALL_SHARE = 6
"""By the clock a child may take so many times its processor time."""
MOST_MEMORY_BYTES = 1024**3
MOST_FILE_BYTES = 16 * 1024**2
FORBIDDEN_EVENTS = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "ctypes.")
_PACKAGE = Path(__file__).resolve().parents[2]


class NoAnswerError(Exception):
    """A child ran out of time or memory, or broke; the sentence says which."""


def ask_child(
    module: str,
    question: IO[bytes] | bytes,
    *,
    timeout_s: float,
    environment: Mapping[str, str] | None = None,
) -> Any:
    """The answer of `python -m module` to a question, as JSON values. environment: variables that it is given
    besides where it may put files, which are gone afterwards. Raises NoAnswerError once the child has used
    `timeout_s` of processor time, or after WALL_SHARE times that by the clock: on a busy machine a child
    waits for its turn through no fault of its file."""
    given: dict[str, Any] = {"input": question} if isinstance(question, bytes) else {"stdin": question}
    with tempfile.TemporaryDirectory(prefix="sunmask-child-") as scratch:
        try:
            ended = subprocess.run(
                [sys.executable, "-P", "-W", "ignore", "-m", module, str(timeout_s)],
                capture_output=True,
                timeout=WALL_SHARE * timeout_s,
                cwd=scratch,
                env=child_environment(scratch, environment or {}),
                check=False,
                **given,
            )
        except subprocess.TimeoutExpired as error:
            raise NoAnswerError(f"no answer within {WALL_SHARE * timeout_s:g} s") from error
    try:
        return json.loads(ended.stdout)
    except json.JSONDecodeError as error:
        errors = ended.stderr.decode(errors="replace")[-2000:]
        raise NoAnswerError(f"ended with {ended.returncode}: {errors}") from error


def child_environment(scratch: str, more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a child: nothing of this process's own but what `more` names."""
    return {
        "HOME": scratch,
        "TMPDIR": scratch,
        "DATA": scratch,
        "PYTHONPATH": str(_PACKAGE.parent),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        **more,
    }


def limit_process(timeout_s: float, *, most_file_bytes: int = MOST_FILE_BYTES) -> None:
    """Bound this process: processor time, memory, files, and life without a parent."""
    seconds = max(1, math.ceil(timeout_s))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))  # a signal first, then the end
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_file_bytes, most_file_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(math.ceil(WALL_SHARE * seconds) + 1)


def forbid_reaching_out(*packages: Path) -> None:
    """From here on in this process: no new process, no socket, no file but the installed libraries' own (late
    imports) and those of `packages`."""
    places = (Path(sys.prefix), Path(sys.base_prefix), _PACKAGE, *packages)
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
