"""Named training set-ups: what to learn from, with which network and how."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sunmask.noise import NoiseSettings
from sunmask.objective import ObjectiveSettings


@dataclass(frozen=True)
class Recipe:
    """Everything a training run follows; a run stores it as JSON beside its weights.

    learning_rate: the highest, after warmup_steps and before the cosine fall. ema: the largest decay of
    the averaged weights, which are the ones that ship. clip: of the gradient's norm. accumulate: turns in
    which each process computes its share of the batch, where memory does not hold it at once. corpus: by
    name, where it is not the kind's own. data: a folder to learn from, for corpora that are not at hand
    everywhere. start: a file of weights to begin with. vocabulary: a file of one for texts, where it is not
    the shipped one.
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
    accumulate: int = 1
    seed: int = 0
    corpus: str = ""
    data: str = ""
    start: str = ""
    vocabulary: str = ""
    noise: NoiseSettings = field(default_factory=NoiseSettings)
    objective: ObjectiveSettings = field(default_factory=ObjectiveSettings)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Recipe":
        noise, objective = NoiseSettings(**values["noise"]), ObjectiveSettings(**values["objective"])
        return cls(**{**values, "noise": noise, "objective": objective})


PLAIN = NoiseSettings(iid=1.0, corrupt=0.0)
SUNDAE = ObjectiveSettings(trust_input=False, masked_loss=False, reweighted=False, keep_trusted=False)
COCONET = ObjectiveSettings(masked_loss=False, num_unrolled=1)

UNET = Recipe(name="chorale")
TRANSFORMER = Recipe(
    name="chorale-transformer",
    family="transformer",
    batch_size=16,
    num_steps=60_000,
    learning_rate=1e-3,
    warmup_steps=1_000,
)
CONV = Recipe(
    name="chorale-conv", family="conv", batch_size=4, num_steps=50_000, learning_rate=3e-4, warmup_steps=500
)
ENGLISH = Recipe(
    name="english",
    kind="text",
    family="encoder",
    batch_size=48,
    num_steps=8_000,
    learning_rate=5e-4,
    warmup_steps=150,
    weight_decay=0.01,
    noise=NoiseSettings(iid=0.15, corrupt=0.1),
    objective=ObjectiveSettings(unrolled_share=0.2),
)
"""Sentences learn from noise alone more often than in the paper, since that is two thirds of the cost."""


EMNLP2017 = Recipe(
    name="emnlp2017",
    kind="text",
    corpus="news",
    family="text-transformer",
    size="mini",
    batch_size=16,
    num_steps=6_000,
    learning_rate=2e-3,
    warmup_steps=200,
    weight_decay=0.01,
    noise=PLAIN,
)
"""The benchmark of the paper's section 4.1; what it learns from says nothing of a licence, so none ships."""
EMNLP2017_CAUSAL = replace(
    EMNLP2017,
    name="emnlp2017-causal",
    size="mini-causal",
    noise=NoiseSettings(hides=False),
    objective=ObjectiveSettings(
        trust_input=False, masked_loss=False, reweighted=False, num_unrolled=1, keep_trusted=False
    ),
)


def twins(recipe: Recipe) -> list[Recipe]:
    """The methods of the paper's Table 1 with a recipe's network: they differ in the switches alone."""
    paper = replace(recipe, noise=PLAIN)
    return [
        replace(paper, name=f"{recipe.name}-paper"),
        replace(paper, name=f"{recipe.name}-sundae", objective=SUNDAE),
        replace(paper, name=f"{recipe.name}-coconet", objective=COCONET),
    ]


def mini(recipe: Recipe) -> Recipe:
    """A quarter of the weights, for comparisons that one core finishes in minutes."""
    return replace(
        recipe,
        name=f"{recipe.name}-mini",
        size="mini",
        batch_size=8,
        num_steps=1_000,
        warmup_steps=min(recipe.warmup_steps, 200),
    )


def debug(recipe: Recipe) -> Recipe:
    """Some steps of the smallest size, to see that a machine can train it."""
    return replace(
        recipe, name=f"{recipe.name}-debug", size="debug", batch_size=2, num_steps=20, warmup_steps=5
    )


def large(recipe: Recipe, batch_size: int, learning_rate: float) -> Recipe:
    """The `base` size, for CUDA: more examples at once, for longer."""
    return replace(
        recipe,
        name=f"{recipe.name}-base",
        size="base",
        batch_size=batch_size,
        num_steps=120_000,
        learning_rate=learning_rate,
        warmup_steps=2_000,
    )


RECIPES = {
    recipe.name: recipe
    for recipe in (
        *(
            each
            for base in (UNET, TRANSFORMER, CONV)
            for each in (base, debug(base), *twins(base), mini(base), *twins(mini(base)))
        ),
        large(UNET, 64, 1e-3),
        large(TRANSFORMER, 64, 3e-4),
        large(CONV, 16, 1e-4),
        ENGLISH,
        debug(ENGLISH),
        EMNLP2017,
        twins(EMNLP2017)[1],
        EMNLP2017_CAUSAL,
        debug(EMNLP2017),
    )
}
"""`chorale` and `english` are the ones that ship."""


def recipe_named(name: str) -> Recipe:
    """Raises ValueError where there is none of that name."""
    if name not in RECIPES:
        raise ValueError(f"expected a recipe of {', '.join(RECIPES)}, got {name!r}")
    return RECIPES[name]
