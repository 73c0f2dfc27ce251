"""Scores engraved in a child process, which neither holds up nor takes down the one that asks.

`python -m sunmask.kinds.children.engraver` is the child: on stdin a request a line, on stdout its answer,
both JSON. It ends when its stdin does, and so together with the process that started it.
"""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from threading import Lock, Timer
from typing import IO, Any

from sunmask.kinds.children.limited import MOST_MEMORY_BYTES
from sunmask.kinds.registry import codec

LONGEST_S = 10.0
"""For one score, the child's beginning (about a second) included."""


class Engraver:
    """One child, begun with the first score, and again after it was lost. Threads wait for each other."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._child: subprocess.Popen[str] | None = None

    def engrave(self, kind: str, content: Any, **page: Any) -> list[str]:
        """Pages of SVG, as `Codec.engrave` makes them of content and page. Raises ValueError where that does,
        and TimeoutError for a score that takes longer than LONGEST_S or that the child did not survive."""
        request = json.dumps({"kind": kind, "content": content, "page": page})
        with self._lock:
            child = self._running()
            assert child.stdin
            assert child.stdout
            alarm = Timer(LONGEST_S, child.kill)
            alarm.start()
            try:
                child.stdin.write(request + "\n")
                child.stdin.flush()
                line = child.stdout.readline()
            except BrokenPipeError:
                line = ""
            finally:
                alarm.cancel()
            if not line.endswith("\n"):
                self._end()
                raise TimeoutError(f"expected a score within {LONGEST_S:.0f} s, got none")
        answer: dict[str, Any] = json.loads(line)
        if "problem" in answer:
            raise ValueError(answer["problem"])
        pages: list[str] = answer["pages"]
        return pages

    def get_ready(self, kind: str) -> None:
        """Begin the child and let it engrave a blank, so that the first score is no later than the others.
        Raises as `engrave` does."""
        self.engrave(kind, codec(kind).blank(), width=100)

    def _running(self) -> subprocess.Popen[str]:
        if self._child and self._child.poll() is not None:
            self._end()
        if not self._child:
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-W", "ignore", "-m", "sunmask.kinds.children.engraver"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                env={"PYTHONPATH": str(Path(__file__).resolve().parents[3]), "OMP_NUM_THREADS": "1"},
                start_new_session=True,  # a Ctrl-C is for the parent, and its end is the child's
            )
        return self._child

    def _end(self) -> None:
        if self._child:
            self._child.kill()
            self._child.wait()
            self._child = None


def serve(requests: IO[str], answers: IO[str]) -> None:
    """Answer until there are no more requests."""
    for line in requests:
        request = json.loads(line)
        answer: dict[str, Any]
        try:
            answer = {"pages": codec(request["kind"]).engrave(request["content"], **request["page"])}
        except ValueError as error:
            answer = {"problem": str(error)}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    own_stdout = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints is no answer
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    serve(sys.stdin, own_stdout)
