"""The sampler of texts."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sunmask.kinds.grade import CanvasGrade
from sunmask.kinds.looks import Look
from sunmask.kinds.registry import codec
from sunmask.kinds.sampler import Sampler
from sunmask.method.cells import Plan
from sunmask.method.parts import Parts, whole
from sunmask.method.sampling import Denoiser
from sunmask.method.schedules import step_generator
from sunmask.method.settings import SamplerSettings
from sunmask.text.configuration import CONFIGURATION, Configuration
from sunmask.text.grade import grade_text
from sunmask.text.language_model.chosen_weights import is_here, name
from sunmask.text.language_model.infilling.adapter import writing_language_model
from sunmask.text.language_model.model import LanguageModel
from sunmask.text.networks.windows import LENGTHS
from sunmask.text.phrases.passages import rewrites_passages
from sunmask.text.phrases.run_models import RunModels
from sunmask.text.sampling.draws import WordRules
from sunmask.text.sampling.frozen import FrozenText
from sunmask.text.sampling.layout import text_layouts
from sunmask.text.sampling.likelihoods import likelihoods
from sunmask.text.sampling.looks import alternatives, as_it_stands, doubt_by_both, doubt_by_network
from sunmask.text.sampling.steps import TextStep
from sunmask.text.settings import WORD_BY_WORD, TextSettings


class TextSampler(Sampler):
    """The `Sampler` of texts."""

    grades_with_network = True

    def __init__(
        self,
        language_model: Callable[[], LanguageModel] = writing_language_model,
        configuration: Configuration = CONFIGURATION,
    ):
        self._load, self._configuration = language_model, configuration

    def denoiser(
        self,
        content: Any,
        plan: Plan,
        settings: SamplerSettings,
        *,
        seed: int,
        candidates: range,
        first_step: int = 0,
    ) -> Denoiser:
        """As in the base class. Raises ValueError also for a text without words, for a fluency of 0 if whole
        phrases are to be rewritten, if the language model's weights are missing, and if forced words have no
        place."""
        codec("text").check(content)
        words, spaces, settings = content["words"], content["spaces"], TextSettings.of(settings)
        if not words:
            raise ValueError("expected at least one word or open place, got an empty text")
        if plan.shape != (1, len(words)):
            raise ValueError(f"expected a plan for {len(words)} words, got shape {plan.shape}")
        if rewrites_passages(settings) and settings.fluency == 0:
            raise ValueError(
                "expected a fluency above 0 to rewrite whole phrases, got 0: without the language model, "
                f"words are only rewritten one for one (wording {WORD_BY_WORD})"
            )
        if settings.fluency > 0:
            self._load()  # so that missing weights are reported now, not in the middle of the run
        forced = WordRules.of(settings).forced
        note = content["meta"].get("note", "")
        models, holds_facts = RunModels(self._load, note, self._configuration), settings.hold_facts
        text = FrozenText((words, spaces), plan, models, forced, holds_facts=holds_facts)
        generators = [step_generator(seed, number, first_step, "layout") for number in candidates]
        layouts = text_layouts(
            text,
            generators,
            TextStep,
            is_new=first_step == 0,
            rewrites_passages=rewrites_passages(settings),
        )
        return Denoiser(layouts, settings, seed=seed, first_step=first_step, first_candidate=candidates.start)

    def likelihoods(self, denoiser: Denoiser) -> list[float] | None:
        return whole(likelihoods(denoiser))

    def likelihoods_in_parts(self, denoiser: Denoiser) -> Parts[list[float] | None]:
        return likelihoods(denoiser)

    def grade(self, network: Any, content: Any) -> CanvasGrade:
        return whole(self.grade_in_parts(network, content))

    def grade_in_parts(self, network: Any, content: Any) -> Parts[CanvasGrade]:
        """`grade` in parts, since a long text takes minutes."""
        if network is None:
            raise ValueError("expected a network: a text's grade is how much the network doubts it")
        look = self.look("doubt", content, ())
        answer = yield from look.asking(network)
        return grade_text(content["words"], 1 - np.array(answer["doubt"]))

    def look(self, question: str, content: Any, cells: Sequence[int]) -> Look:
        codec("text").check(content)
        words = content["words"]
        if not words:
            raise ValueError("There is no word to ask about. Write some first.")
        models = RunModels(self._load, configuration=self._configuration)
        text = as_it_stands(words, content["spaces"], models)
        if question == "alternatives":
            return alternatives(text, cells, is_rescored=is_here())
        return doubt_by_both(text) if is_here() else doubt_by_network(text)

    def make_ready(self) -> None:
        if is_here():
            self._load()

    def depends_on(self) -> dict[str, str]:
        return {"language_model": name()}

    def any_windows(self, count: int) -> tuple[Tensor, ...]:
        tokens = torch.zeros((count, 1, LENGTHS[0]), dtype=torch.int64)
        return tokens, tokens.bool(), tokens[:, 0]


SAMPLER = TextSampler()
