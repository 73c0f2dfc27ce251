"""Rows of whole words in the sampler, as the paper's benchmark has them: one token each, all composed anew,
no rules of what may stand beside what. Symbols are ids of the vocabulary.

T words, P pieces
"""

from collections.abc import Sequence

import numpy as np
import torch

from sunmask.method.cells import Plan
from sunmask.method.draws import draw_open
from sunmask.method.layouts import ForwardInputs, Generator, SeenLogits
from sunmask.method.schedules import doubt, doubted_share
from sunmask.method.settings import SamplerSettings
from sunmask.text.noise import noise
from sunmask.text.vocabulary import ALONE, FIRST, LAST, PAD, Vocabulary
from sunmask.text.windows import EDGE


class WordRows:
    """The `Layout` of a row with a given number of words. is_told: whether the network is told what to
    trust; one that was never told (SUNDAE) is told to trust everything."""

    num_symbols: int | None = None

    def __init__(self, num_words: int, vocabulary: Vocabulary, *, is_told: bool = True):
        everything = np.ones((1, num_words), dtype=bool)
        self.plan = Plan(trust=~everything, hold=~everything, renoise=everything)
        self.vocabulary, self.is_told = vocabulary, is_told

    def start(self, b: int) -> np.ndarray:
        return np.full(self.plan.shape, PAD)

    def put(self, b: int, symbols_VT: np.ndarray) -> np.ndarray:
        return symbols_VT.astype(np.int64)

    def symbols(self, b: int, ids_VN: np.ndarray) -> np.ndarray:
        return ids_VN.copy()

    def spread(self, b: int, cells_VT: np.ndarray) -> np.ndarray:
        return cells_VT

    def noise(self, b: int, rng: np.random.Generator) -> np.ndarray:
        return noise(rng, np.full(self.plan.shape, ALONE), self.vocabulary)

    def doubted(
        self,
        b: int,
        generator: Generator,
        step: int,
        settings: SamplerSettings,
        ids_VN: np.ndarray,
        free_VT: np.ndarray,
        changes_VT: np.ndarray,
        round_VT: np.ndarray,
    ) -> np.ndarray:
        number_VT = np.arange(free_VT.size)[None]
        balance = changes_VT if settings.active_balance else None
        return doubt(generator(step, "doubt"), doubted_share(step, settings), number_VT, balance)

    def settled(
        self, b: int, ids_VN: np.ndarray, settings: SamplerSettings, free_VT: np.ndarray
    ) -> np.ndarray:
        return np.zeros_like(free_VT)

    def shown(self, b: int, ids_VN: np.ndarray, weighs_VT: np.ndarray, must_VT: np.ndarray) -> np.ndarray:
        return ids_VN

    def takes_long(self, b: int) -> bool:
        return False

    def chance(self, b: int, chance_VN: np.ndarray) -> np.ndarray:
        return chance_VN

    def needed(self, b: int, open_VT: np.ndarray, settings: SamplerSettings) -> np.ndarray:
        return open_VT

    def owners(self, b: int) -> np.ndarray:
        return np.zeros(self.plan.shape[1], dtype=np.int64)

    def columns(self, b: int) -> np.ndarray:
        return np.arange(1, self.plan.shape[1] + 1)

    def windows(
        self,
        fed: Sequence[np.ndarray],
        trust: Sequence[np.ndarray],
        wanted: Sequence[np.ndarray] | None = None,
    ) -> ForwardInputs:
        """tokens and trust (K, 1, T + 2), columns: places (K, T + 2), K candidates of all."""
        if wanted is not None:
            shown = [b for b, numbers in enumerate(wanted) if len(numbers)]
            fed, trust = [fed[b] for b in shown], [trust[b] for b in shown]
        around = ((0, 0), (0, 0), (1, 1))
        tokens = np.pad(np.stack(fed), around, constant_values=((0, 0), (0, 0), (FIRST, LAST)))
        trusted = np.pad(np.stack(trust) | (not self.is_told), around, constant_values=True)
        places = np.full(tokens[:, 0].shape, ALONE)
        places[:, [0, -1]] = EDGE
        return ForwardInputs(torch.from_numpy(tokens), torch.from_numpy(trusted), (torch.from_numpy(places),))

    def draw(
        self,
        b: int,
        logits: SeenLogits,
        uniform_VN: np.ndarray,
        open_VT: np.ndarray,
        ids_VN: np.ndarray,
        start_VT: np.ndarray,
        step: int,
        settings: SamplerSettings,
    ) -> np.ndarray:
        return draw_open(logits, uniform_VN, open_VT, ids_VN, settings)

    def refuse_worse(
        self, b: int, ids_VN: np.ndarray, round_VT: np.ndarray, may_VT: np.ndarray, settings: SamplerSettings
    ) -> np.ndarray:
        return ids_VN  # rows of words have no rounds of rework
