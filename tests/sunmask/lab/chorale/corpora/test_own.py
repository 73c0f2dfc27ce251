"""A folder of one's own scores: what is refused is said, what is held out is not learned, and it trains."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sunmask.__main__ import main
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta
from sunmask.chorale.notation.scores import write_midi, write_musicxml
from sunmask.lab.chorale import card, lab
from sunmask.lab.chorale.corpora import own
from sunmask.lab.chorale.corpora.own import is_own, own_scores, own_splits
from sunmask.lab.lab import recipe_named
from tests.sunmask.chorale.pieces import made_up_piece

DEBUG = recipe_named("chorale-debug")


def chorale(seed: int, metre_changes: tuple[tuple[int, str], ...] = ()) -> Chorale:
    symbols_VT = made_up_piece(seed, 64).symbols_VT
    return Chorale(symbols_VT, ChoraleMeta(metre_changes=metre_changes))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four scores, one of them a folder below, and six files that cannot be learned from."""
    folder = tmp_path_factory.mktemp("scores")
    (folder / "more").mkdir()
    (folder / "a.musicxml").write_bytes(write_musicxml(chorale(1)))
    (folder / "b.mid").write_bytes(write_midi(chorale(2)))
    (folder / "c.mid").write_bytes(write_midi(chorale(3)))
    (folder / "more" / "d.musicxml").write_bytes(write_musicxml(chorale(4)))
    shutil.copy(folder / "a.musicxml", folder / "z, again.musicxml")
    (folder / "broken.mid").write_bytes(b"MThd and then nothing")
    (folder / "changes.musicxml").write_bytes(write_musicxml(chorale(5, ((32, "3/4"),))))
    silent = chorale(6).symbols_VT.copy()
    silent[1] = 0
    (folder / "three.musicxml").write_bytes(write_musicxml(Chorale(silent)))
    (folder / "empty.xml").write_bytes(b"")
    (folder / "notes.txt").write_text("Sung in March.")
    (folder / ".hidden").write_text("left out")
    return folder


@pytest.mark.thorough
def test_a_report_names_every_file_that_is_refused_and_why(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = own_scores(folder)
    assert sorted(found.pieces) == ["a.musicxml", "b.mid", "c.mid", "more/d.musicxml"]
    odd = {"z, again.musicxml", "broken.mid", "changes.musicxml", "three.musicxml", "empty.xml", "notes.txt"}
    assert set(found.refused) == odd
    assert found.refused["z, again.musicxml"] == "it is the same piece as a.musicxml"
    assert "changes its metre" in found.refused["changes.musicxml"]
    assert "for A" in found.refused["three.musicxml"]
    assert ".musicxml" in found.refused["notes.txt"]
    monkeypatch.setattr(own, "own_scores", lambda folder, progress: found)  # to read a file takes a process
    own_splits(folder, 0, progress=True)
    said = capsys.readouterr().err.splitlines()
    assert said[0] == f"{folder}: 2 files to learn from, 1 to validate with, 1 to test with, 6 refused"
    assert [line.strip() for line in said[1:]] == [f"{name}: {why}" for name, why in found.refused.items()]


def test_a_folder_with_too_few_scores_says_what_was_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.mid").write_bytes(b"nothing")
    with pytest.raises(ValueError, match=r"at least 3 files.*got 0.*MIDI.*hymns.*odd\.mid"):
        own_splits(tmp_path, 0)
    with pytest.raises(ValueError, match="expected a folder"):
        own_splits(tmp_path / "nowhere", 0)


@pytest.mark.thorough
def test_a_run_learns_from_the_folder_and_its_card_says_so(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(card, "load_chorales", lambda: pytest.fail("Bach is not learned from"))
    monkeypatch.setitem(lab.RECIPES, DEBUG.name, replace(DEBUG, num_steps=1))
    recipe = replace(DEBUG, data=str(folder))
    assert is_own(recipe)
    run, out = tmp_path / "run", tmp_path / "made"
    assert main(["train", "chorale-debug", "--data", str(folder), "--out", str(run)]) == 0
    last = json.loads((run / "metrics.jsonl").read_text().splitlines()[-1])
    assert last["valid"]["50 %"]["nll"] > 0
    assert main(["export", str(run), "--out", str(out), "--samples", "0"]) == 0
    said = json.loads((out / "card.json").read_text())["data"]
    assert "2 pieces to learn from, 1 to validate with, 1 to test with" in said
    assert str(folder) not in said
