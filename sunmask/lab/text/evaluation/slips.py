"""Slips that a proofreader marks first in a text that a model wrote: words that do not exist, a for an, marks
in a row. And whether words to avoid and words that must appear are obeyed.

What exists, and which article a word takes, is read off sentences that people wrote, not off the lists that
the sampler has. Sentences of old books lack the words of today, so a speller's list can be given too.
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from sunmask.kinds.generate import generate
from sunmask.kinds.registry import codec
from sunmask.lab.text.evaluation.tasks import span_canvases
from sunmask.method.cells import CellState, Plan, plan_from_states
from sunmask.method.sampling import Model
from sunmask.text.sampling.draws import words_in
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import FREE, is_mark

LEAST_SEEN = 2
"""Times that a word stands in sentences of people, to be one."""
LEAST_AFTER, SURE = 4, 0.9
"""Articles before a word, and the share of them that are alike, to say that it takes this one."""
BEGUN, LENGTH, TOGETHER = 3, 36, 4
"""Words of a sentence that a text begins with, words that follow, and candidates of each."""
NUM_BANNED, FORCED = 40, (30, 300)
"""The commonest words are banned; how often those stand that must appear."""
SHORTEST = 5
"""Letters of a word that must appear."""
MARKS = ".,;:!?"


@dataclass(frozen=True)
class Usage:
    """How often words stand in sentences of people, in small letters; the article of those that have one;
    what else is a word to a speller."""

    counts: Counter[str]
    articles: dict[str, str]
    spelled: frozenset[str] = frozenset()

    @staticmethod
    def of(sentences: Iterable[Sequence[str]], spelled: Iterable[str] = ()) -> "Usage":
        counts: Counter[str] = Counter()
        after: dict[str, Counter[str]] = {}
        for words in sentences:
            folded = [word.casefold() for word in words]
            counts.update(part for word in folded for part in {word, *parts_of(word)})
            for before, word in pairwise(folded):
                if before in ("a", "an"):
                    after.setdefault(word, Counter())[before] += 1
        articles = {}
        for word, of_word in after.items():
            article, count = of_word.most_common(1)[0]
            if count >= LEAST_AFTER and count >= SURE * of_word.total():
                articles[word] = article
        return Usage(counts, articles, frozenset(spelled))

    def knows(self, word: str) -> bool:
        """Whether people write a word, or all parts of one with hyphens; marks and numbers are known."""
        folded = word.casefold()
        return (
            is_mark(word)
            or self._is_written(folded)
            or all(part.isdigit() or self._is_written(part) for part in parts_of(folded))
        )

    def _is_written(self, folded: str) -> bool:
        return self.counts[folded] >= LEAST_SEEN or folded in self.spelled


def spelled_in(file: Path) -> frozenset[str]:
    """The words of a speller's file, gzipped JSON with how often each was seen (of pyspellchecker). Raises
    ValueError, with a sentence, for another file."""
    try:
        found = json.loads(gzip.decompress(file.read_bytes()))
    except (gzip.BadGzipFile, EOFError, ValueError) as error:
        raise ValueError(f"expected gzipped JSON in {file}: {error}") from error
    if not isinstance(found, dict):
        raise ValueError(f"expected words and how often each was seen in {file}, got no JSON object")
    return frozenset(word.casefold() for word in found)


def parts_of(word: str) -> list[str]:
    """Between hyphens and apostrophes."""
    return re.split(r"[-'’‐‑]", word)


def slips(
    model: Model,
    usage: Usage,
    sentences: Sequence[str],
    *,
    num_words: int,
    seed: int = 0,
    settings: TextSettings | None = None,
) -> dict[str, Any]:
    """words: so many at least, that the model wrote after beginnings of sentences. unknown: those that people
    do not write. articles: a or an before a word that takes the other. doubled: marks after marks."""
    written, articles, doubled = 0, 0, 0
    unknown: list[str] = []
    for number, text in enumerate(sentences):
        begun = codec("text").blank(text=text)["words"][:BEGUN]
        if len(begun) < BEGUN or any(map(is_mark, begun)):
            continue
        content = codec("text").blank(text=" ".join([*begun, *[FREE] * LENGTH, "."]))
        made = generate(
            model,
            content,
            _plan(content["words"]),
            count=TOGETHER,
            seed=seed + number,
            settings=settings,
        )
        for each in made:
            words = each["words"]
            free = [words[at] for at, word in enumerate(content["words"]) if word == FREE]
            written += sum(not is_mark(word) for word in free)
            unknown += [word for word in free if not usage.knows(word)]
            articles += sum(
                before.casefold() in ("a", "an")
                and usage.articles.get(word.casefold(), before.casefold()) != before.casefold()
                for before, word in pairwise(words)
            )
            doubled += sum(before in MARKS and word in MARKS for before, word in pairwise(words))
        if written >= num_words:
            break
    return {"words": written, "unknown": unknown, "articles": articles, "doubled": doubled}


def _plan(words: Sequence[str]) -> Plan:
    states = np.array([[CellState.RENOISABLE if word == FREE else CellState.UNMASKED for word in words]])
    return plan_from_states(states, states == CellState.UNMASKED)


def obeyed(
    model: Model, usage: Usage, sentences: Sequence[str], *, count: int, seed: int = 0, num_steps: int = 8
) -> dict[str, Any]:
    """runs: of four free words, the commonest words banned, and one that must appear. kept: those in which no
    banned word stands where the model wrote, and the other does."""
    rng = np.random.default_rng(seed)
    banned = [word for word, _ in usage.counts.most_common(2 * NUM_BANNED) if word.isalpha()][:NUM_BANNED]
    low, high = FORCED
    asked = sorted(
        word
        for word, seen in usage.counts.items()
        if low <= seen <= high and word.isalpha() and len(word) >= SHORTEST
    )
    runs = kept = 0
    for number, (content, plan) in enumerate(span_canvases(sentences, -(-count // TOGETHER), seed)):
        present = {word.casefold() for word in content["words"]}
        forced = str(rng.choice([word for word in asked if word not in present]))
        settings = TextSettings(num_steps=num_steps, banned_words=", ".join(banned), forced_words=forced)
        together = min(TOGETHER, count - runs)
        made = generate(model, content, plan, count=together, seed=seed + number, settings=settings)
        for each in made:
            free = {each["words"][at].casefold() for at in np.flatnonzero(plan.renoise[0])}
            kept += not free & set(words_in(settings.banned_words)) and forced in free
        runs += together
    return {"runs": runs, "kept": kept}
