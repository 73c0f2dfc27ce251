"""Rows of whole words in the sampler, as the paper's benchmark has them: one token each, all composed anew,
no rules of what may stand beside what. Symbols are ids of the vocabulary.

T words, P pieces
"""

from typing import Any

import numpy as np
import torch

from sunmask.method.candidate_steps import CandidateStep, StepContext
from sunmask.method.cells import Plan
from sunmask.method.schedules import Schedule
from sunmask.method.settings import SamplerSettings
from sunmask.method.windows import ForwardInputs
from sunmask.text.networks.windows import EDGE
from sunmask.text.words.vocabulary import ALONE, FIRST, LAST, PAD, Vocabulary


class WordRows:
    """The `Layout` of rows with a given number of words, the same for all candidates. is_told: whether the
    network is told what to trust; one that was never told (SUNDAE) is told to trust everything."""

    num_symbols: int | None = None
    schedule: type[Schedule] = Schedule

    def __init__(self, num_words: int, vocabulary: Vocabulary, *, is_told: bool = True):
        everything = np.ones((1, num_words), dtype=bool)
        self.plan = Plan(trust=~everything, hold=~everything, renoise=everything)
        self.unit_T, self.by_column = np.arange(num_words), False
        self.vocabulary, self.is_told = vocabulary, is_told

    def start(self) -> np.ndarray:
        return np.full(self.plan.shape, PAD)

    def set_symbols(self, symbols_VT: np.ndarray) -> np.ndarray:
        return symbols_VT.astype(np.int64)

    def symbols(self, ids_VN: np.ndarray) -> np.ndarray:
        return ids_VN.copy()

    def to_tokens(self, cells_VT: np.ndarray) -> np.ndarray:
        return cells_VT

    def chance(self, chance_VN: np.ndarray) -> np.ndarray:
        return chance_VN

    def noise(self, rng: np.random.Generator) -> np.ndarray:
        return self.vocabulary.noise(rng, np.full(self.plan.shape, ALONE))

    def window_numbers(self) -> np.ndarray:
        return np.zeros(self.plan.shape[1], dtype=np.int64)

    def window_columns(self) -> np.ndarray:
        return np.arange(1, self.plan.shape[1] + 1)

    def windows(
        self, fed_VN: np.ndarray, trust_VN: np.ndarray, numbers: np.ndarray | None = None
    ) -> ForwardInputs:
        """tokens and trust (1, 1, T + 2), columns: places (1, T + 2): one window, whatever the numbers."""
        around = ((0, 0), (1, 1))
        tokens = np.pad(fed_VN, around, constant_values=((0, 0), (FIRST, LAST)))
        trusted = np.pad(trust_VN | (not self.is_told), around, constant_values=True)
        places = np.full(tokens.shape, ALONE)
        places[:, [0, -1]] = EDGE
        ids, trust = torch.from_numpy(tokens)[None], torch.from_numpy(trusted)[None]
        return ForwardInputs(ids, trust, (torch.from_numpy(places),))

    def conditioned(self, content: Any, settings: SamplerSettings) -> "WordRows":
        return self

    def step(self, now: StepContext) -> CandidateStep:
        return CandidateStep(now)
