"""Named training set-ups: what to learn from, with which network and how."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sunmask.noise import NoiseSettings
from sunmask.objective import ObjectiveSettings


@dataclass(frozen=True)
class Recipe:
    """Everything a training run follows; a run stores it as JSON beside its weights.

    learning_rate: the highest, after warmup_steps and before the cosine fall. ema: the largest decay of
    the averaged weights, which are the ones that ship. clip: of the gradient's norm.
    """

    name: str
    kind: str = "chorale"
    family: str = "unet"
    size: str = "small"
    batch_size: int = 8
    num_steps: int = 20_000
    learning_rate: float = 2e-3
    warmup_steps: int = 150
    weight_decay: float = 0.02
    ema: float = 0.999
    clip: float = 1.0
    seed: int = 0
    noise: NoiseSettings = field(default_factory=NoiseSettings)
    objective: ObjectiveSettings = field(default_factory=ObjectiveSettings)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Recipe":
        noise, objective = NoiseSettings(**values["noise"]), ObjectiveSettings(**values["objective"])
        return cls(**{**values, "noise": noise, "objective": objective})


CHORALE = Recipe(name="chorale")
PLAIN = NoiseSettings(iid=1.0, corrupt=0.0)

RECIPES = {
    recipe.name: recipe
    for recipe in (
        CHORALE,
        replace(CHORALE, name="chorale-debug", size="debug", batch_size=2, num_steps=20, warmup_steps=5),
        replace(CHORALE, name="chorale-paper", noise=PLAIN),
        replace(
            CHORALE,
            name="chorale-sundae",
            noise=PLAIN,
            objective=ObjectiveSettings(
                trust_input=False, masked_loss=False, reweighted=False, keep_trusted=False
            ),
        ),
        replace(
            CHORALE,
            name="chorale-coconet",
            noise=PLAIN,
            objective=ObjectiveSettings(masked_loss=False, num_unrolled=1),
        ),
    )
}
"""chorale ships; chorale-paper, -sundae and -coconet differ only in the switches of the paper's Table 1."""


def recipe_named(name: str) -> Recipe:
    """Raises ValueError where there is none of that name."""
    if name not in RECIPES:
        raise ValueError(f"expected a recipe of {', '.join(RECIPES)}, got {name!r}")
    return RECIPES[name]
