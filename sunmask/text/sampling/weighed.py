"""The words that could stand in one place, weighed by a language model too: what the network names and what
the language model expects there, by the likelihood of the text and the network's opinion together.

T words, M words that could stand there
"""

from collections.abc import Callable, Sequence

import numpy as np

from sunmask.text.language_model.asking import Asking
from sunmask.text.phrases.around import Around
from sunmask.text.phrases.moves import Exchange
from sunmask.text.phrases.propose import expected, narrowed
from sunmask.text.phrases.score import score
from sunmask.text.sampling.frozen import FrozenText
from sunmask.text.settings import TextSettings
from sunmask.text.words.marks import directed
from sunmask.text.words.words import NOTHING


def weighed(
    text: FrozenText, cell: int, likeliest: Sequence[str], nats_of: Callable[[str], float | None]
) -> Asking[dict[str, float]]:
    """The chances of a few words. likeliest: by the network, the first first; nats_of: what it thinks
    of a word, None where it cannot say. Open places say nothing, and what comes after one is not read."""
    models = text.models
    proposing, scoring = models.configuration.proposing, models.configuration.scoring
    directed_T = directed(text.words, text.spaces)
    symbols = [NOTHING if text.is_free_T[at] else symbol for at, symbol in enumerate(directed_T)]
    open_after = (at for at in range(cell + 1, len(symbols)) if text.is_free_T[at])
    end = min(len(symbols), cell + 1 + proposing.right, next(open_after, len(symbols)))
    is_asked_T = np.arange(len(symbols)) == cell
    around = Around(text.words, text.spaces, symbols, trusted=np.ones_like(is_asked_T), free=is_asked_T)
    move = Exchange((cell,), end)
    by_model = yield from expected(models, around, move)
    known = {word: nats_of(word) for word in [*likeliest[: proposing.named], *by_model]}
    own = {word: nats for word, nats in known.items() if nats is not None}
    named, own_M = list(own), np.array(list(own.values()))
    kept = yield from narrowed(models, around, move, named, own_M, proposing.named)
    words = [named[number] for number in kept]
    settings = TextSettings(temperature=1.0)
    energy_M = yield from score(models, around, move, [[word] for word in words], settings)
    target_M = energy_M + scoring.own_share * own_M[kept]
    chance_M = np.exp(target_M - target_M.max())
    return dict(zip(words, (chance_M / chance_M.sum()).tolist(), strict=True))
