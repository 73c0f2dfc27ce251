"""Named training set-ups: what to learn from, with which network and how."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from typing import Any

from sunmask.lab.training.noise import NoiseSettings
from sunmask.lab.training.objective import ObjectiveSettings
from sunmask.method.setting_specs import nearest


@dataclass(frozen=True)
class Recipe:
    """Everything a training run follows; a run stores it as JSON beside its weights.

    learning_rate: the highest, after warmup_steps and before the cosine fall, which begins after the flat
    share of the run. patience: validations without a lower nll after which it ends early, 0 for never; the
    averaged weights of the lowest are in best.safetensors. hymns: share of the examples that are hymns, where
    `data` holds some. ema: the largest decay of the averaged weights, which are the ones that ship. clip: of
    the gradient's norm. accumulate: turns in which each process computes its share of the batch, where memory
    does not hold it at once.
    corpus: by name, where it is not the kind's own. data: a folder to learn from, for corpora that are not at
    hand everywhere. start: a file of weights to begin with. frozen: beginnings of the names of parameters
    that then stay as they are. vocabulary: a file of one for texts, where it is not the shipped one.
    """

    name: str
    kind: str
    family: str
    size: str = "small"
    batch_size: int = 8
    num_steps: int = 20_000
    learning_rate: float = 2e-3
    warmup_steps: int = 150
    weight_decay: float = 0.02
    ema: float = 0.999
    clip: float = 1.0
    accumulate: int = 1
    flat: float = 0.0
    patience: int = 0
    hymns: float = 0.0
    seed: int = 0
    corpus: str = ""
    data: str = ""
    start: str = ""
    frozen: tuple[str, ...] = ()
    vocabulary: str = ""
    noise: NoiseSettings = field(default_factory=NoiseSettings)
    objective: ObjectiveSettings = field(default_factory=ObjectiveSettings)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Recipe":
        noise, objective = NoiseSettings(**values["noise"]), ObjectiveSettings(**values["objective"])
        frozen = tuple(values.get("frozen", ()))
        return cls(**{**values, "noise": noise, "objective": objective, "frozen": frozen})


def with_values(recipe: Recipe, values: Mapping[str, str]) -> Recipe:
    """A recipe with other values by name, as they are typed: learning_rate=1e-3, noise.iid=0.2.

    Raises ValueError, with a sentence, for a name that a recipe does not have and a value that cannot be."""
    for name, text in values.items():
        group, _, inner = name.rpartition(".")
        owner: Any = getattr(recipe, group, None) if group else recipe
        known = {each.name for each in fields(owner)} if is_dataclass(owner) else set()
        if inner not in known or is_dataclass(getattr(owner, inner)):
            raise ValueError(f"expected a value of a recipe{nearest(name, _names(recipe))}, got {name!r:.60}")
        changed: Any = replace(owner, **{inner: _parsed(name, text, getattr(owner, inner))})
        recipe = replace(recipe, **{group: changed}) if group else changed
    return recipe


def _names(recipe: Recipe) -> list[str]:
    nested = {name: value for name, value in vars(recipe).items() if is_dataclass(value)}
    return [
        *(name for name in vars(recipe) if name not in nested),
        *(f"{name}.{each.name}" for name, value in nested.items() for each in fields(value)),
    ]


def _parsed(name: str, text: str, before: Any) -> Any:
    """A value of the type that stands there."""
    if isinstance(before, bool):
        if text not in ("true", "false"):
            raise ValueError(f"expected {name} to be true or false, got {text!r:.60}")
        return text == "true"
    if isinstance(before, tuple):
        return tuple(each for each in text.split(",") if each)
    try:
        return type(before)(text)
    except ValueError:
        wants = "a whole number" if isinstance(before, int) else "a number"
        raise ValueError(f"expected {name} to be {wants}, got {text!r:.60}") from None


PLAIN = NoiseSettings(iid=1.0, corrupt=0.0)
SUNDAE = ObjectiveSettings(trust_input=False, masked_loss=False, reweighted=False, keep_trusted=False)
COCONET = ObjectiveSettings(masked_loss=False, num_unrolled=1)


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
