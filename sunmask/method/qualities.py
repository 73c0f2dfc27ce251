"""Qualities: choices that people make instead of single settings. No torch here."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Quality:
    """A choice that people make instead of single settings: name, words, and the settings it stands for."""

    name: str
    label: str
    description: str
    settings: dict[str, Any]


def _quality(name: str, description: str, num_steps: int, eta: float) -> Quality:
    calm = {"temperature": 0.8, "refuse_parallels": True, "refuse_worse": False, "tonality": 0.0}
    return Quality(name, name.capitalize(), description, {"num_steps": num_steps, "eta": eta, **calm})


QUALITIES: dict[str, tuple[Quality, ...]] = {
    "chorale": (
        _quality("draft", "Quick, for trying an idea. The rhythm is rough.", 32, 0.35),
        _quality("good", "The usual choice.", 96, 0.35),
        _quality("best", "Takes twice as long, and writes fewer notes at once.", 192, 0.67),
    )
}
"""By kind, the fastest first. They never ask a grade. `docs/library.md` says what each costs."""


def qualities(kind: str) -> tuple[Quality, ...]:
    """The named choices that a kind of canvas has."""
    return QUALITIES.get(kind, ())


def of_quality(kind: str, name: str) -> dict[str, Any]:
    """The settings of a named choice. Raises ValueError where the kind has no such one."""
    found = {quality.name: quality.settings for quality in qualities(kind)}
    if name not in found:
        names = ", ".join(found) or f"none, which is what {kind}s have"
        raise ValueError(f"expected a quality of {names}, got {name!r:.60}")
    return dict(found[name])
