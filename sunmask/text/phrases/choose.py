"""How candidates come to differ: each leaves the best values of a block to the candidates before it.

M values of a block
"""

from collections import Counter

import numpy as np

from sunmask.text.configuration import CONFIGURATION, Filling
from sunmask.text.phrases.rewriting import content_words
from sunmask.text.phrases.run_models import Words, shown
from sunmask.text.words.words import NOTHING

Phrases = tuple[Words, ...]
"""A filling: the symbols in each gap."""
Filled = list[tuple[Phrases, float]]
"""Fillings with their scores in nats (higher is better), the best first."""


def shared_out(log_target: np.ndarray, number: int, constants: Filling = CONFIGURATION.filling) -> np.ndarray:
    """The target restricted to a candidate's words where a single word is free, since all would choose the
    likeliest otherwise. Ranked by likelihood, words are dealt out in turn: the first candidate may have the
    first and every `turn`-th after it, the second begins with the second word, and so on. number: of
    the candidate, from 0."""
    order = np.argsort(-log_target, kind="stable")[: int(np.isfinite(log_target).sum())]
    its = order[min(number, len(order) - 1) :: constants.turn]
    fewer = np.full_like(log_target, -np.inf)
    fewer[its] = log_target[its]
    return fewer


def apart(found: Filled, number: int, constants: Filling = CONFIGURATION.filling) -> list[int]:
    """The indices of the fillings that a candidate may have. Each candidate owns one: the first the best; the
    next ones, in turn, the best by score less a penalty for content words that an earlier one has. With a
    single gap, only fillings that share at most half of their words with each earlier one compete. With
    several gaps, or where there is no such filling, those within a margin of the best compete:
    `constants.worse` times the number of gaps, counted as two where there is one. If none is left, it is the
    best of the others. Each remaining filling within that margin goes to the
    candidate whose own filling it resembles most. With fewer fillings than candidates, the last ones share.
    found: the best first; number: of the candidate, from 0."""
    words = [_words_of(phrases) for phrases, _ in found]
    all_words = [Counter(_all_words_of(phrases)) for phrases, _ in found]
    worse = constants.worse * max(2, len(found[0][0]))
    least = found[0][1] - worse
    is_single, owners = len(found[0][0]) == 1, [0]
    for _ in range(max(constants.apart, number + 1) - 1):
        free = [at for at in range(len(found)) if at not in owners]
        new = [at for at in free if all(_share(all_words[at], all_words[one]) <= 1 / 2 for one in owners)]
        near = (new if is_single else []) or [at for at in free if found[at][1] >= least] or free[:1]
        if not near:
            break
        shares = [max(_share(words[at], words[one]) for one in owners) for at in near]
        worth = [found[at][1] - worse * share for at, share in zip(near, shares, strict=True)]
        owners.append(near[int(np.argmax(worth))])
    own = owners[min(number, len(owners) - 1)]
    others = [at for at in range(len(found)) if at not in owners and found[at][1] >= least]
    nearest = [owners[int(np.argmax([_share(words[at], words[one]) for one in owners]))] for at in others]
    return [own, *(at for at, owner in zip(others, nearest, strict=True) if owner == own)]


def are_alike(one: Phrases, other: Phrases) -> bool:
    """Whether a filling shares more than half of its content words with another."""
    return _share(_words_of(one), _words_of(other)) > 1 / 2


def _share(one: Counter[str], other: Counter[str]) -> float:
    """The share of the words of one that another has, too."""
    return (one & other).total() / max(1, one.total())


def _words_of(phrases: Phrases) -> Counter[str]:
    """The content words of a filling; all its words, where it has none."""
    words = _all_words_of(phrases)
    return Counter(content_words(words) or words)


def _all_words_of(phrases: Phrases) -> list[str]:
    return [word for phrase in phrases for word in shown(phrase) if word != NOTHING]
