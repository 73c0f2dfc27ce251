"""One hidden word of a sentence, guessed by the network, by the language model, and by both together, as the
sampler does it (`text.phrases.propose`).

P pieces, M guesses
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sunmask.lab.text.corpora.english import laid_out, window
from sunmask.method.sampling import Model
from sunmask.text.configuration import CONFIGURATION
from sunmask.text.language_model.model import BEGIN as DOCUMENT
from sunmask.text.language_model.model import LanguageModel
from sunmask.text.phrases.propose import few_of
from sunmask.text.words.marks import directed
from sunmask.text.words.vocabulary import ALONE, BEGIN, Vocabulary, english
from sunmask.text.words.words import is_mark, text_to_words, words_to_text

PROPOSING, OWN_SHARE = CONFIGURATION.proposing, CONFIGURATION.scoring.own_share
RANKED = 40
"""Guesses that are ranked, of the network and of the language model by itself."""
MOST_PIECES = 120
"""Pieces of a sentence, at most."""


@dataclass(frozen=True)
class Hidden:
    """A sentence with one hidden word: words and the spaces before them, which one, its piece, and the
    network's log-likelihoods of all pieces there, (P,)."""

    words: Sequence[str]
    spaces: Sequence[str]
    at: int
    piece: int
    network_P: np.ndarray


def hidden_words(
    model: Model, vocabulary: Vocabulary, sentences: Sequence[str], count: int, seed: int
) -> Iterator[Hidden]:
    """One of each of the first `count` sentences that have a word of one piece."""
    rng, found = np.random.default_rng(seed), 0
    for text in sentences:
        words, spaces = text_to_words(text)
        pieces = [vocabulary.encode(word) for word in directed(words, spaces)]
        whole = [
            at
            for at, ids in enumerate(pieces)
            if len(ids) == 1 and not is_mark(words[at]) and vocabulary.may_stand[ALONE][ids[0]]
        ]
        if not whole or sum(map(len, pieces)) > MOST_PIECES:
            continue
        at = int(rng.choice(whole))
        shown = window(laid_out([("", pieces)]), [0], sum(map(len, pieces)) + 2)
        is_hidden = shown["words"] == at
        noisy = np.where(is_hidden, vocabulary.noise(rng, shown["places"]), shown["ids"])
        rows = (torch.from_numpy(each)[None, None] for each in (noisy, ~is_hidden))
        logits = model(*rows, torch.from_numpy(shown["places"])[None])[0, 0, int(is_hidden.argmax())]
        yield Hidden(words, spaces, at, pieces[at][0], logits.float().log_softmax(-1).numpy())
        found += 1
        if found == count:
            return


def guesses(
    model: Model,
    language_model: LanguageModel,
    sentences: Sequence[str],
    *,
    count: int,
    seed: int = 0,
) -> dict[str, Any]:
    """top1 and top5 of `count` hidden words by who guesses: the network; the language model from what is
    before; the likelihood of the sentence among a few of both's words; that and a share of the network's
    opinion, as in the sampler; the same of more words, as where alternatives are asked for."""
    ranks: dict[str, list[int]] = {}
    vocabulary = english()
    for hidden in hidden_words(model, vocabulary, sentences, count, seed):
        left_P = _from_the_left(language_model, vocabulary, hidden, 4 * RANKED)
        own_P = hidden.network_P
        named, by_left = np.argsort(-own_P)[:RANKED], np.argsort(-left_P)[:RANKED]
        sizes = PROPOSING.narrowed, PROPOSING.named
        few, many = (_narrowed(language_model, vocabulary, hidden, most) for most in sizes)
        many_M = _whole(language_model, vocabulary, hidden, many)
        whole_M = many_M[[many.index(piece) for piece in few]]
        for who, ids, nats in (
            ("network", named.tolist(), own_P[named]),
            ("language model, from the left", by_left.tolist(), left_P[by_left]),
            (f"whole sentence, {PROPOSING.narrowed} words", few, whole_M),
            (f"both, {PROPOSING.narrowed} words", few, whole_M + OWN_SHARE * own_P[few]),
            (f"both, {PROPOSING.named} words", many, many_M + OWN_SHARE * own_P[many]),
        ):
            is_named = hidden.piece in ids
            rank = int((nats > nats[ids.index(hidden.piece)]).sum()) if is_named else vocabulary.num_pieces
            ranks.setdefault(who, []).append(rank)
    return {
        who: {
            "top1": round(float(np.mean(np.array(each) == 0)), 4),
            "top5": round(float(np.mean(np.array(each) < 5)), 4),
            "count": len(each),
        }
        for who, each in ranks.items()
    }


def _expected(model: LanguageModel, hidden: Hidden) -> Tensor:
    """The language model's log-likelihood of each token after the words before a hidden one, (V,)."""
    before = model.pieces.encode(words_to_text(hidden.words[: hidden.at], [*hidden.spaces[: hidden.at], ""]))
    return model.read([DOCUMENT, *before])[1]


def _narrowed(model: LanguageModel, vocabulary: Vocabulary, hidden: Hidden, most: int) -> list[int]:
    """The pieces of the words that are weighed by the whole text."""
    expected = np.flatnonzero(np.isfinite(_from_the_left(model, vocabulary, hidden, PROPOSING.expected)))
    of_network = np.argsort(-hidden.network_P)[: PROPOSING.named]
    named = np.concatenate((of_network, expected[~np.isin(expected, of_network)]))
    words = [vocabulary.pieces[piece].removeprefix(BEGIN) for piece in named]
    firsts = [model.pieces.encode(hidden.spaces[hidden.at] + word)[0] for word in words]
    log_V = _expected(model, hidden)
    return named[few_of(log_V, firsts, hidden.network_P[named], most)].tolist()


def _from_the_left(model: LanguageModel, vocabulary: Vocabulary, hidden: Hidden, count: int) -> np.ndarray:
    """The language model's log-likelihood of what comes next, (P,), for those of the `count` likeliest tokens
    that are words."""
    log_V = _expected(model, hidden)
    space, found_P = hidden.spaces[hidden.at], np.full(vocabulary.num_pieces, -np.inf)
    for token in log_V.topk(min(count, len(log_V))).indices.tolist():
        text = model.pieces.decode([token])
        piece = vocabulary.encode(text.removeprefix(space)) if text.startswith(space) else ()
        if len(piece) == 1 and vocabulary.pieces[piece[0]] == BEGIN + text.removeprefix(space):
            found_P[piece[0]] = float(log_V[token])
    return found_P


def _whole(model: LanguageModel, vocabulary: Vocabulary, hidden: Hidden, pieces: Sequence[int]) -> np.ndarray:
    """The log-likelihood of the sentence with each piece, up to some words after it, (M,), but for what they
    share."""
    end = hidden.at + 1 + PROPOSING.right
    spaces = [*hidden.spaces[: len(hidden.words[:end])], ""]
    rows = []
    for piece in pieces:
        words = list(hidden.words[:end])
        words[hidden.at] = vocabulary.pieces[piece].removeprefix(BEGIN)
        rows.append(model.pieces.encode(words_to_text(words, spaces)))
    shortest = min(map(len, rows))
    shared = next((at for at in range(shortest) if len({row[at] for row in rows}) > 1), shortest)
    shared = min(shared, shortest - 1)
    found = model.score([DOCUMENT, *rows[0][:shared]], [row[shared:] for row in rows])
    return np.array([float(log_T.sum()) for log_T in found])
