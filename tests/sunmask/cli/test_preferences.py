"""python -m sunmask learn-preferences, and sample by what was learned."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from sunmask.__main__ import main
from sunmask.chorale.content import chorale_to_json
from sunmask.chorale.grade.features import FEATURES
from sunmask.chorale.notation.files import read_score
from sunmask.chorale.sampling.sampler import SAMPLER
from sunmask.models import checkpoints
from sunmask.models.families import build
from sunmask.ranking.taste import Accuracy, Taste, Weight
from tests.sunmask.ranking.tastes import Tasting


def take(tasting: Tasting, place: int) -> dict[str, Any]:
    return {
        "take": f"take {place}",
        "symbols": [[60] * 16] * 4,
        "grade": tasting.grades[place],
        "features": json.dumps(tasting.features[place]),
        "content": "{}",
    }


def lines(tasting: Tasting) -> list[dict[str, Any]]:
    """Votes as the studio exports them, as far as they are read; one more does not count."""
    rows = []
    for vote in tasting.votes:
        left, right = take(tasting, vote.first), take(tasting, vote.second)
        chosen, rejected = (left, right) if vote.share else (right, left)
        rows.append(
            {
                "format": "sunmask-preference",
                "version": 3,
                "ranking": "6b1f",
                "kind": "chorale",
                "outcome": "chosen",
                "chosen_side": "left" if vote.share else "right",
                "chosen": chosen,
                "rejected": rejected,
                "counts": True,
            }
        )
    return [*rows, {**rows[0], "counts": False}]


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_a_taste_is_learned_from_a_file_of_votes(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    tasting = Tasting(2, num_votes=300)
    file = written(tmp_path / "votes.jsonl", lines(tasting))
    assert main(["learn-preferences", str(file)]) == 0
    taste = Taste.read(tmp_path / "votes.taste.json")
    assert (taste.kind, taste.num_votes, taste.length) == ("chorale", 300, None)
    assert taste.learned_from == {
        "file": "votes.jsonl",
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "ranking": "6b1f",
    }
    assert tasting.tau(taste) > 0.7
    printed = capsys.readouterr().out
    assert str(taste.accuracy) in printed
    assert str(taste.of_grade) in printed


def test_too_few_votes_and_other_files_give_a_sentence_and_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    few = written(tmp_path / "few.jsonl", lines(Tasting(2, num_votes=30)))
    assert main(["learn-preferences", str(few)]) == 2
    assert "at least 100 that decide between two takes, got 30. 70 more are needed" in capsys.readouterr().err
    other = written(tmp_path / "pairs.jsonl", [{"prompt": "", "chosen": "60", "rejected": "62"}])
    assert main(["learn-preferences", str(other)]) == 2
    assert "line 1: expected a vote as the studio exports it" in capsys.readouterr().err
    rows = lines(Tasting(2, num_votes=4))
    mixed = written(tmp_path / "mixed.jsonl", [*rows, {**rows[0], "kind": "text"}])
    assert main(["learn-preferences", str(mixed)]) == 2
    assert "line 6: expected votes on one kind of canvas" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.taste.json"))


@pytest.mark.thorough
def test_the_best_by_a_taste_are_written_first_and_say_so(tmp_path: Path) -> None:
    weights = tuple(Weight(name, 0.0, 1.0, 1.0) for name in FEATURES)  # of those who like it far from Bach
    accuracy = Accuracy(0.7, 0.6, 0.8)
    taste = Taste("chorale", weights, 0.0, None, 100, 0, 20, accuracy, accuracy, accuracy, {"file": "votes"})
    (tmp_path / "taste.json").write_text(taste.to_text())
    checkpoints.save(build("unet", "debug"), tmp_path / "small", family="unet", kind="chorale", title="Small")
    made = ["--count", "4", "--length", "32", "--steps", "2", "--checkpoint", str(tmp_path / "small")]
    chosen = ["--taste", str(tmp_path / "taste.json"), "--best", "3"]
    assert main(["sample", "--out", str(tmp_path / "made"), *made, *chosen]) == 0
    files = sorted((tmp_path / "made").iterdir())
    assert [file.name for file in files] == ["000.musicxml", "001.musicxml", "002.musicxml"]
    said = [
        taste.preference(SAMPLER.grade(None, chorale_to_json(read_score(file).chorale)).features)
        for file in files
    ]
    assert said == sorted(said, reverse=True)
    assert taste.sha256 in files[0].read_text()
    assert main(["sample", "--kind", "text", "--taste", str(tmp_path / "taste.json")]) == 2
