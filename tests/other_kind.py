"""The kind of `tests/drums` as a package that somebody installs, and a checkpoint trained by it."""

import os
import subprocess
import sys
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
    run_sunmask(environment, "train", "drums-debug", "--out", str(folder / "run"))
    run_sunmask(environment, "export", str(folder / "run"), "--out", str(folder / "models" / "drums-debug"))


def run_sunmask(environment: dict[str, str], *words: str, status: int = 0) -> str:
    """What a command printed: to stdout where it ends well, otherwise to stderr."""
    done = subprocess.run(
        [sys.executable, "-m", "sunmask", *words],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == status, done.stderr
    return done.stdout if status == 0 else done.stderr
