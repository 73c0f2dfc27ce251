"""Settings of sampling, as data from which the command line, the API and the panel all follow.

Here is what every kind has. A kind's own settings are a subclass with more fields, and with defaults of its
own for these (`redefined`). No torch here.
"""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self, get_type_hints

from sunmask.method.setting_specs import TYPES, SettingSpec, nearest, setting

MAX_STEPS = 2000


@dataclass(frozen=True)
class SamplerSettings:
    """Settings of a generation (paper, section 2.3)."""

    num_steps: int = setting(
        96, "Steps", "More steps take longer and usually give a better result.", 1, MAX_STEPS
    )
    temperature: float = setting(0.8, "Temperature", "Low is conventional, high is surprising.", 0.1, 2.0)
    typical_mass: float = setting(
        0.9,
        "Range of choices",
        "Lower values use only the most typical choices. 1 allows all of them.",
        0.05,
        1.0,
    )
    finish: float = setting(
        0.6,
        "Cools down towards the end",
        "Below 1, the last quarter of the steps becomes more conventional.",
        0.05,
        1.0,
        is_expert=True,
    )
    alpha_max: float = setting(
        0.999,
        "Change at the start",
        "The share of the canvas that the first step may change.",
        0.0,
        1.0,
        is_expert=True,
    )
    alpha_min: float = setting(
        0.08,
        "Change at the end",
        "The share of the canvas that the late steps may change.",
        0.0,
        1.0,
        is_expert=True,
    )
    eta: float = setting(
        0.35,
        "Settles down by",
        "The share of the steps after which changes stay at the level of the end.",
        0.05,
        1.0,
        is_expert=True,
    )
    redraw_share: float = setting(
        1.0,
        "Rewrite the weakest first",
        "Below 1, each step rewrites only this share of what it doubts, the least likely first.",
        0.05,
        1.0,
        is_expert=True,
    )
    accept_ramp: bool = setting(
        False,
        "Start and end carefully",
        "Accepts few changes at the start and at the end, and all of them in the middle.",
        is_expert=True,
    )
    active_balance: bool = setting(
        False, "Spread the changes", "Prefers to change what has changed less often.", is_expert=True
    )
    renoise_share: float = setting(
        0.0,
        "Start over",
        "The share of the renoisable cells that each step resets to noise.",
        0.0,
        1.0,
        is_expert=True,
    )
    correction: float = setting(
        0.05,
        "Correct unpinned input",
        "How likely each step is to reconsider something unmasked that is not pinned.",
        0.0,
        1.0,
        is_expert=True,
    )
    pull_until: float = setting(
        1.0,
        "Distrust pinned input until",
        "The share of the steps during which the model doubts what is masked and pinned.",
        0.0,
        1.0,
        is_expert=True,
    )

    def validate(self) -> Self:
        """Return self; raise ValueError, with a sentence, for the first value that cannot be."""
        for spec in self.specs():
            spec.check(getattr(self, spec.name))
        if self.alpha_min > self.alpha_max:
            raise ValueError(
                f"expected alpha_min at most alpha_max ({self.alpha_max}), got {self.alpha_min}: "
                "the doubted share can only fall"
            )
        return self

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def used_by(self, model: object) -> Self:
        """These settings for a network: those that it does not use are off. Of a network without a card
        nothing is known, so it uses none of what only some do."""
        card = getattr(model, "card", {})
        family, recipe = card.get("family", ""), card.get("recipe", {})
        off: dict[str, Any] = {
            spec.name: spec.off
            for spec in self.specs()
            if spec.off is not None and not spec.is_used_by(family, recipe)
        }
        return replace(self, **off)

    @classmethod
    def from_json(cls, values: Any) -> Self:
        """Settings from a mapping; what is missing gets its default. Raises ValueError."""
        if not isinstance(values, dict):
            raise ValueError(f"expected settings by name, got {values!r:.60}")
        known = {spec.name: spec for spec in cls.specs()}
        for name, value in values.items():
            if name not in known:
                raise ValueError(f"expected the name of a setting{nearest(name, known)}, got {name!r:.60}")
            known[name].check(value)
        return cls(**{name: known[name].cast(value) for name, value in values.items()}).validate()

    @classmethod
    def of(cls, settings: "SamplerSettings") -> Self:
        """These settings, which must be of this class. Raises ValueError for those of another kind."""
        if not isinstance(settings, cls):
            raise ValueError(f"expected {cls.__name__} of {cls.__module__}, got {type(settings).__name__}")
        return settings

    @classmethod
    def names(cls) -> frozenset[str]:
        return frozenset(each.name for each in fields(cls))

    @classmethod
    def specs(cls) -> list[SettingSpec]:
        """Every setting with its default on this machine, those for experts last."""
        defaults, types = cls(), get_type_hints(cls)
        found = [
            SettingSpec(
                name=each.name,
                type="choice" if "choices" in each.metadata else TYPES[types[each.name]],
                default=getattr(defaults, each.name),
                **each.metadata,
            )
            for each in fields(cls)
        ]
        return sorted(found, key=lambda spec: spec.is_expert)
