"""Settings of a canvas's kind by name: as they are requested, stored and shown. No torch here.

Rows and archives may hold names that only another kind has; these say nothing and are left out.
"""

from collections.abc import Mapping
from typing import Any

from sunmask.kinds.registry import kind, kinds
from sunmask.method.settings import SamplerSettings


def settings_of(name: str, values: Any = None) -> SamplerSettings:
    """The settings that are requested for a kind, its defaults for the rest. Raises ValueError, with a
    sentence, for a value that cannot be and for a name that no kind has."""
    given = {} if values is None else values
    return kind(name).settings.from_json(without_others(name, given) if isinstance(given, dict) else given)


def stored_settings(name: str, values: Mapping[str, Any]) -> SamplerSettings:
    """The settings of a stored run; a name that the kind has no more says nothing, and one that it did not
    have yet has the value that keeps the run as it was."""
    of_kind = kind(name).settings
    earlier = {spec.name: spec.stored for spec in of_kind.specs() if spec.stored is not None}
    return of_kind(**{**earlier, **known(name, values)})


def known(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The stored values of settings that the kind has; others are left out."""
    own = kind(name).settings.names()
    return {each: value for each, value in values.items() if each in own}


def without_others(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without settings that only other kinds have; a name that nobody has stays. All values, where
    the kind is not installed."""
    if name not in kinds():
        return dict(values)
    own = kind(name).settings.names()
    others = frozenset[str]().union(*(each.settings.names() for each in kinds().values())) - own
    return {each: value for each, value in values.items() if each not in others}


def quality_settings(name: str, quality: str) -> dict[str, Any]:
    """The settings that a quality stands for. Raises ValueError where the kind has no such one."""
    found = {each.name: each.settings for each in kind(name).qualities}
    if quality not in found:
        names = ", ".join(found) or f"none, which is what {name} has"
        raise ValueError(f"expected a quality of {names}, got {quality!r:.60}")
    return dict(found[quality])
