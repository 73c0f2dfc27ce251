"""A wheel of this tree, and an environment in which it is installed and the checkout is not."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.live_studio import ROOT

PACKAGE = "sunmask-studio"
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
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(Path(tmp_path_factory.mktemp("wheel")))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel without its dependencies; those are this environment's, by a path that shows nothing else."""
    return install(wheel, Path(tmp_path_factory.mktemp("installed")), Path(sysconfig.get_path("purelib")))


@pytest.fixture(scope="session")
def library(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel with the packages that it needs without an extra, and no other."""
    folder = Path(tmp_path_factory.mktemp("library"))
    packages = folder / "packages"
    packages.mkdir()
    for name in needed(PACKAGE) - {PACKAGE}:
        for top in {Path(file).parts[0] for file in distribution(name).files or ()} - {"..", "__pycache__"}:
            if not (packages / top).exists():  # some share a namespace
                (packages / top).symlink_to(Path(sysconfig.get_path("purelib"), top))
    return install(wheel, folder, packages)


def needed(name: str, *extras: str) -> set[str]:
    """The names of a distribution of this environment and of all that it needs. extras: of PACKAGE."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found: set[str] = set()
    open_names = [(name, "")]
    while open_names:
        name, extra = open_names.pop()
        found.add(name)
        lines = distribution(name).requires or ()
        if name == PACKAGE:
            optional = pyproject["optional-dependencies"]
            lines = [*pyproject["dependencies"], *(line for each in extras for line in optional[each])]
        for requirement in map(Requirement, lines):
            if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
                continue
            wished = [(requirement.name, each) for each in (requirement.extras or {""})]
            open_names += [each for each in wished if each[0] not in found]
    return found


def install(wheel: Path, folder: Path, dependencies: Path) -> Installed:
    """Into an environment of its own. dependencies: the folder of all that it needs."""
    python = folder / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    environment = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, str(wheel)], check=True, env=environment, cwd=folder)
    [packages] = (folder / "venv" / "lib").glob("python*/site-packages")
    # a plain path: the .pth files in it, such as that of the editable checkout, are not read
    (packages / "dependencies.pth").write_text(f"{dependencies}\n")
    environment |= {"PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}", "OMP_NUM_THREADS": "1"}
    return Installed(wheel, python.parent, environment)


HIDDEN = {"PYTHONPATH", "DJANGO_SETTINGS_MODULE", "DATA", "PORT", "VIRTUAL_ENV"}
"""What would lead from the new environment back to this one."""


def build_wheel(folder: Path, **environment: str) -> Path:
    """Of a copy, since setuptools leaves its own files beside what it builds."""
    source = folder / "source"
    source.mkdir()
    for name in PACKED:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
        else:
            shutil.copy(path, source / name)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, env=os.environ | environment)
    shutil.rmtree(source)
    [wheel] = folder.glob("*.whl")
    return wheel
