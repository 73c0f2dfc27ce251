"""English sentences of a folder of one's own: lines "source<TAB>sentence" in train, valid and test.txt.xz.

SOURCES.tsv says of each source whether what is learned from it may be given to anybody: only sources that are
out of copyright where the law is strictest (authors dead for 70 years), CC0 or works of the United States'
government are learned from.
"""

import csv
import lzma
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import torch

from sunmask.lab.text.noise import doubt_words
from sunmask.lab.training.noise import NoiseSettings
from sunmask.lab.training.objective import Examples
from sunmask.text.networks.windows import EDGE, OUTSIDE
from sunmask.text.words.marks import directed
from sunmask.text.words.vocabulary import FIRST, LAST, PAD, Vocabulary, places_of
from sunmask.text.words.words import text_to_words

FREE_TO_SHIP = ("yes", "CC0", "US gov")
PARAGRAPH, PARAGRAPH_SHARE = 96, 0.15
"""Tokens of a window of several sentences, and the share of batches that are such."""
TOKENS_OF_AN_EXAMPLE = 32
"""The number of tokens in a batch for each of a recipe's examples, however long they are."""


@dataclass(frozen=True)
class TextBatch(Examples):
    """Texts. place_BT: see `sunmask.text.networks.windows`."""

    place_BT: torch.Tensor

    names_cells = True

    @property
    def columns(self) -> tuple[torch.Tensor, ...]:
        return (self.place_BT,)


@dataclass(frozen=True)
class Sentences:
    """Many sentences, one after the other: ids, places and numbers of the words (all pieces of a word have
    one) of their tokens; where each sentence begins (and the last ends), and the number of its source."""

    ids: np.ndarray
    places: np.ndarray
    words: np.ndarray
    starts: np.ndarray
    sources: np.ndarray

    def __len__(self) -> int:
        return len(self.sources)

    @cached_property
    def lengths(self) -> np.ndarray:
        return np.diff(self.starts)


def shippable(folder: Path) -> dict[str, str]:
    """Source id to title, of those that may be learned from. Raises OSError where there is no SOURCES.tsv."""
    with (folder / "SOURCES.tsv").open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {row["source_id"]: row["title"] for row in rows if row["life70_pd_2026"] in FREE_TO_SHIP}


def lines_of(folder: Path, split: str, only: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """(source, sentence) of a split. Raises OSError where there is no such file."""
    chosen = None if only is None else set(only)
    with lzma.open(folder / f"{split}.txt.xz", "rt", encoding="utf-8") as file:
        pairs = (line.rstrip("\n").split("\t", 1) for line in file)
        return [(source, text) for source, text in pairs if chosen is None or source in chosen]


def typeset(text: str) -> str:
    """Dashes and dots as writers set them, not as a typewriter does."""
    return text.replace(" -- ", " — ").replace("...", "…")


def words_of(text: str) -> list[str]:
    """The words of a sentence as the vocabulary reads them."""
    return directed(*text_to_words(typeset(text)))


def tokenised(lines: list[tuple[str, str]], vocabulary: Vocabulary, longest: int = 126) -> Sentences:
    """Those of at most `longest` tokens."""
    cut = ((source, [vocabulary.encode(word) for word in words_of(text)]) for source, text in lines)
    return laid_out((source, pieces) for source, pieces in cut if 0 < sum(map(len, pieces)) <= longest)


def laid_out(cut: Iterable[tuple[str, Sequence[tuple[int, ...]]]]) -> Sentences:
    """Sentences from their sources and the pieces of their words."""
    ids: list[int] = []
    places: list[int] = []
    words: list[int] = []
    starts, sources = [0], []
    numbers: dict[str, int] = {}
    for source, pieces in cut:
        for number, of_word in enumerate(pieces):
            ids += of_word
            places += places_of(len(of_word))
            words += [number] * len(of_word)
        starts.append(len(ids))
        sources.append(numbers.setdefault(source, len(numbers)))
    return Sentences(
        np.array(ids, dtype=np.int64),
        np.array(places, dtype=np.int64),
        np.array(words, dtype=np.int64),
        np.array(starts),
        np.array(sources),
    )


class TextWindows:
    """Draws batches; batch number n of a seed is always the same, and so is each part of it."""

    def __init__(
        self,
        sentences: Sentences,
        vocabulary: Vocabulary,
        seed: int,
        batch_size: int,
        settings: NoiseSettings,
        paragraph_share: float = PARAGRAPH_SHARE,
    ):
        self.paragraph_share = paragraph_share
        self.sentences, self.vocabulary, self.settings = sentences, vocabulary, settings
        self.seed, self.batch_size = seed, batch_size
        order = np.argsort(sentences.lengths, kind="stable")
        lengths, firsts = np.unique(sentences.lengths[order], return_index=True)
        self.by_length = dict(zip(lengths.tolist(), np.split(order, firsts[1:]), strict=True))
        tokens = np.array([length * len(of) for length, of in self.by_length.items()], dtype=float)
        self.chances = tokens / tokens.sum()
        by_source = np.argsort(sentences.sources, kind="stable")
        _, firsts = np.unique(sentences.sources[by_source], return_index=True)
        self.by_source = np.split(by_source, firsts[1:])

    def batch(self, number: int, part: int = 0, parts: int = 1) -> TextBatch:
        """A batch of windows of one length, or one of the parts that are drawn apart."""
        rng = np.random.default_rng([self.seed, number])
        is_paragraph = rng.random() < self.paragraph_share
        length = int(rng.choice(list(self.by_length), p=self.chances))
        width = PARAGRAPH if is_paragraph else length + 2
        count = max(1, round(self.batch_size / parts * TOKENS_OF_AN_EXAMPLE / width))
        rng = np.random.default_rng([self.seed, number, part + 1])
        examples = []
        for _ in range(count):
            chosen = self._paragraph(rng) if is_paragraph else [int(rng.choice(self.by_length[length]))]
            examples.append(
                corrupt(rng, window(self.sentences, chosen, width), self.vocabulary, self.settings)
            )
        return collate(examples)

    def _paragraph(self, rng: np.random.Generator) -> list[int]:
        first = int(rng.integers(len(self.sentences)))
        of_source = self.by_source[self.sentences.sources[first]]
        chosen, room = [first], PARAGRAPH - 2 - self.sentences.lengths[first]
        while room > 0:
            chosen.append(int(rng.choice(of_source)))
            room -= self.sentences.lengths[chosen[-1]]
        return chosen


def window(sentences: Sentences, chosen: list[int], width: int) -> dict[str, np.ndarray]:
    """ids, places and words (T,) of some sentences one after the other, with an edge before and after; what
    is more than `width` is cut off, at a word's end. Words of edges and outside are -1."""
    ids, places, words = [FIRST], [EDGE], [-1]
    for number in chosen:
        part = slice(sentences.starts[number], sentences.starts[number + 1])
        ids += sentences.ids[part].tolist()
        places += sentences.places[part].tolist()
        words += (sentences.words[part] + max(words[-1], -1) + 1).tolist()
    end = min(len(ids), width - 1)
    while end < len(ids) and words[end] == words[end - 1]:
        end -= 1
    spare = width - 1 - end
    return {
        "ids": np.array([*ids[:end], LAST, *[PAD] * spare]),
        "places": np.array([*places[:end], EDGE, *[OUTSIDE] * spare]),
        "words": np.array([*words[:end], -1, *[-1] * spare]),
    }


def corrupt(
    rng: np.random.Generator,
    clean: dict[str, np.ndarray],
    vocabulary: Vocabulary,
    settings: NoiseSettings,
) -> dict[str, np.ndarray]:
    """One example: the fields of `TextBatch` without the batch axis."""
    ids_T, places_T, words_T = clean["ids"], clean["places"], clean["words"]
    inside_T = words_T >= 0
    if not settings.hides:
        inside_T |= ids_T == LAST
        return _example(ids_T, ids_T, ~inside_T, inside_T, inside_T, places_T)
    count = int(words_T.max()) + 1
    odd_words = np.unique(words_T[inside_T & ~vocabulary.stands(places_T, ids_T)])
    hidden_words = doubt_words(rng, count, settings)
    hidden_words[odd_words] = False  # what could never be drawn cannot be learned
    hidden_T = inside_T & hidden_words[words_T]
    noise_T = vocabulary.noise(rng, places_T)
    noisy_T, scored_T = np.where(hidden_T, noise_T, ids_T), hidden_T
    if rng.random() < settings.corrupt:
        wrong_words = np.zeros(count, dtype=bool)
        wrong_words[rng.integers(count, size=int(rng.integers(1, 3)))] = True
        wrong_words[odd_words] = False
        wrong_T = inside_T & wrong_words[words_T] & ~hidden_T
        noisy_T, scored_T = np.where(wrong_T, noise_T, noisy_T), scored_T | wrong_T
    return _example(ids_T, noisy_T, hidden_T, scored_T, inside_T, places_T)


def _example(
    ids_T: np.ndarray,
    noisy_T: np.ndarray,
    hidden_T: np.ndarray,
    scored_T: np.ndarray,
    inside_T: np.ndarray,
    places_T: np.ndarray,
) -> dict[str, np.ndarray]:
    return {
        "clean_BVT": ids_T[None],
        "noisy_BVT": noisy_T[None],
        "trust_BVT": ~hidden_T[None] & (places_T[None] != OUTSIDE),
        "scored_BVT": scored_T[None],
        "inside_BVT": inside_T[None],
        "place_BT": places_T,
    }


def collate(examples: list[dict[str, np.ndarray]]) -> TextBatch:
    """A batch of examples of one length."""
    return TextBatch(
        **{name: torch.from_numpy(np.stack([e[name] for e in examples])) for name in examples[0]}
    )
