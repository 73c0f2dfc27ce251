"""python -m sunmask grade."""

import json
from pathlib import Path

import pytest

from sunmask.__main__ import main
from sunmask.chorale.demos import demo_chorale
from sunmask.chorale.grade.features import FEATURES
from sunmask.chorale.notation.scores import write_musicxml


@pytest.fixture
def piece(tmp_path: Path) -> Path:
    path = tmp_path / "grunde.musicxml"
    path.write_bytes(write_musicxml(demo_chorale("Ach bleib bei uns, Herr Jesu Christ")))
    return path


def test_a_graded_file_is_told_beside_bach(piece: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["grade", str(piece), str(piece)]) == 0
    printed = capsys.readouterr().out
    assert "A major" in printed
    assert "Parallel octaves between soprano and tenor" in printed
    assert all(feature in printed for feature in FEATURES)


def test_json_has_grades_and_refusals_and_the_status_says_so(
    piece: Path, capsys: pytest.CaptureFixture
) -> None:
    missing, noise = piece.with_name("missing.xml"), piece.with_name("noise.xml")
    noise.write_text("no music")
    assert main(["grade", "--json", str(piece), str(missing), str(noise)]) == 2
    captured = capsys.readouterr()
    graded, *refused = json.loads(captured.out)
    assert graded["overall"] == pytest.approx(sum(graded["features"].values()), abs=0.01)
    assert graded["faults"][0]["kind"] == "parallel_octaves"
    assert [bool(entry["error"]) for entry in refused] == [True, True]
    assert "2 of 3 files" in captured.err
