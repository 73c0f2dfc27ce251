"""The grade of a text: how much a model doubts its words, and how much it repeats itself. No torch here.

T words
"""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from sunmask.kinds.grade import NOT_COUNTABLE, CanvasGrade, CellFault
from sunmask.text.configuration import CONFIGURATION
from sunmask.text.words.words import FREE, NOTHING, is_mark

LOOKING = CONFIGURATION.looking


def grade_text(words: Sequence[str], chance_T: np.ndarray) -> CanvasGrade:
    """chance_T: the probability of each word by a model that sees all others. Slots without a word do not
    count.

    doubt: the mean negative log-probability, nats a word (pseudo-log-likelihood, Salazar et al. 2020).
    repetition: 10 x the share of pairs of neighbouring words that occurred earlier. sameness: the share of
    words that occurred earlier (1 - distinct-1 of Li et al. 2016). overall: the sum.
    """
    here = [t for t, word in enumerate(words) if word not in (FREE, NOTHING)]
    if not here:
        features = {name: NOT_COUNTABLE for name in ("doubt", "repetition", "sameness")}
        return CanvasGrade(3 * NOT_COUNTABLE, features, ())
    nats_T = -np.log(np.clip(chance_T, LOOKING.least_chance, 1.0))
    spoken = [t for t in here if not is_mark(words[t])]
    lowered = {t: words[t].casefold() for t in spoken}
    pairs = [(lowered[a], lowered[b]) for a, b in pairwise(spoken)]
    repeats = 1 - len(set(pairs)) / len(pairs) if pairs else 0.0
    sameness = 1 - len(set(lowered.values())) / len(spoken) if spoken else 0.0
    features = {
        "doubt": round(float(nats_T[here].mean()), 4),
        "repetition": round(LOOKING.cost_of_repeats * repeats, 4),
        "sameness": round(sameness, 4),
    }
    faults = [*_repeats(words, spoken, lowered), *_doubted(words, spoken, chance_T, nats_T / len(here))]
    return CanvasGrade(round(math.fsum(features.values()), 4), features, tuple(faults))


def _repeats(words: Sequence[str], spoken: list[int], lowered: dict[int, str]) -> list[CellFault]:
    """Words twice in a row, and sequences of words that occurred earlier."""
    cost = LOOKING.cost_of_repeats / max(1, len(spoken) - 1)
    found: list[CellFault] = []
    for a, b in pairwise(spoken):
        if b == a + 1 and lowered[a] == lowered[b]:
            message = f"“{words[a]} {words[b]}” is the same word twice in a row."
            found.append(CellFault("twice", message, (b,), round(cost, 4)))
    seen: set[tuple[str, ...]] = set()
    end = -1
    for first in range(len(spoken) - LOOKING.again + 1):
        cells = spoken[first : first + LOOKING.again]
        run = tuple(lowered[t] for t in cells)
        if run in seen and first > end:
            phrase = " ".join(words[t] for t in cells)
            found.append(CellFault("again", f"“{phrase}” is repeated.", tuple(cells), round(cost, 4)))
            end = first + LOOKING.again - 1
        seen.add(run)
    return found[: LOOKING.most_faults]


def _doubted(
    words: Sequence[str], spoken: list[int], chance_T: np.ndarray, penalty_T: np.ndarray
) -> list[CellFault]:
    """The least likely words, the least likely first."""
    unlikely = sorted((float(chance_T[t]), t) for t in spoken if chance_T[t] < LOOKING.doubted)
    return [
        CellFault("doubt", f"“{words[t]}” is unlikely here.", (t,), round(penalty_T[t], 4))
        for _, t in unlikely[: LOOKING.most_faults]
    ]
