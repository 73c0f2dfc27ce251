"""Passages of whole consecutive sentences, of a folder of one's own: lines "source<TAB>passage", "\\n" (two
characters) between paragraphs. Unlike shuffled sentences they say what follows what.

A passage is cut at the ends of sentences into texts of one to six sentences that fit a window.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from sunmask.lab.text.corpora.english import FREE_TO_SHIP, Sentences, laid_out, lines_of, words_of
from sunmask.text.rules.guards import TITLES
from sunmask.text.words.vocabulary import Vocabulary

WITH_CREDITS = "CC BY"
"""The licence of sources that may be learned from where their credits go with the weights."""
LEFT_OUT = ("os:",)
"""Beginnings of sources whose licence has changed since the text was taken."""
MOST_SENTENCES, LONGEST = 6, 126
ENDS, CLOSING = frozenset(".!?…"), frozenset("”’)\"'")

Pieces = tuple[int, ...]


def free_passages(folder: Path) -> dict[str, str]:
    """Source id to title, of those that may be learned from. Raises OSError where there is no SOURCES.tsv."""
    with (folder / "SOURCES.tsv").open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    allowed = (*FREE_TO_SHIP, WITH_CREDITS)
    return {
        row["source_id"]: row["title"]
        for row in rows
        if row["life70_pd_2026"] in allowed and not row["source_id"].startswith(LEFT_OUT)
    }


def cut(folder: Path, split: str, vocabulary: Vocabulary, *, is_free: bool) -> Sentences:
    """The texts of a split. is_free: of those sources only that may be learned from."""
    sources = free_passages(folder) if is_free else None
    rng = np.random.default_rng(0)
    return laid_out(
        (source, text)
        for source, passage in lines_of(folder, split, sources)
        for text in texts_of(passage, vocabulary, rng)
    )


def texts_of(passage: str, vocabulary: Vocabulary, rng: np.random.Generator) -> Iterator[list[Pieces]]:
    """Whole sentences in a row, as pieces of their words; a sentence that fits no window is passed over."""
    sentences = [
        [vocabulary.encode(word) for word in sentence]
        for sentence in sentences_of(words_of(passage.replace("\\n", "\n")))
    ]
    at = 0
    while at < len(sentences):
        wanted, text = int(rng.integers(1, MOST_SENTENCES + 1)), list(sentences[at])
        at += 1
        while wanted > 1 and at < len(sentences) and _size(text) + _size(sentences[at]) <= LONGEST:
            text += sentences[at]
            wanted, at = wanted - 1, at + 1
        if _size(text) <= LONGEST:
            yield text


def _size(text: list[Pieces]) -> int:
    return sum(map(len, text))


def sentences_of(words: list[str]) -> Iterator[list[str]]:
    """Words cut after the marks that end a sentence, and the quotation marks and brackets that close with it.
    A mark before a small letter ends nothing."""
    begin = 0
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else None
        before = words[at - 1] if at else ""
        is_end = (word in ENDS and before.casefold() not in TITLES) or (word in CLOSING and before in ENDS)
        if after is None or (is_end and after not in CLOSING | ENDS and not after[:1].islower()):
            yield words[begin : at + 1]
            begin = at + 1
