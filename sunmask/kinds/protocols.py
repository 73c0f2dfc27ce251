"""What a kind of canvas consists of besides its codec: three parts that need torch.

`sunmask.kinds.kind.Kind` puts them together. docs/new-kind.md writes each of them for a small kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor, nn

    from sunmask.method.objective import Examples
    from sunmask.models.families import Family
    from sunmask.training.recipes import Recipe


class Corpus(Protocol):
    """Batches to learn from, and figures of what was held out."""

    def batch(self, number: int, part: int = 0, parts: int = 1) -> Examples:
        """A batch, or one of the parts that are drawn apart; the same for a number and part."""

    def validate(self, predict: Callable[..., Tensor]) -> dict[str, Any]:
        """Figures of pieces held out for that, by name."""


class Learning(Protocol):
    """How networks of a kind are built, trained and described. Needs torch."""

    families: Mapping[str, Family]
    """Its families of networks by name; every family has a `debug` size."""
    recipes: Mapping[str, Recipe]

    def corpus(self, recipe: Recipe, folder: Path, *, progress: bool) -> Corpus:
        """What a recipe learns from. folder: of the run. Raises ValueError where it is missing."""

    def changes(self, recipe: Recipe, folder: Path) -> dict[str, Any]:
        """Fields of the network's config that the recipe, or what its run keeps in its folder, decides."""

    def data_sentence(self, recipe: Recipe) -> str:
        """What a card says that the model learned from. Raises ValueError where no model of the recipe may
        ship."""

    def measure(self, model: nn.Module, recipe: Recipe, num_samples: int, seed: int) -> dict[str, Any]:
        """The figures of a model's card, by name."""
