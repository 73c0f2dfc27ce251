"""The base class of samplers: what denoising, a grade and a look need to know of a kind. Needs torch."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

    from sunmask.kinds.grade import CanvasGrade
    from sunmask.kinds.looks import Look
    from sunmask.method.cells import Plan
    from sunmask.method.parts import Parts
    from sunmask.method.sampling import Denoiser
    from sunmask.method.settings import SamplerSettings


class Sampler(ABC):
    """One object for each kind."""

    grades_with_network = False
    """Whether `grade` asks a network."""

    @abstractmethod
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
        """The `Denoiser` (the sampling loop) for a canvas's content, as its codec has it. candidates: their
        numbers, from which what is drawn for each follows. Raises ValueError where content is not this
        kind's, or the plan has another shape."""

    @abstractmethod
    def look(self, question: str, content: Any, cells: Sequence[int]) -> Look:
        """The look that answers doubt, or alternatives for `cells` (flat numbers): its windows and its
        answer.

        Raises ValueError, with a sentence, for a question that cannot be."""

    @abstractmethod
    def any_windows(self, count: int) -> tuple[Tensor, ...]:
        """So many windows of nothing in particular, to run a network for the first time."""

    def likelihoods(self, denoiser: Denoiser) -> list[float] | None:
        """How likely what each candidate has become is beside the others, in nats, as who writes it knows;
        None for a kind, or settings, where that says nothing."""
        return None

    def likelihoods_in_parts(self, denoiser: Denoiser) -> Parts[list[float] | None]:
        """The same to the bit, with others in between, for a kind in which it takes longer than a second."""
        yield
        return self.likelihoods(denoiser)

    def grade(self, network: Any, content: Any) -> CanvasGrade:
        """How good a piece is, lower is better, with its faults. network: `InferenceModel` or None, for
        kinds that need one. Raises ValueError where content is not this kind's, or has no grade."""
        raise ValueError("this kind of canvas has no grade")

    def grade_in_parts(self, network: Any, content: Any) -> Parts[CanvasGrade]:
        """The same to the bit, with others in between, for a kind in which it takes longer than a second."""
        yield
        return self.grade(network, content)

    def depends_on(self) -> dict[str, str]:
        """Names of what results depend on besides network, settings and seed, by what it is. Raises
        ValueError where that is not here."""
        return {}

    def make_ready(self) -> None:
        """Load what samplers of this kind need besides a network, so that no generation waits for it."""
        return None
