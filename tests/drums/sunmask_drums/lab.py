"""What a network of drum patterns learns from, its recipe, and what is measured: the drums' `Lab`.

B examples, V drums, T sixteenths
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from sunmask.lab.lab import Lab
from sunmask.lab.training.objective import Examples
from sunmask.lab.training.recipes import Recipe
from sunmask_drums.networks import NUM_SYMBOLS, SHAPE


def pattern(rng: np.random.Generator) -> np.ndarray:
    """A bar of rock: kick on one and three, snare on two and four, steady hats, (V, T)."""
    bar_VT = np.zeros(SHAPE, dtype=np.int64)
    bar_VT[0, [0, 8]], bar_VT[1, [4, 12]] = [2, 1], 2
    bar_VT[0, rng.choice([6, 7, 10, 14])] = 1
    bar_VT[2, :: int(rng.choice([1, 2]))] = 1
    bar_VT[3, 12] = rng.integers(2)
    return bar_VT


class DrumCorpus:
    """Generated patterns, each hidden at a rate of its own."""

    def __init__(self, recipe: Recipe):
        self.recipe = recipe

    def batch(self, number: int, part: int = 0, parts: int = 1) -> Examples:
        rng = np.random.default_rng([self.recipe.seed, number, part])
        clean = np.stack([pattern(rng) for _ in range(self.recipe.batch_size // parts)])
        hidden = rng.random(clean.shape) < rng.random((len(clean), 1, 1))
        noisy = np.where(hidden, rng.integers(NUM_SYMBOLS, size=clean.shape), clean)
        return Examples(*map(torch.from_numpy, (clean, noisy, ~hidden, hidden, np.ones_like(hidden))))

    def validate(self, predict: Callable[..., Tensor]) -> dict[str, Any]:
        batch = self.batch(10**6)
        right = predict(batch.noisy_BVT, batch.trust_BVT).argmax(-1) == batch.clean_BVT
        return {"accuracy": round(float(right[batch.scored_BVT].float().mean()), 3)}


DEBUG = Recipe(
    name="drums-debug",
    kind="drums",
    family="drum-network",
    size="debug",
    batch_size=16,
    num_steps=150,
    learning_rate=5e-3,
    warmup_steps=10,
    ema=0.9,
)


class DrumLab(Lab):
    recipes = {DEBUG.name: DEBUG}

    def corpus(self, recipe: Recipe, folder: Path, *, progress: bool) -> DrumCorpus:
        return DrumCorpus(recipe)

    def data_sentence(self, recipe: Recipe) -> str:
        return "Generated bars of rock."

    def measure(self, model: nn.Module, recipe: Recipe, num_samples: int, seed: int) -> dict[str, Any]:
        return DrumCorpus(recipe).validate(model)


LAB = DrumLab()
