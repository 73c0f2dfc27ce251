"""What of a kind may take long, in the parts that the kind has, else in one: so a worker does other things in
between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from sunmask.method.parts import Parts

if TYPE_CHECKING:
    from sunmask.kinds.graded import Graded
    from sunmask.kinds.protocols import Sampler
    from sunmask.method.sampling import Denoiser


@runtime_checkable
class LongGrade(Protocol):
    """A sampler whose grades take long."""

    def grade_in_parts(self, network: Any, content: Any) -> Parts[Graded]:
        """What its `grade` gives, to the bit."""


@runtime_checkable
class LongLikelihoods(Protocol):
    """A sampler whose likelihoods take long."""

    def likelihoods_in_parts(self, denoiser: Denoiser) -> Parts[list[float] | None]:
        """What its `likelihoods` gives, to the bit."""


def grading(sampler: Sampler, network: Any, content: Any) -> Parts[Graded]:
    """See `Sampler.grade`. Raises ValueError as it does."""
    yield
    if isinstance(sampler, LongGrade):
        return (yield from sampler.grade_in_parts(network, content))
    return sampler.grade(network, content)


def ranking(sampler: Sampler, denoiser: Denoiser) -> Parts[list[float] | None]:
    """See `Sampler.likelihoods`."""
    yield
    if isinstance(sampler, LongLikelihoods):
        return (yield from sampler.likelihoods_in_parts(denoiser))
    return sampler.likelihoods(denoiser)
