"""Passages: whose may be learned from, and how they are cut."""

import lzma
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sunmask.lab.lab import recipe_named
from sunmask.lab.text.corpora.english import words_of
from sunmask.lab.text.corpora.passages import LONGEST, cut, free_passages, sentences_of, texts_of
from sunmask.lab.training.train import train
from sunmask.text.words.vocabulary import english
from sunmask.text.words.words import without_separators

PASSAGE = 'The sea was calm. "Is it late?" he asked. Nobody knew.\\nThe men went home, and Mr. Old slept.'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = ["source_id\ttitle\tlife70_pd_2026", "a\tOld\tyes", "b\tNew\tno", "c\tBlog\tCC BY"]
    (tmp_path / "SOURCES.tsv").write_text("\n".join([*rows, "os:d\tTextbook\tCC BY"]) + "\n")
    lines = [f"{source}\t{PASSAGE}" for source in ("a", "b", "c", "os:d") for _ in range(4)]
    for split in ("train", "valid"):
        (tmp_path / f"{split}.txt.xz").write_bytes(lzma.compress("\n".join(lines).encode()))
    return tmp_path


def test_sources_under_cc_by_are_learned_from_but_for_those_whose_licence_changed(folder: Path) -> None:
    assert free_passages(folder) == {"a": "Old", "c": "Blog"}


def test_sentences_end_with_their_quotation_marks_and_not_before_small_letters() -> None:
    words = words_of(PASSAGE.replace("\\n", "\n"))
    found = [without_separators(" ".join(sentence)) for sentence in sentences_of(words)]
    assert found[:3] == ["The sea was calm .", '" Is it late ? " he asked .', "Nobody knew ."]
    assert found[3:] == ["The men went home , and Mr . Old slept ."]
    assert [word for sentence in sentences_of(words) for word in sentence] == words


def test_texts_are_sentences_in_a_row_that_fit_a_window() -> None:
    long = " ".join([PASSAGE.split("\\n")[0]] * 20)
    texts = list(texts_of(long, english(), np.random.default_rng(0)))
    assert all(0 < sum(map(len, text)) <= LONGEST for text in texts)
    assert len({len(text) for text in texts}) > 3


def test_both_splits_are_cut_and_only_what_is_free_is_learned_from(folder: Path) -> None:
    free, everything = (cut(folder, "train", english(), is_free=is_free) for is_free in (True, False))
    assert set(free.sources) == {0, 1}
    assert set(everything.sources) == {0, 1, 2, 3}


def test_a_run_on_passages_ends_with_figures(folder: Path, tmp_path: Path) -> None:
    train(replace(recipe_named("passages-debug"), data=str(folder), num_steps=2), tmp_path / "run")
    assert "top1" in (tmp_path / "run" / "metrics.jsonl").read_text()
