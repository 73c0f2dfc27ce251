"""The samplers of a kind: its own, and those that installed packages add, which people choose by a setting.

A package adds one by an entry point of the group `sunmask.samplers` that names an `AddedSampler`. The
settings of its kind then have one more, `sampler`; without such a package nothing is different. No
torch here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, make_dataclass, replace
from functools import cache, cached_property
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from sunmask.kinds.kind import Kind
from sunmask.method.setting_specs import setting
from sunmask.method.settings import SamplerSettings
from sunmask.plugins import interface

if TYPE_CHECKING:
    from sunmask.kinds.sampler import Sampler

SETTING = "sampler"
OWN = "own"
"""The value of that setting for the kind's own sampler."""


@dataclass(frozen=True)
class AddedSampler:
    """Another sampler of a kind. name: the value of the setting. description: a sentence for people.
    sampler_at: a `Sampler` as "module:object", which is loaded where torch is; usually it inherits from the
    kind's own. Looks, grades and networks stay the kind's. interface: the version of
    `sunmask.plugins.interface` that it is written for."""

    kind: str
    name: str
    description: str
    sampler_at: str
    interface: int = field(default=interface.VERSION)

    @cached_property
    def sampler(self) -> Sampler:
        return resolve_name(self.sampler_at)


def chosen(of: Kind, settings: SamplerSettings | Mapping[str, Any]) -> Sampler:
    """The sampler that settings, or stored values of them, name; the kind's own where they name none. Raises
    ValueError for one that is not installed."""
    return other(of.name, settings) or of.sampler


def other(name: str, settings: SamplerSettings | Mapping[str, Any]) -> Sampler | None:
    """The sampler of a package that settings of a kind name; None where they name none. Raises ValueError for
    one that is not installed."""
    given = settings if isinstance(settings, Mapping) else vars(settings)
    if (wanted := given.get(SETTING, OWN)) == OWN:
        return None
    for each in added(name):
        if each.name == wanted:
            return each.sampler
    raise ValueError(f"expected the sampler {wanted!r:.60} of the kind {name} to be installed: it is not")


def with_setting(of: Kind) -> Kind:
    """The kind with the setting that chooses its sampler, where packages add any."""
    others = added(of.name)
    if not others:
        return of
    described = [
        f"“{OWN}” is the one of the kind.",
        *(f"“{each.name}”: {each.description}" for each in others),
    ]
    choice = setting(
        OWN, "Sampler", " ".join(described), choices=(OWN, *(each.name for each in others)), stored=OWN
    )
    name = of.settings.__name__
    return replace(
        of, settings=make_dataclass(name, [(SETTING, str, choice)], bases=(of.settings,), frozen=True)
    )


def added(name: str) -> list[AddedSampler]:
    """Samplers that packages add to a kind."""
    return [each for each in _found() if each.kind == name]


@cache
def _found() -> tuple[AddedSampler, ...]:
    return interface.of_kinds("sampler", _misfit)


def _misfit(where: str, each: AddedSampler, is_taken: bool) -> str | None:
    if each.name == OWN or is_taken:
        return f"{where} adds a sampler {each.name!r} to {each.kind}, but one with that name exists"
    return None
