"""The probability of each word of a text, by two models: the network, which sees all other words, and the
language model, which reads the words before. Together they find more swapped words than the network alone
(`evaluate --parts swaps`).

T words, M words that could stand in one place
"""

from collections.abc import Callable, Sequence

import numpy as np

from sunmask.text.configuration import CONFIGURATION
from sunmask.text.language_model.asking import Asking
from sunmask.text.phrases.context import Context
from sunmask.text.phrases.moves import Exchange
from sunmask.text.phrases.propose import expected, narrowed
from sunmask.text.phrases.run_models import Task
from sunmask.text.phrases.score import score
from sunmask.text.sampling.frozen import FrozenText
from sunmask.text.settings import TextSettings
from sunmask.text.words.marks import directed
from sunmask.text.words.words import NOTHING

LOOKING = CONFIGURATION.looking


def by_both(chance_T: np.ndarray, nats_T: np.ndarray) -> np.ndarray:
    """The probability of each word. chance_T: by the network; nats_T: its log-likelihood by the language
    model, NaN where that is unknown."""
    own_T = np.log(chance_T.clip(LOOKING.least_chance, 1))
    both_T = (1 - LOOKING.share) * own_T + LOOKING.share * nats_T
    return np.exp(np.where(np.isnan(nats_T), own_T, both_T))


def left_to_right_likelihoods(text: FrozenText) -> Asking[np.ndarray]:
    """The log-likelihood of each word by the language model, (T,). NaN for the first word, which has no
    context, at open places, and for some cells after these, which the language model reads as if no word were
    missing."""
    count, model, looking = len(text.words), text.models.model, text.models.configuration.looking
    symbols = np.where(text.is_free_T, NOTHING, directed(text.words, text.spaces)).tolist()
    context = Context(text.words, text.spaces, symbols, np.ones(count, dtype=bool), text.is_free_T)
    nats_T = np.zeros(count)
    for begin in range(0, count, looking.at_once):
        first = text.models.first_before(begin)
        ids, cells = context.block(first, begin, model.pieces).cut(symbols[begin : begin + looking.at_once])
        if ids:
            (found,) = yield from model.scoring([model.pieces.begin], [ids])
            its_T = np.zeros(count)
            np.add.at(its_T, cells, found.double().numpy())
            nats_T[begin:] = its_T[begin:]
    nats_T[0] = np.nan
    for cell in np.flatnonzero(text.is_free_T):
        nats_T[cell : cell + looking.after_open + 1] = np.nan
    return nats_T


def rescored(
    text: FrozenText, cell: int, likeliest: Sequence[str], nats_of: Callable[[str], float | None]
) -> Asking[dict[str, float]]:
    """The probabilities of a few words for a cell, by the likelihood of the text and the network together.
    likeliest: by the network, in order; nats_of: the network's log-probability of a word, None where that is
    unknown. Open places are left out, and the text after the next one is not read."""
    models = text.models
    proposing, scoring = models.configuration.proposing, models.configuration.scoring
    directed_T = directed(text.words, text.spaces)
    symbols = [NOTHING if text.is_free_T[at] else symbol for at, symbol in enumerate(directed_T)]
    open_after = (at for at in range(cell + 1, len(symbols)) if text.is_free_T[at])
    end = min(len(symbols), cell + 1 + proposing.right, next(open_after, len(symbols)))
    is_asked_T = np.arange(len(symbols)) == cell
    context = Context(text.words, text.spaces, symbols, trusted=np.ones_like(is_asked_T), free=is_asked_T)
    task = Task(models, context, Exchange((cell,), end), TextSettings(temperature=1.0))
    by_model = yield from expected(task)
    known = {word: nats_of(word) for word in [*likeliest[: proposing.named], *by_model]}
    own = {word: nats for word, nats in known.items() if nats is not None}
    named, own_M = list(own), np.array(list(own.values()))
    kept = yield from narrowed(task, named, own_M, proposing.named)
    words = [named[number] for number in kept]
    energy_M = yield from score(task, [[word] for word in words])
    target_M = energy_M + scoring.own_share * own_M[kept]
    chance_M = np.exp(target_M - target_M.max())
    return dict(zip(words, (chance_M / chance_M.sum()).tolist(), strict=True))
