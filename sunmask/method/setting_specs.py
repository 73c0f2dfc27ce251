"""What is said of one setting: its type, range and words, and which values it takes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any


@dataclass(frozen=True)
class SettingSpec:
    """One setting: its name, type (integer, number, boolean, choice, text), default, range and words.

    kinds: of canvas, to which it applies; none named: all. families: of networks that hear it; none named:
    all. learned: what a recipe must name for its network to hear it. maximum of a text: letters."""

    name: str
    label: str
    description: str
    type: str
    default: float | int | bool | str
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    is_expert: bool = False
    kinds: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    learned: str = ""

    def is_of(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds

    def is_heard_by(self, family: str, recipe: Mapping[str, Any]) -> bool:
        """Whether a network of a family, trained by a recipe (as JSON), does anything else for it."""
        is_listener = not self.families or family in self.families
        return is_listener and (not self.learned or bool(recipe.get(self.learned)))

    def check(self, value: Any) -> None:
        """Raise ValueError, with a sentence, where the setting cannot have this value."""
        if self.type == "boolean":
            if not isinstance(value, bool):
                raise ValueError(f"expected {self.name} to be true or false, got {value!r:.60}")
            return
        if self.type == "choice":
            if value not in self.choices:
                raise ValueError(
                    f"expected {self.name} to be one of {', '.join(self.choices)}, got {value!r:.60}"
                )
            return
        if self.type == "text":
            if not isinstance(value, str) or len(value) > self.maximum:  # type: ignore[operator]
                raise ValueError(
                    f"expected {self.name} to be words, up to {self.maximum} letters, got {value!r:.60}"
                )
            return
        wants = "a whole number" if self.type == "integer" else "a number"
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"expected {self.name} to be {wants}, got {value!r:.60}")
        if not self.minimum <= value <= self.maximum:  # type: ignore[operator]
            raise ValueError(f"expected {self.name} from {self.minimum} to {self.maximum}, got {value!r:.60}")
        if self.type == "integer" and value != int(value):
            raise ValueError(f"expected {self.name} to be {wants}, got {value!r:.60}")


def nearest(name: Any, known: Iterable[str]) -> str:
    """ " like this or that": the names that a wrong one may have meant."""
    found = get_close_matches(str(name)[:60], list(known), n=3)
    return f" like {' or '.join(found)}" if found else ""


def setting(
    default: Any, label: str, description: str, low: Any = None, high: Any = None, **more: Any
) -> Any:
    """A field that carries what `SettingSpec` says of it."""
    words = {"label": label, "description": description, "minimum": low, "maximum": high, **more}
    return field(default=default, metadata=words)
