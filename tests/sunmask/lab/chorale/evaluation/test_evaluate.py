"""python -m sunmask evaluate: figures beside Bach's, computed once."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sunmask.__main__ import main
from sunmask.chorale.settings import QUALITIES
from sunmask.lab.chorale.evaluation import sets, work
from sunmask.lab.chorale.evaluation.report import grade_row
from sunmask.lab.chorale.evaluation.sets import sample_sets
from sunmask.lab.chorale.evaluation.work import graded
from sunmask.models import checkpoints
from sunmask.models.families import build
from tests.sunmask.chorale.pieces import made_up_piece

SPLITS = {"train": [made_up_piece(1)], "valid": [], "test": [made_up_piece(1), made_up_piece(2, 260)]}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A made-up corpus, two points of the curve and blocks of one."""
    monkeypatch.setattr(work, "splits", lambda: SPLITS)
    monkeypatch.setattr(sets, "CURVE", (1, 2))
    monkeypatch.setattr("sunmask.lab.chorale.evaluation.report.CURVE", (1, 2))
    monkeypatch.setattr(work, "TOGETHER", 1)
    quick = tuple(replace(each, settings=each.settings | {"num_steps": 2}) for each in QUALITIES)
    monkeypatch.setattr(sets, "QUALITIES", quick)
    work._test_pieces.cache_clear()


@pytest.fixture
def checkpoint(tmp_path: Path) -> str:
    folder = tmp_path / "tiny"
    checkpoints.save(build("unet", "debug"), folder, family="unet", kind="chorale", title="Small")
    return str(folder)


def evaluate(checkpoint: str | list[str], out: Path, *more: str) -> dict:
    where = [checkpoint] if isinstance(checkpoint, str) else checkpoint
    assert main(["evaluate", *where, "--out", str(out), "--count", "2", "--steps", "2", *more]) == 0
    return json.loads((out / "evaluation.json").read_text())


@pytest.mark.thorough
def test_every_part_has_its_figures_beside_bachs(
    checkpoint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    figures = evaluate(checkpoint, out)
    names = [row["name"].removeprefix(f"{checkpoint}, ") for row in figures["grades"]]
    assert names[0].startswith("Bach")
    rejections = ["plain", "parallels refused", "guided"]
    assert names[1:7] == [found for name in rejections for found in (name, f"{name}, best 1 of 2")]
    assert names[7:10] == ["draft", "good", "best"]
    assert names[10:15] == ["paper", "paper-A", "paper-T", "paper-AT", "paper-ATN"]
    assert names[15] == "study: the default"
    assert names[16 + len(sets.STUDIED) :] == ["precision: bf16", "precision: fp32", "precision: int8"]
    assert figures["harmonise"][0]["num_kept"] == figures["harmonise"][0]["count"] == 2
    assert figures["grades"][0]["count"] == 3
    assert figures["infill"][checkpoint]["50 %"]["pitch_nll"] > 0
    assert figures["infill"][checkpoint]["frames"]["nll"] > 0
    assert [point["steps"] for point in figures["steps"][0]["points"]] == [1, 2]
    assert figures["novelty"][0]["longest"]["num_beats"] == 32  # a test piece was learned here
    said = capsys.readouterr()
    assert "SUNMASK conv T, best 20 of 200" in said.out
    assert "100 %" in said.err
    assert (out / "evaluation.md").read_text().strip() == said.out.split("\nplots:")[0].strip()
    assert {path.name for path in out.glob("*.svg")} == {
        "grades.svg",
        "steps.svg",
        "infill.svg",
        "novelty.svg",
        "judges.svg",
    }
    requests = figures["requests"][checkpoint]
    assert set(requests) == set(sets.REQUESTS)
    assert all(row["is_kept"] for row in requests["melodies"])
    judges = figures["judges"]
    assert [row["name"].split(", ")[-1] for row in judges["craft"]] == [
        "held-out pieces",
        *rejections,
        "draft",
        "good",
        "best",
    ]
    assert judges["craft"][0]["figures"]["notes"]["value"] == 128
    assert [row["count"] for row in judges["surprise"]] == [3, *[2] * 6]
    assert 0 <= judges["surprise"][1]["place"] <= 100
    assert "all" not in judges["real"][2]  # two samples are too few to tell apart


@pytest.mark.thorough
def test_what_is_known_is_not_computed_again_and_other_settings_are(
    checkpoint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = evaluate(checkpoint, tmp_path / "out", "--parts", "samples,novelty")
    assert "plain 1 of 2" in capsys.readouterr().err
    with monkeypatch.context() as patch:
        patch.setattr(work, "splits", lambda: pytest.fail("the corpus was read again"))
        assert evaluate(checkpoint, tmp_path / "out", "--parts", "samples,novelty") == first
    assert capsys.readouterr().err == ""
    first = evaluate(checkpoint, tmp_path / "out", "--parts", "samples")
    (gone,) = (tmp_path / "out" / "parts").glob("tiny-*/guided-0001-*.json")
    gone.unlink()
    assert evaluate(checkpoint, tmp_path / "out", "--parts", "samples") == first
    assert capsys.readouterr().err.split("  ")[1] == "guided 2 of 2"
    judged = evaluate(checkpoint, tmp_path / "out", "--parts", "surprise")["judges"]
    with monkeypatch.context() as patch:
        patch.setattr(work, "splits", lambda: pytest.fail("the pieces were judged again"))
        assert evaluate(checkpoint, tmp_path / "out", "--parts", "surprise")["judges"] == judged
    capsys.readouterr()
    evaluate(checkpoint, tmp_path / "out", "--parts", "samples", "--seed", "9")
    assert "plain 1 of 2" in capsys.readouterr().err


@pytest.mark.thorough
def test_checkpoints_that_tell_how_long_they_learned_make_a_curve(tmp_path: Path) -> None:
    for minutes in (20, 5):
        words = {"kind": "chorale", "title": "Tiny", "step": 100 * minutes, "minutes": minutes}
        checkpoints.save(build("unet", "debug"), tmp_path / str(minutes), family="unet", **words)
    out = tmp_path / "out"
    figures = evaluate([str(tmp_path / "20"), str(tmp_path / "5")], out, "--parts", "samples")
    assert [(each["step"], each["minutes"]) for each in figures["learning"]] == [(500, 5), (2000, 20)]
    by_name = {row["name"]: row["overall"] for row in figures["grades"]}
    assert figures["learning"][1]["grades"]["plain"] == by_name[f"{tmp_path}/20, plain"]
    assert "## Learning curve" in (out / "evaluation.md").read_text()
    assert (out / "learning.svg").is_file()
    assert evaluate(str(tmp_path / "5"), out, "--parts", "samples")["learning"] == []


def test_infilling_can_use_the_jsb_archive(checkpoint: str, tmp_path: Path) -> None:
    rows = np.empty(1, dtype=object)
    rows[:] = [np.abs(made_up_piece(7).symbols_VT).astype(float).T]
    np.savez(tmp_path / "jsb.npz", test=rows)
    wanted = ["--parts", "infill", "--jsb", str(tmp_path / "jsb.npz")]
    assert evaluate(checkpoint, tmp_path / "out", *wanted)["infill"][checkpoint]["frames"]["pieces"] == 1


@pytest.mark.parametrize(
    "more", [["--parts", "dance"], ["--jsb", "nowhere.npz"], ["nowhere"], ["--processes", "0"]]
)
def test_bad_use_is_refused_with_a_sentence(
    checkpoint: str, tmp_path: Path, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = main(["evaluate", checkpoint, "--out", str(tmp_path / "out"), *more])
    except SystemExit as end:
        status = int(end.code or 0)
    said = capsys.readouterr().err
    assert status == 2
    assert said.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_grade_that_is_infinite_counts_in_the_median_and_is_told() -> None:
    one = graded(work.chunks(made_up_piece(1), 64)[0])
    silent = {**one, "overall": None}
    row = grade_row("all", [one, one, silent])
    assert row["overall"] == {"median": round(one["overall"], 3), "std": 0, "infinite": 1}
    assert grade_row("all", [silent])["overall"]["median"] is None


def test_the_variants_differ_in_the_papers_switches_alone() -> None:
    by_name = {of.name: of.settings for of in sample_sets(("variants",), 4, 8)}
    plain = by_name["paper"]
    assert by_name["paper-A"] == replace(plain, active_balance=True)
    assert by_name["paper-ATN"] == replace(by_name["paper-AT"], renoise_share=sets.RENOISE_SHARE)
    assert not any(settings.refuse_parallels or settings.rework for settings in by_name.values())


def test_anatomy_says_what_each_part_costs(checkpoint: str, tmp_path: Path) -> None:
    table = evaluate(checkpoint, tmp_path / "out", "--parts", "anatomy")["anatomy"][checkpoint]
    assert table["whole"]["two bars"] > 0
    assert {"roll after", "attention"} < set(table)
    assert "## Anatomy of" in (tmp_path / "out" / "evaluation.md").read_text()
