"""Words that belong to other sentences: how often they are found, by the network alone and by both judges
(`text.sampling.likely_words`), and how often a word that a person wrote is named as well.

T words
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sunmask.method.sampling import Model
from sunmask.text.configuration import CONFIGURATION
from sunmask.text.language_model.asking import alone
from sunmask.text.language_model.model import LanguageModel
from sunmask.text.phrases.run_models import RunModels
from sunmask.text.sampling.likely_words import by_both, left_to_right_likelihoods
from sunmask.text.sampling.looks import as_it_stands, doubt_by_network
from sunmask.text.words.words import is_mark, text_to_words

FEWEST_WORDS, MOST_WORDS = 8, 40
"""Words of a sentence."""
FEWEST_LETTERS = 4
"""Letters of a word that is swapped; it is written in small letters."""
NETWORK, BOTH = "the network", "both"


def swaps(
    model: Model,
    language_model: LanguageModel,
    sentences: Sequence[str],
    *,
    count: int,
    seed: int = 0,
) -> dict[str, Any]:
    """Figures of `count` sentences, by judge: found, the share of swapped words that are named as faults;
    named, the share of the words as they were; lower, how often a swapped word is less likely than another
    word of its sentence."""
    rng = np.random.default_rng(seed)
    cut = [text_to_words(text) for text in sentences]
    chosen = [(words, spaces) for words, spaces in cut if FEWEST_WORDS <= len(words) <= MOST_WORDS]
    chosen = [each for each in chosen if _swappable(each[0])][:count]
    others = sorted({words[at] for words, _ in chosen for at in _swappable(words)})
    found: dict[str, list[bool]] = {NETWORK: [], BOTH: []}
    named: dict[str, list[bool]] = {NETWORK: [], BOTH: []}
    lower: dict[str, list[float]] = {NETWORK: [], BOTH: []}
    models, doubted = RunModels(lambda: language_model), CONFIGURATION.looking.doubted
    for words, spaces in chosen:
        at = int(rng.choice(_swappable(words)))
        swapped = list(words)
        while swapped[at] == words[at]:
            swapped[at] = others[int(rng.integers(len(others)))]
        spoken = [cell for cell, word in enumerate(words) if not is_mark(word)]
        rest = [cell for cell in spoken if cell != at]
        for is_swapped, shown in ((False, words), (True, swapped)):
            text = as_it_stands(shown, spaces, models)
            own_T = 1 - np.array(doubt_by_network(text).ask(model)["doubt"])
            for who, chance_T in (
                (NETWORK, own_T),
                (BOTH, by_both(own_T, alone(left_to_right_likelihoods(text)))),
            ):
                if is_swapped:
                    found[who].append(bool(chance_T[at] < doubted))
                    lower[who].append(float(np.mean(chance_T[at] < chance_T[rest])))
                else:
                    named[who] += (chance_T[spoken] < doubted).tolist()
    return {
        who: {
            "count": len(chosen),
            "found": round(float(np.mean(found[who])), 4),
            "named": round(float(np.mean(named[who])), 4),
            "lower": round(float(np.mean(lower[who])), 4),
        }
        for who in found
    }


def _swappable(words: Sequence[str]) -> list[int]:
    return [
        at
        for at, word in enumerate(words)
        if word.isalpha() and word.islower() and len(word) >= FEWEST_LETTERS
    ]
