"""Networks of texts learn from folders of sentences, with the shipped vocabulary or one of whole words."""

import json
import lzma
import random
from dataclasses import replace
from pathlib import Path

import pytest

from sunmask.__main__ import main
from sunmask.lab.lab import recipe_named
from sunmask.lab.text.corpora import news
from sunmask.lab.text.corpora.english import lines_of, shippable
from sunmask.lab.text.corpora.news import NewsCorpus, learned_lines, prepare
from sunmask.lab.text.wordpiece import as_sentencepiece, cased_pieces
from sunmask.lab.training.export import export
from sunmask.lab.training.train import train
from sunmask.text.words.vocabulary import FIRST, LAST, Vocabulary

WORDS = ["the", "sea", "was", "calm", "and", "U.S.", "$", "said", '"', "--", "old", "men", "went", "home"]


def made_up_lines(count: int) -> list[str]:
    draw = random.Random(count)
    return [" ".join(draw.choices(WORDS, k=draw.randint(4, 9))) + " ." for _ in range(count)]


@pytest.fixture
def news_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(news, "HELD_OUT", 8)
    for name, count in (("valid.txt", 60), ("test.txt", 40)):
        (tmp_path / name).write_text("\n".join(made_up_lines(count)) + "\n")
    return tmp_path


@pytest.fixture
def english_folder(tmp_path: Path) -> Path:
    rows = ["source_id\ttitle\tlife70_pd_2026", "old\tAn old book\tyes", "new\tA new book\tno"]
    (tmp_path / "SOURCES.tsv").write_text("\n".join(rows) + "\n")
    for split in ("train", "valid", "test"):
        lines = [f"{source}\t{line}" for line in made_up_lines(8) for source in ("old", "new")]
        (tmp_path / f"{split}.txt.xz").write_bytes(lzma.compress("\n".join(lines).encode()))
    return tmp_path


def last_figures(run: Path) -> dict:
    return json.loads((run / "metrics.jsonl").read_text().splitlines()[-1])["valid"]


def test_only_sources_that_may_be_shipped_are_learned_from(english_folder: Path) -> None:
    sources = shippable(english_folder)
    assert sources == {"old": "An old book"}
    assert {source for source, _ in lines_of(english_folder, "train", sources)} == {"old"}


def test_an_english_run_ends_with_figures_and_its_card_tells_what_it_learned_from(
    english_folder: Path, tmp_path: Path
) -> None:
    recipe = replace(recipe_named("english-debug"), data=str(english_folder), num_steps=3)
    train(recipe, tmp_path / "run")
    assert last_figures(tmp_path / "run")["one_word"]["count"] > 0
    card = export(tmp_path / "run", tmp_path / "checkpoint", num_samples=2, title="Small")
    assert "An old book" in card["data"]
    assert "A new book" not in card["data"]
    assert card["recipe"]["data"] == english_folder.name
    assert {"valid", "test", "milliseconds_per_pass"} == set(card["figures"])


def test_recipes_of_texts_ask_for_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("english-debug", "emnlp2017-debug"):
        assert main(["train", name, "--out", str(tmp_path / name)]) == 2
        assert "--data FOLDER" in capsys.readouterr().err


def test_a_vocabulary_of_words_holds_every_word_of_the_lines_as_it_stands(
    news_folder: Path, tmp_path: Path
) -> None:
    recipe = replace(recipe_named("emnlp2017-debug"), data=str(news_folder))
    vocabulary = Vocabulary(Path(prepare(recipe, tmp_path)["vocabulary"]))
    lines = learned_lines(news_folder)
    assert len(lines) == 52
    assert vocabulary.num_pieces == LAST + 1 + len({word for words in lines for word in words})
    for words in lines:
        pieces = [vocabulary.pieces[number][1:] for number in vocabulary.word_ids(words)]
        assert pieces == words


@pytest.mark.parametrize("name", ["emnlp2017", "emnlp2017-sundae", "emnlp2017-causal"])
def test_a_run_on_news_keeps_its_vocabulary_beside_it(news_folder: Path, tmp_path: Path, name: str) -> None:
    size = "mini-causal" if name.endswith("causal") else "debug"
    recipe = replace(recipe_named(name), data=str(news_folder), size=size, num_steps=2, batch_size=2)
    train(recipe, tmp_path / "run")
    assert (tmp_path / "run" / "vocabulary.model").is_file()
    figures = last_figures(tmp_path / "run")
    assert figures["nll"] > 0 if name.endswith("causal") else figures["50 %"]["nll"] > 0


def test_a_run_on_news_is_no_checkpoint_to_give_away(news_folder: Path, tmp_path: Path) -> None:
    recipe = replace(recipe_named("emnlp2017-debug"), data=str(news_folder), num_steps=1)
    train(recipe, tmp_path / "run")
    with pytest.raises(ValueError, match="given to anybody"):
        export(tmp_path / "run", tmp_path / "checkpoint")
    assert not (tmp_path / "checkpoint").exists()


def test_who_reads_from_left_to_right_learns_the_end_and_is_shown_no_noise(
    news_folder: Path, tmp_path: Path
) -> None:
    recipe = replace(recipe_named("emnlp2017-causal"), data=str(news_folder))
    batch = NewsCorpus(recipe, Vocabulary(Path(prepare(recipe, tmp_path)["vocabulary"]))).batch(0)
    assert (batch.noisy_BVT == batch.clean_BVT).all()
    assert (batch.clean_BVT[..., 0] == FIRST).all()
    assert not batch.scored_BVT[..., 0].any()
    assert batch.scored_BVT[..., 1:].all()
    assert (batch.clean_BVT[..., -1] == LAST).all()


def test_wordpieces_that_words_have_are_kept_and_those_with_capitals_are_pieces_more() -> None:
    names = ["the", "sea", "##s", "un", "##happy", "never", "t", "##h", "##e"]
    words = ["the", "The", "The", "The", "seas", "Seas", "unhappy", "3"]
    found = cased_pieces(words, names)
    assert found == {"▁the": 1, "▁The": 3, "▁sea": 1, "s": 2, "▁un": 1, "happy": 1}


def test_a_run_with_a_vocabulary_of_its_own_learns_and_is_no_checkpoint_to_give_away(
    english_folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "wordpiece.model"
    file.write_bytes(as_sentencepiece(cased_pieces(WORDS, ["the", "sea", "was", "calm", "me", "##n"])))
    vocabulary = Vocabulary(file)
    assert [vocabulary.pieces[number] for number in vocabulary.encode("men")] == ["▁me", "n"]
    assert vocabulary.decode(vocabulary.encode("“")) == "“"
    recipe = replace(recipe_named("english-debug"), data=str(english_folder), vocabulary=str(file))
    train(replace(recipe, num_steps=2), tmp_path / "run")
    assert last_figures(tmp_path / "run")["50 %"]["nll"] > 0
    with pytest.raises(ValueError, match="the shipped vocabulary"):
        export(tmp_path / "run", tmp_path / "checkpoint")


def test_one_number_of_minutes_is_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = ["train", "chorale-debug", "--out", str(tmp_path / "run")]
    assert main([*said, "--minutes", "1", "--cpu-minutes", "1"]) == 2
    assert main([*said, "--cpu-minutes", "0"]) == 2
    assert capsys.readouterr().err.count("\n") == 2
