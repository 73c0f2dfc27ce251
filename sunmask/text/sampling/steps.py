"""One step of one candidate of a text, with banned words, forced words and the language model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sunmask.method.candidate_steps import CandidateStep, StepContext
from sunmask.method.settings import SamplerSettings
from sunmask.method.windows import SeenLogits
from sunmask.text.language_model.asking import AllAsking, Asking
from sunmask.text.phrases.moves import is_fluent
from sunmask.text.phrases.passages import rewrites_passages
from sunmask.text.sampling.draws import WordDraws, WordRules
from sunmask.text.sampling.fluent_steps import FluentStep
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import FREE

if TYPE_CHECKING:
    from sunmask.text.sampling.layout import TextLayout


class TextStep(CandidateStep):
    """A step of a text. fluent: the moves of the language model; None in steps without it."""

    def __init__(self, layout: TextLayout, now: StepContext):
        super().__init__(now)
        self.layout, self.settings = layout, TextSettings.of(now.settings)
        self.rules = WordRules.of(self.settings)
        self.fluent = FluentStep.begun(layout, now) if is_fluent(now.step, self.settings) else None
        self.decides_slowly = self.fluent is not None

    def doubted(self) -> np.ndarray:
        if self.fluent is not None:
            return self.fluent.cells[None]
        doubted_VT = super().doubted()
        if self.rules.banned:
            words = self.layout.symbols(self.now.ids_VN)[0]
            doubted_VT |= np.array([[self.rules.is_banned(word) for word in words]])
        return doubted_VT

    def settled(self) -> np.ndarray:
        """Forced words in their places; passages that are reworded as a whole, until the language model does
        so."""
        settled_VT = super().settled()
        if self.fluent is None and rewrites_passages(self.settings):
            settled_VT[0, [cell for each in self.layout.text.passages for cell in each.cells]] = True
        if self.rules.forced:
            symbols = self.layout.symbols(self.now.ids_VN)[0]
            settled_VT[0, self.rules.standing(symbols, self.now.free_VT[0])] = True
        return settled_VT

    def waiting(self) -> np.ndarray:
        """Cells of gaps that stay open until the language model has a phrase for them, (V, T), without those
        that it writes in this step."""
        settings, step = self.settings, self.now.step
        if settings.fluency == 0 or step == settings.num_steps:
            return np.zeros_like(self.now.free_VT)
        is_open_VT = (self.layout.symbols(self.now.ids_VN) == FREE) & self.now.free_VT
        return is_open_VT if self.fluent is None else is_open_VT & ~self.fluent.cells

    def visible_ids(self, ids_VN: np.ndarray, weighs_VT: np.ndarray, must_VT: np.ndarray) -> np.ndarray:
        return ids_VN if self.fluent is None else self.fluent.visible_ids(ids_VN, weighs_VT[0], must_VT[0])

    def needed(self, open_VT: np.ndarray) -> np.ndarray:
        """All free cells if there are forced words, which may be put into any of them. Otherwise those for
        which the network proposes words, accepted or not; the language model's need no logits."""
        if self.rules.forced:
            return open_VT | self.now.free_VT
        open_VT = open_VT & ~self.waiting()
        if self.fluent is None:
            return open_VT
        needed_VT = open_VT | (self.fluent.cells & ~self.fluent.written)
        if self.settings.redraw_share == 1 and not self.fluent.is_pulled:
            return needed_VT & ~(self.fluent.written & ~self.fluent.must)
        return needed_VT

    def compared(self, trust_VT: np.ndarray) -> np.ndarray | None:
        """Trust with that of held words near doubt reversed, for the pull; None without it."""
        if self.fluent is None or not self.fluent.is_pulled:
            return None
        return trust_VT ^ self.fluent.opposed_T

    @staticmethod
    def together(begin: Sequence[Callable[[], Asking[None]]]) -> AllAsking:
        return AllAsking(begin)

    def draw_task(
        self, logits: SeenLogits, uniform_VN: np.ndarray, open_VT: np.ndarray, settings: SamplerSettings
    ) -> Asking[np.ndarray]:
        open_T, ids, settings = (open_VT & ~self.waiting())[0], self.now.ids_VN[0], TextSettings.of(settings)
        if self.fluent is not None:
            open_T = open_T & (~self.fluent.cells | self.fluent.must)
        draws = WordDraws(self.layout, logits, uniform_VN[0], ids, settings)
        drawn_VN = draws.after(open_T, self.now.free_VT[0], self.now.step)[None]
        if self.fluent is None:
            return drawn_VN
        return (yield from self.fluent.after(drawn_VN, logits, settings))
