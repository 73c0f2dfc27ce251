"""Runs on news as they are sampled: those that denoise rows of words, those that write from left to right."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from sunmask.lab.benchmark.rows import WordRows
from sunmask.lab.text.corpora.news import VOCABULARY
from sunmask.lab.training.corpora import network_of
from sunmask.lab.training.recipes import Recipe
from sunmask.method.sampling import Denoiser, denoise
from sunmask.models.devices import autocast
from sunmask.text.networks.windows import EDGE
from sunmask.text.settings import TextSettings
from sunmask.text.words.vocabulary import BEGIN, FIRST, LAST, Vocabulary

TOGETHER = 50
"""Sentences of one pass."""
MOST_WORDS = 51
"""Words of a sentence of the benchmark, at most."""
WITHOUT_TRUST = {"alpha_max": 1.0, "alpha_min": 0.3, "eta": 0.05}
"""SUNDAE has no schedule: after the first step three in ten words are drawn anew at each."""


@dataclass(frozen=True)
class Point:
    """How sentences are drawn. num_steps: None for networks that write from left to right."""

    temperature: float
    num_steps: int | None

    @property
    def label(self) -> str:
        steps = "" if self.num_steps is None else f", {self.num_steps} steps"
        return f"temperature {self.temperature:g}{steps}"


class NewsRun:
    """A run's network, vocabulary and figures. Raises ValueError where the folder holds no run on news."""

    def __init__(self, folder: Path):
        if not (folder / "state.pt").is_file() or not (folder / VOCABULARY).is_file():
            raise ValueError(f"expected the folder of a training run on news, got {folder}")
        self.folder = folder
        self.recipe = Recipe.from_json(json.loads((folder / "recipe.json").read_text()))
        self.vocabulary = Vocabulary(folder / VOCABULARY)
        self.words = np.array([piece.removeprefix(BEGIN) for piece in self.vocabulary.pieces])
        state = torch.load(folder / "state.pt", map_location="cpu", weights_only=True)
        self.network: nn.Module = network_of(self.recipe, folder)
        self.network.load_state_dict(state["averaged"])
        self.network.eval()
        self.step, self.minutes = state["step"], round(state["seconds"] / 60, 1)

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def writes_on(self) -> bool:
        """Whether the network reads, and writes, from left to right."""
        return not self.recipe.noise.hides

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256((self.folder / "state.pt").read_bytes()).hexdigest()[:8]

    def to_json(self) -> dict[str, Any]:
        lines = (self.folder / "metrics.jsonl").read_text().splitlines()
        return {
            "name": self.name,
            "recipe": self.recipe.name,
            "parameters": sum(each.numel() for each in self.network.parameters()),
            "steps": self.step,
            "minutes": self.minutes,
            "valid": json.loads(lines[-1]).get("valid"),
        }

    def predict(self, *inputs: torch.Tensor, **more: Any) -> torch.Tensor:
        with torch.inference_mode(), autocast():
            return self.network(*inputs, **more).float()

    def sentences(self, point: Point, lengths: list[int], seed: int) -> list[list[str]]:
        """As many as there are lengths, words in order. A network that writes on ends where it likes; the
        others compose sentences of these lengths."""
        drawn = (
            self._written(point, len(lengths), seed)
            if self.writes_on
            else self._denoised(point, lengths, seed)
        )
        return [self.words[ids].tolist() for ids in drawn]

    def _denoised(self, point: Point, lengths: list[int], seed: int) -> list[np.ndarray]:
        is_told = self.recipe.objective.trust_input
        settings = TextSettings.from_json(
            {
                "temperature": point.temperature,
                "num_steps": point.num_steps,
                "typical_mass": 1.0,
                "refuse_repeats": False,
                **({} if is_told else WITHOUT_TRUST),
            }
        )
        drawn: list[np.ndarray] = []
        for length, count in sorted(Counter(lengths).items()):
            layout = WordRows(length, self.vocabulary, is_told=is_told)
            for first in range(0, count, TOGETHER):
                layouts = [layout] * min(TOGETHER, count - first)
                denoiser = Denoiser(layouts, settings, seed=seed, first_candidate=len(drawn))
                *_, last = denoise(self.predict, denoiser)
                drawn += list(last.symbols_BVT[:, 0])
        return drawn

    def _written(self, point: Point, count: int, seed: int) -> list[np.ndarray]:
        generator = torch.Generator().manual_seed(seed)
        drawn: list[np.ndarray] = []
        for first in range(0, count, TOGETHER):
            tokens_BT = torch.full((min(TOGETHER, count - first), 1), FIRST)
            going = torch.ones(len(tokens_BT), dtype=torch.bool)
            while going.any() and tokens_BT.shape[1] <= MOST_WORDS:
                tokens_BT = nn.functional.pad(tokens_BT, (0, 1), value=LAST)
                rows = going.nonzero()[:, 0]
                seen = tokens_BT[rows, None]
                at = (
                    torch.arange(len(rows)),
                    torch.zeros_like(rows),
                    torch.full_like(rows, seen.shape[2] - 1),
                )
                places = torch.full((len(rows), seen.shape[2]), EDGE)
                logits = self.predict(seen, torch.ones_like(seen, dtype=torch.bool), places, at=at)
                chance = (logits[:, LAST:] / point.temperature).softmax(-1)  # the end, or a word
                tokens_BT[rows, -1] = LAST + torch.multinomial(chance, 1, generator=generator)[:, 0]
                going[rows] = tokens_BT[rows, -1] != LAST
            for row in tokens_BT[:, 1:].numpy():
                ends = np.flatnonzero(row == LAST)
                drawn.append(row[: ends[0]] if len(ends) else row)
        return drawn
