"""Specifications of settings: type, range, label and description, and which values each takes."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from difflib import get_close_matches
from typing import Any

TYPES = {bool: "boolean", int: "integer", float: "number", str: "text"}
"""Names of the Python types that a setting may have; one with choices is of type "choice"."""


@dataclass(frozen=True)
class SettingSpec:
    """One setting: its name, type (integer, number, boolean, choice, text), default, range, label and
    description.

    families: of networks that use it; none named: all. learned: the entry that a recipe must have for its
    network to use it. maximum of type text: letters. stored: the value of stored runs that do not have the
    setting, since they are older; None: the default. off: the value for networks that do not use it; None:
    any, since it says nothing to them."""

    name: str
    label: str
    description: str
    type: str
    default: float | int | bool | str
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    is_expert: bool = False
    families: tuple[str, ...] = ()
    learned: str = ""
    stored: float | int | bool | str | None = None
    off: float | int | bool | str | None = None

    def is_used_by(self, family: str, recipe: Mapping[str, Any]) -> bool:
        """Whether a network of a family, trained by a recipe (as JSON), uses this setting."""
        is_used = not self.families or family in self.families
        return is_used and (not self.learned or bool(recipe.get(self.learned)))

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

    def cast(self, value: Any) -> Any:
        """A checked value in the Python type of the setting."""
        casts: dict[str, Any] = {"integer": int, "number": float}
        return casts[self.type](value) if self.type in casts else value

    def parsed(self, text: str) -> Any:
        """The value of a text, for `check`; the text itself where it is not of the setting's type."""
        if self.type == "boolean":
            return {"true": True, "false": False}.get(text, text)
        if self.type in ("integer", "number"):
            try:
                return float(text)
            except ValueError:
                return text
        return text


def nearest(name: Any, known: Iterable[str]) -> str:
    """The names that a wrong one may have meant, as " like this or that"."""
    found = get_close_matches(str(name)[:60], list(known), n=3)
    return f" like {' or '.join(found)}" if found else ""


def setting(
    default: Any, label: str, description: str, low: Any = None, high: Any = None, **more: Any
) -> Any:
    """A dataclass field with the data of its `SettingSpec`. default: a value, or a function that is called
    for one whenever settings are made."""
    return _field(
        default, {"label": label, "description": description, "minimum": low, "maximum": high, **more}
    )


_SAME = object()


def redefined(of: type, name: str, default: Any = _SAME, **words: Any) -> Any:
    """The field of a parent class with another default or description."""
    (found,) = (each for each in fields(of) if each.name == name)
    same = found.default if found.default is not MISSING else found.default_factory
    return _field(same if default is _SAME else default, {**found.metadata, **words})


def _field(default: Any, words: dict[str, Any]) -> Any:
    if callable(default):
        return field(default_factory=default, metadata=words)
    return field(default=default, metadata=words)
