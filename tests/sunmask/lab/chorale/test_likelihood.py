"""What a network is told and shown where cells of held-out chorales are hidden."""

import numpy as np
import torch

from sunmask.chorale.conditioning.features import CONDITIONS, feature
from sunmask.lab.chorale.corpora.windows import Batch
from sunmask.lab.chorale.likelihood import BAR_WITH_CHORDS, infill_windows
from tests.sunmask.chorale.pieces import made_up_piece

OF_CHORDS = {"root", "quality", "bass"}
PIECES = [made_up_piece(seed) for seed in range(3)]


def told(batch: Batch, name: str) -> np.ndarray:
    return feature(batch.columns[0], name).numpy()


def test_a_bar_is_hidden_alike_whether_its_chords_are_told_or_not() -> None:
    plain, with_chords = (infill_windows(PIECES, task, 0) for task in ("bar", BAR_WITH_CHORDS))
    assert torch.equal(plain.scored_BVT, with_chords.scored_BVT)
    assert torch.equal(plain.noisy_BVT, with_chords.noisy_BVT)
    assert plain.scored_BVT.any()


def test_chords_are_told_in_that_task_and_nothing_else() -> None:
    plain, with_chords = (infill_windows(PIECES, task, 0) for task in ("bar", BAR_WITH_CHORDS))
    assert not any(told(plain, name).any() for name in CONDITIONS)
    assert {name for name in CONDITIONS if told(with_chords, name).any()} == OF_CHORDS
