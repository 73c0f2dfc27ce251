"""Files that take long to make (sound, print), made in a limited child process that tells how far it is.

`python -m sunmask.kinds.children.rendering SECONDS` is the child: one request as JSON on stdin; on stdout a
line of JSON for each bit of progress, and at the end one that names the file, in the folder that it was
started in, or the problem.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sunmask.kinds.children.limited import child_environment, limit_process
from sunmask.kinds.registry import codec

LONGEST_S = 300.0
"""Processor time of one rendering."""
MOST_FILE_BYTES = 1 << 30


@dataclass(frozen=True)
class Progress:
    """How much is done, from 0 to 1, and what is made now, as it stands in a sentence."""

    done: float
    what: str


class Rendering:
    """One rendering, which begins at once. A context manager: at its end child and file are gone."""

    def __init__(
        self, kind: str, content: Any, options: Mapping[str, Any], provenance: Mapping[str, str]
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="sunmask-rendering-")
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-W", "ignore", "-m", "sunmask.kinds.children.rendering", str(LONGEST_S)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._folder.name,
            env=child_environment(self._folder.name, {}),
            text=True,
            encoding="utf-8",
            start_new_session=True,  # a Ctrl-C is for the parent, which ends the child
        )
        request = {"kind": kind, "content": content, "options": dict(options), "provenance": dict(provenance)}
        assert self._child.stdin
        try:
            json.dump(request, self._child.stdin)
            self._child.stdin.close()
        except BrokenPipeError:
            pass  # what it died of is found out when its answer is missing
        self.path: Path | None = None
        """The file, once there is one."""

    def progress(self) -> Iterator[Progress]:
        """Until the file is there. Raises ValueError, with a sentence, for what cannot be rendered, and
        TimeoutError where it took too long or too much memory."""
        assert self._child.stdout
        for line in self._child.stdout:
            message: dict[str, Any] = json.loads(line)
            if "problem" in message:
                raise ValueError(message["problem"])
            if "file" in message:
                self.path = Path(self._folder.name, message["file"])
                return
            yield Progress(**message)
        raise TimeoutError(f"expected a file within {LONGEST_S:.0f} s, got none")

    def close(self) -> None:
        self._child.kill()
        self._child.wait()
        if self._child.stdout:
            self._child.stdout.close()
        self._folder.cleanup()

    def __enter__(self) -> "Rendering":
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


def _render(request: Mapping[str, Any]) -> dict[str, Any]:
    def tell(done: float, what: str) -> None:
        answers.write(json.dumps({"done": round(done, 3), "what": what}) + "\n")
        answers.flush()

    try:
        path = codec(request["kind"]).render(
            request["content"],
            request["options"],
            Path.cwd(),
            provenance=request["provenance"],
            on_progress=tell,
        )
    except ValueError as error:
        return {"problem": str(error)}
    return {"file": path.name}


if __name__ == "__main__":
    limit_process(float(sys.argv[1]), most_file_bytes=MOST_FILE_BYTES)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints is no answer
    print(json.dumps(_render(json.loads(sys.stdin.buffer.read()))), file=answers, flush=True)
