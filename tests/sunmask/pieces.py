"""Small made-up pieces that tests can learn from without the corpus."""

import numpy as np

from sunmask.datasets.chorales import Piece


def made_up_piece(seed: int, num_sixteenths: int = 160, bar: int = 16, pickup: int = 4) -> Piece:
    """Four voices of quarter notes that walk by step inside their ranges."""
    rng = np.random.default_rng(seed)
    rows = []
    for middle in (70, 65, 58, 48):
        beats = middle + np.clip(np.cumsum(rng.integers(-2, 3, size=-(-num_sixteenths // 4))), -5, 5)
        row = -np.repeat(beats, 4)[:num_sixteenths]
        row[::4] *= -1
        rows.append(row)
    return Piece(f"made-up-{seed}", np.array(rows, dtype=np.int16), bar, pickup)
