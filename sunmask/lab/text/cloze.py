"""How well a model guesses hidden words of held-out sentences: one pass from noise, scored on those words.

One word: among words that are one piece, letters or digits, one of each sentence is hidden. Also the
negative log-likelihood of a piece where a share of all words is hidden.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sunmask.lab.text.corpora.english import Sentences, TextBatch, collate, window
from sunmask.models.devices import autocast
from sunmask.text.words.vocabulary import ALONE, BEGIN, Vocabulary
from sunmask.text.words.words import is_mark

SHARES = (0.15, 0.5)
TOGETHER = 16


@torch.inference_mode()
def cloze_figures(
    model: Callable[..., Tensor],
    sentences: Sentences,
    vocabulary: Vocabulary,
    *,
    seed: int = 0,
    limit: int | None = None,
) -> dict[str, Any]:
    """one_word: top1, top5 (of `count` hidden words), nll, and one_piece, the share of words that are one
    piece; "15 %" and "50 %": nll a piece. limit: at most this many sentences, taken evenly."""
    total = len(sentences)
    chosen = np.arange(total)
    if limit is not None and limit < total:
        chosen = np.unique(np.linspace(0, total - 1, limit).astype(int))
    is_word = np.array([not is_mark(piece.removeprefix(BEGIN)) for piece in vocabulary.pieces])
    chosen = chosen[np.argsort(sentences.lengths[chosen], kind="stable")]
    ranks, nlls = [], []
    for batch in _batches(chosen, sentences, vocabulary, seed, partial(_one, is_word)):
        log_KP, target_K = _scored(model, batch)
        own_K1 = log_KP.gather(1, target_K[:, None])
        ranks += (log_KP > own_K1).sum(1).tolist()
        nlls += (-own_K1[:, 0]).tolist()
    ranks_K = np.array(ranks)
    words = is_word[sentences.ids] | (sentences.places != ALONE)
    first_pieces = words & (sentences.places <= ALONE + 1)
    figures: dict[str, Any] = {
        "one_word": {
            "top1": round(float((ranks_K == 0).mean()), 4),
            "top5": round(float((ranks_K < 5).mean()), 4),
            "nll": round(float(np.mean(nlls)), 4),
            "count": len(ranks),
            "one_piece": round(float((sentences.places == ALONE)[first_pieces].mean()), 4),
        }
    }
    for share in SHARES:
        sums = np.zeros(2)
        for batch in _batches(chosen, sentences, vocabulary, seed, partial(_some, share)):
            log_KP, target_K = _scored(model, batch)
            sums += -float(log_KP.gather(1, target_K[:, None]).sum()), len(target_K)
        figures[f"{share:.0%}".replace("%", " %")] = {"nll": round(float(sums[0] / sums[1]), 4)}
    return figures


def _one(is_word: np.ndarray, rng: np.random.Generator, clean: dict[str, np.ndarray]) -> np.ndarray:
    """One token that is a whole word; none where there is none."""
    candidates = np.flatnonzero((clean["places"] == ALONE) & is_word[clean["ids"]])
    hidden = np.zeros(len(clean["ids"]), dtype=bool)
    if len(candidates):
        hidden[rng.choice(candidates)] = True
    return hidden


def _some(share: float, rng: np.random.Generator, clean: dict[str, np.ndarray]) -> np.ndarray:
    hidden_words = rng.random(int(clean["words"].max()) + 1) < share
    return (clean["words"] >= 0) & hidden_words[clean["words"]]


def _batches(
    chosen: np.ndarray,
    sentences: Sentences,
    vocabulary: Vocabulary,
    seed: int,
    hide: Callable[[np.random.Generator, dict[str, np.ndarray]], np.ndarray],
) -> list[TextBatch]:
    rng = np.random.default_rng(seed)
    batches = []
    for first in range(0, len(chosen), TOGETHER):
        numbers = chosen[first : first + TOGETHER]
        width = int(sentences.lengths[numbers].max()) + 2
        examples = []
        for number in numbers:
            clean = window(sentences, [int(number)], width)
            hidden = hide(rng, clean) & vocabulary.stands(clean["places"], clean["ids"])
            if hidden.any():
                noisy = np.where(hidden, vocabulary.noise(rng, clean["places"]), clean["ids"])
                examples.append(
                    {
                        "clean_BVT": clean["ids"][None],
                        "noisy_BVT": noisy[None],
                        "trust_BVT": ~hidden[None],
                        "scored_BVT": hidden[None],
                        "inside_BVT": (clean["words"] >= 0)[None],
                        "place_BT": clean["places"],
                    }
                )
        if examples:
            batches.append(collate(examples))
    return batches


def _scored(model: Callable[..., Tensor], batch: TextBatch) -> tuple[Tensor, Tensor]:
    """Log-likelihoods (K, P) of what may stand in the hidden tokens, and what stands there (K,)."""
    with autocast(batch.clean_BVT.device.type):
        logits = model(batch.noisy_BVT, batch.trust_BVT, *batch.columns)
    return logits[batch.scored_BVT].float().log_softmax(-1), batch.clean_BVT[batch.scored_BVT]
