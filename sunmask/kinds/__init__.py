"""Kinds of canvas as networks and samplers know them: one object for each, the counterpart of its codec.

Nothing outside branches on a kind: `kind(name)` gives the object, and a new kind is one more line in
`_KINDS`.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from torch import Tensor

from sunmask.cells import Plan
from sunmask.grading.graded import Graded
from sunmask.kinds.chorale import ChoraleKind
from sunmask.kinds.looks import Look
from sunmask.kinds.text import TextKind
from sunmask.sampling import Denoiser
from sunmask.settings import SamplerSettings

__all__ = ["Kind", "kind"]


class Kind(Protocol):
    """What a kind of canvas needs of torch."""

    name: str

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
        """The sampler of a canvas's content, as its codec has it. Raises ValueError where content is not
        this kind's, or the plan has another shape."""

    def grade(self, network: Any, content: Any) -> Graded:
        """How good a piece is, lower is better, with its faults. network: `InferenceModel` or None, for
        kinds that need one. Raises ValueError where content is not this kind's, or has no grade."""

    def look(self, question: str, content: Any, cells: Sequence[int]) -> Look:
        """What a network is shown to answer doubt, or alternatives for `cells` (flat numbers).

        Raises ValueError, with a sentence, for a question that cannot be."""

    def any_windows(self, count: int) -> tuple[Tensor, ...]:
        """So many windows of nothing in particular, to run a network for the first time."""


_ALL: tuple[Kind, ...] = (ChoraleKind(), TextKind())
_KINDS = {known.name: known for known in _ALL}


def kind(name: str) -> Kind:
    """Raises ValueError for an unknown one."""
    if name not in _KINDS:
        raise ValueError(f"expected a kind of canvas ({', '.join(_KINDS)}), got {name!r:.60}")
    return _KINDS[name]
