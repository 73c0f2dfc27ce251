"""A wheel of this tree, and an environment in which it is installed and the checkout is not."""

import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.live_studio import ROOT

PACKED = ("sunmask", "studio", "worker", "pyproject.toml", "README.md", "LICENSE")


@dataclass
class Installed:
    """`wheel` is the file; `bin` has the environment's commands; `environment` hides the checkout."""

    wheel: Path
    bin: Path
    environment: dict[str, str]

    def run(self, *command: str, **environment: str) -> str:
        """What a command of the environment prints, run from another folder."""
        return subprocess.run(
            [str(self.bin / command[0]), *command[1:]],
            cwd=self.bin.parent,
            env=self.environment | environment,
            check=True,
            text=True,
            capture_output=True,
            timeout=240,
        ).stdout


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel without its dependencies; those are this environment's, by a path that shows nothing else."""
    folder = Path(tmp_path_factory.mktemp("installed"))
    python = folder / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    wheel = build_wheel(folder)
    environment = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, str(wheel)], check=True, env=environment, cwd=folder)
    [packages] = (folder / "venv" / "lib").glob("python*/site-packages")
    # a plain path: the .pth files in it, such as that of the editable checkout, are not read
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    environment |= {"PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}", "OMP_NUM_THREADS": "1"}
    return Installed(wheel, python.parent, environment)


HIDDEN = {"PYTHONPATH", "DJANGO_SETTINGS_MODULE", "DATA", "PORT", "VIRTUAL_ENV"}
"""What would lead from the new environment back to this one."""


def build_wheel(folder: Path) -> Path:
    """Of a copy, since setuptools leaves its own files beside what it builds."""
    source = folder / "source"
    source.mkdir()
    for name in PACKED:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, source / name)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(source)], check=True, capture_output=True)
    shutil.rmtree(source)
    [wheel] = folder.glob("*.whl")
    return wheel
