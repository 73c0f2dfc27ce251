"""The kind of `tests/drums` as a package that somebody installs, and a checkpoint trained by it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from tests.live_studio import ROOT

DRUMS = ROOT / "tests" / "drums"


def installed_drums(factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a process that has the drum kind installed, with a checkpoint trained by it.

    Processes of one test run share it: the first one makes it, the others wait."""
    is_shared = "PYTEST_XDIST_WORKER" in os.environ
    folder = (factory.getbasetemp().parent if is_shared else factory.getbasetemp()) / "drums"
    environment = {"PYTHONPATH": os.pathsep.join([str(folder / "site"), str(ROOT)]), "OMP_NUM_THREADS": "1"}
    with FileLock(f"{folder}.lock"):
        if not (folder / "is_made").exists():
            _make(folder, environment)
            (folder / "is_made").touch()
    return environment | {"SUNMASK_CHECKPOINTS": str(folder / "models")}


def _make(folder: Path, environment: dict[str, str]) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    folder.mkdir()
    source = folder / "source"  # building writes beside the source
    subprocess.run(["cp", "-r", str(DRUMS), str(source)], check=True)
    subprocess.run([*pip, "--target", str(folder / "site"), str(source)], check=True, timeout=120)
    with command_line(environment) as commands:
        commands.run("train", "drums-debug", "--out", str(folder / "run"))
        commands.run("export", str(folder / "run"), "--out", str(folder / "models" / "drums-debug"))


class CommandLine:
    """`sunmask` in one process that has the kind installed: most of what a command takes is its start."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, *words: str, status: int = 0) -> str:
        """What a command printed: to stdout where it ends well, otherwise to stderr."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        ended, output, errors = json.loads(self._process.stdout.readline())
        assert ended == status, errors
        return str(output if status == 0 else errors)


_ONE_AFTER_THE_OTHER = """
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout
from sunmask.__main__ import main
for words in map(json.loads, sys.stdin):
    with redirect_stdout(io.StringIO()) as output, redirect_stderr(io.StringIO()) as errors:
        try:
            status = main(words)
        except SystemExit as ended:
            status = ended.code
    print(json.dumps([status, output.getvalue(), errors.getvalue()]), flush=True)
"""


@contextmanager
def command_line(environment: dict[str, str]) -> Iterator[CommandLine]:
    """One that ends with the block."""
    with subprocess.Popen(
        [sys.executable, "-c", _ONE_AFTER_THE_OTHER],
        env={**os.environ, **environment},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield CommandLine(process)
