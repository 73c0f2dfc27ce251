"""A folder of one's own texts: what is refused is said, what is held out is not learned, and it trains."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sunmask.__main__ import main
from sunmask.lab.lab import lab_of, recipe_named
from sunmask.lab.text.corpora.chosen import passages_of, sentences_of
from sunmask.lab.text.corpora.own import own_splits, own_texts
from sunmask.lab.text.recipes import RECIPES
from sunmask.text.words.vocabulary import english

PARAGRAPH = "The old man went home.\nHe was tired, and the sea was calm."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four texts, one of them in a folder below, and five files that cannot be learned from."""
    folder = tmp_path / "texts"
    (folder / "more").mkdir(parents=True)
    for number, name in enumerate(("a.txt", "b.TXT", "c.txt", "more/d.txt")):
        (folder / name).write_text(f"{PARAGRAPH}\n\n \nOn day {number} we slept.\n")
    (folder / "with mark.txt").write_bytes(b"\xef\xbb\xbf" + (folder / "a.txt").read_bytes())
    (folder / "latin.txt").write_bytes("Über die Brücke.".encode("latin-1"))
    (folder / "empty.txt").write_text(" \n\n")
    (folder / "null.txt").write_bytes(b"words\0words")
    (folder / "page.html").write_text("<p>Words.</p>")
    (folder / ".hidden.txt").write_text("Left out.")
    return folder


def test_a_report_names_every_file_that_is_refused_and_why(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = own_texts(folder)
    assert sorted(found.texts) == ["a.txt", "b.TXT", "c.txt", "more/d.txt"]
    assert [text for _, text in found.texts["a.txt"]] == [PARAGRAPH.replace("\n", " "), "On day 0 we slept."]
    assert set(found.refused) == {"with mark.txt", "latin.txt", "empty.txt", "null.txt", "page.html"}
    assert found.refused["with mark.txt"] == "it is the same text as a.txt"
    assert "UTF-8" in found.refused["latin.txt"]
    assert ".txt" in found.refused["page.html"]
    own_splits(folder, 0, progress=True)
    said = capsys.readouterr().err.splitlines()
    assert said[0] == f"{folder}: 2 files to learn from, 1 to validate with, 1 to test with, 5 refused"
    assert [line.strip() for line in said[1:]] == [f"{name}: {why}" for name, why in found.refused.items()]


def test_a_folder_with_too_few_texts_says_what_was_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(ValueError, match=r"at least 3 files.*got 0.*odd\.txt"):
        own_splits(tmp_path, 0)


def test_sentences_and_passages_are_cut_within_paragraphs(folder: Path) -> None:
    recipe = replace(recipe_named("english-debug"), data=str(folder))
    assert len(sentences_of(recipe, "train", english())) == 2 * 3
    assert len(sentences_of(recipe, "valid", english())) == 3
    passages = passages_of(replace(recipe, corpus="passages"), "train", english())
    assert 2 * 2 <= len(passages) <= 2 * 3


@pytest.mark.parametrize("name", ["english-debug", "passages-debug"])
def test_a_run_learns_from_the_folder_and_its_card_says_so(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(RECIPES, name, replace(recipe_named(name), num_steps=1))
    run = tmp_path / "run"
    assert main(["train", name, "--data", str(folder), "--out", str(run)]) == 0
    last = json.loads((run / "metrics.jsonl").read_text().splitlines()[-1])
    assert last["valid"]["one_word"]["count"] > 0
    said = lab_of("text").data_sentence(replace(recipe_named(name), data=str(folder)))
    assert said == (
        "Texts of a folder named texts: 2 files to learn from, 1 to validate with, 1 to test with."
    )
