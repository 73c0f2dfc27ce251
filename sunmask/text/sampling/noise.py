"""Pieces that stand where nothing is known yet."""

import numpy as np

from sunmask.text.words.vocabulary import Vocabulary


def noise(rng: np.random.Generator, places: np.ndarray, vocabulary: Vocabulary) -> np.ndarray:
    """Pieces that may stand in each place, uniformly; 0 where none does. Any shape."""
    ids = np.zeros(places.shape, dtype=np.int64)
    uniform = rng.random(places.shape)
    for place, of_place in enumerate(vocabulary.standing):
        if not len(of_place):
            continue  # in a vocabulary of whole words
        ids = np.where(places == place, of_place[(uniform * len(of_place)).astype(np.int64)], ids)
    return ids
