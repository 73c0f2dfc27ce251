"""Texts in the sampler."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sunmask.fetching import SMOLLM2
from sunmask.kinds.codecs import codec
from sunmask.kinds.graded import Graded
from sunmask.kinds.looks import NUM_ALTERNATIVE_PASSES, NUM_DOUBT_PASSES, Look, doubt
from sunmask.method.cells import Plan
from sunmask.method.sampling import Denoiser
from sunmask.method.schedules import step_generator
from sunmask.method.settings import SamplerSettings
from sunmask.text.draws import WordRules
from sunmask.text.fluency import Fluency
from sunmask.text.grade import grade_text
from sunmask.text.language_model import LanguageModel, language_model
from sunmask.text.layout import TextLayout
from sunmask.text.looks import alternatives
from sunmask.text.vocabulary import Vocabulary, english
from sunmask.text.windows import LENGTHS


class TextSampler:
    """The `Sampler` of words in a row."""

    def __init__(
        self,
        vocabulary: Vocabulary | None = None,
        language_model: Callable[[], LanguageModel] = language_model,
    ):
        self._vocabulary, self._load = vocabulary, language_model

    @property
    def vocabulary(self) -> Vocabulary:
        return self._vocabulary or english()

    def denoiser(
        self,
        content: Any,
        plan: Plan,
        settings: SamplerSettings,
        *,
        seed: int,
        num_candidates: int,
        first_step: int = 0,
        first_candidate: int = 0,
    ) -> Denoiser:
        """Raises ValueError too where there are no words, or forced words that find no place."""
        codec("text").check(content)
        words, spaces = content["words"], content["spaces"]
        if not words:
            raise ValueError("expected at least one word or open place, got an empty text")
        if plan.shape != (1, len(words)):
            raise ValueError(f"expected a plan for {len(words)} words, got shape {plan.shape}")
        if settings.fluency > 0:
            self._load()  # what is wrong with it is said now
        layout = TextLayout(
            words,
            spaces,
            plan,
            self.vocabulary,
            num_candidates=num_candidates,
            generator=lambda b, purpose: step_generator(seed, first_candidate + b, first_step, purpose),
            is_new=first_step == 0,
            forced=WordRules.of(settings).forced,
            fluency=Fluency(self._load),
        )
        return Denoiser(
            layout,
            settings,
            seed=seed,
            num_candidates=num_candidates,
            first_step=first_step,
            first_candidate=first_candidate,
        )

    def grade(self, network: Any, content: Any) -> Graded:
        if network is None:
            raise ValueError("expected a network: a text's grade is what it doubts")
        doubt_T = np.array(self.look("doubt", content, ()).ask(network)["doubt"])
        return grade_text(content["words"], 1 - doubt_T)

    def look(self, question: str, content: Any, cells: Sequence[int]) -> Look:
        codec("text").check(content)
        words = content["words"]
        if not words:
            raise ValueError("There is no word to ask about. Write some first.")
        everything = np.ones((1, len(words)), dtype=bool)
        layout = TextLayout(
            words,
            content["spaces"],
            Plan(trust=everything, hold=everything, renoise=~everything),
            self.vocabulary,
            num_candidates=max(NUM_DOUBT_PASSES, 2 * NUM_ALTERNATIVE_PASSES),
            generator=lambda b, purpose: step_generator(0, b, 0, purpose),
            is_new=False,
            fluency=Fluency(self._load),
        )
        if question == "alternatives":
            return alternatives(layout, words, cells)
        return doubt(layout, np.arange(len(words))[None])

    def make_ready(self) -> None:
        if SMOLLM2.is_there:
            self._load()

    def any_windows(self, count: int) -> tuple[Tensor, ...]:
        tokens = torch.zeros((count, 1, LENGTHS[0]), dtype=torch.int64)
        return tokens, tokens.bool(), tokens[:, 0]


SAMPLER = TextSampler()
