"""Sentences of EMNLP2017 News, one a line and already cut into words, which are the tokens here.

The benchmark's training file is not to be had, so what is learned from is valid.txt of a folder of one's own,
but for its last lines, which validate; test.txt is what samples are compared with. The vocabulary is the
words of the lines, made when a run begins and kept beside it.
"""

import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
import torch
from torch import Tensor

from sunmask.lab.text.cloze import cloze_figures
from sunmask.lab.text.corpora.english import Sentences, TextWindows, laid_out, window
from sunmask.lab.training.recipes import Recipe
from sunmask.models.devices import autocast
from sunmask.text.words.vocabulary import FIRST, LAST, PAD, UNKNOWN, Vocabulary

LEARNED, REFERENCES, VOCABULARY = "valid.txt", "test.txt", "vocabulary.model"
HELD_OUT = 500
"""Lines of LEARNED, the last ones."""


def news_lines(file: Path) -> list[list[str]]:
    """The words of each line. Raises OSError where there is no such file."""
    with file.open(encoding="utf-8") as lines:
        return [words for line in lines if (words := line.split())]


_JOINED = (
    (re.compile(r"(?<=\w) ' (?=(?:s|t|m|d|re|ve|ll)\b)"), "'"),
    (re.compile(r"(?<=\d) ([,.:]) (?=\d)"), r"\1"),
    (re.compile(r'" ([^"]*) "'), r'"\1"'),
    (re.compile(r" ([,.;:!?%)\]]|'(?= |$))"), r"\1"),
    (re.compile(r"([(\[$£]|(?:(?<= )|^)') "), r"\1"),
)


def as_text(words: Sequence[str]) -> str:
    """A line's words set as people write them."""
    text = " ".join(words)
    for apart, joined in _JOINED:
        text = apart.sub(joined, text)
    return text


def learned_lines(folder: Path) -> list[list[str]]:
    """Those that are learned from."""
    return news_lines(folder / LEARNED)[:-HELD_OUT]


def make_vocabulary(lines: Sequence[Sequence[str]], file: Path) -> None:
    """Write a vocabulary of all words of some lines."""
    model = io.BytesIO()
    num_words = len({word for words in lines for word in words})
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(" ".join(words) for words in lines),
        model_writer=model,
        model_type="word",
        vocab_size=num_words + LAST + 1,
        hard_vocab_limit=False,
        character_coverage=1.0,
        normalization_rule_name="identity",
        pad_id=PAD,
        unk_id=UNKNOWN,
        bos_id=FIRST,
        eos_id=LAST,
        minloglevel=2,
    )
    part = file.with_suffix(".part")
    part.write_bytes(model.getvalue())
    part.replace(file)


def prepare(recipe: Recipe, folder: Path) -> dict[str, Any]:
    """Make the vocabulary in a run's folder, if there is none yet; returns the network's settings for it."""
    file = folder / VOCABULARY
    if not file.exists():
        make_vocabulary(learned_lines(data_folder(recipe)), file)
    return {"vocabulary": str(file)}


def data_folder(recipe: Recipe) -> Path:
    """Raises ValueError where the recipe does not say which."""
    if not recipe.data:
        raise ValueError("expected a folder of sentences: say which with --data FOLDER")
    return Path(recipe.data)


def as_sentences(lines: Sequence[Sequence[str]], vocabulary: Vocabulary) -> Sentences:
    """Every line as a source of its own; those with words that are not in the vocabulary are left out."""
    known = [ids for words in lines if UNKNOWN not in (ids := vocabulary.word_ids(words))]
    return laid_out(("", [(number,) for number in ids]) for ids in known)


class NewsCorpus(TextWindows):
    """Sentences of the folder, each in a window of its own."""

    def __init__(self, recipe: Recipe, vocabulary: Vocabulary):
        lines = news_lines(data_folder(recipe) / LEARNED)
        learned = as_sentences(lines[:-HELD_OUT], vocabulary)
        super().__init__(
            learned, vocabulary, recipe.seed, recipe.batch_size, recipe.noise, paragraph_share=0.0
        )
        self.valid = as_sentences(lines[-HELD_OUT:], vocabulary)
        self.is_told = recipe.objective.trust_input

    def validate(self, predict: Callable[..., Tensor]) -> dict[str, Any]:
        """One word hidden and so on (see `cloze_figures`), or the nats a word from left to right."""
        if not self.settings.hides:
            return {"nll": round(nats_a_word(predict, self.valid), 4)}
        if self.is_told:
            return cloze_figures(predict, self.valid, self.vocabulary)
        return cloze_figures(lambda t, m, p: predict(t, torch.ones_like(m), p), self.valid, self.vocabulary)


@torch.inference_mode()
def nats_a_word(predict: Callable[..., Tensor], sentences: Sentences) -> float:
    """Nats a word of a network that reads from left to right, each sentence's end counted as a word."""
    total, count = 0.0, 0
    for length in np.unique(sentences.lengths).tolist():
        chosen = np.flatnonzero(sentences.lengths == length)
        windows = [window(sentences, [int(number)], length + 2) for number in chosen]
        tokens = torch.from_numpy(np.stack([each["ids"] for each in windows]))[:, None]
        places = torch.from_numpy(np.stack([each["places"] for each in windows]))
        with autocast(tokens.device.type):
            log = predict(tokens, torch.ones_like(tokens, dtype=torch.bool), places).float().log_softmax(-1)
        total -= float(log[:, 0, 1:].gather(-1, tokens[:, 0, 1:, None]).sum())
        count += len(chosen) * (length + 1)
    return total / count
