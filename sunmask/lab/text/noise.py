"""Which words a training example hides (paper, section 2); `Vocabulary.noise` stands in them instead.

A share of the examples hides words one by one at the example's own rate u ~ U(0, 1), as in the paper; the
others hide what people ask for most: a few words, a span, a half, everything.
"""

import numpy as np

from sunmask.lab.training.noise import NoiseSettings

KINDS = (("few", 0.30), ("scattered", 0.40), ("span", 0.18), ("half", 0.07), ("everything", 0.05))
"""Kinds of structured masks and how often each is drawn."""


def doubt_words(rng: np.random.Generator, count: int, settings: NoiseSettings) -> np.ndarray:
    """Which of a text's words are hidden, booleans (count,), at least one of them."""
    if rng.random() < settings.iid:
        hidden = rng.random(count) < rng.random()
    else:
        bounds = np.cumsum([weight for _, weight in KINDS])
        kind, _ = KINDS[int(np.searchsorted(bounds / bounds[-1], rng.random()))]
        hidden = structured(rng, kind, count)
    if not hidden.any():
        hidden[rng.integers(count)] = True
    return hidden


def structured(rng: np.random.Generator, kind: str, count: int) -> np.ndarray:
    """One mask of a kind of `KINDS`, booleans (count,). Raises ValueError for another kind."""
    hidden = np.zeros(count, dtype=bool)
    if kind == "few":
        hidden[rng.permutation(count)[: int(rng.integers(1, 7))]] = True
    elif kind == "scattered":
        hidden = rng.random(count) < 0.15
    elif kind == "span":
        length = min(count, int(rng.integers(1, 9)))
        first = int(rng.integers(count - length + 1))
        hidden[first : first + length] = True
    elif kind == "half":
        middle = count // 2
        hidden[slice(0, middle) if rng.random() < 0.5 else slice(middle, count)] = True
    elif kind == "everything":
        hidden[:] = True
    else:
        raise ValueError(f"expected a kind of mask of KINDS, got {kind!r}")
    return hidden
