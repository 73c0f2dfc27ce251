"""The sampler's settings: one dataclass from which panel, checks and API follow. Knows no torch.

A new option is one field here and its use in `sampling.py`. Symbols: the schedule is
alpha_n = max(alpha_min, alpha_max - n / (eta N) (alpha_max - alpha_min)) (paper, section 2.3).
"""

import math
from dataclasses import MISSING, asdict, dataclass, field, fields
from typing import Any


def _option(
    default: Any,
    label: str,
    description: str,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    choices: tuple[str, ...] = (),
    is_expert: bool = False,
) -> Any:
    about = {
        "label": label,
        "description": description,
        "minimum": minimum,
        "maximum": maximum,
        "choices": list(choices),
        "is_expert": is_expert,
    }
    return field(default=default, metadata=about)


@dataclass(frozen=True, kw_only=True)
class SamplerSettings:
    """How a generation steps; every field is drawn in the panel and checked from its own description."""

    num_steps: int = _option(
        200, "Steps", "How often the whole grid is looked at again.", minimum=1, maximum=2000
    )
    temperature: float = _option(
        0.8, "Temperature", "Low is conventional, high is surprising.", minimum=0.1, maximum=2
    )
    typical_mass: float = _option(
        0.9,
        "Typical mass",
        "Draw only from the symbols whose surprise is closest to what is expected; 1 allows all.",
        minimum=0.05,
        maximum=1,
        is_expert=True,
    )
    eta: float = _option(
        0.75,
        "Schedule length",
        "Share of the steps in which the part that is drawn anew shrinks.",
        minimum=0.05,
        maximum=1,
        is_expert=True,
    )
    correction: float = _option(
        0.05,
        "Correction",
        "How often an unmasked cell without a pin may be corrected.",
        minimum=0,
        maximum=1,
        is_expert=True,
    )
    pull_until: float = _option(
        1.0,
        "Doubt until",
        "Share of the steps for which a masked, pinned cell is doubted.",
        minimum=0,
        maximum=1,
        is_expert=True,
    )

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "SamplerSettings":
        """Settings by name, defaults for the rest. Raises ValueError for an unknown name or impossible value."""
        known = {spec.name: spec for spec in fields(cls)}
        for name, value in values.items():
            if name not in known:
                raise ValueError(f"expected settings among {', '.join(known)}, got {name!r:.60}")
            _check(known[name], value)
        return cls(**{name: known[name].type(value) for name, value in values.items()})


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """All settings by name, as a generation stores them. Raises ValueError as `SamplerSettings.from_json`."""
    return asdict(SamplerSettings.from_json(values))


def specs() -> list[dict[str, Any]]:
    """What a panel needs to draw each setting: name, label, description, type, default, bounds, choices."""
    names = {bool: "boolean", int: "integer", float: "number", str: "choice"}
    return [
        {"name": spec.name, "type": names[spec.type], "default": spec.default, **spec.metadata}
        for spec in fields(SamplerSettings)
        if spec.default is not MISSING
    ]


def _check(spec: Any, value: Any) -> None:
    about = spec.metadata
    if spec.type is bool:
        is_right = isinstance(value, bool)
    elif spec.type is str:
        is_right = value in about["choices"]
    else:
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        is_right = is_number and about["minimum"] <= value <= about["maximum"]
        is_right = is_right and (spec.type is float or value == int(value))
    if not is_right:
        raise ValueError(f"expected {spec.name} to be {_expected(spec)}, got {value!r:.60}")


def _expected(spec: Any) -> str:
    about = spec.metadata
    if spec.type is bool:
        return "true or false"
    if spec.type is str:
        return f"one of {', '.join(about['choices'])}"
    kind = "a whole number" if spec.type is int else "a number"
    return f"{kind} from {about['minimum']:g} to {about['maximum']:g}"
