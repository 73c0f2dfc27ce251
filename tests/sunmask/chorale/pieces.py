"""Small made-up pieces, and windows of noise, that tests can do with instead of the corpus."""

import numpy as np
import torch

from sunmask.chorale.conditioning.conditions import metre_columns
from sunmask.chorale.music.symbols import ChoraleMeta
from sunmask.lab.chorale.corpora.bach import Piece


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


def made_up_splits() -> dict[str, list[Piece]]:
    return {"train": [made_up_piece(1), made_up_piece(2)], "valid": [made_up_piece(3)], "test": []}


def some_inputs(count: int) -> tuple[torch.Tensor, ...]:
    """The three arguments of a network's forward for windows inside a piece, noise in every cell."""
    generator = torch.Generator().manual_seed(0)
    tokens = torch.randint(0, 93, (count, 4, 128), generator=generator)
    trust = torch.rand(count, 4, 128, generator=generator) < 0.5
    conditions_TF = torch.from_numpy(metre_columns(ChoraleMeta(), 128))
    return tokens, trust, conditions_TF.expand(count, *conditions_TF.shape)
