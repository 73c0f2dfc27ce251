"""How much a trusted word pulls the free words of a text towards its neighbours, and a doubted one does not
(paper, Table 3).

Two held words stand in a row of free ones; a run trusts the first and doubts the second, another the other
way about. A word's neighbours are the words that stand in one sentence with it more often than by chance, in
sentences that nobody learned from.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sunmask.kinds.generate import generate
from sunmask.kinds.registry import codec
from sunmask.method.cells import CellState, plan_from_states
from sunmask.method.sampling import Model
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import FREE

RAREST, COMMONEST = 30, 1500
"""Sentences that a word must stand in, to be one of a pair: at least, at most."""
SHORTEST = 4
"""Letters of such a word."""
LEAST_TOGETHER = 3
"""Sentences with both, to be neighbours."""
MOST_NEIGHBOURS, LEAST_NEIGHBOURS = 100, 20
LENGTH, PLACES = 12, (3, 8)
"""Words of a row, its full stop among them, and where the two stand."""


@dataclass(frozen=True)
class Neighbours:
    """By word, in small letters, the words that it draws."""

    of: dict[str, frozenset[str]]

    def pairs(self, count: int, rng: np.random.Generator) -> list[tuple[str, str]]:
        """Words of which neither draws the other. Raises ValueError where there are too few."""
        words = sorted(self.of)
        found: dict[tuple[str, str], None] = {}
        for _ in range(100 * count if len(words) > 1 else 0):
            one, other = (words[at] for at in rng.choice(len(words), size=2, replace=False))
            if other not in self.of[one] and one not in self.of[other]:
                found[one, other] = None
            if len(found) == count:
                return list(found)
        raise ValueError(f"expected sentences enough for {count} pairs of words, found {len(found)}")


def neighbours(sentences: Iterable[Sequence[str]]) -> Neighbours:
    """From the words of sentences, by pointwise mutual information."""
    bags = [{word.casefold() for word in words if word.isalpha()} for words in sentences]
    in_how_many = Counter(word for bag in bags for word in bag)
    chosen = {
        word for word, count in in_how_many.items() if RAREST <= count <= COMMONEST and len(word) >= SHORTEST
    }
    together: dict[str, Counter[str]] = {word: Counter() for word in chosen}
    for bag in bags:
        for word in bag & chosen:
            together[word].update(bag - {word})
    found = {}
    for word, counts in together.items():
        scores = {
            other: math.log(count * len(bags) / (in_how_many[word] * in_how_many[other]))
            for other, count in counts.items()
            if count >= LEAST_TOGETHER and in_how_many[other] <= COMMONEST
        }
        best = sorted((other for other in scores if scores[other] > 0), key=lambda other: -scores[other])
        if len(best) >= LEAST_NEIGHBOURS:
            found[word] = frozenset(best[:MOST_NEIGHBOURS])
    return Neighbours(found)


def pull(
    model: Model,
    known: Neighbours,
    *,
    count: int,
    num_candidates: int = 1,
    seed: int = 0,
    settings: TextSettings | None = None,
) -> dict[str, Any]:
    """trusted, doubted: share of free words that are neighbours of a word where it is trusted, and where it
    is doubted; effect: by how much more, mean over pairs, with low and high of its 95 % interval."""
    rng = np.random.default_rng(seed)
    effects, shares = [], []
    for number, pair in enumerate(known.pairs(count, rng)):
        trusted, doubted = np.zeros(2), np.zeros(2)
        for first in (0, 1):
            texts = _row(model, pair, first, num_candidates, seed + number, settings)
            drawn = [word.casefold() for words in texts for word in words]
            for at, word in enumerate(pair):
                share = sum(each in known.of[word] for each in drawn) / len(drawn)
                (trusted if at == first else doubted)[at] = share
        shares.append((trusted.mean(), doubted.mean()))
        effects.append(trusted.mean() - doubted.mean())
    mean, error = float(np.mean(effects)), float(np.std(effects, ddof=1) / math.sqrt(len(effects)))
    in_trust, in_doubt = np.mean(shares, axis=0)
    return {
        "pairs": len(effects),
        "candidates": num_candidates,
        "trusted": round(float(in_trust), 4),
        "doubted": round(float(in_doubt), 4),
        "effect": round(mean, 4),
        "low": round(mean - 1.96 * error, 4),
        "high": round(mean + 1.96 * error, 4),
    }


def _row(
    model: Model,
    pair: tuple[str, str],
    trusted: int,
    num_candidates: int,
    seed: int,
    settings: TextSettings | None,
) -> list[list[str]]:
    """The free words of each candidate where one word of the pair is trusted and the other doubted."""
    words = [FREE] * LENGTH
    states = np.full((1, LENGTH), CellState.RENOISABLE)
    words[-1], states[0, -1] = ".", CellState.UNMASKED
    for at, (place, word) in enumerate(zip(PLACES, pair, strict=True)):
        words[place] = word
        states[0, place] = CellState.UNMASKED if at == trusted else CellState.MASKED
    plan = plan_from_states(states, states != CellState.RENOISABLE)
    content = codec("text").blank(text=" ".join(words))
    made = generate(model, content, plan, count=num_candidates, seed=seed, settings=settings)
    return [[word for at, word in enumerate(each["words"]) if words[at] == FREE] for each in made]
