"""python -m sunmask benchmark: sentences of small runs beside real text."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sunmask.__main__ import main
from sunmask.lab.benchmark.report import copied_share, runs_of_words
from sunmask.lab.benchmark.rows import WordRows
from sunmask.lab.benchmark.runs import NewsRun, Point
from sunmask.lab.commands import benchmark
from sunmask.lab.lab import recipe_named
from sunmask.lab.text.corpora import news
from sunmask.lab.training.train import train
from sunmask.text.words.vocabulary import Vocabulary

WORDS = ["the", "old", "man", "and", "his", "dog", "went", "home", "over", "sea", "hill", "when", "night"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """With valid.txt, test.txt and three runs."""
    where, draw = tmp_path_factory.mktemp("news"), random.Random(0)
    for name, count in (("valid.txt", 40), ("test.txt", 30)):
        lines = [" ".join([*draw.choices(WORDS, k=draw.randint(9, 12)), "."]) for _ in range(count)]
        (where / name).write_text("\n".join(lines) + "\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(news, "HELD_OUT", 4)
        for name in ("emnlp2017", "emnlp2017-sundae", "emnlp2017-causal"):
            size = "mini-causal" if name.endswith("causal") else "debug"
            recipe = replace(recipe_named(name), data=str(where), size=size, num_steps=2, batch_size=2)
            train(recipe, where / name)
        yield where


def runs(folder: Path) -> list[str]:
    return [str(folder / name) for name in ("emnlp2017", "emnlp2017-sundae", "emnlp2017-causal")]


@pytest.mark.thorough
def test_every_run_and_the_real_text_have_a_row_and_a_place_on_the_plot(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = ["benchmark", *runs(folder), "--data", str(folder), "--out", str(tmp_path)]
    said += ["--count", "6", "--temperatures", ".8,1", "--steps", "3", "--curve", "2"]
    assert main(said) == 0
    report = json.loads((tmp_path / "benchmark.json").read_text())
    labels = [(row["name"], row["label"]) for row in report["rows"]]
    assert labels[0][0] == "real text"
    assert len(labels) == 1 + 3 + 3 + 2
    assert ("emnlp2017", "temperature 0.8, 2 steps") in labels
    assert ("emnlp2017-causal", "temperature 1") in labels
    assert {row["count"] for row in report["rows"]} == {6}
    assert all(row["negative_bleu"]["5"] <= 0 <= row["self_bleu"]["5"] for row in report["rows"])
    assert "valid.txt" in capsys.readouterr().out
    pytest.importorskip("matplotlib")
    assert "real text" in (tmp_path / "benchmark.svg").read_text()
    monkeypatch.setattr(NewsRun, "sentences", None)  # nothing is sampled again
    assert main(said) == 0


def test_sentences_follow_from_the_seed_and_have_the_lengths_that_were_asked_for(folder: Path) -> None:
    run, point = NewsRun(folder / "emnlp2017"), Point(1.0, 3)
    lengths = [9, 4, 9, 6]
    made = run.sentences(point, lengths, seed=1)
    assert sorted(map(len, made)) == sorted(lengths)
    assert made == run.sentences(point, lengths, seed=1)
    assert made != run.sentences(point, lengths, seed=2)
    assert {word for words in made for word in words} <= {*WORDS, "."}


def test_who_writes_from_left_to_right_ends_where_it_likes(folder: Path) -> None:
    run = NewsRun(folder / "emnlp2017-causal")
    made = run.sentences(Point(1.0, None), [9] * 20, seed=1)
    assert len(made) == 20
    assert len({len(words) for words in made}) > 1
    assert max(map(len, made)) <= 51
    assert made == run.sentences(Point(1.0, None), [9] * 20, seed=1)


def test_a_network_that_was_never_told_is_told_to_trust_everything(folder: Path) -> None:
    vocabulary = Vocabulary(folder / "emnlp2017" / news.VOCABULARY)
    for is_told in (True, False):
        layout = WordRows(5, vocabulary, is_told=is_told)
        ids = layout.start()
        trust = layout.windows(ids, ids > 0).trust[0, 0, 1:-1]
        assert bool(trust.all()) is not is_told


def test_a_copied_run_is_eight_words_of_a_learned_line() -> None:
    line = [str(number) for number in range(12)]
    learned = runs_of_words([line])
    assert copied_share([line], learned) == 1
    assert copied_share([line[:8] + ["x"] * 8], learned) == pytest.approx(1 / 9)
    assert copied_share([line[:7]], learned) == 0


@pytest.mark.parametrize(
    "said",
    [
        ["nowhere"],
        ["nowhere", "--temperatures", "0"],
        ["nowhere", "--curve", "few"],
        ["nowhere", "--count", "1"],
    ],
)
def test_bad_use_ends_with_status_2_and_one_sentence(
    said: list[str], folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = main(["benchmark", *said, "--data", str(folder), "--out", str(tmp_path / "out")])
    except SystemExit as end:
        status = int(end.code or 0)
    assert status == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert benchmark.numbers(".5,1") == (0.5, 1.0)
